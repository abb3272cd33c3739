"""One timer per case: an RQ scheduled job that wakes it, and a line in ``careflow:due`` that outlives the job.

A timer is a hint: it may ring early (then the case decides nothing and arms it again), late, or be lost with the
process that carried it (then ``revive`` rings three seconds later, and after a flush the sweep arms all anew).

The id of the RQ job differs at each arming. With one id per case, RQ would end the *ringing* job by expiring the
hash of the timer that was armed meanwhile (``Job.cleanup`` at the end of a job), and the timer would be lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from redis import Redis

from plugin.queueing.scripts import ARM, RING, script
from plugin.queueing.units import BULK_QUEUE
from plugin.queueing.wakes import stamp, wake
from workflows.record import from_text, to_text

_SOONEST = timedelta(seconds=1)  # a moment that is past already must not spin


@dataclass(frozen=True, slots=True)
class Timer:
    """``wake_at`` is in Jira's time; the delay was measured from Jira's now when it was armed."""

    unit: str
    wake_at: datetime


def arm(connection: Redis, unit: str, wake_at: datetime, now: datetime) -> None:
    """Set the unit's timer, instead of the one it had. ``now`` is Jira's: the delay is ``wake_at - now``.

    Only the delay is taken to this side: the worker's clock may be skewed, and a sandbox moves time.
    """
    delay = max(wake_at - now, _SOONEST)
    script(connection, ARM)(args=[unit, int(delay.total_seconds() * 1000), to_text(wake_at), stamp()])


def disarm(connection: Redis, unit: str) -> None:
    """Take the unit's timer away, if it has one."""
    script(connection, ARM)(args=[unit, "", "", ""])


def ring(connection: Redis, unit: str) -> None:
    """What the timer's job does: wake the unit."""
    script(connection, RING)(args=[unit, BULK_QUEUE, stamp()])


def timers(connection: Redis) -> list[Timer]:
    """The timers that have not rung, the next one first (by Jira's time)."""
    with connection.pipeline() as pipe:
        pipe.zrange("careflow:due", 0, -1)
        pipe.hgetall("careflow:timers")
        waiting, armed = pipe.execute()
    found = [(unit.decode(), armed[unit].decode().partition(" ")[2]) for unit in waiting if unit in armed]
    return sorted((Timer(unit, from_text(text)) for unit, text in found), key=lambda timer: timer.wake_at)


def fire_until(connection: Redis, moment: datetime) -> list[str]:
    """Ring at once every timer whose ``wake_at`` is not after ``moment`` (in Jira's time), and answer whose.

    For whoever moves Jira's clock, as the demo does with the sandbox's: the RQ timers measure real time.
    """
    fired = [timer.unit for timer in timers(connection) if timer.wake_at <= moment]
    for unit in fired:
        disarm(connection, unit)
        wake(connection, unit, "timer", urgent=True)
    return fired


def next_timer(connection: Redis) -> Timer | None:
    """The timer that comes first in Jira's time, or None."""
    return next(iter(timers(connection)), None)
