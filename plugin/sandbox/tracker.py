"""What can be done on the site: open, edit, move, comment, log work, release; each with its changelog and its event.

Everything runs under ``lock``. Instants come from the sandbox's clock. An event is handed to ``listeners`` after the
change is made, as Jira does.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from plugin.sandbox.changelog import items_of
from plugin.sandbox.clock import Clock
from plugin.sandbox.issue import Comment, History, Issue, Item, Worklog
from plugin.sandbox.people import Person
from plugin.sandbox.projects import Version
from plugin.sandbox.shapes import RESOLUTION, Shapes
from plugin.sandbox.site import Site
from plugin.sandbox.tasks import Task
from plugin.sandbox.values import Refused
from plugin.sandbox.workflow import Transition


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened. ``kind`` is Jira's webhookEvent; ``type_name`` its issue_event_type_name."""

    kind: str
    at: datetime
    by: Person
    issue: Issue | None = None
    type_name: str = ""
    history: History | None = None
    comment: Comment | None = None
    worklog: Worklog | None = None
    version: Version | None = None
    property: tuple[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment before it is one."""

    body: str
    public: bool = True
    visibility: dict[str, str] | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Email:
    """A mail that Jira was asked to send (POST notify)."""

    at: datetime
    key: str
    by: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str


class Tracker:
    """The issues of a site and all that is done to them. ``search_lag``: how far the search index is behind."""

    def __init__(self, site: Site, clock: Clock) -> None:
        self.site = site
        self.clock = clock
        self.lock = threading.RLock()
        self.listeners: list[Callable[[Event], None]] = []
        self.outbox: deque[Email] = deque(maxlen=10_000)
        self.search_lag = timedelta(0)
        self.by_key: dict[str, Issue] = {}
        self.by_id: dict[str, Issue] = {}
        self.tasks: dict[str, Task] = {}
        self._next = {"issue": 10001, "history": 10001, "comment": 10001, "worklog": 10001}

    def find(self, key_or_id: str) -> Issue | None:
        """The issue with that key (whatever the case) or id."""
        return self.by_id.get(key_or_id) or self.by_key.get(key_or_id.upper())

    def create(self, by: Person, project: str, values: Mapping[str, Any], type_id: str = "") -> Issue:
        """Open an issue, of the project's first type, in its first status. Raises Refused without a summary."""
        with self.lock:
            if not values.get("summary"):
                raise Refused("You must specify a summary of the issue.")
            owner, now = self.site.projects[project], self.clock.now()
            place = self.site.place(owner, type_id)
            issue = Issue(
                id=self._number("issue"),
                key=f"{owner.key}-{owner.next_number}",
                project=owner,
                type_id=place.type_id,
                created=now,
                updated=now,
                creator=by,
                status=place.workflow.first,
                status_since=now,
                values={"reporter": by, "priority": place.priorities.first, **values},
            )
            owner.next_number += 1
            self.by_key[issue.key] = self.by_id[str(issue.id)] = issue
            self._emit(Event("jira:issue_created", now, by, issue, "issue_created"))
            return issue

    def edit(
        self,
        by: Person,
        issue: Issue,
        values: Mapping[str, Any],
        comment: Draft | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> None:
        """Set fields, comment and set properties, as one PUT does; only real differences enter the changelog."""
        with self.lock:
            was_updated, now = issue.updated, self._touch(issue)
            items = self._set(issue, values)
            entry = self._enter(issue, by, now, items)
            if not entry and not comment:
                issue.updated = was_updated
            made = self._comment(issue, by, now, comment) if comment else None
            for key, value in (properties or {}).items():
                self._set_property(issue, by, key, value)
            if entry:
                assigned = len(items) == 1 and items[0].field_id == "assignee"
                kind = "issue_assigned" if assigned else "issue_updated"
                self._emit(Event("jira:issue_updated", now, by, issue, kind, entry, made))
            if made:
                self._emit(Event("comment_created", now, by, issue, "issue_commented" if not entry else "", None, made))

    def move(
        self,
        by: Person,
        issue: Issue,
        transition: Transition,
        values: Mapping[str, Any] | None = None,
        comment: Draft | None = None,
    ) -> None:
        """Make a transition. Raises Refused if it is not available in the issue's status."""
        with self.lock:
            if not transition.leaves(issue.status):
                raise Refused("It seems that you have tried to perform an illegal workflow operation.")
            now, was, to = self._touch(issue), issue.status, transition.to
            items = [*self._set(issue, values or {}), *self._resolve(issue, now, to.category == "done")]
            items.append(Item("status", "status", was.id, was.name, to.id, to.name))
            issue.status, issue.status_since = to, now
            entry = self._enter(issue, by, now, items)
            made = self._comment(issue, by, now, comment) if comment else None
            named = {("indeterminate", "done"): "issue_closed", ("new", "done"): "issue_closed"}
            kind = "issue_reopened" if was.category == "done" else named.get((was.category, to.category), "")
            self._emit(Event("jira:issue_updated", now, by, issue, kind or "issue_generic", entry, made))
            if made:
                self._emit(Event("comment_created", now, by, issue, "", None, made))

    def comment(self, by: Person, issue: Issue, draft: Draft) -> Comment:
        """Add a comment."""
        with self.lock:
            now = self._touch(issue)
            made = self._comment(issue, by, now, draft)
            self._emit(Event("comment_created", now, by, issue, "issue_commented", None, made))
            return made

    def edit_comment(self, by: Person, issue: Issue, comment: Comment, body: str) -> None:
        """Change a comment's words; ``created`` stays, ``updated`` does not."""
        with self.lock:
            comment.body, comment.updated, comment.updated_by = body, self._touch(issue), by
            self._emit(Event("comment_updated", comment.updated, by, issue, "issue_comment_edited", None, comment))

    def delete_comment(self, by: Person, issue: Issue, comment: Comment) -> None:
        """Take a comment away, without a trace in the changelog's text."""
        with self.lock:
            now = self._touch(issue)
            issue.comments.remove(comment)
            self._emit(Event("comment_deleted", now, by, issue, "issue_comment_deleted", None, comment))

    def log_work(
        self, by: Person, issue: Issue, seconds: int, text: str = "", started: datetime | None = None
    ) -> Worklog:
        """Log work on an issue."""
        with self.lock:
            now = self._touch(issue)
            made = Worklog(self._number("worklog"), now, by, started or now, seconds, text)
            issue.worklogs.append(made)
            self._emit(Event("worklog_created", now, by, issue, "issue_work_logged", worklog=made))
            return made

    def edit_work(self, by: Person, issue: Issue, worklog: Worklog, seconds: int) -> None:
        """Change the time of a work log."""
        with self.lock:
            now = self._touch(issue)
            changed = replace(worklog, seconds=seconds)
            issue.worklogs[issue.worklogs.index(worklog)] = changed
            self._emit(Event("worklog_updated", now, by, issue, "issue_worklog_updated", worklog=changed))

    def delete_work(self, by: Person, issue: Issue, worklog: Worklog) -> None:
        """Take a work log away."""
        with self.lock:
            now = self._touch(issue)
            issue.worklogs.remove(worklog)
            self._emit(Event("worklog_deleted", now, by, issue, "issue_worklog_deleted", worklog=worklog))

    def set_property(self, by: Person, issue: Issue, key: str, value: Any) -> None:
        """Set an issue property: neither in the changelog nor in ``updated``."""
        with self.lock:
            self._remember(issue)
            self._set_property(issue, by, key, value)

    def delete_property(self, by: Person, issue: Issue, key: str) -> bool:
        """Delete an issue property; whether there was one."""
        with self.lock:
            if key not in issue.properties:
                return False
            self._remember(issue)
            value = issue.properties.pop(key)
            self._emit(Event("issue_property_deleted", self.clock.now(), by, issue, property=(key, value)))
            return True

    def delete(self, by: Person, issue: Issue) -> None:
        """Delete an issue."""
        with self.lock:
            del self.by_key[issue.key], self.by_id[str(issue.id)]
            self._emit(Event("jira:issue_deleted", self.clock.now(), by, issue, "issue_deleted"))

    def release(self, by: Person, version: Version, released: bool = True) -> None:
        """Release a version, or take the release back; nothing happens if it is so already."""
        with self.lock:
            if version.released is released:
                return
            version.released = released
            if released and version.release_date is None:
                version.release_date = self.clock.now().date()
            kind = "jira:version_released" if released else "jira:version_unreleased"
            self._emit(Event(kind, self.clock.now(), by, version=version))

    def hear_of_version(self, by: Person, version: Version, kind: str) -> None:
        """Tell the listeners of a version that was made or edited."""
        self._emit(Event(kind, self.clock.now(), by, version=version))

    def _emit(self, event: Event) -> None:
        for listener in self.listeners:
            listener(event)

    def _number(self, kind: str) -> int:
        self._next[kind] += 1
        return self._next[kind] - 1

    def _touch(self, issue: Issue) -> datetime:
        issue.updated = self._remember(issue)
        return issue.updated

    def _remember(self, issue: Issue) -> datetime:
        now = self.clock.now()
        if self.search_lag:
            issue.past.append((now, issue.copy()))
        return now

    def _set(self, issue: Issue, values: Mapping[str, Any]) -> list[Item]:
        shapes = Shapes(self.site, "")  # people differ by flavour; the changelog's dates are in the site's zone
        items: list[Item] = []
        for field_id, value in values.items():
            spec = self.site.fields[field_id]
            before = issue.values.get(field_id) or None
            if spec.dropped or before == (value or None):
                continue
            issue.values[field_id] = value
            items.extend(items_of(spec, before, value or None, shapes))
        return items

    def _resolve(self, issue: Issue, now: datetime, done: bool) -> list[Item]:
        if done is (issue.resolved is not None):
            return []
        issue.resolved = now if done else None
        number, name = RESOLUTION
        item = Item("resolution", "resolution", None, None, number, name)
        return [item if done else replace(item, before=number, before_text=name, after=None, after_text=None)]

    def _enter(self, issue: Issue, by: Person, now: datetime, items: list[Item]) -> History | None:
        if not items:
            return None
        entry = History(self._number("history"), now, by, tuple(items))
        issue.history.append(entry)
        return entry

    def _comment(self, issue: Issue, by: Person, now: datetime, draft: Draft) -> Comment:
        public = draft.public or not issue.project.service
        made = Comment(self._number("comment"), now, by, draft.body, now, by, public, draft.visibility)
        made.properties.update(draft.properties)
        issue.comments.append(made)
        return made

    def _set_property(self, issue: Issue, by: Person, key: str, value: Any) -> None:
        issue.properties[key] = value
        self._emit(Event("issue_property_set", self.clock.now(), by, issue, property=(key, value)))
