"""An issue with all that hangs on it: changelog, comments, worklogs, properties."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from plugin.sandbox.people import Person
from plugin.sandbox.projects import Project
from plugin.sandbox.workflow import Status


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a changelog entry, as Jira spells it."""

    field: str
    field_id: str
    before: str | None
    before_text: str | None
    after: str | None
    after_text: str | None

    @property
    def type(self) -> str:
        """``custom`` or ``jira``."""
        return "custom" if self.field_id.startswith("customfield_") else "jira"


@dataclass(frozen=True, slots=True)
class History:
    """One entry of the changelog: what one person changed at once."""

    id: int
    at: datetime
    by: Person
    items: tuple[Item, ...]


@dataclass(eq=False, slots=True)
class Comment:
    """A comment. ``public``: customers see it in the portal; ``visibility`` restricts it to a group or role."""

    id: int
    at: datetime
    by: Person
    body: str
    updated: datetime
    updated_by: Person
    public: bool = True
    visibility: dict[str, str] | None = None
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Worklog:
    """Time that somebody logged."""

    id: int
    at: datetime
    by: Person
    started: datetime
    seconds: int
    comment: str = ""


@dataclass(eq=False, slots=True)
class Issue:
    """An issue. ``values`` holds every editable field by its id; ``history`` and ``comments`` are oldest first.

    ``past`` holds earlier copies with the instant until which each was true, while the search index is made to lag.
    ``readers``: the groups of its security level; None where it has none.
    """

    id: int
    key: str
    project: Project
    type_id: str
    created: datetime
    updated: datetime
    creator: Person
    status: Status
    status_since: datetime
    values: dict[str, Any]
    resolved: datetime | None = None
    history: list[History] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    worklogs: list[Worklog] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    past: list[tuple[datetime, Issue]] = field(default_factory=list)
    readers: frozenset[str] | None = None

    def copy(self) -> Issue:
        """The issue as it stands, apart from later changes."""
        return replace(
            self,
            values=dict(self.values),
            history=list(self.history),
            comments=[replace(c) for c in self.comments],
            worklogs=list(self.worklogs),
            properties=dict(self.properties),
            past=[],
        )

    def as_of(self, instant: datetime) -> Issue | None:
        """The issue as an index that was built at ``instant`` knows it; None if it did not exist."""
        if self.created > instant:
            return None
        for until, earlier in self.past:
            if until > instant:
                return earlier
        return self

    def comment(self, comment_id: str) -> Comment | None:
        """The comment with that id."""
        return next((c for c in self.comments if str(c.id) == comment_id), None)

    def worklog(self, worklog_id: str) -> Worklog:
        """The work log with that id. Raises KeyError."""
        found = next((w for w in self.worklogs if str(w.id) == worklog_id), None)
        if found is None:
            raise KeyError(f"no work log {worklog_id!r} on {self.key}")
        return found
