"""The time machine: every wake-up at its moment, and time that always gets on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest
from redis import Redis

from plugin import queueing
from plugin.demo.time_machine import TimeMachine
from plugin.queueing import Claim
from plugin.sandbox import Sandbox

START = datetime(2026, 4, 20, 7, tzinfo=UTC)
KEY = "CARE-1"


@pytest.fixture
def jira() -> Iterator[Sandbox]:
    with Sandbox.default("cloud", START, frozen=True) as sandbox:
        yield sandbox


@contextmanager
def worker(redis: Redis, work: Callable[[str], None]) -> Iterator[None]:
    """Stands for the RQ worker: runs whatever is dirty."""
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            for unit in (key.decode() for key in redis.hkeys("careflow:dirty")):
                claim = Claim(redis, unit)
                with claim as begun:
                    if begun.state == "run":
                        work(unit)
                        claim.finish()
            sleep(0.002)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()


def test_every_wake_up_on_the_way_happens_at_its_moment(jira: Sandbox, redis: Redis):
    woken: list[datetime] = []

    def work(unit: str) -> None:
        woken.append(jira.now())
        queueing.arm(redis, unit, jira.now() + timedelta(hours=6), jira.now())

    queueing.arm(redis, KEY, START + timedelta(hours=6), START)
    with worker(redis, work):
        TimeMachine(jira, redis).move(START + timedelta(days=1, minutes=1))
    assert woken == [START + timedelta(hours=6 * n) for n in (1, 2, 3, 4)]
    assert jira.now() == START + timedelta(days=1, minutes=1)


def test_a_moment_with_a_fraction_is_reached_in_the_next_whole_second_as_the_date_header_is_cut(
    jira: Sandbox, redis: Redis
):
    woken: list[datetime] = []
    queueing.arm(redis, KEY, START + timedelta(minutes=1, milliseconds=300), START)
    with worker(redis, lambda _: woken.append(jira.now())):
        TimeMachine(jira, redis).move(START + timedelta(minutes=5))
    assert woken == [START + timedelta(minutes=1, seconds=1)]


def test_a_case_that_asks_for_the_same_moment_again_does_not_keep_time_from_moving(jira: Sandbox, redis: Redis):
    woken: list[datetime] = []
    moment = START + timedelta(minutes=1)

    def work(unit: str) -> None:
        woken.append(jira.now())
        if len(woken) < 3:
            queueing.arm(redis, unit, moment, jira.now())

    queueing.arm(redis, KEY, moment, START)
    with worker(redis, work):
        TimeMachine(jira, redis).move(START + timedelta(minutes=5))
    assert woken == [moment, moment + timedelta(seconds=1), moment + timedelta(seconds=2)]


def test_the_sweeps_own_timer_is_real_times_and_left_alone(jira: Sandbox, redis: Redis):
    queueing.arm(redis, "sweep", START, START - timedelta(minutes=10))
    TimeMachine(jira, redis).move(START + timedelta(days=1))
    assert [timer.unit for timer in queueing.timers(redis)] == ["sweep"]


def test_time_does_not_go_back(jira: Sandbox, redis: Redis):
    TimeMachine(jira, redis).move(START - timedelta(days=1))
    assert jira.now() == START
