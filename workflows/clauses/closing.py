"""CLO-2, CLO-3: the case is closed when the customer accepts the solution, or did not respond within ten business days.

Never before the tenth business day is over, and never with fewer than two attempts made (``workflows.follow_ups``).
"""

from __future__ import annotations

from workflows.actions import Action, Tell
from workflows.clauses.moves import pending_move
from workflows.decision import Verdict
from workflows.facts import Facts
from workflows.record import to_text
from workflows.terms import Status

_TEXTS = {"CLO-2": "closed_accepted", "CLO-3": "closed_no_response"}


def verdict(facts: Facts) -> Verdict:
    """The move to Closed, and once the case is there, the word to the customer."""
    last = facts.statuses[-1]
    if last.clause not in _TEXTS:
        return Verdict()
    actions: list[Action] = [*pending_move(facts, _TEXTS)]
    solution = facts.statuses[-2]
    tell = Tell(
        f"{last.clause} closed · {to_text(solution.since)}",
        last.clause,
        str(last.cause),
        _TEXTS[last.clause],
        facts.customer_facts(),
        after=Status.CLOSED,
    )
    if not facts.done(tell.id):
        actions.append(tell)
    return Verdict(tuple(actions))
