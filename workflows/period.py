"""A period of whole days, and its months. A day is that of the zone that is asked about: of a case, its region's."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    def holds(self, at: datetime, zone: tzinfo) -> bool:
        """Whether an instant lies in it."""
        return self.first <= at.astimezone(zone).date() <= self.last

    def end(self, zone: tzinfo) -> datetime:
        """The last moment of the last day (UTC, to Jira's millisecond): how a case stood in the end is asked of it."""
        if self.last >= date.max - _DAY:
            return datetime.max.replace(tzinfo=UTC)
        midnight = datetime.combine(self.last + _DAY, time(), zone).astimezone(UTC)
        return midnight - timedelta(milliseconds=1)

    def months(self) -> Iterator[str]:
        """The months that it touches, as ``2026-10``."""
        year, month = self.first.year, self.first.month
        while (year, month) <= (self.last.year, self.last.month):
            yield f"{year:04}-{month:02}"
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def month_of(at: datetime, zone: tzinfo) -> str:
    """The month of an instant, as ``2026-10``."""
    return at.astimezone(zone).strftime("%Y-%m")


def month(text: str) -> Period:
    """The whole month that ``2026-10`` names. Raises ValueError."""
    first = date.fromisoformat(f"{text}-01")
    return Period(first, first.replace(day=monthrange(first.year, first.month)[1]))


def month_before(day: date) -> date:
    """The first day of the month before that of ``day``."""
    return (day.replace(day=1) - _DAY).replace(day=1)
