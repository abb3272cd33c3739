"""From what the clock on the wall shows to instants: where in elapsed time the local windows of a stretch lie.

Whole numbers of microseconds since 1970-01-01T00:00Z throughout, so that nothing is ever rounded (CAL-2).
A moment is inside a window when the local clock then shows a time in it. Hence (CAL-3): a window inside the hour
that is skipped in spring vanishes, one that reaches into it loses that part, and an hour that comes twice in
autumn counts twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypeAlias

SECOND = 1_000_000
DAY = 86_400 * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

Stretch: TypeAlias = tuple[int, int]  # [start, end)


def micros(span: timedelta) -> int:
    """The span in whole microseconds."""
    return (span.days * 86_400 + span.seconds) * SECOND + span.microseconds


def since_epoch(instant: datetime) -> int:
    """The aware instant in microseconds. Raises TypeError when it is naive."""
    span = instant - _EPOCH
    return (span.days * 86_400 + span.seconds) * SECOND + span.microseconds


def instant_at(at: int) -> datetime:
    """The instant, in UTC, that lies ``at`` microseconds after the epoch."""
    return _EPOCH + timedelta(microseconds=at)


def midnight(day: date) -> int:
    """What a clock in UTC shows at the start of ``day``."""
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY


# An offset never reaches 24 hours, so this far from the ends of the year 9999 and 1 every local time has a date.
FIRST, LAST = midnight(date(1, 1, 3)), midnight(date(9999, 12, 29))


def open_stretches(
    zone: tzinfo, start: int, end: int, windows_on: Callable[[date], Sequence[Stretch]]
) -> list[Stretch]:
    """Where within ``[start, end)`` the local clock shows a time inside a window of its date.

    ``windows_on`` gives a date's windows in microseconds after its midnight, in order; what touches is merged.
    """
    pieces: list[Stretch] = []
    for since, until, offset in _offsets(zone, start, end):
        for number in range((since + offset) // DAY, (until + offset) // DAY + 1):
            to_instant = number * DAY - offset
            for opens, closes in windows_on(date.fromordinal(_EPOCH_ORDINAL + number)):
                piece = max(since, opens + to_instant), min(until, closes + to_instant)
                if piece[0] < piece[1]:
                    pieces.append(piece)
    return merged(pieces)


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order, with those joined that overlap or touch."""
    found: list[Stretch] = []
    for start, end in stretches:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _offsets(zone: tzinfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The stretches of ``[start, end)`` with one offset from UTC each, with that offset.

    Sampled daily: no zone of the tz database changes its clock twice within a day. A stretch may be empty.
    """
    since, offset = start, _offset(zone, start)
    for sample in [*range(start + DAY, end, DAY), end]:
        other = _offset(zone, sample)
        if other != offset:
            changed = _change(zone, max(since, sample - DAY), sample)
            yield since, changed, offset
            since, offset = changed, other
    yield since, end, offset


def _change(zone: tzinfo, low: int, high: int) -> int:
    """The first instant in ``(low, high]`` that has the offset of ``high``: clocks change at whole seconds."""
    before = _offset(zone, low)
    while high - low > SECOND:
        middle = (low + high) // (2 * SECOND) * SECOND
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: tzinfo, at: int) -> int:
    offset = instant_at(at).astimezone(zone).utcoffset()
    return micros(offset) if offset else 0
