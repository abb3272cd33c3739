"""Calls to Jira: per event, in a case's life of 40 events, in a burst, in sweeps with and without news.

Counts, the same on every machine: a sandbox Jira over HTTP counts them; every write of ours is delivered back to us.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from benchmarks.figures import Figure, main
from benchmarks.scene import Scene, scene
from plugin import queueing
from plugin.board.mirror import Mirror
from plugin.sweep import Swept

OPEN, BURST = 2_000, 50  # a sweep of 10,000 differs by its pages only, and takes minutes to prepare
_METADATA = ("/field", "/serverInfo", "/group/member", "/myself", "/project", "/status", "/createmeta", "/user")


def measured() -> list[Figure]:
    """All figures."""
    logging.disable(logging.WARNING)
    with scene() as lively:
        figures = [*an_event(lively), *a_burst(lively), *a_life(lively)]
    with scene() as still:
        return [*figures, *sweeps(still)]


def an_event(it: Scene) -> list[Figure]:
    """A customer's comment on a case that careflow knows."""
    key = opened(it)
    it.work_off()
    it.jira.advance(minutes=2)
    it.jira.forget_requests()
    it.jira.comment(key, "clara", "It is still slow.")
    it.work_off()
    quiet = (it.reads(), it.writes())
    it.jira.advance(minutes=2)
    it.jira.forget_requests()
    it.jira.comment(key, "clara", "/severity Minor")
    it.work_off()
    return [
        Figure("reads of an event that wants nothing", quiet[0], "calls", goal=1),
        Figure("writes of it", quiet[1], "calls", goal=0),
        Figure("reads of an event that is acted on, with what our own write brings", it.reads(), "calls", goal=1),
        Figure("writes of it", it.writes(), "calls", goal=1),
    ]


def a_burst(it: Scene) -> list[Figure]:
    """Many events on one case before a worker comes by."""
    key = opened(it)
    it.work_off()
    it.jira.advance(minutes=2)
    it.jira.forget_requests()
    for number in range(BURST):
        it.jira.comment(key, "clara", f"And another thing, {number}.")
    it.jira.settle()
    it.work_off()
    return [Figure(f"reads of a burst of {BURST} events on a case", it.reads(), "calls", goal=2)]


def a_life(it: Scene) -> list[Figure]:
    """40 things that people do to a case over three weeks, and every timer between them."""
    it.redis.flushall()
    it.jira.forget_requests()
    events, rung = 0, 0
    key = opened(it)
    for deed in life(it, key):
        deed()
        events += 1
        it.work_off()
        rung += it.pass_time(hours=7, minutes=13)
    kinds = Counter(_kind(seen.path) for seen in it.jira.requests if seen.is_read)
    about_cases, looks = kinds["case"], events + rung + 1
    return [
        Figure(f"reads of a case in a life of {events} events and {rung} timers", about_cases, "calls", goal=looks),
        Figure("writes in it", it.writes(), "calls", goal=looks),
        Figure("questions about groups, fields and versions in its 12 days", kinds["site"], "calls"),
    ]


def life(it: Scene, key: str) -> Iterable[Callable[[], object]]:
    """Opened, argued about, raised to Critical and approved, worked on, solved, reopened, solved again, closed."""
    jira = it.jira
    say = partial(jira.comment, key)
    yield partial(jira.assign, key, "adam", "adam")
    yield partial(say, "adam", "We are looking into it.")
    yield partial(jira.move, key, "adam", "In Progress")
    for number in range(6):
        yield partial(say, "clara", f"More of it: {number}")
        yield partial(say, "adam", f"Thank you, {number}")
    yield partial(say, "clara", "/severity Critical")
    yield partial(say, "mona", "/approve")
    for number in range(4):
        yield partial(say, "adam", f"Update {number}")
        yield partial(jira.label, key, "adam", f"seen-{number}")
    yield partial(jira.move, key, "adam", "Waiting for Customer")
    yield partial(say, "clara", "Here it is.")
    for number in range(5):
        yield partial(say, "adam", f"Still at it {number}", public=False)
        yield partial(say, "adam", f"Progress {number}")
    yield partial(jira.edit, key, "adam", {"Workaround": "Stable"})
    yield partial(jira.move, key, "adam", "Solution Provided")
    yield partial(say, "clara", "It does not work.")
    yield partial(jira.move, key, "adam", "Solution Provided")
    yield partial(say, "clara", "/accept")


def sweeps(it: Scene) -> list[Figure]:
    """Open cases: after Redis was flushed, when nothing has changed, and when a hundred have."""
    keys = [opened(it, number, severity="Minor") for number in range(OPEN)]
    it.jira.settle(600)
    _all_at_rest(it, keys)
    it.redis.flushall()
    flushed, calls_flushed = swept(it)
    shown = len(Mirror(it.redis).rows())
    it.jira.advance(minutes=30)
    swept(it)
    calls = [swept(it)[1] for _ in range(3)]
    for key in keys[::100]:
        it.jira.comment(key, "adam", "Still at it.")
    it.jira.settle(60)
    _, calls_changed = swept(it)
    return [
        Figure(f"a sweep of {OPEN:,} open cases to which nothing happened", max(calls), "calls", goal=OPEN / 100),
        Figure(f"a sweep when {OPEN // 100} have changed", calls_changed, "calls"),
        Figure(f"the sweep after a flushed Redis ({flushed.woken} woken, {shown:,} lines)", calls_flushed, "calls"),
    ]


def _all_at_rest(it: Scene, keys: list[str]) -> None:
    for key in keys:
        queueing.wake(it.redis, key, "benchmark")
    it.work_off()


def swept(it: Scene) -> tuple[Swept, int]:
    """A sweep, and how many calls it made."""
    it.jira.forget_requests()
    found = it.bench.sweeper.sweep()
    assert isinstance(found, Swept)
    return found, len(it.jira.requests)


def opened(it: Scene, number: int = 0, severity: str = "Major") -> str:
    """A case as a customer opens one."""
    return it.jira.open_case(
        by="clara", summary=f"The board does not load {number}", severity=severity, product="LeanKit", assignee="adam"
    )


def _kind(path: str) -> str:
    tail = path.partition("/rest/api/2")[2]
    return "site" if tail.startswith(_METADATA) else "case"


if __name__ == "__main__":
    sys.exit(main(__doc__, measured))
