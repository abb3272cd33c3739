"""What goes wrong in a world, as data: each fault a kind, and the number of the thing that it strikes.

Numbers count what happened in the run: REST requests, steps (a REST request or a script of the queue in Redis),
deliveries of the webhook, acts of people. So a plan that is shortened still means something, and strikes the same each
time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """What can go wrong. ``BEFORE``: nothing was carried out; ``AFTER``: it was, and only the answer is lost."""

    TOO_MANY = "429"
    TOO_MANY_AFTER = "429 with Retry-After"
    BROKEN_BEFORE = "503 before the write"
    BROKEN_AFTER = "503 after the write"
    RESET_BEFORE = "reset before the write"
    RESET_AFTER = "reset after the write"
    HUNG_BEFORE = "no answer, nothing written"
    HUNG_AFTER = "no answer, but written"
    KILLED_BEFORE = "worker killed before a step"
    KILLED_AFTER = "worker killed after a step"
    LOST = "webhook lost"
    DOUBLED = "webhook doubled"
    LATE = "webhook half an hour late"
    REORDERED = "webhook after the next one"
    FLUSHED = "Redis flushed"
    STALE = "search stale for half an hour"
    DURING = "act while its case is being read"


BEFORE = (Kind.TOO_MANY, Kind.TOO_MANY_AFTER, Kind.BROKEN_BEFORE, Kind.RESET_BEFORE, Kind.HUNG_BEFORE)
AFTER = (Kind.BROKEN_AFTER, Kind.RESET_AFTER, Kind.HUNG_AFTER)
REQUESTS = BEFORE + AFTER
KILLS = (Kind.KILLED_BEFORE, Kind.KILLED_AFTER)
DELIVERIES = (Kind.LOST, Kind.DOUBLED, Kind.LATE, Kind.REORDERED)
ACTS = (Kind.FLUSHED, Kind.STALE, Kind.DURING)
_SHARE = {REQUESTS: 0.06, KILLS: 0.02, DELIVERIES: 0.3, ACTS: 0.25}
"""How many of the things that a fault can strike are struck."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """The ``number``-th (from 0) thing of those that faults of this kind strike."""

    kind: Kind
    number: int

    def __str__(self) -> str:
        """One line of a history."""
        things = next(name for kinds, name in _NAMES.items() if self.kind in kinds)
        return f"{self.kind} ({things} {self.number})"


_NAMES = {REQUESTS: "request", KILLS: "step", DELIVERIES: "delivery", ACTS: "act"}


@dataclass(frozen=True, slots=True)
class Things:
    """How many there were of what faults strike, in a run without any."""

    requests: int = 0
    steps: int = 0
    deliveries: int = 0
    acts: int = 0


def seeded(random: Random, things: Things) -> list[Fault]:
    """Faults over a run that had so many things to strike; at most one on each."""
    counts = {REQUESTS: things.requests, KILLS: things.steps, DELIVERIES: things.deliveries, ACTS: things.acts}
    made: list[Fault] = []
    for kinds, count in counts.items():
        struck = random.sample(range(count), min(count, max(1, round(count * _SHARE[kinds]))))
        made += [Fault(random.choice(kinds), number) for number in sorted(struck)]
    return made
