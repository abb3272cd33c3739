"""CLO-1, UPD-3: Solution Provided is set when a solution is given.

By an agent's transition (theirs), by their public comment with ``/solution``, by the customer's ``/solved`` or plain
word, or because a version was released that is the case's fix version (UPD-3); then the customer is told which update.

A release counts once for a case: it is put down when it is first seen, also while the case is in Solution Provided
already, so that neither a customer who answers that it still fails nor a version that is taken back and released again
brings the case there a second time.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.actions import Action, Tell, Witnessed
from workflows.clauses.moves import pending_move
from workflows.decision import Verdict
from workflows.facts import Facts
from workflows.record import Witness
from workflows.statuses import Cause, Release, Stretch
from workflows.terms import Status


def verdict(facts: Facts) -> Verdict:
    """The move, and the word on the update."""
    told = tuple(action for release in facts.releases for action in _of_release(facts, release))
    return Verdict((*pending_move(facts, {"CLO-1"}), *told))


def _of_release(facts: Facts, release: Release) -> Iterator[Action]:
    moved = next((s for s in facts.statuses if s.evidence == release.evidence), None)
    if moved is not None:
        yield from _told(facts, release, moved)
    if release.new and (moved is not None or facts.status is Status.SOLUTION):
        witness = Witness(moved.since if moved else release.at, "", "nobody", "released")
        why = f"version {release.name} was released"
        yield Witnessed(f"SLO-13 {release.evidence}", "SLO-13", why, release.evidence, witness)


def _told(facts: Facts, release: Release, moved: Stretch) -> Iterator[Tell]:
    tell = Tell(
        f"CLO-1 released {release.version_id}",
        "CLO-1",
        f"version {release.name} was released",
        "solution_released",
        facts.customer_facts(version=release.name),
        after=Status.SOLUTION,
    )
    if moved.cause is Cause.VERSION_RELEASED and moved is facts.statuses[-1] and not facts.done(tell.id):
        yield tell
