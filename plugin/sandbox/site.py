"""A Jira site as plain data: projects, fields, screens, workflows, priorities, versions, lists, people.

``plugin.sandbox.sites`` has ready-made ones. Change what you like before one is served.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from plugin.sandbox.fields import Context, Field, Kind, Option
from plugin.sandbox.issue import Issue
from plugin.sandbox.people import Directory, Person
from plugin.sandbox.place import Place
from plugin.sandbox.priorities import Priority, PriorityScheme
from plugin.sandbox.projects import Project, Version
from plugin.sandbox.screens import DEFAULT, IssueTypeScreenScheme, Screen, ScreenScheme, Tab
from plugin.sandbox.shared_lists import Dashboard, SavedFilter
from plugin.sandbox.workflow import Status, Transition, Workflow

FIRST_CUSTOM_FIELD = 10101
ADMINISTRATIVE = frozenset({"ADMINISTER", "ADMINISTER_PROJECTS", "SYSTEM_ADMIN"})


class Flavour(StrEnum):
    """Which Jira is played."""

    CLOUD = "cloud"
    DATA_CENTER = "datacenter"


@dataclass(frozen=True, slots=True)
class FirstCase:
    """A case that is there when a site is first served. ``fields`` by name."""

    by: str
    summary: str
    fields: Mapping[str, Any]
    project: str = "CARE"


@dataclass(eq=False)
class Site:
    """All of it. ``own_account`` is whom ``token`` belongs to, ``admin`` whom ``admin_token`` does.

    ``embedded_comments``: how many comments the field ``comment`` of an issue bears at most (None: all);
    ``embedded_history``: how many changelog entries a GET bears at most on Cloud. ``missing_permissions``: keys as in
    GET /mypermissions that the own account lacks; ``outgoing_mail`` and ``may_read_groups`` can be off. ``flows`` and
    ``shown_by`` say by a project's key which workflow (by issue type, "" for the others) and which issue type screen
    scheme it has.
    """

    flavour: Flavour
    people: Directory
    own_account: str = "careflow"
    admin: str = "ada"
    token: str = "sandbox-token"  # noqa: S105 - of a Jira that holds nothing
    admin_token: str = "sandbox-admin-token"  # noqa: S105
    projects: dict[str, Project] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    priorities: list[Priority] = field(default_factory=list)
    priority_schemes: list[PriorityScheme] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    flows: dict[tuple[str, str], str] = field(default_factory=dict)
    screens: dict[str, Screen] = field(default_factory=dict)
    screen_schemes: dict[str, ScreenScheme] = field(default_factory=dict)
    type_schemes: dict[str, IssueTypeScreenScheme] = field(default_factory=dict)
    shown_by: dict[str, str] = field(default_factory=dict)
    filters: dict[str, SavedFilter] = field(default_factory=dict)
    dashboards: dict[str, Dashboard] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    issue_types: dict[str, str] = field(default_factory=lambda: {"10001": "Support Case", "10002": "Task"})
    roles: tuple[str, ...] = ("Administrators", "Service Desk Team", "Service Desk Customers")
    embedded_comments: int | None = None
    embedded_history: int = 100
    searched_history: int = 40
    missing_permissions: set[str] = field(default_factory=set)
    may_read_groups: bool = True
    outgoing_mail: bool = True
    numbers: dict[str, int] = field(default_factory=dict)
    first_cases: list[FirstCase] = field(default_factory=list)

    @property
    def cloud(self) -> bool:
        """Whether this is Jira Cloud."""
        return self.flavour is Flavour.CLOUD

    @property
    def accounts(self) -> dict[str, Person]:
        """Whose the tokens are that are accepted."""
        held = {self.token: self.own_account, self.admin_token: self.admin}
        return {token: person for token, name in held.items() if (person := self.people.find(name))}

    def may(self, person: Person, permission: str) -> bool:
        """Whether somebody has a permission. The administrator has all; who has no token, none to administer."""
        if person.name == self.admin:
            return True
        lacking = self.missing_permissions if person.name == self.own_account else ADMINISTRATIVE
        return permission not in lacking

    def browses(self, person: Person, project: Project, issue: Issue | None = None) -> bool:
        """Whether somebody may browse a project or, if one is named, an issue in it.

        A customer browses what they reported: the project as such, by the permission being a reporter's too.
        """
        if not person.active or not self.may(person, "BROWSE_PROJECTS"):
            return False
        if issue is not None and person.kind == "customer" and issue.values.get("reporter") is not person:
            return False
        kept_to = [which for which in (project.browsers, issue.readers if issue else None) if which is not None]
        return not kept_to or all({g.name for g in self.people.groups_of(person)} & which for which in kept_to)

    def login_of(self, name: str) -> str:
        """What somebody signs in with beside a token: an email on Cloud, nothing on Data Center."""
        return self.people.the(name).email if self.cloud else ""

    def number(self, kind: str, first: int = 10000) -> str:
        """The next id of a kind."""
        self.numbers[kind] = self.numbers.get(kind, first - 1) + 1
        return str(self.numbers[kind])

    # -- fields and screens --

    def add_field(
        self,
        name: str,
        kind: Kind,
        options: Iterable[str] = (),
        *,
        description: str = "",
        projects: Iterable[str] | None = None,
        on_screens: Iterable[Screen] | None = None,
    ) -> Field:
        """A new custom field in one context, on every screen unless ``on_screens`` says which."""
        number = int(self.number("field", FIRST_CUSTOM_FIELD))
        made = Field(f"customfield_{number}", name, kind, log_name=name, clause=f"cf[{number}]")
        made.description = description
        self.fields[made.id] = made
        where = None if projects is None else {self.projects[key].id for key in projects}
        context = self.add_context(made, f"Default Configuration Scheme for {name}", where, options)
        context.description = "Default configuration scheme generated by Jira"
        for screen in self.screens.values() if on_screens is None else on_screens:
            screen.tabs[0].fields.append(made.id)
        return made

    def add_context(
        self, field_: Field, name: str, projects: set[str] | None = None, options: Iterable[str] = ()
    ) -> Context:
        """A new context of a field; ``projects`` are ids."""
        made = Context(self.number("context", 10100), name, "", projects)
        field_.contexts.append(made)
        for value in options:
            self.add_option(made, value)
        return made

    def add_option(self, context: Context, value: str) -> Option:
        """A new option of a context, at the end."""
        made = Option(self.number("option", 20000), value)
        context.options.append(made)
        return made

    def add_screen(self, name: str, fields: Iterable[str] = ()) -> Screen:
        """A new screen with one tab."""
        made = Screen(self.number("screen", 1), name, [Tab(self.number("tab", 10000), "Field Tab", list(fields))])
        self.screens[made.id] = made
        return made

    def add_screen_scheme(self, name: str, default: Screen, **screens: Screen) -> ScreenScheme:
        """A new screen scheme; ``screens`` by purpose."""
        made = ScreenScheme(self.number("screen scheme", 1), name, {DEFAULT: default, **screens})
        self.screen_schemes[made.id] = made
        return made

    def add_type_scheme(self, name: str, default: ScreenScheme, projects: Iterable[str] = ()) -> IssueTypeScreenScheme:
        """A new issue type screen scheme, of these projects."""
        made = IssueTypeScreenScheme(self.number("type scheme", 10000), name, {DEFAULT: default})
        self.type_schemes[made.id] = made
        self.shown_by.update(dict.fromkeys(projects, made.id))
        return made

    def type_scheme_of(self, project: Project) -> IssueTypeScreenScheme:
        """The issue type screen scheme of a project; the first one where it has none of its own."""
        return self.type_schemes[self.shown_by.get(project.key, next(iter(self.type_schemes)))]

    def screen_of(self, project: Project, type_id: str, purpose: str = "edit") -> Screen:
        """The screen that an issue is created, edited or viewed on."""
        return self.place(project, type_id).screen(purpose)

    @property
    def live_fields(self) -> list[Field]:
        """The fields that are not in the trash."""
        return [field_ for field_ in self.fields.values() if not field_.trashed]

    def field_named(self, name: str) -> Field:
        """The field with that name or id, whatever the case, blanks, hyphens and underscores. Raises KeyError."""
        if name in self.fields:
            return self.fields[name]
        wanted = _plain(name)
        for candidate in self.live_fields:
            if _plain(candidate.name) == wanted:
                return candidate
        raise KeyError(f"no field {name!r}")

    def status_named(self, name: str) -> Status:
        """The status of that name. Raises KeyError."""
        for status in self.statuses:
            if status.name.casefold() == name.casefold():
                return status
        raise KeyError(f"no status {name!r}")

    def add_project(self, key: str, name: str, service: bool = True) -> Project:
        """A new project."""
        made = Project(str(10000 + len(self.projects)), key, name, service)
        self.projects[key] = made
        return made

    def types_of(self, project: Project) -> tuple[str, ...]:
        """The ids of a project's issue types, the one that cases get first."""
        return project.types or tuple(self.issue_types)

    def place(self, project: Project, type_id: str = "") -> Place:
        """Where issues of a type (the project's first) stand."""
        return Place(self, project, type_id or self.types_of(project)[0])

    def add_version(self, project: str, name: str, release_date: date | None = None, released: bool = False) -> Version:
        """A new version of a project."""
        owner = self.projects[project]
        made = Version(str(10000 + len(self.versions)), name, owner, released, release_date=release_date)
        self.versions[made.id] = made
        owner.versions.append(made)
        return made

    # -- statuses and workflows --

    def add_status(self, name: str, category: str, workflow: Workflow | None = None) -> Status:
        """A new status in a workflow (that of the first project), without any transition."""
        made = Status(self.number("status"), name, category)
        self.statuses.append(made)
        (workflow or self.workflow).statuses.append(made)
        return made

    def place_status(self, name: str, category: str, workflow: Workflow) -> Status:
        """The status of exactly that name, in a workflow; a new one where the site has none."""
        known = next((status for status in self.statuses if status.name == name), None)
        if known is None:
            return self.add_status(name, category, workflow)
        workflow.statuses.append(known)
        return known

    def add_transition(
        self, name: str, to: str, sources: Iterable[str] = (), workflow: Workflow | None = None
    ) -> Transition:
        """A new transition of a workflow; no sources means from every other status."""
        flow = workflow or self.workflow
        named = {status.name: status for status in flow.statuses}
        taken = [int(t.id) for t in flow.transitions]
        made = Transition(str(max(taken, default=1) + 10), name, named[to], tuple(named[s] for s in sources))
        flow.transitions.append(made)
        return made

    def add_workflow(self, name: str, projects: Iterable[str] = ()) -> Workflow:
        """A new workflow of these projects, still empty."""
        made = Workflow(str(uuid5(NAMESPACE_DNS, f"workflow.{name}")), name)
        self.workflows[made.id] = made
        self.flows.update({(key, ""): made.id for key in projects})
        return made

    @property
    def workflow(self) -> Workflow:
        """That of the first project."""
        first = next(iter(self.projects.values()), None)
        return self.workflow_of(first, self.types_of(first)[0]) if first else next(iter(self.workflows.values()))

    def workflow_of(self, project: Project, type_id: str) -> Workflow:
        """The workflow of an issue; the first one of the site where none is named."""
        own = self.flows.get((project.key, type_id)) or self.flows.get((project.key, ""))
        return self.workflows[own] if own else next(iter(self.workflows.values()))

    def users_of(self, workflow: Workflow) -> list[Project]:
        """The projects whose issues are in a workflow."""
        projects = (p for p in self.projects.values() if not p.team_managed)
        return [p for p in projects if any(self.workflow_of(p, t) is workflow for t in self.types_of(p))]

    @property
    def transitions(self) -> list[Transition]:
        """Those of the first project's workflow."""
        return self.workflow.transitions

    @transitions.setter
    def transitions(self, transitions: list[Transition]) -> None:
        self.workflow.transitions = transitions

    def priority_scheme_of(self, project: Project) -> PriorityScheme:
        """The scheme that names the project, else the default one."""
        named = (scheme for scheme in self.priority_schemes if project.key in scheme.projects)
        return next(named, self.default_priority_scheme)

    @property
    def default_priority_scheme(self) -> PriorityScheme:
        """The one that has all priorities."""
        return next(scheme for scheme in self.priority_schemes if scheme.default)


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
