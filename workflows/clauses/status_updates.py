"""SLO-5: the status is communicated every six hours until the case is restored.

The assignee is reminded before (``warn_at``), the managers are told when a period was missed; missed periods are
counted, each once. A public comment by staff starts the next six hours.
"""

from __future__ import annotations

from workflows.actions import Note
from workflows.clauses.marks import warning_marks
from workflows.clauses.warnings import AFTER, latest_only
from workflows.decision import Next, Verdict
from workflows.facts import Facts
from workflows.record import to_text
from workflows.terms import ClockName


def verdict(facts: Facts) -> Verdict:
    """Reminders and missed periods since the last update."""
    clock = facts.clock(ClockName.COMMUNICATE)
    if clock.started_at is None or clock.due_at is None:  # no such clock, or restored: nothing more is due
        return Verdict()
    base = to_text(clock.started_at)
    marks = warning_marks(facts, clock)
    due = to_text(clock.due_at)
    notes = [_reminder(mark.percent, base, due) for mark in marks if mark.at <= facts.now]
    if clock.breached_at:
        notes.append(_missed(clock.missed, base, due))
    upcoming = [Next(m.at, "reminder that a status update is due", "SLO-5") for m in marks]
    upcoming.append(Next(clock.due_at + AFTER, "a status update is missed", "SLO-5"))
    return Verdict(latest_only(facts, notes), tuple(upcoming))


def _reminder(percent: int, base: str, due: str) -> Note:
    return Note(
        f"SLO-5 reminder {percent} % · {base}",
        "SLO-5",
        f"{percent} % of the time until the next status update are over",
        "update_reminder",
        ("assignee",),
        {"due": due},
    )


def _missed(number: int, base: str, due: str) -> Note:
    return Note(
        f"SLO-5 missed {number} · {base}",
        "SLO-5",
        f"no status update since {base}",
        "update_missed",
        ("managers",),
        {"missed": str(number), "due": due},
    )
