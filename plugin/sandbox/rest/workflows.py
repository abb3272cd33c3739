"""Workflows: Cloud tells all of them, Data Center little more than their names."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, bounded, objects, texts, whole, words
from plugin.sandbox.rest.paging import pages
from plugin.sandbox.rest.statuses import shown_status
from plugin.sandbox.workflow import Transition, Workflow

_USAGES = 200


class WorkflowRoutes(Routes):
    """``/workflows`` of Cloud; ``/workflow`` and a project's scheme of Data Center. Both answer 401 to who may not."""

    rules = (
        ("POST", "/workflows", "read"),
        ("GET", "/workflows/search", "search"),
        ("GET", "/workflow/<workflow_id>/projectUsages", "usages"),
        ("GET", "/workflow", "listing"),
        ("GET", "/project/<key>/workflowscheme", "scheme"),
    )
    cloud_only = frozenset({"read", "search", "usages"})
    data_center_only = frozenset({"listing", "scheme"})

    def read(self) -> Response:
        """POST workflows: by names, ids, or projects and issue types; those that are not there are left out."""
        self.need_administrator(401)
        sent = body()
        names, ids = texts(sent, "workflowNames"), texts(sent, "workflowIds")
        pairs = [(str(p.get("projectId")), str(p.get("issueTypeId"))) for p in objects(sent, "projectAndIssueTypes")]
        if not (names or ids or pairs):
            raise Problem(400, "Name workflows, ids, or projects and issue types.")
        projects = {project.id: project for project in self.site.projects.values()}
        found = [flow for flow in self.site.workflows.values() if flow.name in names or flow.id in ids]
        found += [self.site.workflow_of(projects[p], kind) for p, kind in pairs if p in projects]
        return answer(shown_workflows(found))

    def search(self) -> Response:
        """GET workflows/search: with their transitions only where that is asked for."""
        self.need_administrator(401)
        text, active = request.args.get("queryString", "").casefold(), request.args.get("isActive")
        found = [
            flow
            for flow in self.site.workflows.values()
            if text in flow.name.casefold() and active in (None, str(bool(self.site.users_of(flow))).lower())
        ]
        start, limit = whole("startAt", 0), whole("maxResults", 50, 50)
        shown = shown_workflows(found[start : start + limit])
        if "values.transitions" not in words("expand"):
            shown["workflows"] = [{k: v for k, v in w.items() if k != "transitions"} for w in shown["workflows"]]
        told = {**pages([{}] * len(found), start, limit), "self": request.url, "values": shown["workflows"]}
        return answer({**told, "statuses": shown["statuses"]})

    def usages(self, workflow_id: str) -> Response:
        """GET the projects that use a workflow, in pages by token."""
        self.need_administrator(401)
        if workflow_id not in self.site.workflows:
            raise Problem(404, f"The workflow with the ID '{workflow_id}' was not found.")
        using = [{"id": project.id} for project in self.site.users_of(self.site.workflows[workflow_id])]
        start, most = bounded("nextPageToken", request.args.get("nextPageToken") or 0), whole("maxResults", 50, _USAGES)
        shown: Json = {"values": using[start : start + most]}
        if start + most < len(using):
            shown["nextPageToken"] = str(start + most)
        return answer({"workflowId": workflow_id, "projects": shown})

    def listing(self) -> Response:
        """GET workflow (Data Center): names and how many steps; one by its name."""
        self.need_administrator(401)
        shown = [
            {"name": flow.name, "description": flow.description, "steps": len(flow.statuses), "default": False}
            for flow in self.site.workflows.values()
        ]
        name = request.args.get("workflowName")
        if name is None:
            return answer(shown)
        named = [flow for flow in shown if flow["name"] == name]
        if not named:
            raise Problem(404, f"The workflow '{name}' was not found.")
        return answer(named[0])

    def scheme(self, key: str) -> Response:
        """GET the workflow scheme of a project (Data Center)."""
        project = self.project(key)
        self.need_administrator()
        by_type = {t: self.site.workflow_of(project, t).name for t in self.site.types_of(project)}
        default = next(iter(by_type.values()))
        shown = {"id": int(project.id), "name": f"{project.key}: Workflow Scheme", "description": "", "draft": False}
        own = {kind: name for kind, name in by_type.items() if name != default}
        return answer({**shown, "defaultWorkflow": default, "issueTypeMappings": own, "self": request.url})


def shown_workflows(flows: Iterable[Workflow]) -> Json:
    """Workflows, each once, and the statuses in them, which are referred to by their ids."""
    once = list(dict.fromkeys(flows))
    statuses = dict.fromkeys(status for flow in once for status in flow.statuses)
    listed = [{**shown_status(status), "statusReference": status.id} for status in statuses]
    return {"statuses": listed, "workflows": [_shown(flow) for flow in once]}


def _shown(flow: Workflow) -> Json:
    layouts = [
        {"statusReference": status.id, "deprecated": False, "properties": {}, **flow.layouts.get(status.id, {})}
        for status in flow.statuses
    ]
    creation: Json = {"id": "1", "name": "Create", "description": "", **_NOTHING, **flow.creation}
    creation |= {"type": "INITIAL", "links": [], "toStatusReference": flow.first.id}
    return {
        "id": flow.id,
        "name": flow.name,
        "description": flow.description,
        "isEditable": flow.editable,
        "scope": {"type": "GLOBAL"},
        "version": {"id": flow.version_id, "versionNumber": flow.version},
        "startPointLayout": {"x": -100.0, "y": -150.0},
        **flow.rest,
        "statuses": layouts,
        "transitions": [creation, *map(_transition, flow.transitions)],
    }


_NOTHING: Json = {"properties": {}, "actions": [], "triggers": [], "validators": []}


def _transition(transition: Transition) -> Json:
    links = [
        {"fromPort": 0, "toPort": 1, **transition.ports.get(status.id, {}), "fromStatusReference": status.id}
        for status in transition.sources
    ]
    return {
        **_NOTHING,
        **transition.rest,
        "id": transition.id,
        "name": transition.name,
        "description": transition.description,
        "type": "DIRECTED" if transition.sources else "GLOBAL",
        "links": links,
        "toStatusReference": transition.to.id,
    }
