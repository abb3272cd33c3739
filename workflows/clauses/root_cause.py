"""SLO-6: a root-cause report within 15 days, for a system-wide Critical case of table SLO-N.

Reminders three days before, on the day, and on each business day after, until ``Root Cause`` holds a text or a link.
It goes on after the case is closed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from workflows.actions import Note
from workflows.clauses.warnings import AFTER, latest_only
from workflows.decision import ClockState, Next, Verdict
from workflows.facts import Facts
from workflows.record import to_text
from workflows.terms import ClockName


def verdict(facts: Facts) -> Verdict:
    """The latest reminder that is due, and the next moment."""
    clock = facts.clock(ClockName.ROOT_CAUSE)
    if clock.state is ClockState.NONE or clock.met_at or clock.due_at is None:
        return Verdict()
    moments = _moments(facts, clock.due_at)
    reached = [_note(clock.due_at, at) for at in moments if at <= facts.now]
    ahead = [Next(at, "reminder of the root-cause report", "SLO-6") for at in moments]
    if clock.state is ClockState.RUNNING:
        ahead.append(Next(clock.due_at + AFTER, "the root-cause report is overdue", "SLO-6"))
    return Verdict(latest_only(facts, reached[-1:]), tuple(ahead))


def _moments(facts: Facts, due: datetime) -> list[datetime]:
    """Three days before, on the day at its opening, and the openings of the business days after, up to the next."""
    hours, zone = facts.support_hours, ZoneInfo(facts.zone)
    due_day = due.astimezone(zone).date()
    on_the_day = hours.opening(due_day) if hours.is_business_day(due_day) else due
    moments = [due - timedelta(days=facts.policy.root_cause_remind_days), min(on_the_day, due)]
    day = due_day
    while moments[-1] <= facts.now:
        day = hours.business_day_after(day, 1)
        moments.append(hours.opening(day))
    return moments


def _note(due: datetime, at: datetime) -> Note:
    overdue = at > due
    return Note(
        f"SLO-6 reminder · {to_text(at)}",
        "SLO-6",
        f"the root-cause report is due at {to_text(due)}",
        "root_cause_overdue" if overdue else "root_cause_reminder",
        ("assignee", "managers") if overdue else ("assignee",),
        {"due": to_text(due), "days": str(max(0, (due - at).days))},
    )
