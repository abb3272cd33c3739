"""Redis answers, workers are alive, and what is queued is worked on."""

from __future__ import annotations

from collections.abc import Iterator

from redis import Redis

from plugin import queueing
from plugin.doctor.findings import Finding, counted, enumerated, fails, ok, skipped, warning
from plugin.doctor.installation import Installation
from plugin.queueing.units import SWEEP
from workflows.record import to_text

_OLDEST_REDIS = (5,)  # RQ's own demand (https://python-rq.org)
_SLOW, _STUCK = 60.0, 600.0  # seconds that the oldest job may wait
_LATE = 120.0  # seconds
_PARKED = 10  # lines at most


def redis(it: Installation) -> Iterator[Finding]:
    """It answers, and is new enough."""
    told = it.redis.info("server")
    version = str(told.get("valkey_version") or told.get("redis_version", ""))
    name = f"{'Valkey' if told.get('valkey_version') else 'Redis'} {version}"
    whose = "" if it.settings.redis.url else ", the one that `careflow up` runs"
    if tuple(int(part) for part in str(told.get("redis_version", "0")).split(".")[:1]) < _OLDEST_REDIS:
        yield fails(f"{name} answers, and is too old", "upgrade it to Redis 5 or later")
    else:
        yield ok(f"{name} answers{whose}")


def workers(it: Installation) -> Iterator[Finding]:
    """Somebody works on our queues."""
    alive = queueing.workers(it.redis)
    if not alive:
        yield fails("no worker works on the cases", "start one: `careflow up`, or `careflow worker` on any machine")
        return
    hosts = dict.fromkeys(worker.hostname or "an unknown host" for worker in alive)
    yield ok(f"{counted(len(alive), 'worker')} on {enumerated(hosts)}")


def queue(it: Installation) -> Iterator[Finding]:
    """Nothing waits long."""
    standing = queueing.standing(it.redis)
    waiting = sum(standing.queued.values())
    numbers = f"{waiting} queued, {standing.running} running, {standing.held} held back"
    if pause := _pause(it.redis):
        yield warning(f"everything pauses: {pause}", "nothing to do, unless the same comes again")
    if standing.oldest < _SLOW:
        yield ok(numbers)
        return
    minutes = f"{numbers}; the oldest waits for {round(standing.oldest / 60)} min"
    verdict = fails if standing.oldest > _STUCK else warning
    yield verdict(minutes, "start more workers: `careflow up --workers 4`, or `careflow worker` on another machine")


def _pause(connection: Redis) -> str:
    found = queueing.paused(connection)
    return f"{found.reason} (another {round(found.seconds)} s)" if found else ""


def parked(it: Installation) -> Iterator[Finding]:
    """Nothing is left alone after failing again and again."""
    entries = queueing.park_list(it.redis)
    for entry in entries[:_PARKED]:
        yield fails(
            f"{entry.unit} is parked since {entry.at[:16].replace('T', ' ')}: {entry.reason}",
            f"mend that, then: careflow reconcile {entry.unit}"
            if "-" in entry.unit
            else "mend that; the sweep tries it again by itself",
        )
    if len(entries) > _PARKED:
        yield fails(f"{len(entries) - _PARKED} more are parked", "begin with those above: the reason may be the same")
    if not entries:
        yield ok("no case is parked")


def timers(it: Installation) -> Iterator[Finding]:
    """What was to be looked at again has been, when its time came (by Jira's clock)."""
    # The sweep's timer is set in moments of its own, not in Jira's.
    armed = [timer for timer in queueing.timers(it.redis) if timer.unit != SWEEP]
    now = it.server.date
    if not armed:
        yield ok("no case has a timer")
        return
    shown = f"{counted(len(armed), 'timer')}, the next one {armed[0].unit} at {to_text(armed[0].wake_at)}"
    if now is None:
        yield skipped(f"{shown}; Jira's answer bears no date to compare with")
        return
    late = [timer.unit for timer in armed if (now - timer.wake_at).total_seconds() > _LATE]
    if late:
        what = f"{counted(len(late), 'timer is', 'timers are')} late by Jira's clock: {enumerated(late)}"
        yield warning(what, "see that a worker runs; or say: careflow reconcile --all")
    else:
        yield ok(shown)
