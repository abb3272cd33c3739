"""The page for what-ifs: from what is on disk, for the cases that one may see."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from plugin.board import backtest
from plugin.board.access import OpenToAll, Viewer
from plugin.histories.codec import History
from plugin.histories.store import of_settings
from plugin.jira import MemoryCache, ReadOnly
from plugin.sandbox import Flavour
from plugin.workbench import gateway
from tests.plugin.board.conftest import Office

pytestmark = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)
PAGE = "/board/backtest?severity=Major&clock=respond&within=45m"


@pytest.fixture
def past(office: Office) -> Office:
    """Two cases that were answered after 30 and after 52 minutes, on disk."""
    reader = gateway(office.settings, MemoryCache(), opens=ReadOnly)
    with of_settings(office.settings, writes=True) as store:
        for minutes in (30, 52):
            key = office.open("The <b>board</b>", Severity="Major")
            office.later(minutes=minutes)
            office.jira.comment(key, "adam", "We look into it.")
            reading = reader.read(key)
            store.put(History(reading.case, reading.now, reading.updated))
    reader.close()
    office.jira.forget_requests()
    return office


def test_it_says_which_verdicts_would_be_others_and_links_to_the_cases(past: Office):
    page = past.text(PAGE)
    assert "Major respond 45 min instead of 1 h: 1 more breach, 0 fewer, of 2 cases." in page
    assert '<a href="/board/cases/CARE-2">CARE-2</a> The &lt;b&gt;board&lt;/b&gt;' in page
    assert "0:07 h" in page
    assert past.jira.requests == []


def test_only_cases_that_the_viewer_may_see_are_judged(past: Office):
    class SeesOne(OpenToAll):
        def sees(self, viewer: Viewer, keys: Iterable[str]) -> frozenset[str]:
            return frozenset({"CARE-1"}) & frozenset(keys)

    page = past.seen_by(SeesOne()).get(PAGE).text
    assert "of 1 cases" in page
    assert "CARE-2" not in page


def test_a_target_that_cannot_be_read_is_said_in_words(past: Office):
    answer = past.get("/board/backtest?severity=Major&clock=respond&within=soon")
    assert answer.status_code == 400
    assert "is no duration" in answer.text


def test_of_many_histories_it_names_the_command(past: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backtest, "MOST", 1)
    page = past.text(PAGE)
    assert "careflow backtest --offline --what-if" in page
    assert "more breach" not in page


def test_without_any_it_says_how_to_read_some(office: Office):
    assert "No histories are on disk yet" in office.text("/board/backtest")
