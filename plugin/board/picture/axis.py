"""The ticks of a time axis, at round local times of a zone; a day may have 23 or 25 hours (CAL-3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from plugin.board.picture.window import Window

MOST = 10  # ticks
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NARROWEST = 12.0  # per cent: a stretch of the calendar that is shorter goes without its name


@dataclass(frozen=True, slots=True)
class Tick:
    """A round moment, and what is written at it."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Era:
    """The day, month or year that the ticks under it lie in."""

    start: datetime
    end: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """The distance of ticks: in minutes of the wall clock, in days, or in months."""

    minutes: int = 0
    days: int = 0
    months: int = 0

    @property
    def length(self) -> timedelta:
        """About."""
        return timedelta(minutes=self.minutes, days=self.days + 30 * self.months)


STEPS = (
    *(Step(minutes=n) for n in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)),
    *(Step(days=n) for n in (1, 2, 7, 14)),
    *(Step(months=n) for n in (1, 2, 3, 6, 12, 24, 60, 120)),
)


def step_for(window: Window) -> Step:
    """The finest that leaves the ticks room."""
    return next((step for step in STEPS if window.length <= step.length * MOST), STEPS[-1])


def ticks(window: Window, zone: tzinfo) -> tuple[Tick, ...]:
    """The round moments that can be seen, in order."""
    step = step_for(window)
    shape = _shape(step)
    moments = sorted({at for at in _moments(step, window, zone) if window.holds(at)})
    return tuple(Tick(at, at.astimezone(zone).strftime(shape)) for at in moments)


def eras(window: Window, zone: tzinfo) -> tuple[Era, ...]:
    """The days, months or years over the ticks, without gaps, cut to the window; none over ticks of whole years."""
    step = step_for(window)
    if step.months >= 12:
        return ()
    over = Step(days=1) if step.minutes else Step(months=1) if step.days else Step(months=12)
    shape = "%a %d %b %Y" if step.minutes else "%B %Y" if step.days else "%Y"
    bounds = [at for at in sorted(set(_moments(over, window, zone))) if window.start < at < window.end]
    edges = [window.start, *bounds, window.end]
    return tuple(Era(a, b, _named(window, a, b, shape, zone)) for a, b in pairwise(edges))


def _named(window: Window, start: datetime, end: datetime, shape: str, zone: tzinfo) -> str:
    wide = window.place(end) - window.place(start) >= NARROWEST
    return start.astimezone(zone).strftime(shape) if wide else ""


def _shape(step: Step) -> str:
    if step.minutes:
        return "%H:%M"
    if step.days:
        return "%a %d" if step.days < 7 else "%d %b"
    return "%b" if step.months < 12 else "%Y"


def _moments(step: Step, window: Window, zone: tzinfo) -> Iterator[datetime]:
    """The round moments from a little before the window to a little after."""
    day, last = (at.astimezone(zone).date() for at in (window.start - DAY, window.end + DAY))
    while day <= last:
        if _is_round(day, step):
            for minutes in range(0, 24 * 60, step.minutes or 24 * 60):
                yield from _instants(day, minutes, zone)
        day += DAY


def _is_round(day: date, step: Step) -> bool:
    if step.minutes:
        return True
    if step.days:
        return (day.toordinal() - 1) % step.days == 0  # day 1 of the calendar was a Monday: weeks begin on Mondays
    return day.day == 1 and (day.year * 12 + day.month - 1) % step.months == 0


def _instants(day: date, minutes: int, zone: tzinfo) -> Iterator[datetime]:
    """The instants at which the wall clock shows a time: two when it goes back over it, else one.

    In the hour that is left out it is the moment after; only midnight must not get lost there.
    """
    wall = datetime.combine(day, time(minutes // 60, minutes % 60))
    for fold in (0, 1):
        at = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if (minutes == 0 and fold == 0) or at.astimezone(zone).replace(tzinfo=None) == wall:
            yield at
