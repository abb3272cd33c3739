"""100,000 armed timers: bytes of Redis each, time to arm, time to bring 10,000 that come due at once into the queue.

And how late timers ring while ten a second come due. RQ's own scheduled jobs are measured beside it, in the same run.

Lateness is that by Jira's clock: from the moment that was asked for, which has a fraction of a second as Jira's moments
have, until a worker takes the case. What is known of Jira's now is the Date of its answer, cut to seconds.
"""

from __future__ import annotations

import logging
import random
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep, time
from typing import Any, TypeAlias

from redis import Redis
from rq import Queue
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from benchmarks.figures import Figure, main
from plugin import queueing
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.queueing import Claim
from plugin.queueing.scripts import RING_DUE, script
from plugin.queueing.wakes import stamp
from plugin.timekeeper import Timekeeper

ARMED, DUE, RQ_ARMED = 100_000, 10_000, 10_000
LOOKS, A_SECOND = 400, 10
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
_LATE = "a second each for the fraction of the moment and for what the Date leaves out: never early costs that"
_LONGEST = (
    "each timer's job is written in the same script; fewer at once (plugin.queueing.timers) would make it shorter"
)


def measured() -> list[Figure]:
    """All figures."""
    logging.disable(logging.WARNING)  # RQ's scheduler logs to stdout, where the figures go
    with EmbeddedRedis(Path(tempfile.mkdtemp())) as server:
        redis = connect(server.url)
        rq, ours = rqs_own(redis), armed(redis)
        rq_fired, fired, longest = rqs_own_fire(redis), fire(redis), blocked(redis)
        rq_late = lateness(redis, server.url, rqs_scheduler(redis), at_rqs)
        late = {n: lateness(redis, server.url, ticking(server.url, n), at_ours) for n in (1, 4)}
    theirs = "RQ's enqueue_at"
    return [
        Figure("a timer's memory", ours[0], "bytes", 250, beside=theirs, beside_value=rq[0]),
        Figure("arming 100,000 timers", ours[1] * ARMED, "s", beside=theirs, beside_value=rq[1] * ARMED),
        Figure(
            f"{DUE:,} timers due at once, into the queue", fired, "s", 2, beside="RQScheduler", beside_value=rq_fired
        ),
        Figure(f"{DUE:,} timers due at once, the longest that Redis is held up", longest, "ms", 50, why=_LONGEST),
        *(line for n, each in late.items() for line in late_figures(each, rq_late, f"{n} worker{'s' * (n > 1)}")),
    ]


def late_figures(late: list[float], beside: list[float], who: str) -> Iterator[Figure]:
    """The middle, the tail and the earliest."""
    name = f"a timer's lateness by Jira's clock, {who}"
    theirs = "RQScheduler"
    yield Figure(f"{name}, p50", median(late), "s", beside=theirs, beside_value=median(beside))
    yield Figure(f"{name}, p99", _p99(late), "s", 2, beside=theirs, beside_value=_p99(beside), why=_LATE)
    yield Figure(f"{name}, the earliest", min(late), "s", 0, True, beside=theirs, beside_value=min(beside))


def _p99(late: list[float]) -> float:
    return quantiles(late, n=100)[98]


def armed(redis: Redis) -> tuple[float, float]:
    """Bytes and seconds for a timer."""
    empty(redis)
    before, began = used(redis), perf_counter()
    for number in range(ARMED):
        queueing.arm(redis, f"CARE-{number + 1}", NOW + timedelta(hours=1 + number % 1000), NOW)
    return (used(redis) - before) / ARMED, (perf_counter() - began) / ARMED


def rqs_own(redis: Redis) -> tuple[float, float]:
    """Bytes and seconds for a timer as RQ arms them."""
    empty(redis)
    before, began = used(redis), perf_counter()
    schedule(redis, RQ_ARMED)
    return (used(redis) - before) / RQ_ARMED, (perf_counter() - began) / RQ_ARMED


def schedule(redis: Redis, count: int, first: timedelta = timedelta(hours=1)) -> None:
    """Scheduled jobs of RQ's, an hour apart."""
    queue = Queue("careflow", connection=redis, serializer=JSONSerializer)
    for number in range(count):
        moment = datetime.now(UTC) + first + timedelta(hours=number % 1000)
        queue.enqueue_at(moment, "plugin.jobs.run_case", f"CARE-{number + 1}")


def rqs_own_fire(redis: Redis) -> float:
    """Seconds until RQ's scheduler has brought ``DUE`` jobs into the queue."""
    empty(redis)
    schedule(redis, DUE, first=-timedelta(hours=1000))
    scheduler: Any = RQScheduler(["careflow"], connection=redis, serializer=JSONSerializer)
    scheduler.acquire_locks()
    scheduler.prepare_registries()
    began = perf_counter()
    while redis.zcard("rq:scheduled:careflow"):
        scheduler.enqueue_scheduled_jobs()
    return perf_counter() - began


def make_due(redis: Redis) -> None:
    """So many timers that come due at the same moment."""
    empty(redis)
    for number in range(DUE):
        queueing.arm(redis, f"CARE-{number + 1}", NOW, NOW)
    redis.zadd("careflow:due", {f"CARE-{number + 1}": 1 for number in range(DUE)})


def fire(redis: Redis) -> float:
    """Seconds until all of them stand in the queue."""
    make_due(redis)
    began = perf_counter()
    if queueing.ring_due(redis) != DUE:
        raise RuntimeError("not all rang")
    return perf_counter() - began


def blocked(redis: Redis) -> float:
    """The longest, in ms, that Redis was at work for one script of them, as its slow log has it."""
    make_due(redis)
    script(redis, RING_DUE)(args=[stamp(), 0])  # it is loaded
    redis.config_set("slowlog-log-slower-than", 0)
    redis.slowlog_reset()
    queueing.ring_due(redis)
    redis.config_set("slowlog-log-slower-than", -1)
    return float(max(entry["duration"] for entry in redis.slowlog_get(128))) / 1000


Arm: TypeAlias = Callable[[Redis, str, float], object]
"""Sets the timer of a unit to a moment, in seconds since 1970."""


def lateness(redis: Redis, url: str, ringing: AbstractContextManager[None], arm: Arm) -> list[float]:
    """How many seconds after their moments cases are begun with."""
    empty(redis)
    redis.zadd("careflow:due", {"sweep": 10**15})
    chance = random.Random(1)
    moments: dict[str, float] = {}
    late: list[float] = []
    with ringing, popping(url, moments, late):
        for number in range(LOOKS):
            unit = f"CARE-{number + 1}"
            moments[unit] = time() + 2 + chance.random() * 8
            arm(redis, unit, moments[unit])
            sleep(1 / A_SECOND)
    return late


def at_ours(redis: Redis, unit: str, moment: float) -> None:
    """As a worker does it that knows Jira's now by the Date of its answer."""
    queueing.arm(redis, unit, _instant(moment), _instant(float(int(time()))))


def at_rqs(redis: Redis, unit: str, moment: float) -> None:
    """By RQ, for who knows no more of Jira's now."""
    redis.hset("careflow:dirty", unit, "1")  # or its run would find nothing to do
    now = time()
    queue = Queue("careflow", connection=redis, serializer=JSONSerializer)
    queue.enqueue_at(_instant(now + moment - int(now)), "plugin.jobs.run_case", unit, job_id=f"{unit}_0")


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@contextmanager
def ticking(url: str, processes: int) -> Iterator[None]:
    """As so many workers' processes do, each begun at another moment."""
    with ExitStack() as all_of_them:
        for _ in range(processes):
            all_of_them.enter_context(Timekeeper(connect(url, patience=5.0)))
            sleep(0.37)
        yield


@contextmanager
def rqs_scheduler(redis: Redis) -> Iterator[None]:
    """RQ's scheduler, which looks once a second."""
    over = threading.Event()
    scheduler: Any = RQScheduler(["careflow"], connection=redis, serializer=JSONSerializer)

    def run() -> None:
        while not over.wait(1):
            scheduler.acquire_locks(auto_start=False)
            scheduler.enqueue_scheduled_jobs()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()
    scheduler.release_locks()


@contextmanager
def popping(url: str, moments: dict[str, float], late: list[float]) -> Iterator[None]:
    """As a worker that takes each job at once; what it writes down is how late that is."""

    def run() -> None:
        with connect(url) as connection:
            while len(late) < LOOKS:
                taken: Any = connection.blpop(["rq:queue:careflow"], timeout=1)
                if taken:
                    claim = Claim(connection, taken[1].decode().rpartition("_")[0])
                    with claim as begun:
                        if begun.state == "run":
                            late.append(time() - moments[claim.unit])
                            claim.finish()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield
    thread.join()


def empty(redis: Redis) -> None:
    """Forget everything, and have the memory back at once, which counts."""
    redis.execute_command("FLUSHALL", "SYNC")  # type: ignore[no-untyped-call]


def used(redis: Redis) -> int:
    """Bytes that Redis has in use."""
    return int(redis.info("memory")["used_memory"])


if __name__ == "__main__":
    sys.exit(main(__doc__, measured))
