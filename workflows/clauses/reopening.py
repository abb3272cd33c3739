"""CLO-4, CLO-5, CLO-6: a word from the customer brings the case back to In Progress.

CLO-4: any comment in Solution Provided that is not an acceptance ends the countdown; thanks alone change nothing.
CLO-5: a closed case is reopened by the customer's comment, by ``/reopen`` or by a transition; thanks and acceptances
do not reopen. CLO-6: Waiting for Customer is left when the customer comments.
"""

from __future__ import annotations

from workflows.actions import Action, Tell
from workflows.clauses.moves import pending_move
from workflows.decision import Verdict
from workflows.facts import Facts
from workflows.terms import Status

CLAUSES = frozenset({"CLO-4", "CLO-5", "CLO-6"})


def verdict(facts: Facts) -> Verdict:
    """The move, and for a closed case the word that it is open again."""
    last = facts.statuses[-1]
    actions: list[Action] = [*pending_move(facts, CLAUSES)]
    if last.clause == "CLO-5" and facts.statuses[-2].status is Status.CLOSED:
        tell = Tell(
            f"CLO-5 reopened {last.evidence}",
            "CLO-5",
            str(last.cause),
            "reopened",
            facts.customer_facts(),
            after=Status.IN_PROGRESS,
        )
        if not facts.done(tell.id):
            actions.append(tell)
    return Verdict(tuple(actions))
