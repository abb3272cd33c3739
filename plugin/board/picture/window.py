"""Which part of a case's life a picture shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.decision import ClockState, Decision
from workflows.terms import Status

SHORTEST = timedelta(minutes=1)
AHEAD = timedelta(hours=4)  # of a young case, so much of what comes is shown, else as much as has passed
MARGIN = 0.02  # of the length, at either end: what stands at the edge is not cut off


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` to ``end``, both in UTC, the latter later."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How much time it shows."""
        return self.end - self.start

    def place(self, at: datetime) -> float:
        """Where an instant stands, in per cent of the width; below 0 or above 100 outside."""
        return 100 * ((at - self.start) / self.length)

    def holds(self, at: datetime) -> bool:
        """Whether an instant can be seen."""
        return self.start <= at <= self.end

    def touches(self, start: datetime, end: datetime) -> bool:
        """Whether anything of ``[start, end)`` can be seen."""
        return (start < self.end and end > self.start) or self.holds(start)

    def rounded(self) -> Window:
        """To whole minutes, outwards."""
        return Window(self.start - _into_minute(self.start), self.end + (-_into_minute(self.end)) % SHORTEST)

    def zoomed(self, factor: float, centre: datetime) -> Window:
        """So many times as long, about the same moment; about the middle where the moment cannot be seen."""
        middle = centre if self.holds(centre) else self.start + self.length / 2
        half = max(self.length * factor, SHORTEST) / 2
        return Window(middle - half, middle + half).rounded()

    def moved(self, part: float) -> Window:
        """Later by a part of its length; earlier where that is below zero."""
        return Window(self.start + self.length * part, self.end + self.length * part).rounded()

    def within(self, other: Window) -> Window:
        """As much of it as lies in another one; that other one where nothing does."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Window(start, end) if end - start >= SHORTEST else other


def life_of(now: Decision, at: datetime | None = None) -> Window:
    """From the opening to now, or to ``at`` where that is later, and as much of what comes as leaves room for what was.

    Of a closed case on which no clock runs any more, to the last thing that happened.
    """
    opened = now.case.opened_at
    end = max(_ended(now), at or opened)
    reach = end + max(end - opened, AHEAD)
    end = max([end, *(moment for moment in ahead(now) if moment <= reach)])
    length = max(end - opened, SHORTEST)
    return Window(opened - length * MARGIN, opened + length * (1 + MARGIN)).rounded()


def ahead(decision: Decision) -> Iterator[datetime]:
    """What time will bring, and the dues of the clocks that run, as far as they lie ahead."""
    dues = (clock.due_at for clock in decision.clocks if clock.due_at and not clock.met_at)
    return (at for at in (*(item.at for item in decision.upcoming), *dues) if at > decision.at)


def _into_minute(at: datetime) -> timedelta:
    return timedelta(seconds=at.second, microseconds=at.microsecond)


def _ended(now: Decision) -> datetime:
    runs = any(clock.state is not ClockState.NONE and clock.target and not clock.met_at for clock in now.clocks)
    if now.status is not Status.CLOSED or runs or now.upcoming:
        return now.at
    return max((event.at for event in now.timeline), default=now.at)
