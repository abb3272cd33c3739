"""Which cases a sweep may leave unread: those at rest.

A case is at rest where it wanted nothing when it was last read whole (``plugin.queueing.settled``), Jira's ``updated``
is still that of this reading, it is not yet time, and what it wants rests on nothing but itself: a version may be moved
or released, and other cases' work counted, without a word about this one. Who is in which group may change too: so each
sweep also reads the cases whose turn it is, and none rests longer than ``TURNS`` sweeps. A case of which the board's
line was lost is not at rest, nor one that is parked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from redis import Redis

from plugin import queueing
from plugin.queueing.settled import Settled

TURNS = 24  # four hours at a sweep every ten minutes

_COUNT = "careflow:sweeps"


@dataclass(frozen=True, slots=True)
class Resting:
    """``cases`` by key, with what is known of them; ``to_read``: those that are not at rest, in Jira's order."""

    cases: dict[str, Settled]
    to_read: tuple[str, ...]


def resting(
    connection: Redis,
    stamps: Mapping[str, datetime],
    now: datetime | None,
    awake: Collection[str],
    mode: str = queueing.LIVE,
) -> Resting:
    """Divide cases, by key with Jira's ``updated``, into those at rest at ``now`` (Jira's) and those to be read.

    ``awake``: to be read anyway.
    """
    known, turn = queueing.settled_among(connection, list(stamps), mode), _next_turn(connection)
    rest = {
        key: it
        for key, it in known.items()
        if now is not None
        and it.alone
        and it.updated == stamps[key]
        and key not in awake
        and not _is_due(it, now)
        and crc32(key.encode()) % TURNS != turn
    }
    return Resting(rest, tuple(key for key in stamps if key not in rest))


def rearm(connection: Redis, cases: Iterable[tuple[str, Settled]], now: datetime) -> None:
    """Set the timers that cases at rest should have and have not: a timer that was lost is there again."""
    armed = {timer.unit for timer in queueing.timers(connection)}
    for key, known in cases:
        if known.wake_at is not None and key not in armed:
            queueing.arm(connection, key, known.wake_at, now)


def in_portions(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """``keys``, ``size`` at a time."""
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _is_due(known: Settled, now: datetime) -> bool:
    return known.wake_at is not None and known.wake_at <= now


def _next_turn(connection: Redis) -> int:
    return connection.incr(_COUNT) % TURNS
