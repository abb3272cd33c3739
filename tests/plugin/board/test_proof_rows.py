from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.board.formats import span
from plugin.board.proof_rows import rounded, rows_of
from tests.workflows.test_laws import deeds, played, severities, staffed
from workflows.decision import Clock, ClockState, Interval
from workflows.terms import ClockName

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def agree(clock: Clock) -> None:
    """Every stretch is there, and the lengths as they are written add up to the elapsed time as it is written."""
    rows = list(rows_of(clock))
    assert tuple(row.interval for row in rows) == clock.intervals
    total = timedelta()
    for row in rows:
        total += row.length if row.interval.counts else timedelta()
        assert row.total == total
        assert row.length % timedelta(seconds=1) == timedelta()
    assert span(total) == span(clock.elapsed)


@settings(max_examples=40)
@given(severities, deeds(), st.integers(1, 20_000))
def test_in_any_life_the_rows_add_up_to_the_elapsed_time(severity, doings, later):
    case = staffed(severity)
    for clock in case.decide(played(case, doings) + timedelta(minutes=later)).clocks:
        agree(clock)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 10_000_000)), max_size=12))
def test_thousandths_of_seconds_do_not_add_up_to_another_total(stretches):
    intervals, at = [], NINE
    for counts, milliseconds in stretches:
        end = at + timedelta(milliseconds=milliseconds)
        intervals.append(Interval(at, end, counts, "counted" if counts else "outside hours"))
        at = end
    elapsed = sum((i.end - i.start for i in intervals if i.counts), timedelta())
    agree(Clock(ClockName.RESPOND, "SLO-2", ClockState.RUNNING, elapsed=elapsed, intervals=tuple(intervals)))
    assert rounded(elapsed) == timedelta(seconds=round(elapsed.total_seconds()))
