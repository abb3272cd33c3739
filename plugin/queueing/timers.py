"""One timer per case: its place in ``careflow:due``, by Redis' clock, and beside it the moment in Jira's time.

Whoever calls ``ring_due`` wakes those whose time has come, as every worker's process does five times a second
(``plugin.timekeeper``): each timer rings once, whoever comes first. A timer is a hint: it may ring early, as where
Jira's clock was set back (then the case decides nothing and arms it again), or late, and after a flush the sweep arms
all anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from redis import Redis

from plugin.queueing.scripts import ARM, DISARM, RING_DUE, script
from plugin.queueing.wakes import stamp, wake
from workflows.record import from_text, to_text

_SOONEST = timedelta(seconds=1)  # a moment that is past already must not spin
_MILLISECOND = timedelta(milliseconds=1)
_AT_ONCE = 250  # timers rung by one script: Redis answers nobody else meanwhile


@dataclass(frozen=True, slots=True)
class Timer:
    """``wake_at`` is in Jira's time; the delay was measured from Jira's now when it was armed."""

    unit: str
    wake_at: datetime


def arm(connection: Redis, unit: str, wake_at: datetime, now: datetime) -> None:
    """Set the unit's timer, instead of the one it had. ``now`` is Jira's: the delay is ``wake_at - now``.

    Only the delay is taken to this side: the worker's clock may be skewed, and a sandbox moves time. It goes up to the
    next whole second of Jira's time: Jira's now is the Date of its answer, which is cut to seconds, so that a moment
    with a fraction is not there yet in the second in which it falls.
    """
    delay = max(wake_at + timedelta(microseconds=-wake_at.microsecond % 1_000_000) - now, _SOONEST)
    script(connection, ARM)(args=[unit, -(-delay // _MILLISECOND), to_text(wake_at)])


def disarm(connection: Redis, unit: str) -> None:
    """Take the unit's timer away, if it has one."""
    script(connection, DISARM)(args=[unit])


def ring_due(connection: Redis) -> int:
    """Wake every unit whose timer is due by Redis' clock, and answer how many there were. Raises redis' errors.

    Safe to call from anywhere, at any time: a timer goes in the script that wakes its unit.
    """
    rung, found = 0, _AT_ONCE
    while found == _AT_ONCE:
        found = cast(int, script(connection, RING_DUE)(args=[stamp(), _AT_ONCE]))
        rung += found
    return rung


def timers(connection: Redis) -> list[Timer]:
    """The timers that have not rung, the next one first (by Jira's time)."""
    with connection.pipeline() as pipe:
        pipe.zrange("careflow:due", 0, -1)
        pipe.hgetall("careflow:timers")
        waiting, armed = pipe.execute()
    # The moment stands last where a version that kept RQ's job beside it wrote it.
    found = [(unit.decode(), armed[unit].decode().rpartition(" ")[2]) for unit in waiting if unit in armed]
    return sorted((Timer(unit, from_text(text)) for unit, text in found), key=lambda timer: timer.wake_at)


def fire_until(connection: Redis, moment: datetime) -> list[str]:
    """Ring at once every timer whose ``wake_at`` is not after ``moment`` (in Jira's time), and answer whose.

    For whoever moves Jira's clock, as the demo does with the sandbox's: timers are counted in real time.
    """
    fired = [timer.unit for timer in timers(connection) if timer.wake_at <= moment]
    for unit in fired:
        disarm(connection, unit)
        wake(connection, unit, "timer", urgent=True)
    return fired


def next_timer(connection: Redis) -> Timer | None:
    """The timer that comes first in Jira's time, or None."""
    return next(iter(timers(connection)), None)
