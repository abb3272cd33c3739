"""SLO compliance of many cases: of each case and clock one verdict, and in which month it counts.

A clock counts where it was decided: met in time, at the moment that met it; breached, at its deadline, whether or not
it was met later. Communicate (SLO-5) goes round: it is met when the case was restored without a missed period, and
breached at the end of the first missed one. What is not decided, running or paused, and what has no target counts
apart, so that the outcomes of a clock add up to the number of cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from workflows.decision import Clock, ClockState
from workflows.period import Period, month_of
from workflows.summary import Summary
from workflows.terms import ClockName

ZoneOf = Callable[[str | None], tzinfo]
"""The zone of a region (None: the default one)."""
NO_PRODUCT = "no product"


class Outcome(StrEnum):
    """How a clock of a case counts in a period."""

    MET = "met"
    BREACHED = "breached"
    RUNNING = "running"
    PAUSED = "paused"
    NO_TARGET = "no target"
    BEFORE = "decided before"


@dataclass(frozen=True, slots=True)
class Entry:
    """A clock of a case in a period. ``month`` and ``decided_at`` only of what is decided."""

    case: Summary
    clock: Clock
    outcome: Outcome
    decided_at: datetime | None = None
    month: str = ""

    @property
    def decided(self) -> bool:
        """Whether it counts in the compliance of the period."""
        return self.outcome in (Outcome.MET, Outcome.BREACHED)

    @property
    def severity(self) -> str:
        """That whose target counted; where there is no target, the case's."""
        return self.clock.severity or self.case.severity

    @property
    def product(self) -> str:
        """The case's."""
        return self.case.product or NO_PRODUCT

    @property
    def used(self) -> float | None:
        """How much of the target the clock had used up when it was met, 1.0 being all of it; None if it was not."""
        clock = self.clock
        return clock.elapsed / clock.target if clock.target and clock.met_at else None

    @property
    def late_by(self) -> timedelta | None:
        """How much more than the target a clock that is breached has counted so far; None of Communicate."""
        if self.outcome is not Outcome.BREACHED or self.clock.name is ClockName.COMMUNICATE:
            return None
        return self.clock.elapsed - self.clock.target if self.clock.target is not None else None


@dataclass(frozen=True, slots=True)
class Tally:
    """Entries by outcome."""

    entries: tuple[Entry, ...] = ()

    def of(self, *outcomes: Outcome) -> tuple[Entry, ...]:
        """Those of some outcomes."""
        return tuple(entry for entry in self.entries if entry.outcome in outcomes)

    @property
    def met(self) -> tuple[Entry, ...]:
        """Met in time, in the period."""
        return self.of(Outcome.MET)

    @property
    def breached(self) -> tuple[Entry, ...]:
        """Breached in the period, met late or not at all."""
        return self.of(Outcome.BREACHED)

    @property
    def compliance(self) -> float | None:
        """The part of what was decided that was met, 1.0 being all; None where nothing was decided."""
        met, breached = len(self.met), len(self.breached)
        return met / (met + breached) if met + breached else None


DIMENSIONS: Mapping[str, Callable[[Entry], str]] = {
    "clock": lambda entry: entry.clock.name,
    "severity": lambda entry: entry.severity,
    "product": lambda entry: entry.product,
    "tier": lambda entry: entry.case.tier,
    "month": lambda entry: entry.month,
}
"""By what compliance is told; the cells of a report are by all of them."""


def entries_of(cases: Iterable[Summary], period: Period, zone_of: ZoneOf) -> Iterator[Entry]:
    """Every clock of every case, as it counts in the period; each case as it stood in the end of it."""
    for case in cases:
        zone = zone_of(case.region)
        for clock in case.clocks:
            yield _entry(case, clock, period, zone)


def concerns(case: Summary, period: Period, zone_of: ZoneOf) -> bool:
    """Whether a case was open at any time in the period; a closed one also while it owes something (SLO-6)."""
    zone = zone_of(case.region)
    if case.closed_at is None or case.closed_at.astimezone(zone).date() >= period.first:
        return True
    running = (clock for clock in case.clocks if clock.state is not ClockState.NONE)
    return any(clock.met_at is None or period.holds(clock.met_at, zone) for clock in running)


def tallied(entries: Iterable[Entry], *by: str) -> dict[tuple[str, ...], Tally]:
    """Entries by some of ``DIMENSIONS``; without any, all of them under ``()``."""
    groups: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    told = [DIMENSIONS[name] for name in by]
    for entry in entries:
        groups[tuple(str(of(entry)) for of in told)].append(entry)
    return {key: Tally(tuple(found)) for key, found in groups.items()}


def _entry(case: Summary, clock: Clock, period: Period, zone: tzinfo) -> Entry:
    if clock.state is ClockState.NONE:
        return Entry(case, clock, Outcome.NO_TARGET)
    outcome, at = _verdict(clock)
    if at is None:
        return Entry(case, clock, outcome)
    if not period.holds(at, zone):
        return Entry(case, clock, Outcome.BEFORE, at)
    return Entry(case, clock, outcome, at, month_of(at, zone))


def _verdict(clock: Clock) -> tuple[Outcome, datetime | None]:
    """The outcome, and when it was decided (None: it is not)."""
    breached_at = clock.first_missed_at if clock.name is ClockName.COMMUNICATE else clock.breached_at
    if breached_at is not None:
        return Outcome.BREACHED, breached_at
    if clock.met_at is not None:
        return Outcome.MET, clock.met_at
    return (Outcome.PAUSED if clock.state is ClockState.PAUSED else Outcome.RUNNING), None
