"""SLO-11: dues are on the issue where people search, and ``SLA State`` is that of the worst open target.

The fields say what the clocks say: empty while a clock is paused or has no target; written on change only.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.clauses.fields import wanted
from workflows.clauses.marks import warning_marks
from workflows.decision import Clock, ClockState, Next, Verdict
from workflows.facts import Facts
from workflows.terms import ClockName, Field, SlaState

DUE_FIELDS = {
    ClockName.RESPOND: Field.RESPONSE_DUE,
    ClockName.RESTORE: Field.RESTORE_DUE,
    ClockName.RESOLVE: Field.RESOLUTION_DUE,
    ClockName.COMMUNICATE: Field.NEXT_UPDATE_DUE,
    ClockName.ROOT_CAUSE: Field.ROOT_CAUSE_DUE,
}


def verdict(facts: Facts) -> Verdict:
    """Five dues and the state."""
    dues = [
        action
        for clock in facts.clocks
        for action in wanted(facts, DUE_FIELDS[clock.name], clock.due_at, "SLO-11", _why(clock))
    ]
    state = sla_state(facts)
    return Verdict((*dues, *wanted(facts, Field.SLA_STATE, state, "SLO-11", _standing(facts))), tuple(_ahead(facts)))


def _ahead(facts: Facts) -> Iterator[Next]:
    """When time alone will change the state: the first mark of each running clock, and a restoration to come."""
    for clock in facts.clocks:
        marks = warning_marks(facts, clock) if clock.state is ClockState.RUNNING else ()
        if marks:
            yield Next(marks[0].at, f"{clock.name} is at risk", "SLO-11")
    restored = facts.case.moment(Field.RESTORED)
    if restored is not None:
        yield Next(restored, "Functionality Restored says so", "SLO-3")


def sla_state(facts: Facts) -> SlaState:
    """Breached; At risk from the first ``warn_at``; On track; Paused only when every open target is."""
    targets = [clock for clock in facts.clocks if clock.state is not ClockState.NONE]
    if not targets:
        return SlaState.NO_TARGET
    breached = [clock for clock in targets if clock.state is ClockState.BREACHED]
    open_targets = [clock for clock in targets if clock.met_at is None]
    if not open_targets:
        return SlaState.BREACHED if breached or any(clock.missed for clock in targets) else SlaState.MET
    if any(clock.met_at is None for clock in breached):
        return SlaState.BREACHED
    if any(_at_risk(facts, clock) for clock in open_targets):
        return SlaState.AT_RISK
    paused = all(clock.state is ClockState.PAUSED for clock in open_targets)
    return SlaState.PAUSED if paused else SlaState.ON_TRACK


def _at_risk(facts: Facts, clock: Clock) -> bool:
    marks = warning_marks(facts, clock)
    return clock.state is ClockState.RUNNING and bool(marks) and marks[0].at <= facts.now


def _why(clock: Clock) -> str:
    return f"the {clock.name} clock ({clock.clause}) is {clock.state}: {clock.why}"


def _standing(facts: Facts) -> str:
    return ", ".join(f"{c.name} {c.state}" for c in facts.clocks if c.state is not ClockState.NONE) or "no targets"
