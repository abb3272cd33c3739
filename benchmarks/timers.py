"""100,000 armed timers: bytes of Redis each, time to arm, time to bring 10,000 that come due at once into the queue."""

from __future__ import annotations

import logging
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, cast

from redis import Redis
from rq import Queue
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from benchmarks.figures import Figure, main
from plugin import queueing
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis

ARMED, DUE, RQ_ARMED = 100_000, 10_000, 10_000
_MEMORY = "320 bytes are RQ's job; a due index alone would do with 130"
_FIRING = "RQ's scheduler makes each job again; a due index that a script empties would not"
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def measured() -> list[Figure]:
    """All figures."""
    logging.disable(logging.WARNING)  # RQ's scheduler logs to stdout, where the figures go
    with EmbeddedRedis(Path(tempfile.mkdtemp())) as server:
        redis = connect(server.url)
        rq = rqs_own(redis)
        redis.flushall()
        before, began = used(redis), perf_counter()
        for number in range(ARMED):
            queueing.arm(redis, f"CARE-{number + 1}", NOW + timedelta(hours=1 + number % 1000), NOW)
        seconds = perf_counter() - began
        each = (used(redis) - before) / ARMED
        fired, moved = fire(redis)
    return [
        Figure("a timer's memory", each, "bytes", 250, beside="RQ's enqueue_at", beside_value=rq[0], why=_MEMORY),
        Figure("arming 100,000 timers", seconds, "s", beside="RQ's enqueue_at", beside_value=rq[1] * ARMED),
        Figure(f"{moved:,} timers due at once, into the queue", fired, "s", 2, why=_FIRING),
    ]


def rqs_own(redis: Redis) -> tuple[float, float]:
    """Bytes and seconds for a timer as RQ arms them."""
    redis.flushall()
    queue = Queue("careflow", connection=redis, serializer=JSONSerializer)
    before, began = used(redis), perf_counter()
    for number in range(RQ_ARMED):
        queue.enqueue_at(datetime.now(UTC) + timedelta(hours=1 + number % 1000), "plugin.jobs.ring", f"CARE-{number}")
    return (used(redis) - before) / RQ_ARMED, (perf_counter() - began) / RQ_ARMED


def fire(redis: Redis) -> tuple[float, int]:
    """Seconds until ``DUE`` timers that come due in the same second stand in the queue, and how many there were."""
    redis.flushall()
    for number in range(DUE):
        queueing.arm(redis, f"CARE-{number + 1}", NOW, NOW)
    late = cast("list[tuple[bytes, float]]", redis.zrange("rq:scheduled:careflow", 0, -1, withscores=True))
    redis.zadd("rq:scheduled:careflow", {name: 1 for name, _ in late})
    redis.zadd("careflow:due", {f"CARE-{n + 1}": 1 for n in range(DUE)})
    scheduler: Any = RQScheduler(["careflow"], connection=redis, serializer=JSONSerializer)
    scheduler.acquire_locks()
    scheduler.prepare_registries()
    began = perf_counter()
    while redis.zcard("rq:scheduled:careflow") or redis.zcard("careflow:due"):
        scheduler.enqueue_scheduled_jobs()
        queueing.revive(redis)
    seconds = perf_counter() - began
    scheduler.release_locks()
    return seconds, len(late)


def used(redis: Redis) -> int:
    """Bytes that Redis has in use."""
    return int(redis.info("memory")["used_memory"])


if __name__ == "__main__":
    sys.exit(main(__doc__, measured))
