"""What the clauses of chapter CLO share: the one move that is still to be made."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.actions import Move
from workflows.clauses.fields import is_refused
from workflows.facts import Facts
from workflows.terms import Field


def pending_move(facts: Facts, clauses: Iterable[str]) -> tuple[Move, ...]:
    """The transition to the status in force, where Jira has another and one of ``clauses`` asked for it."""
    last = facts.statuses[-1]
    if facts.case.status is last.status or last.clause not in clauses:
        return ()
    reachable = facts.case.reachable
    if is_refused(facts, Field.STATUS, last.status) and (reachable is None or last.status not in reachable):
        return ()
    why = f"{last.cause}" + (f" ({last.evidence})" if last.evidence else "")
    return (Move(f"{last.clause} to {last.status} {last.evidence}".strip(), last.clause, why, last.status, last.since),)
