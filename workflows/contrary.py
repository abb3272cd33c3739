"""What people did that the policy would not have: a case closed before its time.

A case is closed by the customer, who accepts the solution (CLO-2), or when the customer has not responded within ten
business days and two attempts (CLO-3). Whoever else closes one before that does otherwise than the policy, and careflow
leaves it so: there is no act of its own to compare. All else that goes against the policy it puts right, and that act
of its rehearsal shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from workflows.facts import Facts, establish
from workflows.policy import Policy
from workflows.rehearsal import Rehearsal
from workflows.statuses import Stretch
from workflows.terms import Status
from workflows.timeline import Act, Who


class Kind(StrEnum):
    """Alike ones."""

    EARLY = "closed too early"
    UNSOLVED = "closed without a solution"


@dataclass(frozen=True, slots=True)
class Contrary:
    """Something that somebody did against the policy; ``what`` says it in full."""

    at: datetime
    clause: str
    kind: Kind
    by: str
    what: str


def contraries(rehearsal: Rehearsal, policy: Policy) -> tuple[Contrary, ...]:
    """Whatever people did in the life that was rehearsed, oldest first."""
    policy = policy.in_earnest()
    if not policy.on("CLO-3"):
        return ()
    facts = establish(rehearsal.decision.case, policy, rehearsal.until)
    acts = {act.id: act for act in facts.acts}
    closings = ((before, acts.get(after.evidence)) for before, after in pairwise(facts.statuses) if _by_hand(after))
    return tuple(found for before, act in closings if act is not None for found in _judged(facts, before, act))


def _by_hand(stretch: Stretch) -> bool:
    return stretch.status is Status.CLOSED and not stretch.clause


def _judged(facts: Facts, before: Stretch, act: Act) -> Iterator[Contrary]:
    if act.who is Who.CUSTOMER:
        return
    if before.status is not Status.SOLUTION:
        what = f"closed it from {before.status}: no solution had been provided"
        yield Contrary(act.at, "CLO-3", Kind.UNSOLVED, act.by, what)
        return
    wanted = facts.policy.follow_ups.close_after
    if act.at < facts.support_hours.wait_over(before.since, wanted):
        days = _business_days(facts, before, act.at)
        what = f"closed it after {days} of {wanted} business days without a response"
        yield Contrary(act.at, "CLO-3", Kind.EARLY, act.by, what)


def _business_days(facts: Facts, solution: Stretch, at: datetime) -> int:
    """How many business days since the solution are over."""
    days = 0
    while facts.support_hours.wait_over(solution.since, days + 1) <= at:
        days += 1
    return days
