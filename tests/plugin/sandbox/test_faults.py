"""The sandbox misbehaves on demand, before or after a request takes effect."""

from __future__ import annotations

import time
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import requests

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.sandbox.conftest import Client


@pytest.fixture
def key(sandbox: Sandbox) -> str:
    return sandbox.open_case(by="clara", summary="It is broken")


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500, 502, 503])
def test_a_planned_status_is_answered_once_and_nothing_is_done(
    rest: Client, sandbox: Sandbox, key: str, status: int
) -> None:
    sandbox.faults.fail(status, "POST", "/rest/api/2/issue/*/comment")
    assert rest("GET", f"issue/{key}").status_code == 200
    assert rest("POST", f"issue/{key}/comment", json={"body": "one"}).status_code == status
    assert sandbox.issue(key).comments == ()
    assert rest("POST", f"issue/{key}/comment", json={"body": "two"}).status_code == 201
    assert [r.status for r in sandbox.requests] == [200, status, 201]


def test_a_fault_after_the_effect_only_spoils_the_answer(rest: Client, sandbox: Sandbox, key: str) -> None:
    sandbox.faults.fail(502, "PUT", when="after")
    assert rest("PUT", f"issue/{key}", json={"fields": {"summary": "New"}}).status_code == 502
    assert sandbox.issue(key).summary == "New"


def test_a_plan_can_let_requests_pass_first_and_strike_more_than_once(rest: Client, sandbox: Sandbox, key: str) -> None:
    sandbox.faults.fail(500, "GET", count=2, skip=1)
    assert [rest("GET", f"issue/{key}").status_code for _ in range(4)] == [200, 500, 500, 200]
    assert sandbox.faults.planned == []


def test_a_rate_limit_says_how_long_as_seconds_as_a_date_or_not_at_all(
    rest: Client, sandbox: Sandbox, key: str
) -> None:
    later = sandbox.now() + timedelta(minutes=30)
    sandbox.faults.rate_limit(1847, "jira-quota-tenant-based")
    sandbox.faults.rate_limit(later, "jira-burst-based")
    sandbox.faults.rate_limit()
    answers = [rest("GET", f"issue/{key}") for _ in range(3)]
    assert [a.status_code for a in answers] == [429] * 3
    assert answers[0].headers["Retry-After"] == "1847"
    assert answers[0].headers["RateLimit-Reason"] == "jira-quota-tenant-based"
    assert parsedate_to_datetime(answers[1].headers["Retry-After"]) == later
    assert not {"Retry-After", "RateLimit-Reason"} & answers[2].headers.keys()


def test_a_reset_before_the_effect_leaves_nothing_behind(rest: Client, sandbox: Sandbox, key: str) -> None:
    sandbox.faults.reset("POST")
    with pytest.raises(requests.RequestException):
        rest("POST", f"issue/{key}/comment", json={"body": "never written"})
    assert sandbox.issue(key).comments == ()
    assert rest("GET", f"issue/{key}").status_code == 200


def test_an_effect_survives_the_reset_that_hides_it(rest: Client, sandbox: Sandbox, key: str) -> None:
    sandbox.faults.reset("POST", when="after")
    with pytest.raises(requests.RequestException):
        rest("POST", f"issue/{key}/comment", json={"body": "written"})
    assert [c.body for c in sandbox.issue(key).comments] == ["written"]
    assert sandbox.requests[-1].status == 0


def test_a_hanging_request_hangs_alone(rest: Client, sandbox: Sandbox, key: str) -> None:
    sandbox.faults.hang(5, "PUT")
    url = f"{sandbox.url}/rest/api/2/issue/{key}"
    with pytest.raises(requests.ReadTimeout):
        rest.http.put(url, json={"fields": {"summary": "New"}}, timeout=0.05)
    began = time.monotonic()
    assert rest("GET", f"issue/{key}").status_code == 200
    assert time.monotonic() - began < 2


def test_a_stale_index_finds_what_was_a_while_ago(rest: Client, sandbox: Sandbox, flavour: Flavour, key: str) -> None:
    path = "search/jql" if flavour is Flavour.CLOUD else "search"
    sandbox.advance(minutes=5)
    sandbox.stale_search(60)

    def found(jql: str) -> list[str]:
        return [issue["key"] for issue in rest.get(path, jql=jql, fields="status")["issues"]]

    sandbox.move(key, "adam", "In Progress")
    new = sandbox.open_case(by="clara", summary="Another")
    assert found("project = CARE and status = New") == [key]
    assert rest.get(f"issue/{key}")["fields"]["status"]["name"] == "In Progress"
    sandbox.advance(seconds=61)
    assert found("project = CARE and status = New") == [new]
    assert found("project = CARE and status = 'In Progress'") == [key]


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_named_issues_are_reconciled_although_the_index_is_stale(rest: Client, sandbox: Sandbox) -> None:
    sandbox.stale_search(60)
    key = sandbox.open_case(by="clara", summary="Just now")
    query = {"jql": "project = CARE", "fields": "key"}
    assert rest.get("search/jql", **query)["issues"] == []
    [issue] = rest.get("search/jql", **query, reconcileIssues=sandbox.issue(key).id)["issues"]
    assert issue["key"] == key


@pytest.mark.parametrize("when", ["before", "after"])
def test_setting_up_is_broken_off_before_or_after_it_took_effect(sandbox: Sandbox, admin: Client, when: str) -> None:
    sent = {"name": "Depth", "type": "com.atlassian.jira.plugin.system.customfieldtypes:textfield"}
    sandbox.faults.reset("POST", "/rest/api/2/field", when=when)
    sandbox.faults.reset("PUT", "/rest/api/2/project/*/properties/careflow", when=when)
    with pytest.raises(requests.RequestException):
        admin("POST", "field", json=sent)
    with pytest.raises(requests.RequestException):
        admin("PUT", "project/CARE/properties/careflow", json={"v": 1})
    made = [field.name for field in sandbox.site.live_fields if field.name == "Depth"]
    held = sandbox.site.projects["CARE"].properties
    assert (made, held) == ((["Depth"], {"careflow": {"v": 1}}) if when == "after" else ([], {}))
    assert sandbox.faults.planned == []
