"""The sandbox Jira in one object: a site, its clock, its issues, its webhooks, served over HTTP.

    with Sandbox.default("cloud") as jira:
        key = jira.open_case(by="clara", summary="It is broken", severity="Major")
        jira.comment(key, by="adam", body="We are looking into it.")

People act through these methods as they would in Jira's pages; careflow acts over REST with ``jira.site.token``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from plugin.sandbox import sites
from plugin.sandbox.app import SandboxApp, Seen
from plugin.sandbox.case_view import CaseView, view_of
from plugin.sandbox.clock import Clock
from plugin.sandbox.control import Control
from plugin.sandbox.disturbances import Disturbances
from plugin.sandbox.faults import Faults
from plugin.sandbox.given import value_of, values_of
from plugin.sandbox.issue import Comment, Issue
from plugin.sandbox.page import Page
from plugin.sandbox.people import Person
from plugin.sandbox.place import Place
from plugin.sandbox.rest.every import ROUTES
from plugin.sandbox.rest.hooks import CloudHookRoutes, DataCenterHookRoutes
from plugin.sandbox.server import Server
from plugin.sandbox.site import Flavour, Site
from plugin.sandbox.snapshot import snapshot
from plugin.sandbox.tracker import Draft, Email, Tracker
from plugin.sandbox.webhooks import Delivery, Hook, Webhooks
from plugin.sandbox.workflow import Transition


class Sandbox(Disturbances):
    """A Jira. ``retry_seconds``: the real pause before Cloud's next attempt at a webhook that failed."""

    def __init__(self, site: Site, clock: Clock | None = None, port: int = 0, retry_seconds: float = 0.25) -> None:
        self.clock = clock or Clock()
        self.faults = Faults()
        super().__init__(Tracker(site, self.clock))
        self.webhooks = Webhooks(self.tracker, self.faults, retry_seconds)
        self.app = SandboxApp(self.tracker, self.faults)
        for routes in ROUTES:
            self.app.router.add(routes(self.tracker))
        hooks = CloudHookRoutes if site.cloud else DataCenterHookRoutes
        self.app.router.add(hooks(self.tracker, self.webhooks))
        self.on_time_moved: Callable[[datetime], None] | None = None
        self.app.beside.add(Page(self))
        self.app.beside.add(Control(self))
        self._server = Server(self.app, port)
        self.webhooks.base = self.url
        for case in site.first_cases:
            self.open_case(case.by, case.summary, case.fields, case.project)

    @classmethod
    def default(
        cls,
        flavour: Flavour | str = Flavour.CLOUD,
        start: datetime | None = None,
        frozen: bool = False,
        service: bool = True,
        port: int = 0,
    ) -> Self:
        """The shipped site, from ``start`` on (None: now); ``frozen``: its time moves only by hand.

        ``service``: CARE is a Service Management project, with public and internal comments.
        """
        return cls(sites.shipped(flavour, service), Clock(start, frozen), port)

    # -- where it is --

    @property
    def url(self) -> str:
        """The site's base URL (CAREFLOW_JIRA__URL)."""
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def user(self) -> str:
        """CAREFLOW_JIRA__USER: the own account's email on Cloud, nothing on Data Center."""
        return self.site.login_of(self.site.own_account)

    @property
    def token(self) -> str:
        """CAREFLOW_JIRA__TOKEN."""
        return self.site.token

    @property
    def admin_user(self) -> str:
        """CAREFLOW_ADMIN__USER: the administrator's email on Cloud, nothing on Data Center."""
        return self.site.login_of(self.site.admin)

    def start(self) -> Self:
        """Serve and deliver."""
        self._server.start()
        self.webhooks.start()
        return self

    def stop(self) -> None:
        """Stop both."""
        self._server.stop()
        self.webhooks.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- time --

    def now(self) -> datetime:
        """The sandbox's present, in UTC."""
        return self.clock.now()

    def advance(self, span: timedelta | None = None, **parts: float) -> datetime:
        """Move time on by a timedelta, or by its parts: ``advance(hours=6)``. Returns the new present."""
        return self.clock.advance(span if span is not None else timedelta(**parts))

    def set_clock(self, instant: datetime) -> datetime:
        """Move time to an aware instant."""
        return self.clock.set(instant)

    def move_time(self, target: datetime) -> None:
        """Move time as the page does: by ``on_time_moved`` where somebody steps through it, else at once."""
        if self.on_time_moved:
            self.on_time_moved(target)
        else:
            self.clock.set(target)

    # -- what people do --

    def open_case(
        self,
        by: str,
        summary: str,
        fields: Mapping[str, Any] | None = None,
        project: str = "CARE",
        description: str = "",
        **more: Any,
    ) -> str:
        """Open a case and return its key. Fields by name; as keywords ``support_tier="Platinum"``."""
        given = {"summary": summary, "description": description or None, **(fields or {}), **more}
        place = self.site.place(self.site.projects[project])
        return self.tracker.create(self.person(by), project, values_of(place, given)).key

    def comment(self, key: str, by: str, body: str, public: bool = True) -> str:
        """Comment, publicly or internally. Returns the comment's id."""
        issue = self.case(key)
        internal: dict[str, Any] = {} if public else {"sd.public.comment": {"internal": True}}
        visibility = None if public or issue.project.service else {"type": "role", "value": self.site.roles[1]}
        draft = Draft(body, public, visibility, internal)
        return str(self.tracker.comment(self.person(by), issue, draft).id)

    def edit_comment(self, key: str, comment_id: str, by: str, body: str) -> None:
        """Change a comment's words."""
        self.tracker.edit_comment(self.person(by), self.case(key), self._comment(key, comment_id), body)

    def delete_comment(self, key: str, comment_id: str, by: str) -> None:
        """Delete a comment."""
        self.tracker.delete_comment(self.person(by), self.case(key), self._comment(key, comment_id))

    def edit(self, key: str, by: str, fields: Mapping[str, Any] | None = None, **more: Any) -> None:
        """Set fields by name, as ``edit(key, "adam", {"Severity": "Critical"})``; None empties one."""
        given = {**(fields or {}), **more}
        issue = self.case(key)
        self.tracker.edit(self.person(by), issue, values_of(self._place(issue), given))

    def label(self, key: str, by: str, add: str = "", remove: str = "") -> None:
        """Add or remove a label."""
        kept = [label for label in self.case(key).values.get("labels") or [] if label not in (add, remove)]
        self.edit(key, by, {"labels": [*kept, add] if add else kept})

    def assign(self, key: str, by: str, to: str | None) -> None:
        """Assign the case to somebody, or to nobody."""
        self.edit(key, by, {"assignee": to})

    def move(self, key: str, by: str, status: str) -> None:
        """Move the case to a status by whatever transition leads there. Raises ValueError where none does."""
        issue = self.case(key)
        for transition in self.available(key):
            if transition.to.name.casefold() == status.casefold():
                self.tracker.move(self.person(by), issue, transition)
                return
        raise ValueError(f"no transition from {issue.status.name} to {status}")

    def available(self, key: str) -> list[Transition]:
        """The transitions that the case's workflow offers now."""
        issue = self.case(key)
        return self._place(issue).workflow.available(issue.status)

    def log_work(self, key: str, by: str, spent: timedelta, text: str = "") -> str:
        """Log work. Returns the work log's id."""
        return str(self.tracker.log_work(self.person(by), self.case(key), int(spent.total_seconds()), text).id)

    def edit_work(self, key: str, worklog_id: str, by: str, spent: timedelta) -> None:
        """Change the time of a work log."""
        issue = self.case(key)
        self.tracker.edit_work(self.person(by), issue, issue.worklog(worklog_id), int(spent.total_seconds()))

    def delete_work(self, key: str, worklog_id: str, by: str) -> None:
        """Delete a work log."""
        issue = self.case(key)
        self.tracker.delete_work(self.person(by), issue, issue.worklog(worklog_id))

    def restrict(self, key: str, *groups: str) -> None:
        """Give the case a security level that these groups are in; without any, take it away."""
        self.case(key).readers = frozenset(groups) or None

    def delete_case(self, key: str, by: str) -> None:
        """Delete the case."""
        self.tracker.delete(self.person(by), self.case(key))

    def release(self, version: str, by: str = "pia") -> None:
        """Release a version, by its name or id."""
        found = self.site.versions.get(version)
        named = [v for v in self.site.versions.values() if v.name == version]
        self.tracker.release(self.person(by), found or named[0])

    # -- what there is to see --

    def issue(self, key: str) -> CaseView:
        """The case as it stands, in plain Python values by field name."""
        with self.tracker.lock:
            return view_of(self.site, self.case(key))

    def snapshot(self) -> dict[str, dict[str, Any]]:
        """What the site is set up as, by kind of thing and id, as comparable data."""
        with self.tracker.lock:
            return snapshot(self.site, self.webhooks)

    @property
    def keys(self) -> list[str]:
        """The keys of all cases, oldest first."""
        return list(self.tracker.by_key)

    @property
    def outbox(self) -> list[Email]:
        """The emails that Jira was asked to send."""
        return list(self.tracker.outbox)

    @property
    def requests(self) -> list[Seen]:
        """The REST requests so far, oldest first."""
        return list(self.app.seen)

    def forget_requests(self) -> None:
        """Empty the log of requests."""
        self.app.seen.clear()

    @property
    def deliveries(self) -> list[Delivery]:
        """The webhook deliveries so far, lost ones too."""
        return list(self.webhooks.log)

    def person(self, known_as: str) -> Person:
        """Somebody by name, account id, email or display name. Raises KeyError."""
        return self.site.people.the(known_as)

    def case(self, key: str) -> Issue:
        """The issue behind a key or id. Raises KeyError."""
        found = self.tracker.find(key)
        if found is None:
            raise KeyError(f"no issue {key!r}")
        return found

    # -- how it behaves --

    def hook(self, url: str, secret: str = "", events: tuple[str, ...] = (), jql: str = "") -> Hook:
        """Register a webhook as an administrator does in the page."""
        return self.webhooks.register(Hook(0, "careflow", url, events, secret, jql))

    def settle(self, timeout: float = 10.0) -> bool:
        """Wait until all webhooks are out; False if that took longer."""
        return self.webhooks.settle(timeout)

    def value(self, name: str, raw: Any) -> Any:
        """A field's inner value from a plain one, as ``open_case`` reads it."""
        first = next(iter(self.site.projects.values()))
        return value_of(self.site.place(first), self.site.field_named(name), raw)

    def _place(self, issue: Issue) -> Place:
        return self.site.place(issue.project, issue.type_id)

    def _comment(self, key: str, comment_id: str) -> Comment:
        found = self.case(key).comment(comment_id)
        if found is None:
            raise KeyError(f"no comment {comment_id!r} on {key}")
        return found
