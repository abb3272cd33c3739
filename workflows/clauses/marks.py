"""SLO-10: the moments on the way to a target at which somebody is warned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflows.clocks import calendar_for
from workflows.decision import Clock, ClockState
from workflows.facts import Facts
from workflows.milestones import pauses_of


@dataclass(frozen=True, slots=True)
class Mark:
    """``percent`` of a target is used up at ``at``."""

    percent: int
    at: datetime


def warning_marks(facts: Facts, clock: Clock) -> tuple[Mark, ...]:
    """The marks that are known: all of a running clock, those reached of one that is paused; in order."""
    if clock.state is ClockState.NONE or clock.started_at is None or clock.target is None or clock.severity is None:
        return ()
    calendar = calendar_for(facts.inputs, clock.name, clock.severity)
    pauses = [(pause.start, pause.end) for pause in pauses_of(facts.inputs, clock.name) if pause.end is not None]
    marks = []
    for percent in sorted(facts.policy.warn_at):
        share = clock.target * percent / 100
        if clock.state is ClockState.PAUSED and clock.elapsed < share:
            break
        marks.append(Mark(percent, calendar.add(clock.started_at, share, pauses)))
    return tuple(marks)
