"""The clocks as lanes: what counted, what did not and why, due, met and breached, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from plugin.board.formats import roughly, span, written
from plugin.board.picture.parts import Band, Kind, Lane, Look, Mark, Sign
from workflows.business_hours import HOLIDAY
from workflows.decision import Clock, Decision, Interval
from workflows.terms import ClockName

NAMES = {
    ClockName.RESPOND: "Respond",
    ClockName.RESTORE: "Restore",
    ClockName.RESOLVE: "Resolve",
    ClockName.COMMUNICATE: "Communicate",
    ClockName.ROOT_CAUSE: "Root cause",
}


def clock_lanes(decision: Decision, zone: tzinfo) -> Iterator[Lane]:
    """One for each clock that runs or ran against a target; then those of clauses in shadow."""
    for clock in decision.clocks:
        if clock.started_at:
            yield _lane(clock, NAMES[clock.name], decision.at, zone)
    for clock in decision.shadow_clocks:
        if clock.started_at:
            yield _lane(clock, f"{NAMES[clock.name]} (shadow)", decision.at, zone)


def _lane(clock: Clock, name: str, at: datetime, zone: tzinfo) -> Lane:
    bands = (*(_stretch(interval, name, zone) for interval in clock.intervals), *_beyond(clock, name, at, zone))
    used, whole = span(clock.elapsed).removesuffix(" h"), span(clock.target)
    marks = tuple(_marks(clock, name, zone))
    told = f"{name}: {clock.state}, {used} of {whole} counted; " + ", ".join(mark.title for mark in marks)
    return Lane(
        Kind.CLOCK, name, (str(clock.state), f"{used} / {whole}"), told.rstrip("; "), bands, marks, str(clock.state)
    )


def _stretch(interval: Interval, name: str, zone: tzinfo) -> Band:
    when = f"{written(interval.start, zone)} – {written(interval.end, zone)}"
    title = f"{name}, {interval.why}: {when}, {span(interval.end - interval.start)}"
    return Band(interval.start, interval.end, _look(interval), title)


def _look(interval: Interval) -> Look:
    if interval.counts:
        return Look.COUNTED
    if interval.why.startswith("paused"):
        return Look.PAUSED
    return Look.HOLIDAY if interval.why == HOLIDAY else Look.OUTSIDE


def _beyond(clock: Clock, name: str, at: datetime, zone: tzinfo) -> Iterator[Band]:
    """Late since the due; or the time that is left until it."""
    if clock.breached_at:
        end = clock.met_at or at
        yield Band(clock.breached_at, end, Look.LATE, f"{name}, late since {written(clock.breached_at, zone)}")
    elif clock.due_at and not clock.met_at and clock.due_at > at:
        yield Band(at, clock.due_at, Look.LEFT, f"{name}: {roughly(clock.remaining)} of counted time left")


def _marks(clock: Clock, name: str, zone: tzinfo) -> Iterator[Mark]:
    if clock.breached_at:
        when = written(clock.breached_at, zone)
        yield Mark(clock.breached_at, Sign.BREACH, f"{name} breached {when}", "breached")
    if clock.due_at and clock.due_at != clock.breached_at:
        yield Mark(clock.due_at, Sign.DUE, f"{name} due {written(clock.due_at, zone)}", "" if clock.met_at else "due")
    if clock.met_at:
        late = " late" if clock.breached_at else ""
        yield Mark(clock.met_at, Sign.MET, f"{name} met{late} {written(clock.met_at, zone)}", f"met{late}")
