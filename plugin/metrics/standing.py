"""Where things stand now: queue, timers, workers."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from redis import Redis

from plugin import queueing
from plugin.metrics.catalogue import (
    BUILD,
    HELD,
    PARKED,
    PAUSED,
    QUEUE_DEPTH,
    QUEUE_OLDEST,
    RUNNING,
    TIMERS,
    TIMERS_LATE,
    TIMERS_LATEST,
    WORKERS,
)
from plugin.metrics.counting import Series


def gauges(connection: Redis) -> dict[Series, float]:
    """The value of each gauge. Raises redis' errors."""
    stands = queueing.standing(connection)
    pause = queueing.paused(connection)
    found: dict[Series, float] = {(QUEUE_DEPTH.name, queue): depth for queue, depth in stands.queued.items()}
    alone = {
        QUEUE_OLDEST: stands.oldest,
        RUNNING: stands.running,
        HELD: stands.held,
        PARKED: stands.parked,
        PAUSED: max(0.0, pause.seconds) if pause else 0,
        TIMERS: stands.timers,
        TIMERS_LATE: stands.late,
        TIMERS_LATEST: stands.latest,
        WORKERS: len(queueing.workers(connection)),
    }
    found |= {(metric.name,): round(number, 3) for metric, number in alone.items()}
    return found | {(BUILD.name, installed_version()): 1}


def installed_version() -> str:
    """Careflow's version; ``unknown`` in a checkout that is not installed."""
    try:
        return version("careflow")
    except PackageNotFoundError:
        return "unknown"
