"""A clock's proof as a table: every stretch with its length and the running total, adding up to the second (CAL-2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from workflows.decision import Clock, Interval

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch. ``length`` and ``total`` are whole seconds; ``total`` is what has counted up to its end."""

    interval: Interval
    length: timedelta
    total: timedelta


def rows_of(clock: Clock) -> Iterator[Row]:
    """In order. The lengths that count add up to the totals, and the last total is the elapsed time.

    Jira's moments have thousandths of a second: what is rounded is the total, so that no row's rounding adds up.
    """
    counted = total = timedelta()
    for interval in clock.intervals:
        length = interval.end - interval.start
        if not interval.counts:
            yield Row(interval, rounded(length), total)
            continue
        counted += length
        before, total = total, rounded(counted)
        yield Row(interval, total - before, total)


def rounded(span: timedelta) -> timedelta:
    """To the second, as ``formats.span`` writes it."""
    return SECOND * round(span / SECOND)
