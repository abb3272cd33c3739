"""The sandbox answers in the shapes that Atlassian's documents describe."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.sandbox import Flavour, Sandbox
from tests import openapi
from tests.plugin.sandbox.conftest import Client


@pytest.fixture(autouse=True)
def documents() -> None:
    openapi.need_documents()


@pytest.fixture
def case(sandbox: Sandbox) -> str:
    """A case on which something of everything has happened."""
    key = sandbox.open_case(
        by="clara",
        summary="The portfolio does not open",
        description="Since *this morning*.",
        severity="Major",
        support_tier="Platinum",
        organizations=["Acme Corp"],
        request_participants=["carl"],
        fix_versions=["Enterprise One 2026.12"],
        labels=["needs-product"],
    )
    sandbox.comment(key, "adam", "We are looking into it.")
    sandbox.comment(key, "adam", "An idea.", public=False)
    sandbox.edit(key, "adam", {"Severity": "Critical", "Response Due": sandbox.now(), "assignee": "adam"})
    sandbox.move(key, "adam", "Closed")
    return key


READS: list[tuple[str, dict[str, Any]]] = [
    ("serverInfo", {}),
    ("myself", {"expand": "groups"}),
    ("field", {}),
    ("status", {}),
    ("priority", {}),
    ("project/CARE", {}),
    ("project/CARE/versions", {}),
    ("version/10000", {}),
    ("group/member", {"groupname": "support-agents", "maxResults": 50}),
    ("issue/CARE-1", {"fields": "*all", "expand": "changelog,names,schema", "properties": "careflow"}),
    ("issue/CARE-1", {"fields": "summary,comment", "expand": "changelog,transitions,editmeta"}),
    ("issue/CARE-1/comment", {"maxResults": 100, "orderBy": "-created", "expand": "properties"}),
    ("issue/CARE-1/transitions", {}),
    ("issue/CARE-1/editmeta", {}),
    ("issue/CARE-1/properties", {}),
    ("issue/CARE-1/worklog", {}),
]
CLOUD_READS: list[tuple[str, dict[str, Any]]] = [
    ("issue/CARE-1/changelog", {"startAt": 0, "maxResults": 100}),
    ("search/jql", {"jql": "project = CARE", "fields": "summary", "expand": "changelog", "properties": "careflow"}),
    ("mypermissions", {"permissions": "EDIT_ISSUES,ADD_COMMENTS"}),
    ("user/search", {"query": "clara"}),
    ("user/viewissue/search", {"query": "clara", "issueKey": "CARE-1", "maxResults": 100}),
    ("/rest/servicedeskapi/organization/1/user", {}),
    ("/rest/servicedeskapi/request/CARE-1/comment", {}),
]
DATA_CENTER_READS: list[tuple[str, dict[str, Any]]] = [
    ("search", {"jql": "project = CARE", "fields": "summary,status", "startAt": 0, "expand": "changelog"}),
    ("mypermissions", {}),
    ("user", {"username": "clara", "expand": "groups"}),
    ("user/viewissue/search", {"username": "clara", "projectKey": "CARE", "maxResults": 100}),
]


def whole(path: str) -> str:
    return path if path.startswith("/") else f"/rest/api/2/{path}"


def check(flavour: Flavour, rest: Client, method: str, path: str, **more: Any) -> None:
    answer = rest(method, path, **more)
    assert answer.status_code < 300, answer.text
    body = answer.json() if answer.content else None
    wrong = openapi.faults_of_answer(flavour, method, whole(path), answer.status_code, body)
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("case", "valid_requests")
def test_every_read_answers_as_the_documents_say(flavour: Flavour, rest: Client) -> None:
    for path, query in READS + (CLOUD_READS if flavour is Flavour.CLOUD else DATA_CENTER_READS):
        check(flavour, rest, "GET", path, params=query)


@pytest.mark.usefixtures("valid_requests")
def test_every_write_answers_as_the_documents_say(flavour: Flavour, rest: Client, case: str) -> None:
    fields = {"project": {"key": "CARE"}, "issuetype": {"name": "Task"}, "summary": "Made over REST"}
    check(flavour, rest, "POST", "issue", json={"fields": fields})
    check(flavour, rest, "POST", f"issue/{case}/comment", json={"body": "Hello"})
    check(flavour, rest, "POST", f"issue/{case}/worklog", json={"timeSpentSeconds": 600})
    check(flavour, rest, "PUT", f"issue/{case}", json={"fields": {"summary": "New words"}})
    check(
        flavour, rest, "POST", f"issue/{case}/notify", json={"subject": "s", "textBody": "t", "to": {"reporter": True}}
    )
    check(flavour, rest, "POST", "version", json={"name": "PPM Pro 2027.1", "project": "CARE"})
    check(flavour, rest, "PUT", "version/10001", json={"released": True})
    check(flavour, rest, "PUT", f"issue/{case}/properties/careflow", json={"v": 1})


@pytest.mark.usefixtures("valid_requests")
@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_the_bulk_reads_of_cloud_answer_as_the_document_says(flavour: Flavour, rest: Client, case: str) -> None:
    check(flavour, rest, "POST", "issue/bulkfetch", json={"issueIdsOrKeys": [case], "expand": ["changelog"]})
    check(flavour, rest, "POST", "changelog/bulkfetch", json={"issueIdsOrKeys": [case]})
    check(flavour, rest, "POST", "search/jql", json={"jql": "project = CARE", "fields": ["*all"]})
    check(flavour, rest, "POST", "search/approximate-count", json={"jql": "project = CARE"})


def test_a_request_that_no_document_knows_is_found_out(flavour: Flavour, rest: Client, sandbox: Sandbox) -> None:
    rest("GET", "issue/CARE-1", params={"field": "summary"})
    rest("POST", "issue/CARE-1/comment", json={"text": "wrong key"})
    rest("GET", "nothing/of/the/kind")
    found = [openapi.faults(flavour, seen) for seen in sandbox.requests]
    assert [len(faults) for faults in found] == [1, 1, 1]
