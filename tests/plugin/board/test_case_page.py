"""The case page beside a sandbox Jira: what it shows, what it says instead, and that it writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from plugin.board.access import OpenToAll, Viewer
from plugin.board.formats import span, written
from plugin.jira import MemoryCache
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import Mode, Settings
from plugin.workbench import gateway, one_path
from tests.plugin.board.conftest import Office
from tests.plugin.board.pages import Page
from webhooks.app import create_app
from workflows.decision import Decision
from workflows.explain import as_json
from workflows.record import from_text

ON_CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)  # what does not differ between the two
STOCKHOLM = ZoneInfo("Europe/Stockholm")
MARKUP = "Boards & <script>alert('1')</script> do not load"


@pytest.fixture
def board(office: Office) -> FlaskClient:
    return office.pages


@pytest.fixture
def settings(office: Office) -> Settings:
    return office.settings


@pytest.fixture
def case(sandbox: Sandbox) -> str:
    """A Major that became Critical, waited for the customer over a night, and was solved."""
    key = sandbox.open_case(by="clara", summary=MARKUP, severity="Major", support_region="EMEA")
    sandbox.advance(minutes=10)
    sandbox.comment(key, "adam", "Looking into it.")
    sandbox.move(key, "adam", "In Progress")
    sandbox.advance(minutes=5)
    sandbox.comment(key, "clara", "/severity Critical")
    sandbox.advance(minutes=7)
    sandbox.comment(key, "mona", "/approve <b>down</b> since ten")
    sandbox.advance(minutes=30)
    sandbox.comment(key, "adam", "Which browser?", public=False)
    sandbox.move(key, "adam", "Waiting for Customer")
    sandbox.advance(hours=20)
    sandbox.comment(key, "clara", "All of them.")
    sandbox.advance(hours=1)
    return key


def explained(settings: Settings, key: str) -> Decision:
    reader = gateway(settings, MemoryCache())
    try:
        return one_path(settings, reader).look(key)
    finally:
        reader.close()


def page_of(board: FlaskClient, address: str, status: int = 200) -> Page:
    answer = board.get(address)
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    return Page(answer.text)


def test_the_page_says_all_that_explain_says(board: FlaskClient, settings: Settings, case: str):
    text = page_of(board, f"/board/cases/{case}").text
    told = as_json(explained(settings, case))
    assert written(from_text(told["at"]), STOCKHOLM) in text
    lines = [line for part in ("timeline", "upcoming", "remarks") for line in told[part]]
    assert len(lines) > 20
    for line in (*lines, *told["actions"]):
        what = line.get("what") or line["why"]
        assert " ".join(what.split()) in text
        assert line["clause"] in text
    for line in (*told["timeline"], *told["upcoming"]):
        assert written(from_text(line["at"]), STOCKHOLM) in text
    for clock in told["clocks"]:
        assert clock["clause"] in text
        assert clock["why"] in text
    assert told["approval"]["state"] == "approved"
    assert told["approval"]["why"] in text
    assert "judged by policy base" in text


@ON_CLOUD
def test_each_clocks_table_adds_up_to_what_explain_says_has_elapsed(board: FlaskClient, settings: Settings, case: str):
    decision = explained(settings, case)
    tables = [table for table in page_of(board, f"/board/cases/{case}").tables if table[0][-1] == "Counted so far"]
    running = [clock for clock in decision.clocks if clock.started_at]
    assert len(running) == 4
    for clock, (_, *rows, total) in zip(running, tables, strict=True):
        assert [row[3] for row in rows] == ["yes" if i.counts else "no" for i in clock.intervals]
        counted = sum((seconds(row[2]) for row in rows if row[3] == "yes"), timedelta())
        assert total == ["Elapsed", span(clock.elapsed)]
        assert span(counted) == span(clock.elapsed) == rows[-1][-1]
        for row, interval in zip(rows, clock.intervals, strict=True):
            assert row[:2] == [written(interval.start, STOCKHOLM), written(interval.end, STOCKHOLM)]


def seconds(text: str) -> timedelta:
    hours, minutes, *rest = (int(part) for part in text.removesuffix(" h").split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=rest[0] if rest else 0)


def test_evidence_leads_to_the_comment_and_to_the_history_in_jira(board: FlaskClient, sandbox: Sandbox, case: str):
    links = page_of(board, f"/board/cases/{case}").links
    comments = {comment.id for comment in sandbox.issue(case).comments if comment.by == "mona"}
    assert comments
    for number in comments:
        start = f"{sandbox.url}/browse/{case}?focusedCommentId={number}&"
        assert any(link.startswith(start) and link.endswith(f"#comment-{number}") for link in links)
    assert any(link.endswith("issuetabpanels:changehistory-tabpanel") for link in links)


@ON_CLOUD
def test_words_from_people_stay_words(board: FlaskClient, case: str):
    answer = board.get(f"/board/cases/{case}").text
    assert "<script>alert" not in answer
    assert "<b>down" not in answer
    page = Page(answer)
    assert MARKUP in page.text
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    assert scripts == [{"src": "/board/static/case.js", "defer": None}]
    assert not any("style" in attributes or "onclick" in attributes for _, attributes in page.tags)


@ON_CLOUD
def test_nothing_on_the_page_is_loaded_from_elsewhere(board: FlaskClient, case: str):
    page = page_of(board, f"/board/cases/{case}")
    loaded = [a.get("src") or a.get("href") for tag, a in page.tags if tag in ("script", "link", "img", "use", "image")]
    assert loaded
    assert all(str(address).startswith(("/board/static/", "data:")) for address in loaded)
    for address in loaded:
        if str(address).startswith("/board"):
            with board.get(str(address)) as answer:
                assert answer.status_code == 200


@ON_CLOUD
def test_at_a_moment_it_is_the_case_as_it_stood(board: FlaskClient, case: str):
    then = page_of(board, f"/board/cases/{case}?at=2026-11-23T10:16:00Z")
    assert "as it stood Mon 23 Nov 2026 11:16 (Europe/Stockholm)" in then.text
    happened = next([row[2] for row in table] for table in then.tables if table[0][0:3] == ["When", "Clause", "What"])
    assert happened[-1] == "Critical asked for"


@ON_CLOUD
def test_a_moment_without_a_zone_is_read_in_that_of_the_region(board: FlaskClient, case: str):
    with_zone = board.get(f"/board/cases/{case}?at=2026-11-23T10:16:00Z").text
    without = board.get(f"/board/cases/{case}?at=2026-11-23T11:16").text
    assert with_zone == without
    assert '<label for="at">Moment, in Europe/Stockholm' in without


@ON_CLOUD
def test_the_events_before_and_after_lead_through_the_whole_life(board: FlaskClient, case: str):
    address, stations = f"/board/cases/{case}", []
    for _ in range(40):
        found = board.get(address).text
        before = [part for part in found.split("<a ") if "Event before" in part]
        if not before:
            break
        address = f"/board/cases/{case}" + before[0].split('"')[3].replace("&amp;", "&")
        stations.append(address)
    assert "at=2026-11-23T10%3A00%3A00Z" in stations[-1]
    assert len(stations) > 5
    last = board.get(stations[-1]).text
    assert "Event after" in last


@ON_CLOUD
def test_one_sees_a_part_of_the_life_by_from_and_to(board: FlaskClient, case: str):
    whole = board.get(f"/board/cases/{case}").text
    part = board.get(f"/board/cases/{case}?from=2026-11-23T11:05&to=2026-11-23T11:35").text
    assert "Whole life" in part
    assert "Whole life" not in whole
    assert "Mon 23 Nov 2026 11:05</time>" in part
    assert ">11:20</text>" in part
    assert "event before it" in part or "events before it" in part


@ON_CLOUD
@pytest.mark.parametrize(
    "query",
    ["at=yesterday", "at=2026-13-01T00:00Z", "at=0001-01-01T00:00+14:00", "at=2050-01-01T00:00Z",
     "from=2026-11-23T12:00Z&to=2026-11-23T11:00Z", "from=x", "at=2026-11-23T10:00&from=9000-01-01T00:00"],
)  # fmt: skip
def test_a_moment_that_is_none_is_400_in_words(board: FlaskClient, case: str, query: str):
    text = page_of(board, f"/board/cases/{case}?{query}", 400).text
    assert "That moment cannot be shown" in text


@ON_CLOUD
def test_before_the_opening_there_was_no_case(board: FlaskClient, case: str):
    text = page_of(board, f"/board/cases/{case}?at=2026-11-22T10:00:00Z", 404).text
    assert "was opened at 2026-11-23T10:00:00Z, after that moment" in text


class Hidden(OpenToAll):
    """Somebody who may see no case."""

    def sees(self, viewer: Viewer, keys: Iterable[str]) -> frozenset[str]:
        return frozenset()


@ON_CLOUD
def test_who_may_not_see_a_case_learns_not_even_whether_there_is_one(office: Office, board: FlaskClient, case: str):
    missing = board.get("/board/cases/CARE-999")
    hidden = office.seen_by(Hidden()).get(f"/board/cases/{case}")
    assert missing.status_code == hidden.status_code == 404
    assert missing.text.replace("CARE-999", case) == hidden.text
    assert f"There is no case {case}" in hidden.text


@ON_CLOUD
def test_a_key_of_another_project_and_what_is_no_key_are_told_apart(board: FlaskClient):
    assert "OTHER-1: project OTHER is not configured" in page_of(board, "/board/cases/OTHER-1", 404).text
    assert "'<b>' is no issue key; a key looks like CARE-123" in page_of(board, "/board/cases/%3Cb%3E", 404).text


@ON_CLOUD
def test_while_jira_is_down_the_page_says_so(board: FlaskClient, sandbox: Sandbox, case: str):
    sandbox.stop()
    assert "Jira does not answer" in page_of(board, f"/board/cases/{case}", 503).text


@ON_CLOUD
def test_in_shadow_the_page_says_how_the_case_would_stand(office: Office, case: str):
    in_shadow = office.settings.model_copy(update={"mode": Mode.SHADOW})
    page = Page(create_app(in_shadow, office.redis, OpenToAll()).test_client().get(f"/board/cases/{case}").text)
    assert "careflow is in shadow: this is how the case would stand had careflow acted." in page.text
    assert "What would have been done since people last acted" in page.text


@ON_CLOUD
def test_looking_writes_nothing(board: FlaskClient, sandbox: Sandbox, case: str):
    sandbox.forget_requests()
    board.get(f"/board/cases/{case}?at=2026-11-23T10:16:00Z")
    assert sandbox.requests
    assert all(request.is_read for request in sandbox.requests)
