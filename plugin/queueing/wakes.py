"""Waking units, and seeing where they stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from redis import Redis
from rq.defaults import RQ_KEY_PREFIX
from rq.utils import now as rq_now
from rq.utils import utcformat

from plugin.queueing.scripts import FORGET_KEY, REVIVE, WAKE, script
from plugin.queueing.units import BULK_QUEUE, QUEUES, URGENT_QUEUE, issue_id_in, version_unit

_LATELY = 900  # seconds
_LATE = 3_000  # ms after which a timer counts as late; workers ring those that are due all the time
_AT_ONCE = 1_000  # units revived in one pass


@dataclass(frozen=True, slots=True)
class Woken:
    """Which unit was woken (an id whose key is known is woken as the key) and what became of it.

    ``queued``, ``coalesced`` (was queued already), ``running`` (runs, and will run again) or ``held``; ``own``: it was
    our own writing that was delivered, and nobody was woken (``plugin.queueing.own_writes``).
    """

    unit: str
    state: str


@dataclass(frozen=True, slots=True)
class Parked:
    """A unit that is left alone until it changes or somebody asks for it."""

    unit: str
    reason: str
    at: str
    count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Numbers for ``/metrics`` and ``doctor``. ``oldest`` is the age in seconds of the oldest queued job.

    ``late``: timers that ``ring_due`` would ring if anybody called it; ``latest``: by how many seconds the latest is.
    """

    queued: dict[str, int]
    running: int
    held: int
    parked: int
    timers: int
    oldest: float
    late: int = 0
    latest: float = 0.0


def stamp() -> str:
    """The moment, as RQ writes it into its jobs."""
    return utcformat(rq_now())


def wake(
    connection: Redis, case: str, reason: str, urgent: bool = False, *, delivered: bool = False, by: str = ""
) -> Woken:
    """Mark a unit dirty and queue a job for it unless one is queued, in one round trip.

    ``case`` is a key or a unit of ``plugin.queueing.units``. ``reason`` is for people; no decision rests on it.
    ``delivered``: Jira's webhook said so, which ``plugin.queueing.deliveries`` remembers. ``by``: the account that did
    what was delivered, where that is sure. Raises redis' errors: then
    nothing was queued.
    """
    del reason  # a level, not an edge: kept in the signature for the log of the caller
    queue = URGENT_QUEUE if urgent else BULK_QUEUE
    arguments = [case, queue, stamp(), "delivered" if delivered else "", by]
    state, _, unit = cast(bytes, script(connection, WAKE)(args=arguments)).decode().partition(" ")
    return Woken(unit, state)


def wake_version(connection: Redis, version_id: str, *, delivered: bool = False) -> Woken:
    """Wake the cases that are to be fixed in a released version (CLO-1): one job finds them."""
    return wake(connection, version_unit(version_id), "released", urgent=True, delivered=delivered)


def learn_key(connection: Redis, issue_id: str, key: str) -> None:
    """Remember which key an issue's id has, so that both wake the same unit (FACTS 0.7).

    Only as Jira answered it: a delivery may pair an id with another issue's key, and the case would never be woken.
    """
    connection.hset("careflow:alias", issue_id, key)


def forget_key(connection: Redis, key: str) -> list[str]:
    """Forget which ids have this key, since Jira does not know it (any more); answers the ids."""
    return [found.decode() for found in cast("list[bytes]", script(connection, FORGET_KEY)(args=[key]))]


def key_of(connection: Redis, unit: str) -> str | None:
    """The key behind a unit that bears only an id, where it is known."""
    issue_id = issue_id_in(unit)
    found = cast("bytes | None", connection.hget("careflow:alias", issue_id)) if issue_id else None
    return found.decode() if found else None


def revive(connection: Redis) -> int:
    """Queue again what a killed process left behind: cheap, safe to run from anywhere, at any time.

    Answers how many units it queued. Every worker's process does it each second (``plugin.timekeeper``).
    """
    return int(cast(int, script(connection, REVIVE)(args=[stamp(), _AT_ONCE])))


def park_list(connection: Redis) -> list[Parked]:
    """What is parked, for ``doctor`` and the board."""
    found = cast(dict[bytes, bytes], connection.hgetall("careflow:parked"))
    entries = ((unit.decode(), json.loads(text)) for unit, text in found.items())
    return sorted((Parked(unit, e["reason"], e["at"], e["count"]) for unit, e in entries), key=lambda p: p.unit)


def went_well_lately(connection: Redis) -> bool:
    """Whether some run ended well in the last quarter of an hour: then it is not Jira on which all others fail."""
    well = cast("bytes | None", connection.get("careflow:well"))
    seconds, _ = connection.time()
    return well is not None and seconds - int(well) / 1000 < _LATELY


def standing(connection: Redis) -> Standing:
    """Where the queue stands, in two round trips."""
    with connection.pipeline(transaction=False) as pipe:
        for queue in QUEUES:
            pipe.llen(f"{RQ_KEY_PREFIX}:queue:{queue}")
            pipe.lindex(f"{RQ_KEY_PREFIX}:queue:{queue}", 0)
        for kept in ("running", "held", "due"):
            pipe.zcard(f"careflow:{kept}")
        pipe.hlen("careflow:parked")
        pipe.zrange("careflow:due", 0, 0, withscores=True)
        pipe.time()
        answers: list[Any] = pipe.execute()
    *of_queues, running, held, due, parked, first_due, (seconds, microseconds) = answers
    now = seconds * 1000 + microseconds / 1000
    heads = [head.decode() for head in of_queues[1::2] if head]
    with connection.pipeline(transaction=False) as pipe:
        for head in heads:
            pipe.hget(f"{RQ_KEY_PREFIX}:job:{head}", "enqueued_at")
        pipe.zcount("careflow:due", "-inf", now - _LATE)
        *stamps, late = pipe.execute()
    since = [datetime.fromisoformat(text.decode()) for text in stamps if text]
    oldest = max(((rq_now() - moment).total_seconds() for moment in since), default=0.0)
    return Standing(
        queued=dict(zip(QUEUES, of_queues[::2], strict=True)),
        running=running,
        held=held,
        parked=parked,
        timers=due,
        oldest=max(0.0, oldest),
        late=late,
        latest=(now - first_due[0][1]) / 1000 if late and first_due else 0.0,
    )
