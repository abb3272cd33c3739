"""The life of a clock cut into stretches, without gaps or overlaps, each with its reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from workflows.business_hours import HOLIDAY, OUTSIDE_HOURS, Calendar
from workflows.proof import COUNTED, Pause, proof

ZONE = ZoneInfo("Europe/Stockholm")
CALENDAR = Calendar(ZONE, {day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}, ["2026-06-03"])


def at(text: str) -> datetime:
    """In June 2026, whose first is a Monday."""
    return datetime.fromisoformat(f"2026-06-{text}").replace(tzinfo=ZONE)


def told(start: str, end: str, *pauses: tuple[str, str | None, str]) -> list[tuple[str, str, bool, str]]:
    given = [Pause(at(begins), at(ends) if ends else None, why) for begins, ends, why in pauses]
    intervals = proof(CALENDAR, at(start), at(end), given)
    assert all(before.end == after.start for before, after in pairwise(intervals))
    local = [(i.start.astimezone(ZONE), i.end.astimezone(ZONE), i.counts, i.why) for i in intervals]
    return [(f"{a:%d %H:%M}", f"{b:%d %H:%M}", counts, why) for a, b, counts, why in local]


def test_open_and_closed_stretches_in_turn():
    assert told("02T16:00", "04T10:00") == [
        ("02 16:00", "02 17:00", True, COUNTED),
        ("02 17:00", "03 00:00", False, OUTSIDE_HOURS),
        ("03 00:00", "04 00:00", False, HOLIDAY),
        ("04 00:00", "04 09:00", False, OUTSIDE_HOURS),
        ("04 09:00", "04 10:00", True, COUNTED),
    ]


def test_it_may_begin_or_end_where_nothing_counts():
    assert told("01T08:00", "01T18:00") == [
        ("01 08:00", "01 09:00", False, OUTSIDE_HOURS),
        ("01 09:00", "01 17:00", True, COUNTED),
        ("01 17:00", "01 18:00", False, OUTSIDE_HOURS),
    ]
    assert told("01T10:00", "01T10:00") == []


PAUSED = ("01 11:00", "01 12:00", False, "paused: lunch")


@pytest.mark.parametrize(
    ("pauses", "between"),
    [
        ([("01T11:00", "01T12:00", "lunch")], [PAUSED]),
        ([("01T08:00", "01T10:00", "before"), ("01T11:00", "01T12:00", "lunch")], [PAUSED]),
        ([("01T13:00", "01T14:00", "after"), ("01T11:00", "01T12:00", "lunch")], [PAUSED]),
        ([("01T11:00", "01T11:00", "none"), ("01T11:00", "01T12:00", "lunch")], [PAUSED]),
        ([("01T11:00", "01T12:00", "lunch"), ("01T11:15", "01T11:45", "within")], [PAUSED]),
        (
            [("01T11:30", "01T12:30", "call"), ("01T11:00", "01T12:00", "lunch")],
            [PAUSED, ("01 12:00", "01 12:30", False, "paused: call")],
        ),
    ],
)
def test_pauses_are_taken_out_in_order_and_none_twice(pauses, between):
    rest = ("01 12:30" if len(between) > 1 else "01 12:00", "01 13:00", True, COUNTED)
    assert told("01T10:00", "01T13:00", *pauses) == [("01 10:00", "01 11:00", True, COUNTED), *between, rest]


def test_a_pause_that_is_not_over_lasts_to_the_end_and_one_that_holds_the_start_begins_with_it():
    assert told("01T10:00", "01T13:00", ("01T11:00", None, "waiting")) == [
        ("01 10:00", "01 11:00", True, COUNTED),
        ("01 11:00", "01 13:00", False, "paused: waiting"),
    ]
    assert told("01T10:00", "01T13:00", ("01T09:00", "01T11:00", "waiting")) == [
        ("01 10:00", "01 11:00", False, "paused: waiting"),
        ("01 11:00", "01 13:00", True, COUNTED),
    ]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-03-29", "counted (clocks went forward: a day of 23 hours)"),
        ("2026-10-25", "counted (clocks went back: a day of 25 hours)"),
        ("2026-06-07", COUNTED),
    ],
)
def test_cal_3_a_stretch_in_which_the_clocks_change_says_so(day, why):
    start = datetime.fromisoformat(day).replace(tzinfo=ZONE)
    end = start + timedelta(hours=12)
    assert [interval.why for interval in proof(Calendar.always(ZONE), start, end, ())] == [why]
