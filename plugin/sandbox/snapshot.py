"""What a site is set up as, as comparable data: to see what an installation changed, and what it left alone."""

from __future__ import annotations

from typing import Any

from plugin.sandbox.fields import Field
from plugin.sandbox.site import Site
from plugin.sandbox.webhooks import Webhooks
from plugin.sandbox.workflow import Transition, Workflow

Data = dict[str, Any]


def snapshot(site: Site, webhooks: Webhooks) -> dict[str, Data]:
    """By kind of thing and id."""
    return {
        "fields": {field.id: _field(field) for field in site.fields.values()},
        "screens": {
            s.id: {"name": s.name, "tabs": [list(tab.fields) for tab in s.tabs]} for s in site.screens.values()
        },
        "statuses": {s.id: {"name": s.name, "category": s.category} for s in site.statuses},
        "workflows": {flow.id: _workflow(flow) for flow in site.workflows.values()},
        "priorities": {p.id: {"name": p.name} for p in site.priorities},
        "priority schemes": {s.id: {"priorities": [p.id for p in s.priorities]} for s in site.priority_schemes},
        "versions": {v.id: {"name": v.name, "date": str(v.release_date)} for v in site.versions.values()},
        "filters": {f.id: {"name": f.name, "jql": f.jql, "shares": f.shares} for f in site.filters.values()},
        "dashboards": {
            d.id: {"name": d.name, "gadgets": {str(g.id): (g.title, g.properties) for g in d.gadgets}}
            for d in site.dashboards.values()
        },
        "webhooks": {str(hook.id): {"name": hook.name, "url": hook.url} for hook in webhooks.hooks.values()},
        "properties": {p.key: dict(p.properties) for p in site.projects.values()},
        "groups": {g.name: {"members": [m.name for m in g.members]} for g in site.people.groups.values()},
    }


def _field(field: Field) -> Data:
    contexts = {
        context.id: {
            "name": context.name,
            "projects": sorted(context.projects) if context.projects is not None else None,
            "options": {option.id: (option.value, option.enabled) for option in context.options},
        }
        for context in field.contexts
    }
    shown = {"name": field.name, "description": field.description, "schema": field.kind.schema}
    return {**shown, "trashed": field.trashed, "contexts": contexts}


def _workflow(flow: Workflow) -> Data:
    return {
        "name": flow.name,
        "first": flow.first.name,
        "statuses": [status.name for status in flow.statuses],
        "transitions": {transition.id: _transition(transition) for transition in flow.transitions},
    }


def _transition(transition: Transition) -> Data:
    kept = {key: value for key, value in transition.rest.items() if value}
    sources = sorted(status.name for status in transition.sources)
    return {"name": transition.name, "to": transition.to.name, "from": sources, "rest": kept}
