"""Reading a site: what Cloud and Data Center tell alike. ``read`` gives the whole of ``Found``; nothing is written.

Every method may raise ``JiraError``. What is read is told to ``tell``, for whoever waits.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from plugin.configuration_errors import UserMistake, folded
from plugin.install import ledger
from plugin.install.found import (
    Ability,
    Context,
    CustomField,
    Dashboard,
    Filter,
    Found,
    Option,
    Project,
    Screen,
    Status,
    Tab,
    Version,
    Workflow,
)
from plugin.install.ledger import Ledger
from plugin.install.wanted import Wanted
from plugin.install.workshop import values
from plugin.jira import NotFound, OutOfScope
from plugin.jira.people import person_id
from plugin.jira.session import Session
from plugin.jira.survey import Hook, Server, hooks_of
from plugin.queries import quoted

ADMINISTER = "ADMINISTER"
CATEGORIES = {"new": "TODO", "indeterminate": "IN_PROGRESS", "done": "DONE"}


class NoAdministrator(UserMistake):
    """The account may not see how the site is set up."""


class Reading(ABC):
    """What is asked of one site for one ``wanted``."""

    can: frozenset[Ability]

    def __init__(self, session: Session, server: Server, wanted: Wanted, tell: Callable[[str], object]) -> None:
        self.session = session
        self.server = server
        self.wanted = wanted
        self.tell = tell
        self.projects: dict[str, Project] = {}
        self.ledger = Ledger()
        self.me = ""

    def read(self) -> Found:
        """Everything, in an order in which what is asked later knows what was found before."""
        account = self._account()
        self.tell("projects")
        self.projects = {key: found for key in self.wanted.projects if (found := self._project(key)) is not None}
        self.ledger = self._ledger()
        self.tell("custom fields")
        fields = tuple(self.custom_fields())
        self.tell("screens")
        screens = tuple(self.screens())
        self.tell("workflows")
        site_statuses, workflows = tuple(self.statuses()), tuple(self.workflows())
        self.tell("priorities, versions, filters, dashboards, webhooks")
        priorities = dict(self.priorities())
        hooks = self.hooks()
        return Found(
            server=self.server,
            account=account,
            can=self.can,
            projects=self.projects,
            fields=fields,
            screens=screens,
            workflows=workflows,
            site_statuses=site_statuses,
            priorities=priorities,
            priority_schemes=self.priority_schemes(priorities),
            versions=tuple(self._versions()),
            filters=tuple(self.filters()),
            dashboards=tuple(self.dashboards()),
            hooks=tuple(hooks or ()),
            sees_hooks=hooks is not None,
            ledger=self.ledger,
        )

    def read_lists(self) -> Found:
        """Only filters and dashboards, as far as an account sees them that need not be an administrator."""
        self.me = person_id(self.session.get("myself").object())
        self.projects = {key: found for key in self.wanted.projects if (found := self._project(key)) is not None}
        self.ledger = self._ledger()
        filters, dashboards = tuple(self.filters()), tuple(self.dashboards())
        return Found(self.server, "", self.can, self.projects, filters=filters, dashboards=dashboards)

    # -- what each Jira tells in its own way --

    @abstractmethod
    def custom_fields(self) -> Iterator[CustomField]:
        """Those that have one of our names, or that careflow made."""

    @abstractmethod
    def screens(self) -> Iterator[Screen]:
        """Those that the projects' issues are shown on."""

    @abstractmethod
    def statuses(self) -> Iterator[Status]:
        """Those of the whole site."""

    @abstractmethod
    def workflows(self) -> Iterator[Workflow]:
        """Those of the projects' issues."""

    @abstractmethod
    def priorities(self) -> Iterator[tuple[str, str]]:
        """Id and name of those of the whole site."""

    @abstractmethod
    def priority_schemes(self, priorities: Mapping[str, str]) -> Mapping[str, Any]:
        """By the key of the project, of those that lack a priority."""

    @abstractmethod
    def filters(self) -> Iterator[Filter]:
        """The account's own, and those that careflow made."""

    @abstractmethod
    def dashboards(self) -> Iterator[Dashboard]:
        """The account's own, and those that careflow made."""

    @abstractmethod
    def count(self, jql: str) -> int:
        """How many issues a query finds."""

    # -- what both tell alike --

    def hooks(self) -> list[Hook] | None:
        """The registered webhooks; None where the token has scopes: Atlassian documents none that reach them."""
        try:
            return hooks_of(self.session, self.server)
        except OutOfScope:
            return None

    def values(self, endpoint: str, params: Mapping[str, Any] | None = None, **places: str) -> Iterator[Any]:
        """Everything that a paged resource holds."""
        return values(self.session, endpoint, params, **places)

    def _account(self) -> str:
        told = self.session.get("myself").object()
        params = {"permissions": ADMINISTER} if self.server.cloud else None
        held = self.session.get("mypermissions", params).object().get("permissions") or {}
        if (held.get(ADMINISTER) or {}).get("havePermission") is not True:
            raise NoAdministrator(
                f"{told.get('displayName') or 'the account'} does not administer Jira, so that it cannot see how the "
                "site is set up: set CAREFLOW_ADMIN__USER and CAREFLOW_ADMIN__TOKEN to an administrator's (careflow's "
                "own account need not be one)"
            )
        self.me = person_id(told)
        return str(told.get("displayName") or "")

    def _project(self, key: str) -> Project | None:
        try:
            told = self.session.get("project/{project}", project=key).object()
        except NotFound:
            return None
        types = tuple(str(kind["id"]) for kind in told.get("issueTypes") or ())
        managed = told.get("style") == "next-gen" or told.get("simplified") is True
        return Project(str(told["id"]), str(told["key"]), str(told.get("name") or ""), types, managed)

    def _ledger(self) -> Ledger:
        known = Ledger()
        for key in self.projects:
            endpoint = "project/{project}/properties/{property}"
            try:
                answer = self.session.get(endpoint, project=key, property=ledger.PROPERTY)
            except NotFound:
                continue
            known = known.together(ledger.read(answer.object().get("value")))
        return known

    def _versions(self) -> Iterator[Version]:
        for key in self.projects if self.wanted.versions else ():
            for told in self.session.get("project/{project}/versions", project=key).list():
                yield Version(
                    str(told["id"]),
                    key,
                    str(told.get("name") or ""),
                    str(told.get("releaseDate") or ""),
                    told.get("released") is True,
                    str(told.get("description") or ""),
                )

    def tabs(self, screen: str) -> tuple[Tab, ...]:
        """The tabs of a screen, with what is on them."""
        return tuple(
            Tab(str(tab["id"]), str(tab.get("name") or ""), self._fields_on(screen, str(tab["id"])))
            for tab in self.session.get("screens/{screen}/tabs", screen=screen).list()
        )

    def _fields_on(self, screen: str, tab: str) -> tuple[str, ...]:
        listed = self.session.get("screens/{screen}/tabs/{tab}/fields", screen=screen, tab=tab).list()
        return tuple(str(field["id"]) for field in listed)

    def named(self) -> Iterator[tuple[Mapping[str, Any], bool]]:
        """GET field: each custom field of the whole site, and whether it has one of our names."""
        for entry in self.session.get("field").list():
            scope = entry.get("scope") or {}
            if (entry.get("schema") or {}).get("custom") and scope.get("type") != "PROJECT":
                yield entry, self.wanted.map.field_named(str(entry.get("name", ""))) is not None

    def with_use(self, field_id: str, name: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
        """The options, with how many cases have each that the plan might take away: of ours, and no longer wanted."""
        wanted = next((w for w in self.wanted.fields if self.wanted.map.field_named(name) is w.field), None)
        if wanted is None:
            return options
        known = {folded(spelling) for option in wanted.options for spelling in option.spellings}
        ours = {folded(value) for value in self.ledger.options.get(str(wanted.field), ())}
        cf = f"cf[{field_id.removeprefix('customfield_')}]"
        return tuple(
            Option(o.id, o.value, o.disabled, self.count(f"{cf} = {quoted(o.value)}"))
            if folded(o.value) in ours - known
            else o
            for o in options
        )

    def covers_any(self, context: Context) -> bool:
        """Whether a context holds for one of the projects."""
        return any(context.covers(project) for project in self.projects.values())


def shared_projects(permissions: object) -> frozenset[str]:
    """The ids of the projects that something is shared with."""
    listed = permissions if isinstance(permissions, list) else []
    of_projects = (one for one in listed if isinstance(one, dict) and one.get("type") == "project")
    return frozenset(str((one.get("project") or {}).get("id", "")) for one in of_projects)
