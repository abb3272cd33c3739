"""Counts what happens in a run and says what strikes it: the plan, while a world plays it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from plugin.simulation.plan import Fault, Kind, Thing

_NEED_A_SWEEP = frozenset({Kind.LOST, Kind.FLUSHED, Kind.STALE})  # the queue alone cannot mend them


class Killed(BaseException):
    """``kill -9`` of the worker: no handler of it may see this, and nothing that it would clean up happens."""


class Strikes:
    """``counted``: the things so far; ``struck``: how many faults of each kind have struck.

    ``dead``: the worker was killed, and not started since. ``restless``: something is amiss that a sweep must find.
    """

    def __init__(self, plan: Iterable[Fault]) -> None:
        self._planned = {(fault.thing, fault.number): fault.kind for fault in plan}
        self.counted: Counter[Thing] = Counter()
        self.struck: Counter[Kind] = Counter()
        self.dead = False
        self.restless = False

    def next(self, thing: Thing) -> Kind | None:
        """What strikes the next thing of its sort, if anything. Raises Killed if the worker dies before it."""
        kind = self._planned.get((thing, self.counted[thing]))
        self.counted[thing] += 1
        if kind is not None:
            self.struck[kind] += 1
            self.restless |= kind in _NEED_A_SWEEP
        if kind is Kind.KILLED_BEFORE:
            self.die()
        return kind

    def die(self) -> None:
        """Raises Killed."""
        self.dead = True
        raise Killed
