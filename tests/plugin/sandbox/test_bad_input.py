"""Whatever is sent, the sandbox refuses it in Jira's form and never falls over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.sandbox.conftest import Client
from tests.plugin.sandbox.test_administration_shapes import update_of

ODD: list[Any] = [
    None,
    5,
    float("inf"),
    "x",
    "\ud800",
    [],
    {},
    [None],
    {"id": []},
    {"name": {}},
    {"value": []},
    [{"set": {}}],
]
ONE_OF_EACH_KIND = (
    "summary", "priority", "assignee", "labels", "fixVersions",
    "Severity", "Response Due", "Instance", "Request participants", "Organizations",
)  # fmt: skip
TYPE = "com.atlassian.jira.plugin.system.customfieldtypes:select"
NEW = {"project": {"key": "CARE"}, "issuetype": {"id": "10001"}, "summary": "x"}


def whole(path: str) -> str:
    return path if path.startswith("/") else f"/rest/api/2/{path}"


def requests_with(odd: Any, fields: list[str]) -> Iterator[tuple[str, str, Any]]:
    issue = "issue/CARE-1"
    for name in ("fields", "update", "properties", "transition"):
        yield "PUT", issue, {name: odd}
        yield "POST", f"{issue}/transitions", {"transition": {"id": "99"}, name: odd}
    for name in fields:
        yield "PUT", issue, {"fields": {name: odd}}
        yield "PUT", issue, {"update": {name: [{"set": odd}]}}
        yield "PUT", issue, {"update": {name: [{"add": odd}]}}
    yield "PUT", issue, {"update": {"comment": [{"add": odd}]}}
    yield "PUT", f"{issue}/assignee", odd
    for name in ("body", "visibility", "properties"):
        yield "POST", f"{issue}/comment", {"body": "x", name: odd}
    for name in ("users", "groups", "groupIds", "reporter"):
        yield "POST", f"{issue}/notify", {"to": {name: odd}}
    yield "POST", f"{issue}/notify", {"to": odd}
    for name in ("timeSpentSeconds", "timeSpent", "started"):
        yield "POST", f"{issue}/worklog", {"timeSpentSeconds": 60, name: odd}
    for name in NEW:
        yield "POST", "issue", {"fields": {**NEW, name: odd}}
    for name in ("jql", "fields", "expand", "properties", "reconcileIssues", "maxResults", "nextPageToken", "startAt"):
        yield "POST", "search/jql", {"jql": "project = CARE", name: odd}
        yield "POST", "search", {"jql": "project = CARE", name: odd}
    for name in ("issueIdsOrKeys", "fields", "expand", "fieldIds", "maxResults", "nextPageToken"):
        yield "POST", "issue/bulkfetch", {"issueIdsOrKeys": ["CARE-1"], name: odd}
        yield "POST", "changelog/bulkfetch", {"issueIdsOrKeys": ["CARE-1"], name: odd}
    for name in ("name", "project", "releaseDate", "released"):
        yield "PUT", "version/10000", {name: odd}
    for name in ("name", "url", "events", "filters", "configuration"):
        for path in ("/rest/webhooks/1.0/webhook", "/rest/jira-webhook/1.0/webhooks"):
            yield (
                "POST",
                path,
                {"name": "n", "url": "http://127.0.0.1:9/", "active": False, "enabled": False, name: odd},
            )


SET_UP: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "field", {"name": "N", "type": TYPE, "description": "", "projectIds": [10000], "issueTypeIds": ["10001"]}),
    ("PUT", "field/customfield_10101", {"name": "N", "description": ""}),
    ("POST", "field/customfield_10101/context", {"name": "N", "projectIds": ["10000"], "issueTypeIds": ["10001"]}),
    ("PUT", "field/customfield_10101/context/10100", {"name": "N", "description": ""}),
    ("PUT", "field/customfield_10101/context/10100/project", {"projectIds": ["10000"]}),
    ("POST", "field/customfield_10101/context/mapping", {"mappings": [{"projectId": "10000", "issueTypeId": "10001"}]}),
    ("POST", "field/customfield_10101/context/10100/option", {"options": [{"value": "v", "disabled": False}]}),
    ("PUT", "field/customfield_10101/context/10100/option", {"options": [{"id": "20000", "value": "v"}]}),
    ("PUT", "field/customfield_10101/context/10100/option/move", {"customFieldOptionIds": ["20000"], "after": "20001"}),
    ("POST", "screens/1/tabs/10000/fields", {"fieldId": "customfield_10101"}),
    ("POST", "statuses", {"scope": {"type": "GLOBAL"}, "statuses": [{"name": "N", "statusCategory": "TODO"}]}),
    ("PUT", "statuses", {"statuses": [{"id": "10000", "name": "N", "statusCategory": "TODO"}]}),
    ("POST", "workflows", {"workflowNames": ["N"], "workflowIds": [], "projectAndIssueTypes": []}),
    ("POST", "workflows/update", {"statuses": [], "workflows": []}),
    ("POST", "workflows/update/validation", {"payload": {"statuses": [], "workflows": []}, "validationOptions": {}}),
    ("POST", "priority", {"name": "N", "statusColor": "#123456", "description": ""}),
    ("PUT", "priority/1", {"name": "N", "statusColor": "#123456", "description": ""}),
    ("PUT", "priorityscheme/1", {"name": "N", "priorities": {"add": {"ids": [1]}}, "projects": {}, "mappings": {}}),
    ("PUT", "priorityschemes/1", {"name": "N", "optionIds": ["1"], "description": ""}),
    ("POST", "version/10000/removeAndSwap", {"moveFixIssuesTo": 10001, "moveAffectedIssuesTo": 10001}),
    ("PUT", "project/CARE/properties/x", {"v": 1}),
    ("POST", "filter", {"name": "N", "jql": "", "sharePermissions": [], "description": "", "favourite": True}),
    ("PUT", "filter/10001", {"name": "N", "jql": "", "editPermissions": [], "description": ""}),
    ("POST", "filter/10001/permission", {"type": "project", "projectId": "10000", "groupname": "g"}),
    ("POST", "dashboard", {"name": "N", "sharePermissions": [], "editPermissions": [], "description": ""}),
    ("POST", "dashboard/10000/gadget", {"uri": "x", "moduleKey": "", "title": "", "color": "blue", "position": {}}),
    ("PUT", "dashboard/10000/gadget/10000", {"title": "", "color": "blue", "position": {"row": 0, "column": 0}}),
    ("PUT", "dashboard/10000/items/10000/properties/config", {"num": "10"}),
    ("POST", "group", {"name": "N"}),
    ("POST", "group/user?groupname=support-agents", {"accountId": "x", "name": "y"}),
]


def spoiled(odd: Any) -> Iterator[tuple[str, str, Any]]:
    """Every body for setting up, with each of its parts odd in turn, and what is in a part."""
    for method, path, body in SET_UP:
        yield method, path, odd
        for name, value in body.items():
            yield method, path, {**body, name: odd}
            inner = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
            if isinstance(inner, dict):
                for key in [*inner, "ids", "id", "add"]:
                    one = {**inner, key: odd}
                    yield method, path, {**body, name: [one] if isinstance(value, list) else one}
    for name in ("id", "version", "statuses", "transitions", "statusMappings", "defaultStatusMappings"):
        yield "POST", "workflows/update", {"statuses": [], "workflows": [{"id": "10000", name: odd}]}


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: json.dumps(odd))
def test_a_site_is_set_up_by_no_odd_json(rest: Client, sandbox: Sandbox, odd: Any) -> None:
    sandbox.site.dashboards["10000"].owner = sandbox.person("careflow")
    client = sandbox.app.test_client()
    headers = dict(rest.http.prepare_request(requests.Request("GET", sandbox.url)).headers)
    fallen = [
        (method, path, body)
        for method, path, body in spoiled(odd)
        if client.open(whole(path), method=method, data=json.dumps(body), headers=headers).status_code >= 500
    ]
    assert fallen == []
    assert sandbox.snapshot()["fields"]
    assert rest("GET", "field").status_code == rest("GET", "project/CARE/statuses").status_code == 200


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: json.dumps(odd))
def test_a_workflow_is_changed_by_no_odd_json(rest: Client, sandbox: Sandbox, odd: Any) -> None:
    ours = json.dumps({"workflowNames": ["CARE: Support Workflow"]})
    client = sandbox.app.test_client()
    headers = dict(rest.http.prepare_request(requests.Request("GET", sandbox.url)).headers)
    fallen = []
    for where, key in (
        *((("statuses", 0), key) for key in ("id", "name", "statusCategory", "statusReference", "description")),
        *((("workflows", 0), key) for key in ("id", "version", "statuses", "transitions", "startPointLayout")),
        *((("workflows", 0, "statuses", 0), key) for key in ("statusReference", "properties", "layout")),
        *((("workflows", 0, "transitions", 1), key) for key in ("id", "name", "type", "links", "toStatusReference")),
        *((("workflows", 0, "transitions", 1, "links", 0), key) for key in ("fromStatusReference", "fromPort")),
    ):
        payload = update_of(client.open(whole("workflows"), method="POST", data=ours, headers=headers).get_json())
        place: Any = payload
        for step in where:
            place = place[step]
        place[key] = odd
        for path, body in (("workflows/update/validation", {"payload": payload}), ("workflows/update", payload)):
            answer = client.open(whole(path), method="POST", data=json.dumps(body), headers=headers)
            fallen += [(path, where, key)] if answer.status_code >= 500 else []
    assert fallen == []


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: json.dumps(odd))
def test_json_of_another_shape_is_no_server_error(rest: Client, sandbox: Sandbox, odd: Any) -> None:
    sandbox.open_case(by="clara", summary="It is broken")
    fields = [sandbox.site.field_named(name).id for name in ONE_OF_EACH_KIND]
    client = sandbox.app.test_client()  # many requests: without the network
    headers = dict(rest.http.prepare_request(requests.Request("GET", sandbox.url)).headers)
    fallen = [
        (method, path, body)
        for method, path, body in requests_with(odd, fields)
        if client.open(whole(path), method=method, data=json.dumps(body), headers=headers).status_code >= 500
    ]
    assert fallen == []
    assert rest.get("issue/CARE-1", expand="changelog,names,editmeta")


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_bytes_that_are_no_json_are_a_400(rest: Client, sandbox: Sandbox) -> None:
    key = sandbox.open_case(by="clara", summary="It is broken")
    for raw in (b"\xff\xfe", b"[" * 20_000, b'{"fields":', b"nul"):
        assert rest("PUT", f"issue/{key}", data=raw).status_code == 400
        assert rest("PUT", f"issue/{key}/properties/careflow", data=raw).status_code == 400
