from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.board.picture.axis import MOST, eras, step_for, ticks
from plugin.board.picture.window import Window

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ZONES = tuple(
    map(ZoneInfo, ("Europe/Stockholm", "America/Chicago", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"))
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


def labels(start: str, end: str) -> list[str]:
    return [tick.label for tick in ticks(Window(local(start), local(end)), STOCKHOLM)]


@settings(max_examples=200)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),
    st.one_of(st.integers(1, 600), st.integers(600, 100_000), st.integers(100_000, 5_000_000)),
)
def test_any_window_has_ticks_at_round_local_times_and_not_too_many(zone, start, minutes):
    window = Window(start, start + timedelta(minutes=minutes))
    found = ticks(window, zone)
    step = step_for(window)
    assert 1 <= len(found) <= MOST + 3 or window.length < step.length * 2
    assert len(found) <= MOST + 3
    for tick in found:
        at = tick.at.astimezone(zone)
        assert window.holds(tick.at)
        assert at.second == 0
        if step.minutes:
            assert (at.hour * 60 + at.minute) % step.minutes == 0 or step.minutes > 60
    shown = eras(window, zone)
    assert all(one.end == other.start for one, other in pairwise(shown))
    if shown:
        assert (shown[0].start, shown[-1].end) == (window.start, window.end)


@pytest.mark.parametrize(
    ("start", "end", "first", "count"),
    [
        ("2026-11-24T10:00", "2026-11-24T10:20", "10:00", 11),
        ("2026-11-24T10:03", "2026-11-24T15:20", "11:00", 5),
        ("2026-11-24T10:00", "2026-11-27T10:00", "12:00", 6),
        ("2026-11-24T10:00", "2026-12-18T10:00", "30 Nov", 3),
        ("2025-06-03T10:00", "2026-11-26T10:00", "Jul", 9),
        ("2020-01-01T00:00", "2037-01-01T00:00", "2020", 9),
    ],
)
def test_twenty_minutes_and_eighteen_months_have_ticks_of_their_own(start, end, first, count):
    found = labels(start, end)
    assert (found[0], len(found)) == (first, count)


def test_in_the_night_in_which_the_clock_goes_back_two_oclock_comes_twice():
    assert labels("2026-10-25T00:30", "2026-10-25T05:30") == ["01:00", "02:00", "02:00", "03:00", "04:00", "05:00"]


def test_in_the_night_in_which_it_goes_forward_two_oclock_does_not_come():
    assert labels("2026-03-29T00:30", "2026-03-29T07:00") == ["01:00", "03:00", "04:00", "05:00", "06:00", "07:00"]


def test_days_begin_at_local_midnight_on_either_side_of_a_change_of_the_clock():
    window = Window(local("2026-03-27T12:00"), local("2026-03-31T12:00"))
    assert [tick.at.astimezone(STOCKHOLM).hour for tick in ticks(window, STOCKHOLM)] == [12, 0] * 4 + [12]
    assert [era.label for era in eras(window, STOCKHOLM)][1:4] == [
        "Sat 28 Mar 2026",
        "Sun 29 Mar 2026",
        "Mon 30 Mar 2026",
    ]


def test_weeks_begin_on_mondays():
    window = Window(local("2026-10-01T00:00"), local("2026-11-20T00:00"))
    assert {tick.at.astimezone(STOCKHOLM).strftime("%a") for tick in ticks(window, STOCKHOLM)} == {"Mon"}
