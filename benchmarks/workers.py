"""Workers as processes, end to end against a sandbox Jira over HTTP: events a second, latency, growth.

An event is a case that was opened and not seen yet: one read and one write. Jira itself (the sandbox, in this process)
takes its share of the same cores, and answers one request at a time; with a delay of 50 ms a call it is not the limit.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from time import perf_counter, sleep

from benchmarks.calls import opened
from benchmarks.figures import Figure, main
from benchmarks.scene import Scene, environ, scene
from plugin import queueing

EVENTS, SLOW_EVENTS, LOOKS, DELAY = 300, 60, 60, 0.05
_FIRST = 5  # events for each worker before any counts
_WAIT = 120.0
_ONE = "9 ms of CPU in the worker and as much in the sandbox, one after the other; docs/performance.md, Workers"


def measured() -> list[Figure]:
    """All figures."""
    logging.disable(logging.WARNING)
    with scene() as it:
        quick = {count: rate(it, count, EVENTS) for count in (1, 2, 4)}
        found = [Figure("events a second, 1 worker", quick[1], "events/s", 50, True, why=_ONE)]
        found += [_growth(count, each, quick[1], "") for count, each in quick.items() if count > 1]
        it.jira.faults.hang(DELAY, count=10**9)
        slow = {count: rate(it, count, SLOW_EVENTS * count) for count in (1, 4, 16)}
        it.jira.faults.clear()
        found.append(Figure("events a second, 1 worker, 50 ms a call", slow[1], "events/s"))
        found += [_growth(count, each, slow[1], ", 50 ms a call") for count, each in slow.items() if count > 1]
        return [*found, *latency(it)]


def _growth(count: int, value: float, of_one: float, how: str) -> Figure:
    return Figure(f"events a second, {count} workers{how}", value, "events/s", beside="1 worker", beside_value=of_one)


def rate(it: Scene, count: int, events: int) -> float:
    """Events a second until the queue is empty."""
    with working(it, count):
        settle(it)
        it.jira.webhooks.hooks.clear()
        run(it, _FIRST * count)  # each has its connections by then, and knows Jira's fields and groups
        return events / run(it, events)


def run(it: Scene, events: int) -> float:
    """Seconds until so many events, that all come at once, are done."""
    keys = [opened(it, number) for number in range(events)]
    began = perf_counter()
    for key in keys:
        queueing.wake(it.redis, key, "benchmark")
    settle(it)
    return perf_counter() - began


def latency(it: Scene) -> list[Figure]:
    """From the moment when a case is opened in Jira to our write, by webhook, with a worker that has nothing to do."""
    it.jira.hook(it.hook_url, it.secret)
    spans = []
    with working(it, 1):
        settle(it)
        for number in range(LOOKS):
            it.jira.forget_requests()
            began = perf_counter()
            opened(it, number)
            until(lambda: it.writes() > 0)
            spans.append((perf_counter() - began) * 1000)
            settle(it)
    tail = quantiles(spans, n=100)[98]
    return [
        Figure("from the event to the write, p50", median(spans), "ms"),
        Figure("from the event to the write, p99", tail, "ms"),
    ]


@contextmanager
def working(it: Scene, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many workers, until the block ends."""
    outside = {name: text for name, text in os.environ.items() if not name.startswith("CAREFLOW_")}
    told = {**outside, **environ(it.jira), "CAREFLOW_REDIS__URL": it.redis_url, "CAREFLOW_LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "plugin", "worker"]
    known = {worker.pid for worker in queueing.workers(it.redis)}
    begun = [subprocess.Popen(command, env=told, stderr=subprocess.DEVNULL) for _ in range(count)]
    try:
        until(lambda: {each.pid for each in begun} <= {worker.pid for worker in queueing.workers(it.redis)} - known)
        yield begun
    finally:
        for each in begun:
            each.terminate()
        for each in begun:
            each.wait(60)


def settle(it: Scene) -> None:
    """Until nothing is queued and nothing runs."""

    def quiet() -> bool:
        standing = queueing.standing(it.redis)
        return not any(standing.queued.values()) and not standing.running and not it.redis.hlen("careflow:dirty")

    it.jira.settle(_WAIT)
    until(quiet, pause=0.02)


def until(there: Callable[[], bool], pause: float = 0.002) -> None:
    """Wait for it; looking takes its share of the cores. Raises TimeoutError."""
    end = perf_counter() + _WAIT
    while not there():
        if perf_counter() > end:
            raise TimeoutError
        sleep(pause)


if __name__ == "__main__":
    sys.exit(main(__doc__, measured))
