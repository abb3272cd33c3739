"""A site on which nothing of careflow's is yet."""

from __future__ import annotations

from plugin.sandbox.site import ADMINISTRATIVE, Flavour, Site
from plugin.sandbox.sites.company import add_company
from plugin.sandbox.sites.stock import Steps, simplified, stock, template_screens

_SUPPORT: Steps = (
    ("Open", "new"),
    ("Waiting for support", "indeterminate"),
    ("Waiting for customer", "indeterminate"),
    ("In progress", "indeterminate"),
    ("Pending", "indeterminate"),
    ("Resolved", "done"),
    ("Closed", "done"),
    ("Canceled", "done"),
)
_SOFTWARE: Steps = (("To Do", "new"), ("In Progress", "indeterminate"), ("Done", "done"))


def started(flavour: Flavour | str, service: bool, types: tuple[str, str]) -> Site:
    """Project CARE with screens of its own and no workflow yet. careflow's account administers nothing."""
    site = stock(flavour)
    site.issue_types = dict(zip(("10001", "10002"), types, strict=True))
    care = site.add_project("CARE", "Customer Care", service)
    care.types = tuple(site.issue_types)
    template_screens(site, care)
    site.missing_permissions |= ADMINISTRATIVE
    return site


def empty(flavour: Flavour | str, service: bool = True) -> Site:
    """A support team that starts today, in a company that has worked with Jira for years.

    Its administrator made project CARE from Jira's template, put the people into groups, and made an account for
    careflow. There are none of careflow's fields, filters or webhooks; the rest of the site is other people's.
    """
    site = started(flavour, service, ("Service request", "Incident") if service else ("Task", "Bug report"))
    kind = "Jira Service Management: Support" if service else "Task management"
    simplified(site, f"CARE: {kind} Workflow", site.projects["CARE"], _SUPPORT if service else _SOFTWARE)
    add_company(site)
    return site
