"""What every Jira has on its first day, and what its templates make."""

from __future__ import annotations

from plugin.sandbox import fields as kinds
from plugin.sandbox.fields import Field, Kind
from plugin.sandbox.people import default_people
from plugin.sandbox.priorities import Priority, PriorityScheme
from plugin.sandbox.projects import Project
from plugin.sandbox.screens import Screen
from plugin.sandbox.site import Flavour, Site
from plugin.sandbox.workflow import Workflow

PRIORITIES = {
    "Highest": ("This problem will block progress.", "#d04437"),
    "High": ("Serious problem that could block progress.", "#f15c75"),
    "Medium": ("Has the potential to affect progress.", "#f79232"),
    "Low": ("Minor problem or easily worked around.", "#707070"),
    "Lowest": ("Trivial problem with little or no impact on progress.", "#999999"),
}
Steps = tuple[tuple[str, str], ...]
"""Names and categories of statuses, the first one first."""
ON_CREATE_SCREENS = ("summary", "description", "priority", "assignee", "labels")


def stock(flavour: Flavour | str) -> Site:
    """A Jira that somebody has just bought: people, priorities, its own fields on its Default Screen, no project."""
    site = Site(Flavour(flavour), default_people())
    for number, (name, (description, colour)) in enumerate(PRIORITIES.items(), start=1):
        site.priorities.append(Priority(str(number), name, description, colour))
    default = PriorityScheme("1", "Default priority scheme", list(site.priorities), default=True)
    default.description = "This is default priority scheme used by all projects without any other scheme assigned"
    default.standard = site.priorities[2]
    site.priority_schemes = [default]
    site.fields = {made.id: made for made in _system_fields()}
    screen = site.add_screen("Default Screen", site.fields)
    site.add_screen("Workflow Screen", ["assignee"])
    site.add_screen("Resolve Issue Screen", ["assignee", "fixVersions"])
    screen.description = "Allows to update all system fields."
    site.add_type_scheme("Default Issue Type Screen Scheme", site.add_screen_scheme("Default Screen Scheme", screen))
    return site


def template_screens(site: Site, project: Project) -> list[Screen]:
    """A project's own screens, one for creating and one for editing and viewing, with their schemes."""
    key = project.key
    create = site.add_screen(f"{key}: Create Issue Screen", ON_CREATE_SCREENS)
    edit = site.add_screen(f"{key}: Edit/View Issue Screen", [field.id for field in _system_fields()])
    scheme = site.add_screen_scheme(f"{key}: Screen Scheme", edit, create=create)
    site.add_type_scheme(f"{key}: Issue Type Screen Scheme", scheme, [key])
    return [create, edit]


def simplified(site: Site, name: str, project: Project, steps: Steps) -> Workflow:
    """A project's own workflow in which each status is reached from everywhere, as Jira's simplified ones are."""
    flow = site.add_workflow(name, [project.key])
    for status, category in steps:
        site.place_status(status, category, flow)
        site.add_transition(status, status, workflow=flow)
    return flow


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
