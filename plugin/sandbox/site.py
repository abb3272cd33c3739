"""A Jira site as plain data: projects, fields, options, statuses, the workflow, versions, people.

``Site.default`` is the site that the shipped app.yaml and field map fit. Change what you like before it is served.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from plugin.sandbox import fields as kinds
from plugin.sandbox.fields import Field, Kind, Option
from plugin.sandbox.people import Directory, default_people

FIRST_CUSTOM_FIELD = 10101


class Flavour(StrEnum):
    """Which Jira is played."""

    CLOUD = "cloud"
    DATA_CENTER = "datacenter"


@dataclass(eq=False, slots=True)
class Priority:
    """A priority, most urgent first by id."""

    id: str
    name: str


@dataclass(eq=False, slots=True)
class Status:
    """A status. ``category``: ``new``, ``indeterminate`` or ``done``."""

    id: str
    name: str
    category: str


@dataclass(eq=False, slots=True)
class Transition:
    """A transition; ``sources`` empty means from every status but its own target."""

    id: str
    name: str
    to: Status
    sources: tuple[Status, ...] = ()

    def leaves(self, status: Status) -> bool:
        """Whether it is available in ``status``."""
        return status in self.sources if self.sources else status is not self.to


@dataclass(eq=False, slots=True)
class Version:
    """A version of a project."""

    id: str
    name: str
    project: Project
    released: bool = False
    archived: bool = False
    release_date: date | None = None
    description: str = ""


@dataclass(eq=False, slots=True)
class Project:
    """A project; ``service``: a Jira Service Management project, where comments are public or internal."""

    id: str
    key: str
    name: str
    service: bool = True
    versions: list[Version] = field(default_factory=list)
    next_number: int = 1


@dataclass(eq=False)
class Site:
    """All of it. ``own_account`` is whom the API token belongs to.

    ``embedded_comments``: how many comments the field ``comment`` of an issue bears at most (None: all);
    ``embedded_history``: how many changelog entries a GET bears at most on Cloud. ``missing_permissions``: keys as in
    GET /mypermissions that the own account lacks; ``outgoing_mail`` and ``may_read_groups`` can be off.
    """

    flavour: Flavour
    people: Directory
    own_account: str = "careflow"
    token: str = "sandbox-token"  # noqa: S105 - of a Jira that holds nothing
    projects: dict[str, Project] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    priorities: list[Priority] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    versions: dict[str, Version] = field(default_factory=dict)
    issue_types: dict[str, str] = field(default_factory=lambda: {"10001": "Support Case", "10002": "Task"})
    roles: tuple[str, ...] = ("Administrators", "Service Desk Team", "Service Desk Customers")
    embedded_comments: int | None = None
    embedded_history: int = 100
    searched_history: int = 40
    missing_permissions: set[str] = field(default_factory=set)
    may_read_groups: bool = True
    outgoing_mail: bool = True

    @property
    def cloud(self) -> bool:
        """Whether this is Jira Cloud."""
        return self.flavour is Flavour.CLOUD

    @property
    def login(self) -> str:
        """What goes into CAREFLOW_JIRA__USER: on Cloud the own account's email, on Data Center nothing."""
        return self.people.the(self.own_account).email if self.cloud else ""

    def add_field(self, name: str, kind: Kind, options: Iterable[str] = ()) -> Field:
        """A new custom field, on the edit screen."""
        number = FIRST_CUSTOM_FIELD + sum(1 for f in self.fields.values() if f.custom)
        first = 20000 + (number - FIRST_CUSTOM_FIELD) * 20
        choices = [Option(str(first + n), value) for n, value in enumerate(options)]
        made = Field(f"customfield_{number}", name, kind, choices, log_name=name, clause=f"cf[{number}]")
        self.fields[made.id] = made
        return made

    def field_named(self, name: str) -> Field:
        """The field with that name or id, whatever the case, blanks, hyphens and underscores. Raises KeyError."""
        if name in self.fields:
            return self.fields[name]
        wanted = _plain(name)
        for candidate in self.fields.values():
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

    def add_version(self, project: str, name: str, release_date: date | None = None, released: bool = False) -> Version:
        """A new version of a project."""
        owner = self.projects[project]
        made = Version(str(10000 + len(self.versions)), name, owner, released, release_date=release_date)
        self.versions[made.id] = made
        owner.versions.append(made)
        return made

    def add_status(self, name: str, category: str) -> Status:
        """A new status, without any transition."""
        made = Status(str(10000 + len(self.statuses)), name, category)
        self.statuses.append(made)
        return made

    def add_transition(self, name: str, to: str, sources: Iterable[str] = ()) -> Transition:
        """A new transition; no sources means from every other status."""
        leaving = tuple(self.status_named(source) for source in sources)
        made = Transition(str(11 + 10 * len(self.transitions)), name, self.status_named(to), leaving)
        self.transitions.append(made)
        return made

    @classmethod
    def default(cls, flavour: Flavour | str, service: bool = True) -> Site:
        """The shipped site: projects CARE and OTHER, the fields of the shipped field map, an open workflow."""
        site = cls(Flavour(flavour), default_people())
        site.add_project("CARE", "Customer Care", service)
        site.add_project("OTHER", "Another Project", service=False)
        site.priorities = [Priority(str(n), name) for n, name in enumerate(PRIORITIES, start=1)]
        site.fields = {made.id: made for made in _system_fields()}
        for name, options in SELECTS.items():
            site.add_field(name, kinds.SELECT, options)
        for name in DATE_TIMES:
            site.add_field(name, kinds.DATE_TIME)
        site.add_field("Instance", kinds.LINE)
        site.add_field("Root Cause", kinds.TEXT)
        site.add_field("Request participants", kinds.PARTICIPANTS)
        site.add_field("Organizations", kinds.ORGANIZATIONS)
        _open_workflow(site)
        site.add_version("CARE", "Enterprise One 2026.9", date(2026, 9, 30), released=True)
        site.add_version("CARE", "Enterprise One 2026.12", date(2026, 12, 16))
        site.add_version("CARE", "Projectplace 2026.12", date(2026, 12, 2))
        return site


PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
_SEVERITIES = ("Critical", "Major", "Moderate", "Minor")
_YES_NO = ("Yes", "No")
SELECTS: dict[str, tuple[str, ...]] = {
    "Case Type": (
        "Issue/Error",
        "Privacy",
        "Integrations",
        "Security",
        "Functional",
        "Defect",
        "Enhancement",
        "Performance",
        "Cloud Operations",
    ),
    "Severity": _SEVERITIES,
    "Requested Severity": _SEVERITIES,
    "Critical Approval": ("Pending", "Approved", "Rejected"),
    "Product": (
        "Enterprise One",
        "PPM Pro",
        "Projectplace",
        "LeanKit",
        "Spigit",
        "Daptiv",
        "Barometer",
        "Changepoint",
        "Clarizen",
    ),
    "Support Region": ("Americas/APAC", "EMEA"),
    "Support Tier": ("Standard", "Elite", "Platinum", "Medallion"),
    "Case Channel": ("Community", "Email", "Phone", "Chat", "Emergency phone"),
    "Defect Origin": ("Planview software", "Not Planview software"),
    "Support Scope": (
        "Customer network",
        "Client side",
        "Customization",
        "Custom report / configuration / self-install",
        "Functional",
        "Enhancement",
        "OEM defect",
        "Third party",
    ),
    "System-wide": _YES_NO,
    "Code Change Required": _YES_NO,
    "Workaround": ("None", "Unstable", "Stable"),
    "Billable": _YES_NO,
    "SLA State": ("Breached", "At risk", "On track", "Paused", "Met", "No target"),
}
DATE_TIMES = (
    "Functionality Restored",
    "Response Due",
    "Restore Due",
    "Resolution Due",
    "Next Update Due",
    "Root Cause Due",
)


def _system_fields() -> list[Field]:
    plain = Kind({"type": "string"}, kinds.LINE.parse, kinds.LINE.show, kinds.LINE.log)
    prose = Kind({"type": "string"}, kinds.TEXT.parse, kinds.TEXT.show, kinds.TEXT.log)
    return [
        Field("summary", "Summary", plain, log_name="summary", clause="summary"),
        Field("description", "Description", prose, log_name="description", clause="description"),
        Field("priority", "Priority", kinds.PRIORITY, log_name="priority", clause="priority"),
        Field("assignee", "Assignee", kinds.USER, log_name="assignee", clause="assignee"),
        Field("reporter", "Reporter", kinds.USER, log_name="reporter", clause="reporter"),
        Field("labels", "Labels", kinds.LABELS, log_name="labels", clause="labels"),
        Field("fixVersions", "Fix versions", kinds.VERSIONS, log_name="Fix Version", clause="fixVersion"),
        Field("versions", "Affects versions", kinds.VERSIONS, log_name="Version", clause="affectedVersion"),
    ]


def _open_workflow(site: Site) -> None:
    for name, category in (
        ("New", "new"),
        ("In Progress", "indeterminate"),
        ("Waiting for Customer", "indeterminate"),
        ("Solution Provided", "indeterminate"),
        ("Closed", "done"),
    ):
        site.add_status(name, category)
    open_ = ["New", "In Progress", "Waiting for Customer", "Solution Provided"]
    site.add_transition("Start work", "In Progress", [s for s in open_ if s != "In Progress"])
    site.add_transition("Wait for customer", "Waiting for Customer", [s for s in open_ if s != "Waiting for Customer"])
    site.add_transition("Provide solution", "Solution Provided", [s for s in open_ if s != "Solution Provided"])
    site.add_transition("Close", "Closed", open_)
    site.add_transition("Reopen", "In Progress", ["Closed"])


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
