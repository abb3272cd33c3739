"""What both sides of ``benchmarks.business_time`` compute: New York, Monday to Friday 9 to 17, over 2026."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

ZONE = "America/New_York"
# Of three years: the peer raises when no holiday follows within the next five.
HOLIDAYS = [date(year, *day) for year in (2026, 2027, 2028) for day in ((1, 1), (7, 3), (11, 26), (12, 25))]
SPAN = timedelta(hours=48)
ROUNDS = 5


def starts(count: int) -> list[datetime]:
    """The same random instants of 2026, in UTC, on every run."""
    seeded = random.Random(1)
    return [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seeded.randrange(360 * 86_400)) for _ in range(count)]


def rate(work: Callable[[], object], count: int) -> float:
    """Operations a second: the median of several rounds."""
    seconds = []
    for _ in range(ROUNDS):
        began = perf_counter()
        work()
        seconds.append(perf_counter() - began)
    return count / sorted(seconds)[ROUNDS // 2]
