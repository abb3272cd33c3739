"""CLO-1: Solution Provided is set when a solution is given.

By an agent's transition (theirs), by their public comment with ``/solution``, by the customer's ``/solved`` or plain
word, or because a version was released that is the case's fix version (UPD-3); then the customer is told which update.
"""

from __future__ import annotations

from workflows.actions import Action, Tell, Witnessed
from workflows.clauses.moves import by_our_hand, pending_move
from workflows.decision import Verdict
from workflows.facts import Facts
from workflows.record import Witness
from workflows.statuses import Cause
from workflows.terms import Status


def verdict(facts: Facts) -> Verdict:
    """The move, and the word on the update."""
    actions: list[Action] = [*pending_move(facts, {"CLO-1"})]
    for release in facts.releases:
        stretch = next((s for s in facts.statuses if s.evidence == release.evidence), None)
        if stretch is None or stretch.cause is not Cause.VERSION_RELEASED or not by_our_hand(facts, stretch):
            continue
        tell = Tell(
            f"CLO-1 released {release.version_id}",
            "CLO-1",
            f"version {release.name} was released",
            "solution_released",
            facts.customer_facts(version=release.name),
            after=Status.SOLUTION,
        )
        if not facts.done(tell.id) and stretch is facts.statuses[-1]:
            actions.append(tell)
        if release.evidence not in facts.case.record.witnessed:
            witness = Witness(release.at, "", "nobody", "released")
            actions.append(Witnessed(f"SLO-13 {release.evidence}", "SLO-13", tell.why, release.evidence, witness))
    return Verdict(tuple(actions))
