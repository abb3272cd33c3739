from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest

from plugin.board.picture.window import Window, life_of
from plugin.board.scrubbing import Wanted, moments, wanted
from plugin.board.told import Instead
from plugin.board.ways import scrub, zooms
from tests.histories import history
from workflows.decision import ClockState

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2026-03-02T12:00:00Z", "2026-03-02T13:00", "2026-03-02T13:00+01:00", "2026-03-02T13:00 01:00"],
)
def test_a_moment_is_read_with_its_zone_or_in_that_of_the_region(text: str):
    assert wanted({"at": text}).in_zone(STOCKHOLM) == Wanted(NOON)


def test_what_is_empty_or_not_there_is_now_and_the_whole_life():
    case = history("2026-03-02 09:00")
    life = life_of(case.decide("10:00"))
    assert wanted({"at": " ", "from": ""}).window(life) == life


def test_nobody_looks_further_than_a_year_beyond_the_life_of_a_case():
    life = life_of(history("2026-03-02 09:00").decide("10:00"))
    seen = wanted({"from": "1980-01-01", "to": "2090-01-01"}).in_zone(STOCKHOLM).window(life)
    assert (life.start - seen.start).days == (seen.end - life.end).days == 366


def test_a_part_that_ends_before_it_begins_is_refused():
    life = life_of(history("2026-03-02 09:00").decide("10:00"))
    with pytest.raises(Instead) as refused:
        Wanted(None, NOON, NOON).window(life)
    assert refused.value.words.status is HTTPStatus.BAD_REQUEST


def test_at_the_moment_of_a_breach_one_sees_it():
    case = history("2026-03-02 09:00")
    now = case.decide("12:00")
    whens = [at for at, what in moments(now) if "breached" in what]
    assert len(whens) == 2
    for at, name in zip(whens, ("respond", "restore"), strict=True):
        assert case.clock(name, at).state is ClockState.BREACHED


def test_from_any_moment_one_comes_to_the_next_event_and_back():
    case = history("2026-03-02 09:00").agent("09:30").waits("10:00")
    now = case.decide("10:30")
    known = [at for at, _ in moments(now)]
    assert len(known) == 3
    address = scrub(now, Wanted(), now.at).before
    for at in reversed(known):
        assert address == Wanted(at).address()
        address = scrub(now, Wanted(at), at).before
    assert address is None
    assert scrub(now, Wanted(known[0]), known[0]).after == Wanted(known[1]).address()
    assert scrub(now, Wanted(known[-1]), known[-1]).after == Wanted().address()
    assert scrub(now, Wanted(), now.at).after is None


def test_every_way_to_another_part_keeps_the_moment_and_is_understood():
    case = history("2026-03-02 09:00").agent("09:30")
    now, at = case.decide("18:00"), case.instant("2026-03-02 10:00")
    life = life_of(now)
    part = Window(case.instant("2026-03-02 09:50"), case.instant("2026-03-02 10:10"))
    asked = Wanted(at, part.start, part.end)
    ways = dict(zooms(asked, part, life, at))
    assert list(ways) == ["Closer", "Wider", "Earlier", "Later", "Whole life"]
    assert ways["Whole life"] == Wanted(at).address()
    assert "at=2026-03-02T09%3A00%3A00Z" in ways["Closer"]
    assert list(dict(zooms(Wanted(at), life, life, at))) == ["Closer"]
