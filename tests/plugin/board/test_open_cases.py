"""The board over a Jira at work: what stands there is what Jira and the policy say."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from werkzeug.wrappers import Response

from plugin import jobs, queueing
from plugin.board.access import OpenToAll, Viewer
from plugin.connecting import connect
from plugin.sandbox import Flavour
from plugin.sandbox.faults import Fault
from tests.plugin.board.conftest import Office
from webhooks.app import create_app

CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


def listed(page: str) -> list[str]:
    """The cases in the order in which they stand there."""
    return re.findall(r'<th scope="row"><a href="/board/cases/([A-Z]+-\d+)"', page)


def test_cases_stand_in_the_order_of_the_work_with_what_is_due_first(office: Office):
    minor, major = office.open(Severity="Minor"), office.open(Severity="Major")
    page = office.text("/board")
    assert listed(page) == [major, minor]
    assert "in 1 h" in page  # Major: respond within 60 minutes


def test_what_happens_in_jira_is_there_once_the_case_was_reconciled(office: Office):
    key = office.open(Severity="Major")
    office.later(minutes=61)
    assert "1 min late" in office.text("/board")
    office.jira.comment(key, "adam", "We look into it.")
    office.careflow(key)
    assert "respond" not in office.text("/board")


def test_a_case_that_was_closed_deleted_or_moved_away_is_no_more_on_the_board(office: Office):
    closed, deleted = office.open(), office.open()
    for status in ("In Progress", "Solution Provided", "Closed"):
        office.later(minutes=1)
        office.jira.move(closed, "adam", status)
    office.jira.delete_case(deleted, "adam")
    office.careflow(closed)
    office.bench.sweeper.sweep()
    assert listed(office.text("/board")) == []


def test_after_a_flush_a_sweep_puts_every_line_back(office: Office):
    office.open(Severity="Critical")
    office.open()
    before = listed(office.text("/board"))
    office.redis.flushall()
    assert listed(office.text("/board")) == []
    office.bench.sweeper.sweep()
    office.careflow()  # those that the sweep woke
    assert listed(office.text("/board")) == before


@CLOUD
def test_what_people_write_stands_there_as_text(office: Office):
    office.open("<script>alert(1)</script> & {{ 7*7 }}")
    page = office.text("/board")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7*7 }}" in page
    assert "<script>alert" not in page


@CLOUD
def test_filters_are_links_that_can_be_kept(office: Office):
    office.open(Product="LeanKit")
    wanted = office.open(Product="Clarizen")
    assert listed(office.text("/board?product=Clarizen")) == [wanted]
    assert "No open case is as the filters say" in office.text("/board?product=Clarizen&severity=Critical")


@CLOUD
@pytest.mark.parametrize("number", ["0", "-1", "²", "999999999999", "x", ""])
def test_a_page_number_that_is_none_is_the_first_or_last(office: Office, number: str):
    office.open()
    assert len(listed(office.text(f"/board?page={number}"))) == 1


@CLOUD
def test_an_empty_board_says_how_a_case_comes_there(office: Office):
    assert "There are no open cases" in office.text("/board")


class SeesOnly(OpenToAll):
    """Somebody whose Jira account may see some cases."""

    def __init__(self, *keys: str) -> None:
        self.keys = set(keys)

    def sees(self, viewer: Viewer, keys: Iterable[str]) -> frozenset[str]:
        return frozenset(keys) & self.keys


@CLOUD
def test_nothing_is_shown_of_a_case_that_one_may_not_see_in_jira(office: Office):
    secret, other = office.open("The merger"), office.open("The printer", Severity="Critical")
    office.jira.comment(secret, "clara", "please raise the severity to Critical")
    office.careflow(secret)
    pages = office.seen_by(SeesOnly(other))
    for path in ("/board", "/board/approvals"):
        text = pages.get(path).text
        assert "merger" not in text
        assert secret not in text
    assert "1 more on this page may not be seen" in pages.get("/board").text


class Nobody(OpenToAll):
    """Somebody who has not signed in."""

    def viewer(self) -> Viewer | Response:
        return Response("sign in first", 403)


@CLOUD
@pytest.mark.parametrize("path", ["/board", "/board/", "/board/approvals"])
def test_who_has_not_signed_in_gets_the_answer_of_the_sign_in_and_nothing_else(office: Office, path: str):
    office.open("The merger")
    answer = office.seen_by(Nobody()).get(path)
    assert (answer.status_code, answer.text) == (403, "sign in first")


@CLOUD
def test_while_jira_does_not_answer_the_board_shows_what_was_last_known_and_says_so(office: Office):
    key = office.open()
    office.jira.faults.add(Fault(path="*/serverInfo", status=503, count=5))
    page = office.text("/board")
    assert listed(page) == [key]
    assert "Jira does not answer: this is what was last known" in page


@CLOUD
def test_without_redis_the_page_says_so(office: Office):
    office.open()
    app = create_app(office.settings, connect("redis://127.0.0.1:9", patience=0.2), OpenToAll()).test_client()
    answer = app.get("/board")
    assert answer.status_code == 503
    assert "Redis does not answer" in answer.text


@CLOUD
def test_every_page_is_kept_from_frames_caches_and_scripts_of_others(office: Office):
    answer = office.get("/board")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*src=)|style=|\son\w+=|(?:src|href)=\"(?!/|data:,|#)", answer.text)


@CLOUD
@pytest.mark.parametrize(
    "path", ["/board/static/../row.py", "/board/static/..%2f..%2fsettings.py", "/board/static/x.css"]
)
def test_nothing_but_the_pages_own_files_is_served(office: Office, path: str):
    assert office.get(path).status_code == 404


@CLOUD
def test_a_case_on_which_careflow_fails_again_and_again_is_told_with_the_reason_until_it_works(office: Office):
    key = office.open()
    office.jira.faults.add(Fault("GET", f"/rest/api/2/issue/{key}", 1, status=400, messages=("<b>no such field</b>",)))
    jobs.equip(lambda: office.bench)
    queueing.wake(office.redis, key, "test")
    jobs.run_case(key)
    page = office.text("/board")
    assert "careflow has failed on 1 case again and again" in page
    assert "<b>" not in page.partition("again and again")[2].partition("</ul>")[0]
    queueing.wake(office.redis, key, "it has changed")
    jobs.run_case(key)
    assert "again and again" not in office.text("/board")
