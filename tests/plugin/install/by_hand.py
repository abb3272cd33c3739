"""What an administrator of Data Center does in Jira's pages, as a plan tells it."""

from __future__ import annotations

from typing import Any

from plugin.sandbox.shared_lists import Dashboard
from plugin.sandbox.site import Site
from tests.plugin.install.conftest import Admin

CATEGORIES = {"Closed": "done"}


def do_by_hand(admin: Admin, plan: dict[str, Any]) -> None:
    """Every click of the plan."""
    for item in plan["by_hand"]:
        name, told = item["name"], item["clicks"]
        if name.startswith("Options of "):
            _options(admin.jira.site, name.removeprefix("Options of "), told[-1].removeprefix("add: ").split(", "))
        elif name.startswith("Statuses of "):
            _statuses(admin.jira.site, told[0].rpartition("add the statuses ")[2].split(", "))
        elif name.startswith("Dashboard"):
            _dashboard(admin.jira.site, told[0])
        else:
            raise AssertionError(f"nobody knows how to do {name}")


def _options(site: Site, field: str, options: list[str]) -> None:
    spec = site.field_named(field)
    context = spec.context_for(site.projects["CARE"].id, "10001")
    assert context is not None
    for option in options:
        site.add_option(context, option)


def _statuses(site: Site, names: list[str]) -> None:
    flow = site.workflow_of(site.projects["CARE"], "10001")
    for name in names:
        there = [status for status in site.statuses if status.name == name]
        if there:
            flow.statuses.append(there[0])
        else:
            site.add_status(name, CATEGORIES.get(name, "indeterminate"), flow)
        site.add_transition(name, name, workflow=flow)


def _dashboard(site: Site, told: str) -> None:
    name = told.partition("name ")[2].partition(", shared with")[0]
    shares = [{"type": "project", "project": {"id": site.projects["CARE"].id}}]
    site.dashboards["1"] = Dashboard("1", name, site.people.the("ada"), shares=shares)
