"""The page for people, and its twin for other processes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from plugin.sandbox import Sandbox
from plugin.sandbox.site import Flavour

pytestmark = pytest.mark.parametrize("flavour", [Flavour.CLOUD])


def page(sandbox: Sandbox, path: str = "/sandbox") -> str:
    answer = requests.get(sandbox.url + path, timeout=5)
    assert answer.status_code == 200, answer.text
    return answer.text


def submit(sandbox: Sandbox, path: str, **form: str) -> requests.Response:
    return requests.post(sandbox.url + path, data=form, timeout=5)


def call(sandbox: Sandbox, method: str, path: str, /, **body: Any) -> Any:
    answer = requests.request(method, f"{sandbox.url}/sandbox/api{path}", json=body or None, timeout=5)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_newcomer_opens_a_case_and_sees_it_in_the_list(sandbox: Sandbox) -> None:
    answer = submit(sandbox, "/sandbox/cases", by="clara", summary="It is broken", Severity="Major", Product="LeanKit")
    assert answer.history[0].status_code == 303
    assert answer.url == f"{sandbox.url}/sandbox/cases/CARE-1"
    case = sandbox.issue("CARE-1")
    assert (case.reporter, case["Severity"], case["Product"]) == ("clara", "Major", "LeanKit")
    shown = page(sandbox, "/")
    assert "CARE-1" in shown
    assert "Major" in shown


def test_people_comment_edit_and_move_from_the_page(sandbox: Sandbox) -> None:
    key = sandbox.open_case(by="clara", summary="It is broken")
    there = f"/sandbox/cases/{key}"
    submit(sandbox, f"{there}/comments", by="clara", body="Any news?")
    submit(sandbox, f"{there}/comments", by="mona", body="Hurry.", internal="yes")
    submit(sandbox, f"{there}/fields", by="adam", field="Severity", value="Critical")
    submit(sandbox, f"{there}/fields", by="adam", field="Functionality Restored", value="2026-11-23T11:00")
    submit(sandbox, f"{there}/move", by="adam", status="In Progress")
    case = sandbox.issue(key)
    assert [(c.by, c.body, c.public) for c in case.comments] == [
        ("clara", "Any news?", True),
        ("mona", "Hurry.", False),
    ]
    assert (case.status, case["Severity"]) == ("In Progress", "Critical")
    assert case["Functionality Restored"] == datetime(2026, 11, 23, 11, tzinfo=UTC)
    shown = page(sandbox, there)
    assert "internal comment" in shown
    assert "New → In Progress" in shown


def test_what_cannot_be_done_is_said_on_the_page(sandbox: Sandbox) -> None:
    key = sandbox.open_case(by="clara", summary="It is broken")
    answer = submit(sandbox, f"/sandbox/cases/{key}/move", by="adam", status="New")
    assert "no transition from New to New" in answer.text
    assert "summary of the issue" in submit(sandbox, "/sandbox/cases", by="clara", summary="").text
    assert "only moves forward" in submit(sandbox, "/sandbox/time", to="2026-01-01T00:00").text
    assert requests.get(f"{sandbox.url}/sandbox/cases/CARE-9", timeout=5).status_code == 404


def test_everything_that_people_wrote_is_escaped(sandbox: Sandbox) -> None:
    evil = "<script>alert(1)</script>"
    key = sandbox.open_case(by="clara", summary=evil, description=evil, labels=["<b>"])
    sandbox.comment(key, "clara", evil)
    for path in ("/sandbox", f"/sandbox/cases/{key}", f"/sandbox?problem={evil}"):
        shown = page(sandbox, path)
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown


def test_nothing_on_the_page_comes_from_elsewhere(sandbox: Sandbox) -> None:
    key = sandbox.open_case(by="clara", summary="It is broken")
    for path in ("/sandbox", f"/sandbox/cases/{key}", "/sandbox/outbox"):
        assert "//" not in page(sandbox, path)


def test_time_is_moved_by_steps_and_to_a_moment(sandbox: Sandbox) -> None:
    submit(sandbox, "/sandbox/time", step="+6 h")
    assert sandbox.now() == datetime(2026, 11, 23, 16, tzinfo=UTC)
    submit(sandbox, "/sandbox/time", to="2026-11-25T08:30")
    assert sandbox.now() == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    targets: list[datetime] = []
    sandbox.on_time_moved = targets.append
    submit(sandbox, "/sandbox/time", step="+10 min", back="https://example.org")
    assert targets == [datetime(2026, 11, 25, 8, 40, tzinfo=UTC)]
    assert sandbox.now() == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


def test_a_form_of_another_site_is_refused(sandbox: Sandbox) -> None:
    foreign = {"Origin": "https://example.org"}
    answer = requests.post(f"{sandbox.url}/sandbox/time", data={"step": "+1 day"}, headers=foreign, timeout=5)
    assert answer.status_code == 403
    own = requests.post(
        f"{sandbox.url}/sandbox/time", data={"step": "+1 h"}, headers={"Origin": sandbox.url}, timeout=5
    )
    assert own.status_code == 200


def test_another_process_plays_a_case_through(sandbox: Sandbox) -> None:
    key = call(sandbox, "POST", "/cases", by="clara", summary="It is broken", fields={"Severity": "Major"})["key"]
    comment = call(sandbox, "POST", f"/cases/{key}/comments", by="adam", body="Hello", public=False)["id"]
    call(sandbox, "PUT", f"/cases/{key}/comments/{comment}", by="adam", body="Hello there")
    call(sandbox, "POST", f"/cases/{key}/fields", by="adam", fields={"Response Due": "2026-11-23T12:00:00Z"})
    call(sandbox, "POST", f"/cases/{key}/move", by="adam", status="Solution Provided")
    call(sandbox, "POST", f"/cases/{key}/assign", by="adam", to="adam")
    work = call(sandbox, "POST", f"/cases/{key}/work", by="adam", minutes=30)["id"]
    call(sandbox, "PUT", f"/cases/{key}/work/{work}", by="adam", minutes=45)
    assert [entry.seconds for entry in sandbox.case(key).worklogs] == [2700]
    call(sandbox, "DELETE", f"/cases/{key}/work/{work}", by="adam")
    assert sandbox.case(key).worklogs == []
    assert call(sandbox, "POST", "/time", advance_seconds=3600)["now"] == "2026-11-23T11:00:00Z"
    assert call(sandbox, "POST", "/time", to="2026-11-24T00:00:00Z")["now"] == "2026-11-24T00:00:00Z"
    call(sandbox, "POST", "/versions/Enterprise One 2026.12/release")
    case = call(sandbox, "GET", f"/cases/{key}")
    assert (case["status"], case["assignee"]) == ("Solution Provided", "adam")
    assert case["fields"]["Response Due"] == "2026-11-23T12:00:00Z"
    assert case["comments"][0]["body"] == "Hello there"
    call(sandbox, "DELETE", f"/cases/{key}/comments/{comment}", by="adam")
    assert call(sandbox, "GET", f"/cases/{key}")["comments"] == []
    assert call(sandbox, "GET", "")["cases"] == [key]


def test_another_process_plans_faults_and_reads_the_logs(sandbox: Sandbox) -> None:
    call(sandbox, "POST", "/faults", status=503, method="GET", path="/rest/api/2/*")
    call(sandbox, "POST", "/faults/webhooks", kind="lost")
    call(sandbox, "POST", "/hooks", url="http://127.0.0.1:9/", secret="s")
    call(sandbox, "POST", "/fields/SLA State", hidden=True, dropped=True, without_option="Met")
    call(sandbox, "POST", "/search", lag_seconds=5)
    sandbox.open_case(by="clara", summary="It is broken")
    assert requests.get(f"{sandbox.url}/rest/api/2/serverInfo", timeout=5).status_code == 503
    assert [r["status"] for r in call(sandbox, "GET", "/requests")] == [503]
    call(sandbox, "DELETE", "/requests")
    assert call(sandbox, "GET", "/requests") == []
    assert [d["lost"] for d in call(sandbox, "GET", "/deliveries")] == [True]
    assert call(sandbox, "POST", "/settle")["settled"]
    assert call(sandbox, "GET", "/outbox") == []
    assert sandbox.tracker.search_lag == timedelta(seconds=5)


def test_the_control_says_what_was_wrong(sandbox: Sandbox) -> None:
    def status(method: str, path: str, body: object) -> tuple[int, str]:
        answer = requests.request(method, f"{sandbox.url}/sandbox/api{path}", json=body, timeout=5)
        return answer.status_code, answer.json().get("error", "")

    assert status("GET", "/cases/CARE-9", None)[0] == 404
    assert status("POST", "/cases", {"by": "nobody", "summary": "x"})[0] == 404
    assert status("POST", "/cases", {"by": "clara"}) == (400, "'summary' is missing")
    assert status("POST", "/cases", {"by": "clara", "summary": "x", "fields": {"Severity": "Terrible"}})[0] == 400
    assert status("POST", "/faults", {"colour": "red"})[0] == 400
