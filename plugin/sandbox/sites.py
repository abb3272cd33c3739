"""Ready-made sites: the one that the shipped app.yaml fits, and others that careflow did not make."""

from __future__ import annotations

from datetime import date

from plugin.sandbox import fields as kinds
from plugin.sandbox.fields import Field, Kind
from plugin.sandbox.people import default_people
from plugin.sandbox.priorities import Priority, PriorityScheme
from plugin.sandbox.shared_lists import Dashboard, Gadget, SavedFilter
from plugin.sandbox.site import Flavour, Site
from plugin.sandbox.workflow import Workflow


def shipped(flavour: Flavour | str, service: bool = True) -> Site:
    """Projects CARE and OTHER, the fields of the shipped field map, an open workflow: all that careflow needs."""
    site = stock(flavour)
    site.add_project("CARE", "Customer Care", service)
    site.add_project("OTHER", "Another Project", service=False)
    for name, options in SELECTS.items():
        site.add_field(name, kinds.SELECT, options)
    for name in DATE_TIMES:
        site.add_field(name, kinds.DATE_TIME)
    site.add_field("Instance", kinds.LINE)
    site.add_field("Root Cause", kinds.TEXT)
    _service_fields(site)
    _open_workflow(site)
    site.add_version("CARE", "Enterprise One 2026.9", date(2026, 9, 30), released=True)
    site.add_version("CARE", "Enterprise One 2026.12", date(2026, 12, 16))
    site.add_version("CARE", "Projectplace 2026.12", date(2026, 12, 2))
    return site


def stock(flavour: Flavour | str) -> Site:
    """What every Jira has on its first day: people, priorities, its own fields on a Default Screen, no project."""
    site = Site(Flavour(flavour), default_people())
    site.priorities = [Priority(str(n), name) for n, name in enumerate(PRIORITIES, start=1)]
    site.priority_schemes = [PriorityScheme("1", "Default priority scheme", list(site.priorities), default=True)]
    site.fields = {made.id: made for made in _system_fields()}
    screen = site.add_screen("Default Screen", site.fields)
    site.add_type_scheme("Default Issue Type Screen Scheme", site.add_screen_scheme("Default Screen Scheme", screen))
    site.add_workflow("Support workflow")
    return site


def empty(flavour: Flavour | str, service: bool = True) -> Site:
    """A support team that starts: project CARE as a template of Jira makes it, and the rest of the company's site."""
    site = stock(flavour)
    _company(site)
    care = site.add_project("CARE", "Customer Care", service)
    _own_screens(site, care.key)
    flow = site.add_workflow(f"{care.name} workflow", [care.key])
    _template(site, flow, _SERVICE_DESK if service else _SOFTWARE)
    return site


def french(flavour: Flavour | str) -> Site:
    """A French support team that has worked for years: its own fields, statuses and groups, in French."""
    site = empty(flavour)
    screen = site.place(site.projects["CARE"]).screen()
    for name, options in _CHAMPS.items():
        kind = kinds.SELECT if options else kinds.TEXT
        site.add_field(name, kind, options, projects=["CARE"], on_screens=[screen])
    _template(site, site.add_workflow("Flux du support", ["CARE"]), _FRENCH)
    for role, members in _GROUPES.items():
        site.people.group(role).members += [site.people.the(name) for name in members]
    for gone in ("support-agents", "support-managers", "support-dispatchers", "support-oncall"):
        del site.people.groups[gone]
    return site


def mistyped(flavour: Flavour | str) -> Site:
    """A site that somebody set up by hand, and not quite right: types, doubles, strange options."""
    site = empty(flavour)
    screens = [site.place(site.projects["CARE"]).screen()]
    site.add_field("Severity", kinds.MULTI_SELECT, ["Critical", "Major", "Moderate", "Minor"], on_screens=screens)
    site.add_field("Response Due", kinds.LINE, on_screens=screens)
    site.add_field("Root Cause", kinds.DATE, on_screens=screens)
    site.add_field("Product", kinds.SELECT, ["Enterprise One", "PPM Pro", "Troux"], on_screens=screens)
    site.add_field("Support Tier", kinds.SELECT, ["Standard", "Elite"], on_screens=screens)
    site.add_field("Support Tier", kinds.SELECT, ["Gold"], on_screens=screens)
    return site


Steps = tuple[tuple[str, str], ...]
_SERVICE_DESK: Steps = (
    ("Waiting for support", "new"),
    ("In progress", "indeterminate"),
    ("Waiting for customer", "indeterminate"),
    ("Pending", "indeterminate"),
    ("Escalated", "indeterminate"),
    ("Resolved", "done"),
    ("Closed", "done"),
    ("Canceled", "done"),
)
_SOFTWARE: Steps = (("To Do", "new"), ("In Progress", "indeterminate"), ("Done", "done"))
_FRENCH: Steps = (
    ("Nouveau", "new"),
    ("En cours", "indeterminate"),
    ("En attente du client", "indeterminate"),
    ("Solution fournie", "indeterminate"),
    ("Fermé", "done"),
)
_CHAMPS: dict[str, tuple[str, ...]] = {
    "Gravité": ("Critique", "Majeure", "Modérée", "Mineure"),
    "Produit": ("Enterprise One", "PPM Pro", "Projectplace", "LeanKit", "Spigit"),
    "Région du support": ("Amériques", "EMEA"),
    "Canal": ("Communauté", "E-mail", "Téléphone", "Messagerie instantanée"),
    "Solution de contournement": ("Aucune", "Instable", "Stable"),
    "Cause racine": (),
    "Priorité commerciale": ("P1 – Blocker", "P2 – Urgent", "P3 – Normal"),
}
_GROUPES: dict[str, tuple[str, ...]] = {
    "équipe-support": ("adam", "agnes", "aiko", "careflow"),
    "responsables-support": ("mona", "marc"),
    "répartiteurs": ("dora",),
    "astreinte": ("otto", "aiko"),
}


def _template(site: Site, flow: Workflow, steps: Steps) -> None:
    """Statuses in a row, each reached from everywhere, as Jira's simplified workflows are."""
    known = {status.name: status for status in site.statuses}
    for name, category in steps:
        if name in known:
            flow.statuses.append(known[name])
        else:
            site.add_status(name, category, flow)
        site.add_transition(name, name, workflow=flow)


def _own_screens(site: Site, key: str) -> None:
    """As a template makes them: a screen for creating, one for editing and viewing, and their schemes."""
    shown = [field.id for field in _system_fields()]
    create = site.add_screen(f"{key}: Create Screen", ["summary", "description", "priority"])
    edit = site.add_screen(f"{key}: Edit/View Screen", shown)
    scheme = site.add_screen_scheme(f"{key}: Screen Scheme", edit, create=create)
    site.add_type_scheme(f"{key}: Issue Type Screen Scheme", scheme, [key])


def _company(site: Site) -> None:
    """Whatever else lives on a site: another project with its fields, workflow, filter, dashboard and property."""
    other = site.add_project("OTHER", "Another Project", service=False)
    _template(site, site.workflow, _SOFTWARE)
    rule = {"ruleKey": "system:validate-field-value", "parameters": {"fieldKey": "assignee"}}
    site.workflow.transitions[1].rest = {"validators": [rule]}
    site.add_field("Story Points", kinds.NUMBER, description="How big it is.")
    site.add_field("Urgency", kinds.SELECT, ["Now", "Soon", "Some day"], projects=["OTHER"])
    team = site.add_field("Team", kinds.SELECT, ["Blue", "Red"], description="Who works on it.")
    site.add_context(team, "Of the others", {other.id}, ["Green"])
    stella = site.people.the("stella")
    shared = [{"type": "project", "project": {"id": other.id}}]
    mine = SavedFilter(site.number("filter"), "My open work", stella, "project = OTHER", "What I do.", shared)
    board = Dashboard(site.number("dashboard"), "Stella's board", stella, "Mine.", shared)
    board.gadgets.append(Gadget(int(site.number("gadget")), "Open work", "blue", "rest/gadgets/1.0/g/some/gadget.xml"))
    site.filters[mine.id], site.dashboards[board.id] = mine, board
    other.properties["roadmap"] = {"quarter": "Q4"}
    site.add_version("OTHER", "Apollo 11", date(2026, 7, 20))
    _service_fields(site)


def _service_fields(site: Site) -> None:
    site.add_field("Request participants", kinds.PARTICIPANTS)
    site.add_field("Organizations", kinds.ORGANIZATIONS)


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
