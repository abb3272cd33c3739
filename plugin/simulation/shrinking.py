"""From a history that fails to a short one that still does: cases and kinds of faults are left out, then single ones.

Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (IEEE TSE 28(2), 2002): leave out ever
smaller parts, as long as what is left fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from plugin.simulation.trial import Verdict, held_against

T = TypeVar("T")


@dataclass
class Budget:
    """How many more tries there are."""

    left: int

    def spend(self) -> bool:
        """Take one; False where none is left."""
        self.left -= 1
        return self.left >= 0


def shortened(redis_url: str, failed: Verdict, tries: int) -> Verdict:
    """The verdict on the shortest history found within so many tries, each a pair of worlds on ``redis_url``."""
    budget, best = Budget(tries), failed

    def without(**parts: Sequence[object]) -> bool:
        nonlocal best
        given = {"history": best.history, "plan": best.plan} | parts
        tried = held_against(redis_url, failed.seed, **given)  # type: ignore[arg-type]
        if tried.found:
            best = tried
        return bool(tried.found)

    def only(cases: Sequence[int]) -> bool:
        return without(history=[act for act in failed.history if act.case in cases])

    # A try takes the longer the more cases there are: first without all that stand as they should.
    cases = failed.at_fault
    if not (cases and budget.spend() and only(cases)):
        cases = [*dict.fromkeys(act.case for act in failed.history)]
    shortest(cases, only, budget)
    for kind in {fault.kind: 0 for fault in best.plan}:
        if budget.spend():
            without(plan=[fault for fault in best.plan if fault.kind is not kind])
    shortest(best.plan, lambda plan: without(plan=plan), budget)
    shortest(best.history, lambda history: without(history=history), budget)
    return best


def shortest(items: Sequence[T], fails: Callable[[Sequence[T]], bool], budget: Budget) -> Sequence[T]:
    """A part of ``items``, in their order, that still ``fails`` and from which no single one can be left out.

    Not as short as that where the budget is spent before.
    """
    if items and budget.spend() and fails(()):
        return ()
    parts = 2
    while len(items) > 1:
        size = -(-len(items) // parts)
        starts = range(0, len(items), size)
        for start in starts:
            if not budget.spend():
                return items
            rest = [*items[:start], *items[start + size :]]
            if rest and fails(rest):
                items, parts = rest, max(parts - 1, 2)
                break
        else:
            if size == 1:
                return items
            parts = min(len(items), 2 * parts)
    return items
