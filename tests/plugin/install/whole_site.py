"""A Cloud site as a reading finds it once everything is there, to take things away from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from plugin.install import wanted as wanting
from plugin.install.found import (
    CLOUD,
    Context,
    CustomField,
    Dashboard,
    Filter,
    Found,
    Gadget,
    Option,
    Project,
    Screen,
    Status,
    Tab,
    Workflow,
)
from plugin.install.ground import Ground
from plugin.install.kinds import dashboard, filters
from plugin.install.kinds.screens import OF_JIRA
from plugin.install.mark import marked
from plugin.install.plan import Plan, make_plan
from plugin.install.wanted import Wanted
from plugin.jira.survey import Hook, Server
from plugin.queries import of_projects
from plugin.settings import load

CARE = Project("10000", "CARE", "Customer Care", ("10001",))
SERVER = Server(cloud=True, version="", numbers=(1001, 0, 0), date=None)


def wanted(**variables: str) -> Wanted:
    """What the shipped app.yaml asks for, on a machine of its own."""
    environ = {
        "CAREFLOW_JIRA__URL": "https://example.atlassian.net",
        "CAREFLOW_WEBHOOK__SECRET": "a secret",
        "CAREFLOW_WEBHOOK__URL": "https://careflow.example.org/webhooks/jira",
        "HOME": str(Path("/nowhere")),
    }
    return wanting.wanted(load({**environ, **variables}))


def whole(want: Wanted) -> Found:
    """Everything that is wanted, as careflow would have made it."""
    fields = tuple(_field(number, field) for number, field in enumerate(want.fields))
    ids = tuple(field.id for field in fields)
    found = Found(
        server=SERVER,
        account="Ada Admin",
        can=CLOUD,
        projects={"CARE": CARE},
        fields=fields,
        screens=(Screen("1", "CARE: Edit", frozenset({"create", "edit", "view"}), (Tab("1", "T", (*ids, *OF_JIRA)),)),),
        workflows=(workflow(want),),
        priorities={str(number): priority.name for number, priority in enumerate(want.priorities)},
        hooks=(_hook(want),),
    )
    return _with_lists(want, found)


def plan_without(**changes: Any) -> Plan:
    """The plan for a whole site of which these parts are otherwise."""
    want = wanted()
    return make_plan(want, replace(whole(want), **changes))


def _field(number: int, field: wanting.CustomField) -> CustomField:
    options = tuple(Option(f"{number}{n}", option.name) for n, option in enumerate(field.options))
    context = Context(str(number), "Default Configuration Scheme", options=options)
    description = marked(field.description, field.key)
    return CustomField(f"customfield_{10100 + number}", field.name, field.types[0], "", description, (context,))


def workflow(want: Wanted, *, lacking: tuple[str, ...] = (), initial: str = "New") -> Workflow:
    """An open workflow: from everywhere to everywhere, but for the statuses that are ``lacking``."""
    names = [(spelled[0], wanting.CATEGORIES[status]) for status, spelled in want.statuses.items()]
    statuses = tuple(Status(str(n), name, kind) for n, (name, kind) in enumerate(names) if name not in lacking)
    return workflow_of(statuses, initial)


def workflow_of(statuses: tuple[Status, ...], initial: str) -> Workflow:
    """An open workflow of these statuses."""
    raw_statuses = tuple(
        {"id": s.id, "name": s.name, "statusCategory": s.category, "statusReference": f"ref-{s.id}"} for s in statuses
    )
    by_name = {s["name"]: s["statusReference"] for s in raw_statuses}
    first = {"id": "1", "type": "INITIAL", "name": "Create", "toStatusReference": by_name.get(initial, "ref-0")}
    transitions = [
        {"id": str(11 + 10 * n), "type": "GLOBAL", "name": s.name, "toStatusReference": f"ref-{s.id}", "links": []}
        for n, s in enumerate(statuses)
    ]
    raw = {
        "id": "w-1",
        "name": "Support workflow",
        "version": {"id": "v", "versionNumber": 3},
        "statuses": [{"statusReference": s["statusReference"], "properties": {"kept": "yes"}} for s in raw_statuses],
        "transitions": [first, *transitions],
    }
    return Workflow("w-1", "Support workflow", ("CARE",), statuses, raw, raw_statuses)


def _hook(want: Wanted) -> Hook:
    url = want.hook.url or ""
    jql = of_projects(want.projects)
    return Hook("1", "careflow", url, frozenset(want.hook.events), jql, True, True, False)


def _with_lists(want: Wanted, found: Found) -> Found:
    ground = Ground(want, found)
    names = filters.Jql(ground, {field: custom.id for field, custom in ground.fields.items()})
    made = tuple(
        Filter(
            str(20000 + number),
            want.named(worklist.name),
            worklist.filled(want.projects, names),
            marked(worklist.description, filters.key_of(worklist.id)),
            frozenset({CARE.id}),
        )
        for number, worklist in enumerate(want.worklists)
    )
    gadgets = tuple(
        Gadget(str(n), listed.name, one.id) for n, (listed, one) in enumerate(zip(want.worklists, made, strict=True))
    )
    board = Dashboard("1", want.named("Customer Care"), marked("", dashboard.KEY), frozenset({CARE.id}), gadgets)
    return replace(found, filters=made, dashboards=(board,))
