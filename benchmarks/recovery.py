"""After ``kill -9``: seconds until the killed worker's case is done, and how late timers ring, with real processes.

The worst of some rounds. The sandbox Jira stands still in time and answers at once; what is waited for is careflow.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter, sleep

from benchmarks.calls import opened
from benchmarks.figures import Figure, main
from benchmarks.scene import Scene, scene
from benchmarks.workers import settle, until, working
from plugin import queueing

ROUNDS, GOAL = 5, 15
_SOONEST = 1.0  # seconds that a timer is away at least


def measured() -> list[Figure]:
    """All figures."""
    logging.disable(logging.WARNING)
    measures: dict[str, Callable[[Scene], float]] = {
        "kill -9 of a worker in a case, until another has done it": in_a_case,
        "kill -9 of the only worker in a case, until the next one has done it": in_a_case_alone,
        "kill -9 of one of two workers, lateness of a timer": of_one_that_rings,
        "kill -9 of the only worker, lateness of a timer after the next one's start": of_all_that_ring,
    }
    with scene() as it:
        it.jira.webhooks.hooks.clear()
        return [Figure(name, max(measure(it) for _ in range(ROUNDS)), "s", GOAL) for name, measure in measures.items()]


def in_a_case(it: Scene) -> float:
    """Seconds from the kill to the write."""
    with working(it, 1) as (first,), working(it, 1):
        settle(it)
        while not in_the_middle(it, first):
            settle(it)
        began = kill(first)
        until(lambda: it.writes() > 0)
        return perf_counter() - began


def in_a_case_alone(it: Scene) -> float:
    """Seconds from the kill to the write; the next worker is started at once, as the supervisor does."""
    with working(it, 1) as (first,):
        settle(it)
        in_the_middle(it, first)
        began = kill(first)
        with working(it, 1):
            until(lambda: it.writes() > 0)
            return perf_counter() - began


def of_one_that_rings(it: Scene) -> float:
    """Seconds from the moment of a timer to the look at its case; one of those who would ring it is killed before."""
    with working(it, 1) as (first,), working(it, 1):
        key = arm(it)
        began = kill(first)
        until(lambda: is_read(it, key))
        return perf_counter() - began - _SOONEST


def of_all_that_ring(it: Scene) -> float:
    """Seconds from the start of a worker to the look at a case whose timer came due while there was none."""
    with working(it, 1) as (first,):
        key = arm(it)
        kill(first)
    sleep(_SOONEST)
    began = perf_counter()
    with working(it, 1):
        until(lambda: is_read(it, key))
        return perf_counter() - began


def arm(it: Scene) -> str:
    """A case that is at rest gets a timer that is due in a second; its key."""
    key, now = opened(it), it.jira.now()
    queueing.wake(it.redis, key, "benchmark")
    settle(it)
    it.jira.forget_requests()
    queueing.arm(it.redis, key, now, now)
    return key


def is_read(it: Scene, key: str) -> bool:
    """Whether a worker has asked for that case."""
    return any(seen.is_read and seen.path.endswith(f"/issue/{key}") for seen in it.jira.requests)


def in_the_middle(it: Scene, worker: subprocess.Popen[bytes]) -> bool:
    """Let a case be begun, and be read for long; whether it is that worker that has it."""
    it.jira.forget_requests()
    it.jira.faults.hang(3.0, "GET", "/rest/api/2/issue/*")
    queueing.wake(it.redis, opened(it), "benchmark")
    until(lambda: queueing.standing(it.redis).running > 0)
    sleep(0.3)
    of_pid = [each for each in queueing.workers(it.redis) if each.pid == worker.pid]
    return bool(of_pid) and of_pid[0].get_current_job_id() is not None


def kill(worker: subprocess.Popen[bytes]) -> float:
    """The moment at which it was killed hard."""
    os.kill(worker.pid, signal.SIGKILL)
    return perf_counter()


if __name__ == "__main__":
    sys.exit(main(__doc__, measured))
