"""The proof of a clock's verdict: its whole life cut into stretches that count or do not, each with the reason.

What counts adds up to the elapsed time, to the second (CAL-2); where the clock changes the stretch says so (CAL-3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.business_hours import Calendar
from workflows.decision import Interval

COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a clock does not run; ``end`` None: not over yet."""

    start: datetime
    end: datetime | None
    why: str


def proof(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause]) -> list[Interval]:
    """``[start, end)`` in stretches, without gaps or overlaps."""
    intervals: list[Interval] = []
    at = start
    for pause in sorted(pauses, key=lambda p: p.start):
        begins, ends = max(at, pause.start), min(end, pause.end or end)
        if begins < ends:
            intervals.extend(_by_calendar(calendar, at, begins))
            intervals.append(Interval(begins, ends, False, f"paused: {pause.why}"))
            at = ends
    intervals.extend(_by_calendar(calendar, at, end))
    return intervals


def _by_calendar(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Interval]:
    """Open and closed stretches in turn; what is closed is told apart by its reason."""
    at = start
    for opens, closes in calendar.windows(start, end):
        yield from _closed(calendar, at, opens)
        yield Interval(opens, closes, True, _counted(calendar, opens, closes))
        at = closes
    yield from _closed(calendar, at, end)


def _closed(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Interval]:
    if start < end:
        yield from (Interval(begins, ends, False, why) for begins, ends, why in calendar.closed_stretches(start, end))


def _counted(calendar: Calendar, start: datetime, end: datetime) -> str:
    before = start.astimezone(calendar.zone).utcoffset() or timedelta()
    after = end.astimezone(calendar.zone).utcoffset() or timedelta()
    if after == before:
        return COUNTED
    moved = "forward" if after > before else "back"
    hours = 24 - (after - before) / timedelta(hours=1)
    return f"{COUNTED} (clocks went {moved}: a day of {hours:g} hours)"
