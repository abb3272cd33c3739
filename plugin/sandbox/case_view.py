"""A case in plain Python values, for people, the demo and tests to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.sandbox.fields import Option
from plugin.sandbox.issue import Issue
from plugin.sandbox.people import Organization, Person
from plugin.sandbox.priorities import Priority
from plugin.sandbox.projects import Version
from plugin.sandbox.site import Site


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment. ``by`` is the person's name."""

    id: str
    at: datetime
    by: str
    body: str
    public: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One field's change. ``id``: of the entry in the history, which may hold several."""

    id: str
    at: datetime
    by: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """``fields`` by name: text of options, aware datetimes, lists of names; None where there is nothing."""

    key: str
    id: str
    project: str
    status: str
    summary: str
    reporter: str | None
    assignee: str | None
    priority: str | None
    labels: tuple[str, ...]
    fix_versions: tuple[str, ...]
    created: datetime
    updated: datetime
    fields: Mapping[str, Any]
    comments: tuple[CommentView, ...]
    history: tuple[ChangeView, ...]
    properties: Mapping[str, Any]

    def __getitem__(self, field: str) -> Any:
        """The value of a field by its name."""
        return self.fields[field]


def view_of(site: Site, issue: Issue) -> CaseView:
    """The case as it stands now."""
    fields = {spec.name: _plain(issue.values.get(spec.id)) for spec in site.live_fields}
    comments = tuple(
        CommentView(str(c.id), c.at, c.by.name, c.body, c.public and c.visibility is None) for c in issue.comments
    )
    history = tuple(
        ChangeView(str(h.id), h.at, h.by.name, item.field, item.before_text or "", item.after_text or "")
        for h in issue.history
        for item in h.items
    )
    return CaseView(
        issue.key,
        str(issue.id),
        issue.project.key,
        issue.status.name,
        str(fields["Summary"]),
        fields["Reporter"],
        fields["Assignee"],
        fields["Priority"],
        tuple(fields["Labels"] or ()),
        tuple(fields["Fix versions"] or ()),
        issue.created,
        issue.updated,
        fields,
        comments,
        history,
        dict(issue.properties),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Option):
        return value.value
    if isinstance(value, Person | Priority | Version | Organization):
        return value.name
    return value
