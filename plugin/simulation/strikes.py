"""Counts what happens in a run and says what strikes it: the plan, while a world plays it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from plugin.simulation.plan import ACTS, DELIVERIES, KILLS, REQUESTS, Fault, Kind, Things


class Killed(BaseException):
    """``kill -9`` of the worker: no handler of it may see this, and nothing that it would clean up happens."""


class Strikes:
    """``struck``: how many faults of each kind have struck. ``dead``: the worker was killed, and not started since."""

    def __init__(self, plan: Iterable[Fault]) -> None:
        self._planned = {(fault.kind, fault.number) for fault in plan}
        self._counted: Counter[tuple[Kind, ...]] = Counter()
        self.struck: Counter[Kind] = Counter()
        self.dead = False
        self.restless = False  # something went wrong since the last sweep that saw all

    @property
    def things(self) -> Things:
        """How many there were so far."""
        counted = self._counted
        return Things(counted[REQUESTS], counted[KILLS], counted[DELIVERIES], counted[ACTS])

    def next(self, kinds: tuple[Kind, ...]) -> Kind | None:
        """What strikes the next thing of those that ``kinds`` strike, if anything."""
        number = self._counted[kinds]
        self._counted[kinds] += 1
        for kind in kinds:
            if (kind, number) in self._planned:
                self.struck[kind] += 1
                self.restless = True
                return kind
        return None

    def step(self) -> Kind | None:
        """The worker takes a step: whether it dies after it. Raises Killed if it is dead, or dies before it."""
        if self.dead:
            raise Killed
        kind = self.next(KILLS)
        if kind is Kind.KILLED_BEFORE:
            self.die()
        return kind

    def die(self) -> None:
        """Raises Killed."""
        self.dead = True
        raise Killed
