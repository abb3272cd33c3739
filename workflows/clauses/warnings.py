"""SLO-10: warnings at ``warn_at`` of a target and at its breach, each exactly once for one target of one severity.

To the assignee first, then the managers, as internal notes, never to the customer. Of several that are overdue at
once (a case first seen late) only the latest is posted; the others are recorded as passed. The update clock and the
root-cause clock have warnings of their own (SLO-5, SLO-6).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from workflows.actions import Action, Note, Passed
from workflows.clauses.marks import Mark, warning_marks
from workflows.decision import Clock, ClockState, Next, Verdict
from workflows.facts import Facts
from workflows.record import to_text
from workflows.terms import ClockName

WARNED = (ClockName.RESPOND, ClockName.RESTORE, ClockName.RESOLVE)
AFTER = timedelta(seconds=1)  # CAL-1: breached when now is later than due; Jira's Date header has whole seconds


def verdict(facts: Facts) -> Verdict:
    """The notes that are due, and the next moments."""
    if facts.closed:
        return Verdict()
    parts = [_of(facts, facts.clock(name)) for name in WARNED]
    return Verdict(tuple(a for p in parts for a in p.actions), tuple(n for p in parts for n in p.upcoming))


def _of(facts: Facts, clock: Clock) -> Verdict:
    marks = warning_marks(facts, clock) if clock.met_at is None else ()
    notes = [_warning(facts, clock, mark) for mark in marks if mark.at <= facts.now]
    if clock.breached_at:
        notes.append(_breach(facts, clock))
    return Verdict(latest_only(facts, notes), _upcoming(clock, marks))


def latest_only(facts: Facts, series: Sequence[Note]) -> tuple[Action, ...]:
    """Of a series in order: the last, if it is not done yet; those before it that never were, as passed."""
    if not series:
        return ()
    passed = [
        Passed(note.id, note.clause, f"overtaken by {series[-1].id}") for note in series[:-1] if not facts.done(note.id)
    ]
    return (*passed, *(() if facts.done(series[-1].id) else (series[-1],)))


def _upcoming(clock: Clock, marks: Sequence[Mark]) -> tuple[Next, ...]:
    if clock.due_at is None or clock.state is not ClockState.RUNNING:
        return ()
    ahead = [Next(m.at, f"{m.percent} % of the {clock.name} target", "SLO-10") for m in marks]
    return (*ahead, Next(clock.due_at + AFTER, f"{clock.name} is breached", clock.clause))


def target_id(facts: Facts, clock: Clock) -> str:
    """Which target of which severity: a severity raised twice has two, and each release that is promised is one."""
    started = "" if clock.started_at == facts.case.opened_at else f" {_stamp(clock.started_at)}"
    release = f" release {clock.planned.day}" if clock.planned and clock.clause == "UPD-2" else ""
    return f"{clock.severity}{started}{release}"


def _warning(facts: Facts, clock: Clock, mark: Mark) -> Note:
    first = mark.percent == min(facts.policy.warn_at)
    return Note(
        f"SLO-10 {clock.name} {mark.percent} % · {target_id(facts, clock)}",
        "SLO-10",
        f"{mark.percent} % of the {clock.name} target ({clock.clause}) were used up at {to_text(mark.at)}",
        "warning",
        facts.policy.warn_whom[:1] if first else facts.policy.warn_whom[1:],
        {"clock": clock.name, "percent": str(mark.percent), "due": _stamp(clock.due_at), "clause": clock.clause},
    )


def _breach(facts: Facts, clock: Clock) -> Note:
    due = _stamp(clock.breached_at)
    return Note(
        f"SLO-10 {clock.name} breach · {target_id(facts, clock)}",
        "SLO-10",
        f"the {clock.name} target ({clock.clause}) was due at {due}",
        "breach",
        facts.policy.warn_whom,
        {"clock": clock.name, "due": due, "clause": clock.clause},
    )


def _stamp(at: datetime | None) -> str:
    return to_text(at) if at else ""
