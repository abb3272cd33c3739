"""Whatever is sent, the sandbox refuses it in Jira's form and never falls over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.sandbox.conftest import Client

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
