"""CLO-3: two attempts to reach the customer by email before an unanswered case is closed.

3 and 7 business days after Solution Provided (``follow_ups.days``), each an email by Jira's own notification and a
public comment.
"""

from __future__ import annotations

from workflows.actions import Action, Email, Tell
from workflows.clauses.fields import RETRY_REFUSED, is_refused
from workflows.decision import Next, Verdict
from workflows.facts import Facts
from workflows.follow_ups import Attempt, attempts, closing, expected_closing
from workflows.record import to_text
from workflows.terms import Status

EMAIL = "Email"


def verdict(facts: Facts) -> Verdict:
    """The attempt that is due, and the next."""
    solution = facts.statuses[-1]
    if solution.status is not Status.SOLUTION:
        return Verdict()
    plan = attempts(facts.case, facts.policy, solution, facts.support_hours)
    pending = next((a for a in plan if a.made_at is None and a.due_at is not None), None)
    if pending is None:
        return _only_closing_left(facts)
    if pending.due_at is not None and pending.due_at > facts.now:
        return Verdict(upcoming=(Next(pending.due_at, f"follow-up {pending.number} to the customer", "CLO-3"),))
    if is_refused(facts, EMAIL, pending.email_id):
        again = facts.case.record.refused[EMAIL].at + RETRY_REFUSED
        return Verdict(upcoming=(Next(again, f"follow-up {pending.number} is tried again", "CLO-3"),))
    return Verdict(_attempt(facts, pending, plan))


def _only_closing_left(facts: Facts) -> Verdict:
    ends = closing(facts.case, facts.policy, facts.statuses, facts.support_hours)
    return Verdict(upcoming=(Next(ends, "closed without a response", "CLO-3"),) if ends else ())


def _attempt(facts: Facts, attempt: Attempt, plan: tuple[Attempt, ...]) -> tuple[Action, ...]:
    why = f"no response since the solution; attempt {attempt.number} of {len(plan)}"
    ends = expected_closing(facts.policy, facts.statuses[-1], facts.support_hours, attempt.number, facts.now)
    text_facts = facts.customer_facts(number=str(attempt.number), of=str(len(plan)), closes_on=to_text(ends))
    return (
        Email(attempt.email_id, "CLO-3", why, "follow_up", text_facts),
        Tell(attempt.comment_id, "CLO-3", why, "follow_up", text_facts),
    )
