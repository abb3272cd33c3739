"""What a Jira site has, as far as a plan looks at it: plain values, the same for Cloud and Data Center.

Ids are Jira's, as text. What only Cloud tells is empty where Data Center does not; ``Found.can`` says what this Jira
lets an administrator do by REST (FACTS 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from plugin.configuration_errors import folded
from plugin.install.ledger import Ledger
from plugin.install.mark import mark_in
from plugin.jira.survey import Hook, Server


class Ability(Enum):
    """What some Jiras can by REST and others cannot."""

    OPTIONS = auto()  # make contexts and options of custom fields
    WORKFLOWS = auto()  # make statuses, read and edit workflows
    PRIORITIES = auto()
    DASHBOARDS = auto()
    SIGNED_HOOKS = auto()


CLOUD = frozenset(Ability)


@dataclass(frozen=True, slots=True)
class Project:
    """A configured project. ``issue_types``: ids of those that its issues can be of."""

    id: str
    key: str
    name: str
    issue_types: tuple[str, ...] = ()
    team_managed: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a select in one context. ``used``: how many cases have it, asked only where it might go."""

    id: str
    value: str
    disabled: bool = False
    used: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """Where a custom field exists, and with which options. ``projects`` None: everywhere; ``types`` None: all."""

    id: str
    name: str
    projects: frozenset[str] | None = None
    types: frozenset[str] | None = None
    options: tuple[Option, ...] = ()
    description: str = ""

    def covers(self, project: Project) -> bool:
        """Whether a field exists, by this context, on all issues of a project."""
        everywhere = self.projects is None or project.id in self.projects
        return everywhere and (self.types is None or set(project.issue_types) <= self.types)


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field. ``kind`` is its schema type (``option``), ``type`` the key of its type in Jira."""

    id: str
    name: str
    kind: str
    type: str = ""
    description: str = ""
    contexts: tuple[Context, ...] = ()

    @property
    def mark(self) -> str | None:
        """What careflow made it as; None where it did not."""
        return mark_in(self.description)

    def context_of(self, project: Project) -> Context | None:
        """The context that holds for a project: its own before the one for all."""
        covering = [context for context in self.contexts if context.covers(project)]
        return min(covering, key=lambda context: context.projects is None, default=None)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a screen; ``fields``: ids."""

    id: str
    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen that cases of ours are shown on. ``purposes``: of create, edit, view; ``others``: who else uses it."""

    id: str
    name: str
    purposes: frozenset[str]
    tabs: tuple[Tab, ...]
    others: tuple[str, ...] = ()

    def shows(self, field_id: str) -> bool:
        """Whether a field is on any of its tabs."""
        return any(field_id in tab.fields for tab in self.tabs)


@dataclass(frozen=True, slots=True)
class Status:
    """A status. ``category``: TODO, IN_PROGRESS or DONE."""

    id: str
    name: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow of cases. ``raw``: as Cloud gave it, to be given back; ``others``: projects that use it besides."""

    id: str
    name: str
    projects: tuple[str, ...]
    statuses: tuple[Status, ...]
    raw: Mapping[str, Any] = field(default_factory=dict)
    raw_statuses: tuple[Mapping[str, Any], ...] = ()
    editable: bool = True
    others: tuple[str, ...] = ()

    @property
    def transitions(self) -> list[Mapping[str, Any]]:
        """As Cloud gave them; none on Data Center, which does not tell."""
        return list(self.raw.get("transitions") or ())

    @property
    def name_of(self) -> Mapping[str, str]:
        """The names of the statuses by the references that transitions have."""
        return {str(status["statusReference"]): str(status["name"]) for status in self.raw_statuses}

    @property
    def beginning(self) -> str:
        """The status that cases begin in; empty where this Jira does not tell."""
        initial = next((one for one in self.transitions if one.get("type") == "INITIAL"), {})
        return self.name_of.get(str(initial.get("toStatusReference")), "")


@dataclass(frozen=True, slots=True)
class PriorityScheme:
    """Which priorities a project has. ``others``: names of the projects that have it besides."""

    id: str
    name: str
    priorities: frozenset[str]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a project; ``date`` as YYYY-MM-DD."""

    id: str
    project: str
    name: str
    date: str = ""
    released: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A saved filter. ``projects``: ids of those that it is shared with."""

    id: str
    name: str
    jql: str
    description: str = ""
    projects: frozenset[str] = frozenset()
    own: bool = True


@dataclass(frozen=True, slots=True)
class Gadget:
    """A gadget of a dashboard; ``filter`` is the id of the filter that it shows, empty while it shows none."""

    id: str
    title: str
    filter: str = ""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard."""

    id: str
    name: str
    description: str = ""
    projects: frozenset[str] = frozenset()
    gadgets: tuple[Gadget, ...] = ()
    own: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """All of it. ``projects`` lacks those that are not there, or not to be seen.

    ``sees_hooks`` is False where the token's scopes do not reach the webhooks: then nobody knows which there are.
    """

    server: Server
    account: str
    can: frozenset[Ability]
    projects: Mapping[str, Project] = field(default_factory=dict)
    fields: tuple[CustomField, ...] = ()
    screens: tuple[Screen, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    site_statuses: tuple[Status, ...] = ()
    priorities: Mapping[str, str] = field(default_factory=dict)  # of the site: id → name
    priority_schemes: Mapping[str, PriorityScheme] = field(default_factory=dict)  # by the key of the project
    versions: tuple[Version, ...] = ()
    filters: tuple[Filter, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    hooks: tuple[Hook, ...] = ()
    sees_hooks: bool = True
    ledger: Ledger = field(default_factory=Ledger)

    def status_named(self, names: tuple[str, ...]) -> Status | None:
        """The site's status of the first of these names that it has."""
        by_name = {folded(status.name): status for status in self.site_statuses}
        return next((by_name[folded(name)] for name in names if folded(name) in by_name), None)
