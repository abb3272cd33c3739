"""One timer per case, measured from Jira's now; a hint that may ring early, late or never, but once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from redis import Redis
from rq.queue import Queue
from rq.serializers import JSONSerializer

from plugin import queueing
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.queueing import BULK_QUEUE, Claim, Timer
from plugin.queueing.units import CRITICAL_QUEUE

NOW = datetime(2019, 3, 1, 12, tzinfo=UTC)  # Jira's: far from the worker's


def queued(redis: Redis) -> list[str]:
    """The units for which a job waits, in the order of their jobs."""
    return [job.args[0] for job in Queue(BULK_QUEUE, connection=redis, serializer=JSONSerializer).jobs]


def seconds_left(redis: Redis, unit: str) -> float:
    """Until the timer rings, by Redis' clock."""
    seconds, micro = redis.time()
    return float(redis.zscore("careflow:due", unit) or 0) / 1000 - seconds - micro / 1e6


def let_pass(redis: Redis, **span: float) -> None:
    """As if so much time had passed by Redis' clock, for timers."""
    waiting: Any = redis.zrange("careflow:due", 0, -1, withscores=True)
    ms = timedelta(**span) / timedelta(milliseconds=1)
    for unit, due in waiting:
        redis.zadd("careflow:due", {unit: due - ms})


def test_the_delay_is_measured_in_jiras_time_and_counted_in_ours(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW + timedelta(hours=2), NOW)
    assert 7140 <= seconds_left(redis, "CARE-1") <= 7200
    assert queueing.timers(redis) == [Timer("CARE-1", NOW + timedelta(hours=2))]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(timedelta(seconds=5, milliseconds=300), timedelta(milliseconds=900))
@given(
    delay=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)),
    fraction=st.timedeltas(min_value=timedelta(0), max_value=timedelta(microseconds=999_999)),
)
def test_when_it_rings_the_moment_has_come_by_the_date_of_jiras_next_answer(
    redis: Redis, delay: timedelta, fraction: timedelta
) -> None:
    jiras = NOW + fraction  # of which its Date tells the second
    seconds, micro = redis.time()
    queueing.arm(redis, "CARE-1", jiras + delay, NOW)
    passed = timedelta(milliseconds=float(redis.zscore("careflow:due", "CARE-1") or 0) - seconds * 1000 - micro // 1000)
    assert (jiras + passed).replace(microsecond=0) >= jiras + delay


def test_a_case_has_one_timer_the_latest(redis: Redis) -> None:
    for hours in (3, 1, 2):
        queueing.arm(redis, "CARE-1", NOW + timedelta(hours=hours), NOW)
    assert redis.zcard("careflow:due") == redis.hlen("careflow:timers") == 1
    assert queueing.timers(redis) == [Timer("CARE-1", NOW + timedelta(hours=2))]


def test_a_timer_may_be_years_away(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW + timedelta(days=20_000), NOW)
    (timer,) = queueing.timers(redis)
    assert timer.wake_at == NOW + timedelta(days=20_000)
    assert queueing.ring_due(redis) == 0
    let_pass(redis, days=20_000)
    assert queueing.ring_due(redis) == 1


def test_disarming_leaves_nothing(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW + timedelta(hours=1), NOW)
    queueing.disarm(redis, "CARE-1")
    queueing.disarm(redis, "CARE-1")
    assert set(redis.keys("*")) <= {b"careflow:metrics"}  # which a test before this one may only now hand over


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=3)])
def test_a_moment_that_is_past_rings_in_a_second_and_does_not_spin(redis: Redis, late: timedelta) -> None:
    before = redis.time()
    queueing.arm(redis, "CARE-1", NOW - late, NOW)
    due = float(redis.zscore("careflow:due", "CARE-1") or 0)
    assert due >= before[0] * 1000 + before[1] // 1000 + 1000
    let_pass(redis, seconds=1)
    assert queueing.ring_due(redis) == 1


def test_what_is_due_rings_once_and_nothing_else_does(redis: Redis) -> None:
    for unit, minutes in (("CARE-1", 3), ("CARE-2", 1), ("CARE-3", 60)):
        queueing.arm(redis, unit, NOW + timedelta(minutes=minutes), NOW)
    let_pass(redis, minutes=5)
    assert [queueing.ring_due(redis) for _ in range(3)] == [2, 0, 0]
    assert queued(redis) == ["CARE-2", "CARE-1"]
    assert [timer.unit for timer in queueing.timers(redis)] == ["CARE-3"]
    assert redis.hkeys("careflow:timers") == [b"CARE-3"]


def test_a_critical_case_whose_timer_rings_goes_before_what_waits(redis: Redis) -> None:
    queueing.remember_critical(redis, "CARE-2", critical=True)
    for unit in ("CARE-1", "CARE-2"):
        queueing.arm(redis, unit, NOW, NOW)
    let_pass(redis, minutes=1)
    queueing.ring_due(redis)
    assert queued(redis) == ["CARE-1"]
    assert queueing.standing(redis).queued[CRITICAL_QUEUE] == 1


def test_two_who_ring_at_the_same_moment_ring_each_timer_once(redis: Redis, redis_server: EmbeddedRedis) -> None:
    units = [f"CARE-{number + 1}" for number in range(2_000)]
    for unit in units:
        queueing.arm(redis, unit, NOW, NOW)
    let_pass(redis, minutes=1)
    rung: list[int] = []
    both = threading.Barrier(2)

    def tick() -> None:
        with connect(redis_server.url, patience=30.0) as connection:
            both.wait()
            rung.append(queueing.ring_due(connection))

    threads = [threading.Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(rung) == len(units)
    assert sorted(queued(redis)) == sorted(units)


def test_a_timer_that_rings_while_its_case_runs_makes_one_more_run(redis: Redis) -> None:
    queueing.wake(redis, "CARE-1", "test")
    redis.delete("rq:queue:careflow")  # a worker has taken it
    claim = Claim(redis, "CARE-1")
    with claim:
        queueing.arm(redis, "CARE-1", NOW, NOW)
        let_pass(redis, minutes=1)
        assert queueing.ring_due(redis) == 1
        assert queued(redis) == []
        assert claim.finish()
    assert queued(redis) == ["CARE-1"]


def test_a_timer_armed_after_it_rang_and_before_its_case_ran_stays(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW, NOW)
    let_pass(redis, minutes=1)
    queueing.ring_due(redis)
    queueing.arm(redis, "CARE-1", NOW + timedelta(hours=1), NOW)
    assert queueing.ring_due(redis) == 0
    assert queueing.timers(redis) == [Timer("CARE-1", NOW + timedelta(hours=1))]


def test_who_is_killed_after_the_timer_rang_leaves_a_case_that_is_revived(redis: Redis) -> None:
    redis.zadd("careflow:due", {"sweep": 10**15})  # no sweep shall help
    queueing.arm(redis, "CARE-1", NOW, NOW)
    let_pass(redis, minutes=1)
    queueing.ring_due(redis)
    redis.delete("rq:queue:careflow")  # taken by a worker that was killed before it began
    assert queueing.revive(redis) == 1
    assert queued(redis) == ["CARE-1"]


def test_a_redis_that_begins_empty_knows_no_timer_until_the_sweep_arms_it(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW, NOW)
    redis.flushall()
    redis.script_flush()
    assert (queueing.ring_due(redis), queueing.timers(redis)) == (0, [])
    queueing.arm(redis, "CARE-1", NOW, NOW)
    let_pass(redis, minutes=1)
    assert queueing.ring_due(redis) == 1


def test_timers_as_rqs_scheduler_had_them_ring_too(redis: Redis) -> None:
    """What an earlier version left: a job of RQ's, and its id beside the moment."""
    redis.zadd("rq:scheduled:careflow", {"timer_CARE-1_7": 1})
    redis.hset("rq:job:timer_CARE-1_7", "data", '["plugin.jobs.ring", null, ["CARE-1"], {}]')
    redis.zadd("careflow:due", {"CARE-1": 1})
    redis.hset("careflow:timers", "CARE-1", "timer_CARE-1_7 2019-03-01T12:00:00Z")
    assert queueing.timers(redis) == [Timer("CARE-1", NOW)]
    assert queueing.ring_due(redis) == 1
    assert queued(redis) == ["CARE-1"]


STEPS = st.lists(
    st.tuples(st.sampled_from(["arm", "disarm", "pass", "ring", "run"]), st.sampled_from(["CARE-1", "CARE-2"])),
    max_size=30,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_unit_is_woken_once_for_each_timer_that_came_due_and_never_for_one_that_went(
    redis: Redis, steps: list[tuple[str, str]]
) -> None:
    redis.flushall()
    left: dict[str, int] = {}  # minutes until each rings
    woken: set[str] = set()
    numbers = count(1)
    for step, unit in [*steps, ("pass", ""), ("ring", "")]:
        if step == "arm":
            left[unit] = next(numbers) % 3 + 1
            queueing.arm(redis, unit, NOW + timedelta(minutes=left[unit]), NOW)
        elif step == "disarm":
            left.pop(unit, None)
            queueing.disarm(redis, unit)
        elif step == "pass":
            left = {each: minutes - 2 for each, minutes in left.items()}
            let_pass(redis, minutes=2)
        elif step == "ring":
            due = {each for each, minutes in left.items() if minutes <= 0}
            assert queueing.ring_due(redis) == len(due)
            woken |= due
            left = {each: minutes for each, minutes in left.items() if minutes > 0}
        elif unit in woken:
            woken.discard(unit)
            claim = Claim(redis, unit)
            with claim as begun:
                assert begun.state == "run"
                claim.finish()
        assert {name.decode() for name in redis.hkeys("careflow:dirty")} == woken
        assert {timer.unit for timer in queueing.timers(redis)} == set(left)


def test_who_moves_jiras_clock_rings_what_has_come_due(redis: Redis) -> None:
    for hours, unit in ((1, "CARE-1"), (5, "CARE-2"), (3, "CARE-3")):
        queueing.arm(redis, unit, NOW + timedelta(hours=hours), NOW)
    first = queueing.next_timer(redis)
    assert first == Timer("CARE-1", NOW + timedelta(hours=1))
    assert queueing.fire_until(redis, NOW + timedelta(hours=3)) == ["CARE-1", "CARE-3"]
    assert [timer.unit for timer in queueing.timers(redis)] == ["CARE-2"]
    assert queueing.standing(redis).queued[queueing.URGENT_QUEUE] == 2
