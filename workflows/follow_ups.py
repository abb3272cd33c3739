"""CLO-3: when an unanswered solution is followed up, and when the case is closed.

The ten business days count from Solution Provided in the support hours of product and region, never 24×7; a wait of
N business days is over at the closing time of the N-th (CAL-6). What has been done is in the record: an attempt is
the moment when Jira took the email.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.business_hours import Calendar
from workflows.case import Case
from workflows.policy import Policy
from workflows.record import to_text
from workflows.statuses import Stretch
from workflows.terms import Status

_EMAIL = re.compile(r"CLO-3 email (\d+) · .+")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to reach the customer: when it is to be made, and when it was (None: not yet)."""

    number: int
    due_at: datetime | None  # None: not before the one before it has been made
    made_at: datetime | None
    email_id: str
    comment_id: str


def attempts(case: Case, policy: Policy, solution: Stretch, hours: Calendar) -> tuple[Attempt, ...]:
    """The attempts of one Solution Provided; a late one moves those after it by ``min_gap`` business days."""
    plan: list[Attempt] = []
    previous: datetime | None = solution.since
    for number, days in enumerate(policy.follow_ups.days, start=1):
        due = None
        if previous is not None:
            due = hours.wait_over(solution.since, days)
            if number > 1:
                due = max(due, hours.wait_over(previous, policy.follow_ups.min_gap))
        stamp = to_text(solution.since)
        email = f"CLO-3 email {number} · {stamp}"
        made = case.record.acts.get(email)
        plan.append(Attempt(number, due, made, email, f"CLO-3 follow-up {number} · {stamp}"))
        previous = made
    return tuple(plan)


def expected_closing(policy: Policy, solution: Stretch, hours: Calendar, number: int, now: datetime) -> datetime:
    """When the case will be closed if attempt ``number`` is made now, those after it in time, and nobody answers."""
    rules, made = policy.follow_ups, now
    for days in rules.days[number:]:
        made = max(hours.wait_over(solution.since, days), hours.wait_over(made, rules.min_gap))
    return max(hours.wait_over(solution.since, rules.close_after), hours.wait_over(made, rules.min_gap))


def closing(case: Case, policy: Policy, log: Sequence[Stretch], hours: Calendar) -> datetime | None:
    """When the case in Solution Provided is to be closed, or None: other status, or attempts still to be made."""
    solution = log[-1]
    if solution.status is not Status.SOLUTION:
        return None
    ends = hours.wait_over(solution.since, policy.follow_ups.close_after)
    for attempt in attempts(case, policy, solution, hours):
        if attempt.made_at is None:
            return None
        ends = max(ends, hours.wait_over(attempt.made_at, policy.follow_ups.min_gap))
    return ends


def number_of(act_id: str) -> int | None:
    """Which attempt an act on record was; None for any other act."""
    found = _EMAIL.fullmatch(act_id)
    return int(found[1]) if found else None
