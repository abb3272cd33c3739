"""Real workers on a real Redis, and what happens when they are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from plugin import queueing
from plugin.embedded import EmbeddedRedis

SCRIPT = Path(__file__).with_name("worker_of_the_tests.py")
ROOT = Path(__file__).parents[2]
NOW = datetime(2019, 3, 1, 12, tzinfo=UTC)

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(redis: Redis, redis_server: EmbeddedRedis, tmp_path: Path) -> Iterator[Start]:
    """Start a worker whose runs take so many seconds; all are ended after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: float) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(SCRIPT), redis_server.url, *map(str, arguments)]
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        with (tmp_path / f"worker {len(started)}").open("wb") as said:
            started.append(subprocess.Popen(command, cwd=ROOT, env=environ, stdout=said, stderr=said))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(holds: Callable[[], object], seconds: float = 40) -> float:
    """Wait until something holds; how long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it did not come to that"
        time.sleep(0.05)
    return time.monotonic() - began


def runs(redis: Redis, name: str) -> list[str]:
    return [key.decode() for key in redis.lrange(name, 0, -1)]


def test_a_worker_runs_what_is_woken_sweeps_at_its_start_and_ends_with_0_when_told(redis: Redis, start: Start) -> None:
    queueing.wake(redis, "CARE-1", "test")
    process = start(0)
    until(lambda: runs(redis, "ended") == ["CARE-1"])
    until(lambda: redis.llen("swept") == 1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_sigterm_lets_a_run_end(redis: Redis, start: Start) -> None:
    process = start(2)
    queueing.wake(redis, "CARE-1", "test")
    until(lambda: runs(redis, "began"))
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert runs(redis, "ended") == ["CARE-1"]
    assert not redis.hexists("careflow:dirty", "CARE-1")


def test_a_run_whose_worker_is_killed_runs_again_within_seconds(redis: Redis, start: Start) -> None:
    first = start(30)
    queueing.wake(redis, "CARE-1", "test")
    until(lambda: runs(redis, "began"))
    first.kill()
    start(0)
    assert until(lambda: runs(redis, "ended") == ["CARE-1"]) < 30
    assert runs(redis, "began") == ["CARE-1", "CARE-1"]


def test_critical_cases_go_first_and_however_many_there_are_hold_up_no_other_for_ever(
    redis: Redis, start: Start
) -> None:
    queueing.wake(redis, "CARE-98", "a timer")
    queueing.wake(redis, "CARE-99", "opened", urgent=True)
    for number in range(1, 13):
        queueing.remember_critical(redis, f"CARE-{number}", critical=True)
        queueing.wake(redis, f"CARE-{number}", "test")
    start(0)
    until(lambda: len(runs(redis, "ended")) == 14)
    order = runs(redis, "began")
    assert {"CARE-98", "CARE-99"}.isdisjoint(order[:2])
    assert "CARE-99" in order[:4]
    assert "CARE-98" in order[:9]


def test_the_lease_of_a_long_run_is_renewed(redis: Redis, start: Start) -> None:
    start(12)
    start(12)
    queueing.wake(redis, "CARE-1", "test")
    until(lambda: runs(redis, "began"))
    queueing.wake(redis, "CARE-1", "test")

    def ended() -> bool:
        began, ended = len(runs(redis, "began")), len(runs(redis, "ended"))
        assert began <= ended + 1, "two runs of one case at once"
        return ended > 0

    assert until(ended) > 10


def test_a_run_that_nothing_interrupts_ends_its_process(redis: Redis, start: Start) -> None:
    process = start(0, 2)
    queueing.wake(redis, "CARE-666", "test")
    until(lambda: runs(redis, "began") == ["CARE-666"])
    assert process.wait(30) == 1
    assert redis.hexists("careflow:dirty", "CARE-666")


def test_a_timer_rings_while_the_only_worker_is_busy_and_its_case_runs_next(redis: Redis, start: Start) -> None:
    start(3)
    queueing.wake(redis, "CARE-1", "test")
    until(lambda: runs(redis, "began") == ["CARE-1"])
    queueing.arm(redis, "CARE-2", NOW, NOW)
    until(lambda: redis.zscore("careflow:queued:careflow", "CARE-2") or "CARE-2" in runs(redis, "began"))
    until(lambda: runs(redis, "ended") == ["CARE-1", "CARE-2"])


def test_timers_ring_though_the_worker_that_saw_them_armed_was_killed(redis: Redis, start: Start) -> None:
    first = start(0)
    start(0)
    until(lambda: len(queueing.workers(redis)) == 2)
    queueing.arm(redis, "CARE-1", NOW + timedelta(seconds=2), NOW)
    first.kill()
    first.wait()
    until(lambda: runs(redis, "ended") == ["CARE-1"])
    assert runs(redis, "began") == ["CARE-1"]


def test_timers_that_came_due_while_no_worker_lived_ring_when_one_starts(redis: Redis, start: Start) -> None:
    queueing.arm(redis, "CARE-1", NOW, NOW)
    redis.zadd("careflow:due", {"CARE-1": 1})
    start(0)
    until(lambda: runs(redis, "ended") == ["CARE-1"])


def test_a_flush_under_a_running_worker_brings_a_sweep(redis: Redis, start: Start) -> None:
    start(0)
    until(lambda: redis.llen("swept") == 1)
    redis.flushall()
    until(lambda: redis.llen("swept") == 1)
    queueing.wake(redis, "CARE-1", "test")
    until(lambda: runs(redis, "ended") == ["CARE-1"])


def test_a_job_that_somebody_else_wrote_into_redis_is_passed_over(redis: Redis, start: Start, tmp_path: Path) -> None:
    queue = Queue("careflow-urgent", connection=redis, serializer=JSONSerializer)
    queue.enqueue("os.mkdir", str(tmp_path / "by function"))
    job = queue.enqueue("plugin.jobs.run_case", "CARE-2")
    redis.hset(f"rq:job:{job.id}", "success_callback_name", "plugin.logs.log.critical")
    queue.enqueue("plugin.jobs.run_case")
    queueing.wake(redis, "CARE-1", "test")
    start(0)
    until(lambda: runs(redis, "ended"))
    assert (runs(redis, "ended"), (tmp_path / "by function").exists()) == (["CARE-1"], False)
