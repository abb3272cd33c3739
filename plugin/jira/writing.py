"""Our actions as requests to Jira. Each is sent once: who gets Unavailable or TimedOut reads the case again first.

Fields, labels, a public comment and our record go in one PUT (FACTS 0.3), a transition in a request of its own. An
internal note is a POST of its own, with what makes it internal in the very request: nothing that Jira might pass over
inside a PUT, since a failure would show it to the customer (FACTS 0.4).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plugin.configuration_errors import folded
from plugin.field_map import FieldMap
from plugin.jira import values
from plugin.jira.conversation import INTERNAL_PROPERTY, is_public
from plugin.jira.errors import JiraError, NoteNotInternal, NoTransition, Refused
from plugin.jira.metadata import Fields, Metadata
from plugin.jira.session import Session
from workflows.case import Value
from workflows.record import PROPERTY, Record
from workflows.terms import Field, Status

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who may read an internal note where a project has no internal comments. ``kind``: ``group`` or ``role``."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What one PUT changes."""

    fields: Mapping[Field, Value]
    labels_add: tuple[str, ...] = ()
    labels_remove: tuple[str, ...] = ()
    comment: str | None = None
    record: Record | None = None


class Writer:
    """Sends; raises JiraError. ``visibility`` None: internal notes only in service projects."""

    def __init__(
        self, session: Session, metadata: Metadata, field_map: FieldMap, visibility: Visibility | None
    ) -> None:
        self._session = session
        self._metadata = metadata
        self._map = field_map
        self._visibility = visibility

    def edit(self, issue: str, shape: str, edit: Edit) -> None:
        """One PUT, or none where there is nothing to change. Raises Refused with our fields' names."""
        fields = self._metadata.fields()
        body = self._body(issue, shape, edit, fields)
        if not body:
            return
        try:
            self._session.send("PUT", "issue/{issue}", body, issue=issue)
        except Refused as refused:
            # An option or a field may have been made or renamed since it was looked up.
            self._metadata.forget_options(shape)
            self._metadata.forget()
            raise refused.named(fields.by_id) from None

    def _body(self, issue: str, shape: str, edit: Edit, fields: Fields) -> dict[str, Any]:
        body: dict[str, Any] = {}
        if edit.fields:
            body["fields"] = self._fields(issue, shape, edit.fields, fields)
        update: dict[str, Any] = {}
        if edit.labels_add or edit.labels_remove:
            added = [{"add": label} for label in edit.labels_add]
            update["labels"] = added + [{"remove": label} for label in edit.labels_remove]
        if edit.comment is not None:
            update["comment"] = [{"add": {"body": edit.comment}}]
        if update:
            body["update"] = update
        if edit.record is not None:
            body["properties"] = [{"key": PROPERTY, "value": edit.record.to_json()}]
        return body

    def _fields(self, issue: str, shape: str, wanted: Mapping[Field, Value], fields: Fields) -> dict[str, Any]:
        sent: dict[str, Any] = {}
        refused: dict[Field | str, str] = {}
        cloud = self._metadata.cloud()
        for field, value in wanted.items():
            where = fields.where(field)
            if where is None:
                refused[field] = "this Jira has no such field, or none of the right type"
                continue
            options = self._options(issue, shape, where.id) if value is not None and where.kind == "option" else ()
            try:
                sent[where.id] = values.theirs(field, value, where, self._map, options, cloud)
            except ValueError as error:
                refused[field] = str(error)
        if refused:
            raise Refused(refused, method="PUT", endpoint="issue/{issue}", path=f"issue/{issue}")
        return sent

    def _options(self, issue: str, shape: str, field_id: str) -> Sequence[str]:
        return self._metadata.options(issue, shape).get(field_id, ())

    def transitions(self, issue: str) -> list[Mapping[str, Any]]:
        """What the workflow offers now."""
        return self._session.get("issue/{issue}/transitions", issue=issue).list("transitions")

    def transition(self, issue: str, to: Status, offered: Iterable[Mapping[str, Any]]) -> None:
        """Go to a Jira status that counts as ``to``. Raises NoTransition."""
        known = list(offered)
        chosen = chosen_transition(known, to, self._map)
        if chosen is None:
            names = (str(transition["to"]["name"]) for transition in known)
            raise NoTransition(to, dict.fromkeys(names), path=f"issue/{issue}/transitions")
        body = {"transition": {"id": str(chosen["id"])}}
        self._session.send("POST", "issue/{issue}/transitions", body, issue=issue)

    def note(self, issue: str, body: str, *, service: bool) -> str:
        """A comment that the customer cannot read; its id. Raises NoteNotInternal rather than let one be read."""
        sent: dict[str, Any] = {"body": body}
        if service:
            sent["properties"] = [{"key": INTERNAL_PROPERTY, "value": {"internal": True}}]
        elif self._visibility is not None:
            sent["visibility"] = {"type": self._visibility.kind, "value": self._visibility.name}
        else:
            raise NoteNotInternal(
                "no group or role is named that may read internal notes", path=f"issue/{issue}/comment"
            )
        made = self._session.send("POST", "issue/{issue}/comment", sent, issue=issue).data
        if not isinstance(made, Mapping):
            return ""
        if _came_out(made, service):
            raise self._withdrawn(issue, str(made.get("id", "")))
        return str(made.get("id", ""))

    def take_back(self, issue: str, comment: str) -> None:
        """Delete a comment of ours."""
        self._session.send("DELETE", "issue/{issue}/comment/{comment}", issue=issue, comment=comment)

    def _withdrawn(self, issue: str, comment: str) -> NoteNotInternal:
        path = f"issue/{issue}/comment/{comment}"
        try:
            self.take_back(issue, comment)
        except JiraError as error:
            log.error("a note came out public and could not be deleted: %s", error, extra={"case": issue})
            return NoteNotInternal("Jira made it public, and it could not be deleted", path=path, removed=False)
        return NoteNotInternal("Jira made it public; it was deleted at once", path=path, removed=True)

    def email(self, issue: str, subject: str, text: str, html: str) -> None:
        """Jira's own notification to the reporter. Returns once Jira has accepted it (204)."""
        self._notify(issue, {"reporter": True}, subject, text, html)

    def notify(self, issue: str, person: str, subject: str, text: str, html: str) -> None:
        """The same to one person; Jira refuses one who may not see the issue, and our own account."""
        name = "accountId" if self._metadata.cloud() else "name"
        self._notify(issue, {"users": [{name: person}]}, subject, text, html)

    def _notify(self, issue: str, to: Mapping[str, Any], subject: str, text: str, html: str) -> None:
        body = {"subject": subject, "textBody": text, "htmlBody": html, "to": to}
        self._session.send("POST", "issue/{issue}/notify", body, issue=issue)


def chosen_transition(
    offered: Iterable[Mapping[str, Any]], to: Status, field_map: FieldMap
) -> Mapping[str, Any] | None:
    """The transition to ``to``: into the status that the field map prefers, and rather one without a screen."""
    order = [folded(name) for name in field_map.jira_statuses(to)]

    def rank(transition: Mapping[str, Any]) -> tuple[int, bool]:
        name = folded(str(transition["to"]["name"]))
        return order.index(name) if name in order else len(order), bool(transition.get("hasScreen"))

    leading = [transition for transition in offered if field_map.status(str(transition["to"]["name"])) is to]
    return min(leading, key=rank, default=None)


def _came_out(made: Mapping[str, Any], service: bool) -> bool:
    """Whether the answer *says* that the note is public: Data Center's says nothing about a service project's."""
    if service:
        return made.get("jsdPublic") is True
    return is_public(made)
