"""What goes wrong in a world, as data: each fault a kind, and the number of the thing that it strikes.

Numbers count what happened in the run: reads and writes of Jira, scripts of the queue in Redis, deliveries of the
webhook, acts of people. So a plan that is shortened still means something, and strikes the same each time. Writes are
struck far more often than reads: that is where something can be lost or doubled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Thing(StrEnum):
    """What can be struck."""

    READ = "read"
    WRITE = "write"
    SCRIPT = "script"
    DELIVERY = "delivery"
    ACT = "act"


class Kind(StrEnum):
    """What can go wrong. ``BEFORE``: nothing was carried out; ``AFTER``: it was, and only the answer is lost."""

    TOO_MANY = "429"
    TOO_MANY_AFTER = "429 with Retry-After"
    BROKEN_BEFORE = "503 before the request took effect"
    BROKEN_AFTER = "503 after it took effect"
    RESET_BEFORE = "connection reset before it took effect"
    RESET_AFTER = "connection reset after it took effect"
    HUNG_BEFORE = "no answer in 30 s, nothing took effect"
    HUNG_AFTER = "no answer in 30 s, but it took effect"
    SLOW = "answer after 20 s"
    KILLED_BEFORE = "worker killed before a request or script"
    KILLED_AFTER = "worker killed after a request or script"
    LOST = "webhook lost"
    DOUBLED = "webhook doubled"
    LATE = "webhook half an hour late"
    REORDERED = "webhook after the next one"
    FLUSHED = "Redis emptied"
    STALE = "search stale for half an hour"
    DOWN = "Jira away for ten minutes"
    NO_GROUPS = "no groups to be had for ten minutes"
    DURING = "act while its case is being read"


BEFORE = (Kind.TOO_MANY, Kind.TOO_MANY_AFTER, Kind.BROKEN_BEFORE, Kind.RESET_BEFORE, Kind.HUNG_BEFORE)
AFTER = (Kind.BROKEN_AFTER, Kind.RESET_AFTER, Kind.HUNG_AFTER)
_KILLS = (Kind.KILLED_BEFORE, Kind.KILLED_AFTER)
STRIKES: Mapping[Thing, tuple[Kind, ...]] = {
    Thing.READ: (*BEFORE, *AFTER, Kind.SLOW, *_KILLS),
    Thing.WRITE: (*BEFORE, *AFTER, Kind.SLOW, *_KILLS),
    Thing.SCRIPT: _KILLS,
    Thing.DELIVERY: (Kind.LOST, Kind.DOUBLED, Kind.LATE, Kind.REORDERED),
    Thing.ACT: (Kind.FLUSHED, Kind.STALE, Kind.DOWN, Kind.NO_GROUPS, Kind.DURING),
}
_SHARE = {Thing.READ: 0.04, Thing.WRITE: 0.4, Thing.SCRIPT: 0.03, Thing.DELIVERY: 0.3, Thing.ACT: 0.5}
"""How many of the things are struck."""
_CROWD = 60
"""Acts in a world beyond which no more are struck: of many cases a site is not away, nor Redis emptied, more often."""
PROMPT = frozenset({Kind.DOUBLED, Kind.REORDERED, Kind.DURING, Kind.SLOW})
"""What delays nothing by more than some minutes."""
_LEFT_OUT = 0.3
"""How many of the kinds a seed leaves out: what mends one of them often hides what another breaks."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """``kind`` strikes the ``number``-th ``thing`` (from 0)."""

    thing: Thing
    number: int
    kind: Kind

    def __str__(self) -> str:
        """One line of a history."""
        return f"{self.thing} {self.number}: {self.kind}"


def seeded(random: Random, counts: Mapping[Thing, int]) -> list[Fault]:
    """Faults over a run that had so many things to strike; at most one on each."""
    allowed = {kind for kind in Kind if random.random() >= _LEFT_OUT}
    made: list[Fault] = []
    for thing in Thing:
        kinds, count = [kind for kind in STRIKES[thing] if kind in allowed], counts.get(thing, 0)
        share = _SHARE[thing] * (min(1.0, _CROWD / count) if thing is Thing.ACT and count else 1.0)
        struck = random.sample(range(count), round(count * share)) if kinds else []
        made += [Fault(thing, number, random.choice(kinds)) for number in sorted(struck)]
    return made
