"""What a site is set up as, as comparable data: to see what an installation changed, and what it left alone.

Nothing in it changes when a thing is only looked at, or given back to Jira as it was.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from plugin.sandbox.fields import Field
from plugin.sandbox.projects import Project
from plugin.sandbox.shared_lists import Dashboard, SavedFilter, Share
from plugin.sandbox.site import Site
from plugin.sandbox.webhooks import Hook, Webhooks
from plugin.sandbox.workflow import Status, Transition, Workflow

Data = dict[str, Any]


def snapshot(site: Site, webhooks: Webhooks) -> dict[str, Data]:
    """By kind of thing and id."""
    return deepcopy(
        {
            "fields": {field.id: _field(field) for field in site.fields.values()},
            **_screens(site),
            "statuses": {status.id: _status(status) for status in site.statuses},
            "workflows": {flow.id: _workflow(flow) for flow in site.workflows.values()},
            **_priorities(site),
            "versions": {
                version.id: {
                    "name": version.name,
                    "project": version.project.key,
                    "date": str(version.release_date),
                    "description": version.description,
                    "released": version.released,
                }
                for version in site.versions.values()
            },
            "filters": {found.id: _filter(found) for found in site.filters.values()},
            "dashboards": {found.id: _dashboard(found) for found in site.dashboards.values()},
            "webhooks": {str(hook.id): _hook(hook) for hook in webhooks.hooks.values()},
            "projects": {project.key: _project(site, project) for project in site.projects.values()},
            "properties": {project.key: project.properties for project in site.projects.values()},
            "groups": {g.name: {"members": [m.name for m in g.members]} for g in site.people.groups.values()},
        }
    )


def _field(field: Field) -> Data:
    contexts = {
        context.id: {
            "name": context.name,
            "description": context.description,
            "projects": sorted(context.projects) if context.projects is not None else None,
            "types": sorted(context.types) if context.types is not None else None,
            "options": {option.id: (option.value, option.enabled) for option in context.options},
        }
        for context in field.contexts
    }
    shown = {"name": field.name, "description": field.description, "schema": field.kind.schema}
    return {**shown, "trashed": field.trashed, "contexts": contexts}


def _screens(site: Site) -> dict[str, Data]:
    return {
        "screens": {
            screen.id: {
                "name": screen.name,
                "tabs": [tab.fields for tab in screen.tabs],
                "tab names": [tab.name for tab in screen.tabs],
            }
            for screen in site.screens.values()
        },
        "screen schemes": {
            scheme.id: {"name": scheme.name, "screens": {use: screen.id for use, screen in scheme.screens.items()}}
            for scheme in site.screen_schemes.values()
        },
        "issue type screen schemes": {
            scheme.id: {"name": scheme.name, "schemes": {kind: used.id for kind, used in scheme.schemes.items()}}
            for scheme in site.type_schemes.values()
        },
    }


def _status(status: Status) -> Data:
    shown = {"name": status.name, "category": status.category}
    return {**shown, "description": status.description, "project": status.project}


def _workflow(flow: Workflow) -> Data:
    placed = {status.name: flow.layouts.get(status.id, {}) for status in flow.statuses}
    return {
        "name": flow.name,
        "description": flow.description,
        "first": flow.first.name,
        "statuses": [status.name for status in flow.statuses],
        "placed": {
            name: {"at": how.get("layout"), "properties": how.get("properties") or {}} for name, how in placed.items()
        },
        "transitions": {transition.id: _transition(transition) for transition in flow.transitions},
    }


def _transition(transition: Transition) -> Data:
    kept = {key: value for key, value in transition.rest.items() if value}
    ports = {s.name: {"fromPort": 0, "toPort": 1, **transition.ports.get(s.id, {})} for s in transition.sources}
    shown = {"name": transition.name, "to": transition.to.name, "from": sorted(ports), "rest": kept}
    return {**shown, "description": transition.description, "ports": ports}


def _priorities(site: Site) -> dict[str, Data]:
    return {
        "priorities": {
            priority.id: {"name": priority.name, "description": priority.description, "colour": priority.colour}
            for priority in site.priorities
        },
        "priority schemes": {
            scheme.id: {
                "name": scheme.name,
                "priorities": [priority.id for priority in scheme.priorities],
                "projects": sorted(scheme.projects),
                "standard": scheme.first.id if scheme.first else None,
            }
            for scheme in site.priority_schemes
        },
    }


def _filter(found: SavedFilter) -> Data:
    shown = {"name": found.name, "owner": found.owner.name, "jql": found.jql, "description": found.description}
    return {**shown, "shares": _shares(found.shares), "favourites": sorted(found.favourites)}


def _dashboard(found: Dashboard) -> Data:
    return {
        "name": found.name,
        "owner": found.owner.name,
        "description": found.description,
        "shares": _shares(found.shares),
        "gadgets": {str(gadget.id): (gadget.title, gadget.properties) for gadget in found.gadgets},
        "places": {str(gadget.id): (found.row(gadget), gadget.column, gadget.uri) for gadget in found.gadgets},
    }


def _shares(shares: list[Share]) -> list[Share]:
    """Without their ids, which are given when they are first looked at."""
    return [{key: value for key, value in share.items() if key != "id"} for share in shares]


def _hook(hook: Hook) -> Data:
    return {"name": hook.name, "url": hook.url, "events": list(hook.events), "jql": hook.jql, "active": hook.active}


def _project(site: Site, project: Project) -> Data:
    flows = {kind: site.workflow_of(project, kind).id for kind in site.types_of(project)}
    scheme, priorities = site.type_scheme_of(project), site.priority_scheme_of(project)
    return {"name": project.name, "screens": scheme.id, "workflows": flows, "priorities": priorities.id}
