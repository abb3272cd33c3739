"""Statuses and workflows: Cloud's bulk resources, and the little that Data Center tells.

An update names the whole workflow: a status or transition that it leaves out is gone, as in Jira. The form is that of
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-workflows/.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import NAMESPACE_DNS, uuid5

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, Rules, answer, body, nothing, part, texts, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.workflow import Status, Transition, Workflow

_CATEGORIES = {"new": "TODO", "indeterminate": "IN_PROGRESS", "done": "DONE"}
_KINDS = {name: key for key, name in _CATEGORIES.items()}
_OWN_KEYS = frozenset({"id", "name", "description", "type", "toStatusReference", "links"})


class StatusRoutes(Routes):
    """``/statuses`` of Cloud."""

    rules: ClassVar[Rules] = (
        ("GET", "/statuses/search", "search"),
        ("GET", "/statuses", "read"),
        ("POST", "/statuses", "create"),
        ("DELETE", "/statuses", "delete"),
    )
    cloud_only = frozenset({"search", "read", "create", "delete"})

    def search(self) -> Response:
        """GET statuses/search: by a part of the name, a category, or the project that owns them."""
        self.need_administrator()
        text, project = request.args.get("searchString", "").casefold(), request.args.get("projectId", "")
        found = [s for s in self.site.statuses if text in s.name.casefold() and s.project == project]
        return page([_status(status) for status in found], most=200)

    def read(self) -> Response:
        """GET statuses by their ids."""
        self.need_administrator()
        return answer([_status(status) for status in self.site.statuses if status.id in words("id")])

    def create(self) -> Response:
        """POST statuses: no two of one name."""
        self.need_administrator()
        sent = part(body(), "statuses", list, [])
        return answer([_status(self.made(one)) for one in sent])

    def made(self, sent: Mapping[str, Any]) -> Status:
        """A new status of the site. Raises Problem 400."""
        name, category = str(sent.get("name") or ""), _KINDS.get(str(sent.get("statusCategory")))
        if not name or category is None:
            raise Problem(400, "A status needs a name and a statusCategory.")
        if any(status.name.casefold() == name.casefold() for status in self.site.statuses):
            raise Problem(400, f"The status name '{name}' is already in use.")
        status = Status(self.site.number("status"), name, category, str(sent.get("description") or ""))
        self.site.statuses.append(status)
        return status

    def delete(self) -> Response:
        """DELETE statuses that no workflow has."""
        self.need_administrator()
        used = {status.id for flow in self.site.workflows.values() for status in flow.statuses}
        if used & set(words("id")):
            raise Problem(400, "A status that a workflow uses cannot be deleted.")
        self.site.statuses[:] = [status for status in self.site.statuses if status.id not in words("id")]
        return nothing()


class WorkflowRoutes(StatusRoutes):
    """``/workflows`` of Cloud, ``/workflow`` and a project's scheme of Data Center."""

    rules: ClassVar[Rules] = (
        *StatusRoutes.rules,
        ("POST", "/workflows", "bulk_read"),
        ("GET", "/workflows/search", "search_workflows"),
        ("POST", "/workflows/update", "update"),
        ("POST", "/workflows/update/validation", "validate"),
        ("GET", "/workflow/<workflow_id>/projectUsages", "usages"),
        ("GET", "/workflow", "workflows"),
        ("GET", "/project/<key>/workflowscheme", "scheme"),
    )
    cloud_only = StatusRoutes.cloud_only | {"bulk_read", "search_workflows", "update", "validate", "usages"}
    data_center_only = frozenset({"workflows", "scheme"})

    def bulk_read(self) -> Response:
        """POST workflows: by name, id, or project and issue type."""
        self.need_administrator()
        sent = body()
        names, ids = texts(sent, "workflowNames"), texts(sent, "workflowIds")
        named = part(sent, "projectAndIssueTypes", list, [])
        pairs = [(str(pair.get("projectId")), str(pair.get("issueTypeId"))) for pair in named]
        projects = {project.id: project for project in self.site.projects.values()}
        found = [flow for flow in self.site.workflows.values() if flow.name in names or flow.id in ids]
        found += [self.site.workflow_of(projects[p], kind) for p, kind in pairs if p in projects]
        return answer(self._shown(list(dict.fromkeys(found))))

    def search_workflows(self) -> Response:
        """GET workflows/search."""
        self.need_administrator()
        text = request.args.get("queryString", "").casefold()
        found = [flow for flow in self.site.workflows.values() if text in flow.name.casefold()]
        shown = self._shown(found)
        told = {"isLast": True, "maxResults": 50, "startAt": 0, "total": len(found), "self": request.url}
        return answer({**told, "values": shown["workflows"], "statuses": shown["statuses"]})

    def usages(self, workflow_id: str) -> Response:
        """GET the projects that use a workflow."""
        self.need_administrator()
        using = self.site.users_of(self._workflow(workflow_id))
        shown = {"values": [{"id": project.id} for project in using]}
        return answer({"workflowId": workflow_id, "projects": shown})

    def validate(self) -> Response:
        """POST update/validation: the same checks, nothing changed."""
        self.need_administrator()
        payload = part(body(), "payload", dict, {})
        return answer({"errors": [_error(text) for text in self._faults(payload)]})

    def update(self) -> Response:
        """POST update."""
        self.need_administrator()
        sent = body()
        faults = self._faults(sent)
        if faults:
            raise Problem(400, *faults)
        statuses = {str(one["statusReference"]): self._named(one) for one in part(sent, "statuses", list, [])}
        changed = [self._rebuilt(one, statuses) for one in part(sent, "workflows", list, [])]
        return answer({**self._shown(changed), "taskId": None})

    def workflows(self) -> Response:
        """GET workflow of Data Center: names and how many steps."""
        self.need_administrator()
        shown = [
            {"name": flow.name, "description": "", "steps": len(flow.statuses), "default": False}
            for flow in self.site.workflows.values()
        ]
        return answer(shown)

    def scheme(self, key: str) -> Response:
        """GET a project's workflow scheme of Data Center."""
        self.need_administrator()
        project = self.site.projects.get(key)
        if project is None:
            raise Problem(404, f"No project could be found with key '{key}'.")
        flow = self.site.workflow_of(project, next(iter(self.site.issue_types)))
        return answer({"id": 10000, "name": f"{key} workflow scheme", "defaultWorkflow": flow.name})

    # -- how they look, and what they are made of --

    def _workflow(self, workflow_id: str) -> Workflow:
        if workflow_id not in self.site.workflows:
            raise Problem(404, f"The workflow with the ID '{workflow_id}' was not found.")
        return self.site.workflows[workflow_id]

    def _shown(self, flows: list[Workflow]) -> Json:
        statuses = list(dict.fromkeys(status for flow in flows for status in flow.statuses))
        listed = [{**_status(status), "statusReference": status.id} for status in statuses]
        return {"statuses": listed, "workflows": [_flow(flow) for flow in flows]}

    def _faults(self, sent: Mapping[str, Any]) -> list[str]:
        faults: list[str] = []
        given = {str(one.get("statusReference")) for one in part(sent, "statuses", list, [])}
        for one in part(sent, "workflows", list, []):
            flow = self.site.workflows.get(str(one.get("id")))
            if flow is None:
                faults.append(f"The workflow {one.get('id')} does not exist.")
                continue
            if one.get("version") != _version(flow):
                faults.append(f"The workflow '{flow.name}' was changed meanwhile.")
            faults += self._structure(flow, one, given)
        return faults

    def _structure(self, flow: Workflow, sent: Mapping[str, Any], given: set[str]) -> list[str]:
        inside = {str(one.get("statusReference")) for one in sent.get("statuses") or ()}
        faults = [f"The status reference '{one}' is unknown." for one in sorted(inside - given)]
        transitions = sent.get("transitions") or ()
        ids = [str(one.get("id")) for one in transitions]
        if len(set(ids)) < len(ids):
            faults.append("Transition ids must be unique.")
        if sum(one.get("type") == "INITIAL" for one in transitions) != 1:
            faults.append("A workflow needs exactly one initial transition.")
        for one in transitions:
            ends = {str(one.get("toStatusReference"))}
            ends |= {str(link.get("fromStatusReference")) for link in one.get("links") or ()}
            faults += [f"The transition '{one.get('name')}' names an unknown status." for _ in ends - inside]
        gone = [status for status in flow.statuses if status.id not in inside]
        used = {issue.status for issue in self.tracker.by_id.values()}
        faults += [f"Issues are in the status '{one.name}'; a mapping is needed." for one in gone if one in used]
        return faults

    def _named(self, sent: Mapping[str, Any]) -> Status:
        """The status of that id; without one, of that name, or a new one."""
        for status in self.site.statuses:
            if str(sent.get("id") or "") == status.id:
                status.name, status.description = str(sent["name"]), str(sent.get("description") or status.description)
                return status
        return self.made(sent)

    def _rebuilt(self, sent: Mapping[str, Any], statuses: Mapping[str, Status]) -> Workflow:
        flow = self.site.workflows[str(sent["id"])]
        flow.statuses = [statuses[str(one["statusReference"])] for one in sent["statuses"]]
        flow.layouts = {
            statuses[str(one["statusReference"])].id: {k: v for k, v in one.items() if k != "statusReference"}
            for one in sent["statuses"]
        }
        flow.transitions = [_transition(one, statuses) for one in sent["transitions"] if one["type"] != "INITIAL"]
        first = next(one for one in sent["transitions"] if one["type"] == "INITIAL")
        flow.initial = statuses[str(first["toStatusReference"])]
        flow.creation = dict(first)
        flow.rest = {key: sent[key] for key in ("description", "startPointLayout") if key in sent}
        flow.version += 1
        return flow


def _version(flow: Workflow) -> Json:
    return {"id": str(uuid5(NAMESPACE_DNS, f"{flow.id}.{flow.version}")), "versionNumber": flow.version}


def _status(status: Status) -> Json:
    scope: Json = {"type": "PROJECT", "project": {"id": status.project}} if status.project else {"type": "GLOBAL"}
    shown = {"id": status.id, "name": status.name, "statusCategory": _CATEGORIES[status.category]}
    return {**shown, "description": status.description, "scope": scope}


def _flow(flow: Workflow) -> Json:
    layouts = [
        {"statusReference": status.id, "deprecated": False, "properties": {}, **flow.layouts.get(status.id, {})}
        for status in flow.statuses
    ]
    creation: Json = {"id": "1", "name": "Create", "description": "", "properties": {}, "actions": [], "triggers": []}
    creation |= {"validators": []} | flow.creation
    creation |= {"type": "INITIAL", "links": [], "toStatusReference": flow.first.id}
    return {
        "id": flow.id,
        "name": flow.name,
        "description": "",
        "isEditable": flow.editable,
        "scope": {"type": "GLOBAL"},
        "version": _version(flow),
        "startPointLayout": {"x": -100.0, "y": -150.0},
        **flow.rest,
        "statuses": layouts,
        "transitions": [creation, *map(_shown, flow.transitions)],
    }


def _shown(transition: Transition) -> Json:
    shown: Json = {"properties": {}, "actions": [], "triggers": [], "validators": [], **transition.rest}
    links = [{"fromPort": 0, "fromStatusReference": status.id, "toPort": 1} for status in transition.sources]
    return {
        **shown,
        "id": transition.id,
        "name": transition.name,
        "description": transition.description,
        "type": "DIRECTED" if transition.sources else "GLOBAL",
        "links": links,
        "toStatusReference": transition.to.id,
    }


def _transition(sent: Mapping[str, Any], statuses: Mapping[str, Status]) -> Transition:
    links = sent.get("links") or () if sent["type"] == "DIRECTED" else ()
    sources = tuple(statuses[str(link["fromStatusReference"])] for link in links)
    rest = {key: value for key, value in sent.items() if key not in _OWN_KEYS}
    to, description = statuses[str(sent["toStatusReference"])], str(sent.get("description") or "")
    return Transition(str(sent["id"]), str(sent["name"]), to, sources, description, rest)


def _error(text: str) -> Json:
    return {"code": "SANDBOX", "level": "ERROR", "message": text, "type": "WORKFLOW", "elementReference": {}}
