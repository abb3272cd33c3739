"""What careflow has done on a case, read from the sandbox as a support lead would: fields, status, words, emails.

Each piece of news bears its clause. A note's and a comment's are careflow's own (its reference line, its record of the
case); a field's and a transition's stand in the two tables here, written from POLICY.md.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from plugin.demo.local_time import said
from plugin.sandbox import Sandbox
from plugin.sandbox.case_view import CaseView, ChangeView, CommentView

REFERENCE = "careflow · "
_FIELD_CLAUSES = {
    "priority": "SEV-7",
    "Severity": "SEV-3",
    "Requested Severity": "SEV-3",
    "Critical Approval": "SEV-3",
    "labels": "SEV-1",
}
_ON_DUES = "SLO-11"
_MOVE_CLAUSES = {
    ("Waiting for Customer", "In Progress"): "CLO-6",
    ("Solution Provided", "In Progress"): "CLO-4",
    ("Closed", "In Progress"): "CLO-5",
}
_NOT_TOLD = ("SLO-10", "SLO-5", "SLO-6", "SEV-6")  # acts in the record that are no word to the customer
_SHOWN = 170  # characters of a text
_MENTION = re.compile(r"\[~(?:accountid:)?([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class News:
    """Something that careflow did, in a few words; ``clause`` may be empty."""

    at: datetime
    what: str
    clause: str


@dataclass(slots=True)
class Reader:
    """Reads a case's news since it last looked."""

    jira: Sandbox
    key: str
    _changes: int = 0
    _comments: int = 0
    _emails: int = 0
    _acts: set[str] = field(default_factory=set)

    def news(self) -> list[News]:
        """What careflow has done since the last call, in order."""
        case = self.jira.issue(self.key)
        acts = set(case.properties.get("careflow", {}).get("acts", {}))
        new_acts, self._acts = acts - self._acts, acts
        fresh = [c for c in case.history[self._changes :] if c.by == self._own]
        spoken = [c for c in case.comments[self._comments :] if c.by == self._own]
        emails = [mail for mail in self.jira.outbox if mail.key == self.key]
        sent = emails[self._emails :]
        self._changes, self._comments, self._emails = len(case.history), len(case.comments), len(emails)
        told = ", ".join(sorted({act.split()[0] for act in new_acts if not act.startswith(_NOT_TOLD)}))
        found = [
            *(News(mail.at, f"email to {self._names(mail.to)}: “{mail.subject}”", told) for mail in sent),
            *_changed(case, fresh, told),
            *(self._said(comment, told) for comment in spoken),
        ]
        return sorted(found, key=lambda one: one.at)

    @property
    def _own(self) -> str:
        return self.jira.site.own_account

    def _said(self, comment: CommentView, told: str) -> News:
        if comment.public:
            return News(comment.at, f"tells the customer: “{_beginning(comment.body)}”", told)
        *lines, last = comment.body.splitlines()
        mentioned = _MENTION.findall(lines[0]) if lines and lines[0].startswith("[~") else []
        body = "\n".join(lines[1:] if mentioned else lines).strip()
        to = f" to {self._names(mentioned)}" if mentioned else ""
        return News(comment.at, f"internal note{to}: “{_beginning(body)}”", last.removeprefix(REFERENCE).split()[0])

    def _names(self, known_as: Iterator[str] | list[str] | tuple[str, ...]) -> str:
        people = (self.jira.site.people.find(one) for one in known_as)
        return ", ".join(person.display_name for person in people if person) or "nobody"


def _changed(case: CaseView, changes: list[ChangeView], told: str) -> Iterator[News]:
    last = {change.field: change for change in changes}
    for change in changes:
        if change.field == "status":
            clause = _MOVE_CLAUSES.get((change.before, change.after), told or "CLO-1")
            yield News(change.at, f"moves the case to {change.after}", clause)
        elif change.field in ("resolution",) or last[change.field] is not change:
            continue
        elif change.field == "labels":
            yield News(change.at, f"labels: {change.after or 'none'}", _FIELD_CLAUSES["labels"])
        else:
            name = change.field.capitalize() if change.field.islower() else change.field
            value = case.fields.get(name)
            shown = said(value) if isinstance(value, datetime) else value or "empty"
            yield News(change.at, f"{name}: {shown}", _FIELD_CLAUSES.get(change.field, _ON_DUES))


def _beginning(text: str) -> str:
    """The first sentence or two, without Jira's markup; cut between two words where they are long."""
    plain = " ".join(text.replace("\\", "").split())
    ends = [found.end() for found in re.finditer(r"[.?!](?=\s|$)", plain) if found.end() <= _SHOWN]
    if ends:
        return plain[: ends[min(1, len(ends) - 1)]]
    return textwrap.shorten(plain, _SHOWN, placeholder=" …")
