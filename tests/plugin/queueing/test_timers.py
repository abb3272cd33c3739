"""One timer per case, measured from Jira's now; a hint that may ring early, late or never."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis
from rq.job import Job
from rq.queue import Queue
from rq.registry import ScheduledJobRegistry
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from plugin import queueing
from plugin.queueing import BULK_QUEUE, Timer

NOW = datetime(2019, 3, 1, 12, tzinfo=UTC)  # Jira's: far from the worker's


def scheduled(redis: Redis) -> dict[str, float]:
    found: Any = redis.zrange(f"rq:scheduled:{BULK_QUEUE}", 0, -1, withscores=True)
    return {key.decode().split("_")[1]: score for key, score in found}


def tick(redis: Redis) -> list[Job]:
    """One look of RQ's own scheduler."""
    scheduler = RQScheduler([BULK_QUEUE], connection=redis, serializer=JSONSerializer)
    scheduler.acquire_locks()
    scheduler.enqueue_scheduled_jobs()
    scheduler.release_locks()
    return Queue(BULK_QUEUE, connection=redis, serializer=JSONSerializer).jobs


def test_the_delay_is_measured_in_jiras_time_and_counted_in_ours(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW + timedelta(hours=2), NOW)
    ours = redis.time()[0]
    assert 7200 <= scheduled(redis)["CARE-1"] - ours <= 7202
    assert queueing.timers(redis) == [Timer("CARE-1", NOW + timedelta(hours=2))]


def test_a_case_has_one_timer_the_latest(redis: Redis) -> None:
    for hours in (3, 1, 2):
        queueing.arm(redis, "CARE-1", NOW + timedelta(hours=hours), NOW)
    assert len(scheduled(redis)) == 1
    assert queueing.timers(redis) == [Timer("CARE-1", NOW + timedelta(hours=2))]
    assert len(redis.keys("rq:job:*")) == 1


def test_a_timer_may_be_years_away(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW + timedelta(days=20_000), NOW)
    (timer,) = queueing.timers(redis)
    assert timer.wake_at == NOW + timedelta(days=20_000)
    assert tick(redis) == []


def test_disarming_leaves_nothing(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW + timedelta(hours=1), NOW)
    queueing.disarm(redis, "CARE-1")
    queueing.disarm(redis, "CARE-1")
    assert queueing.timers(redis) == []
    assert redis.keys("rq:job:*") == []


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=3)])
def test_a_moment_that_is_past_rings_in_a_second_and_does_not_spin(redis: Redis, late: timedelta) -> None:
    queueing.arm(redis, "CARE-1", NOW - late, NOW)
    assert scheduled(redis)["CARE-1"] > redis.time()[0]


def test_rqs_scheduler_brings_it_and_its_job_wakes_the_case(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW, NOW)
    until = time.monotonic() + 10
    while not (found := tick(redis)):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert [(job.func_name, job.args) for job in found] == [("plugin.jobs.ring", ["CARE-1"])]
    queueing.ring(redis, "CARE-1")
    names = [job.func_name for job in Queue(BULK_QUEUE, connection=redis, serializer=JSONSerializer).jobs]
    assert names == ["plugin.jobs.ring", "plugin.jobs.run_case"]
    assert queueing.timers(redis) == []


def test_a_timer_armed_while_the_old_one_rings_stays(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW, NOW)
    registry = ScheduledJobRegistry(BULK_QUEUE, connection=redis, serializer=JSONSerializer)
    ringing = Job.fetch(registry.get_job_ids()[0], connection=redis, serializer=JSONSerializer)
    registry.remove(ringing)  # RQ has brought it, and its job is running
    queueing.arm(redis, "CARE-1", NOW + timedelta(hours=1), NOW)
    ringing.cleanup(0)  # what RQ does at the end of a job
    queueing.ring(redis, "CARE-1")
    (job_id,) = registry.get_job_ids()
    assert Job.fetch(job_id, connection=redis, serializer=JSONSerializer).args == ["CARE-1"]
    assert queueing.timers(redis) == [Timer("CARE-1", NOW + timedelta(hours=1))]


def test_a_timer_whose_job_was_lost_rings_all_the_same(redis: Redis) -> None:
    queueing.arm(redis, "CARE-1", NOW, NOW)
    redis.delete(f"rq:scheduled:{BULK_QUEUE}")
    redis.zadd("careflow:due", {"CARE-1": (redis.time()[0] - 4) * 1000, "sweep": 10**15})
    assert queueing.revive(redis) == 1
    assert [job.args for job in Queue(BULK_QUEUE, connection=redis, serializer=JSONSerializer).jobs] == [["CARE-1"]]


def test_who_moves_jiras_clock_rings_what_has_come_due(redis: Redis) -> None:
    for hours, unit in ((1, "CARE-1"), (5, "CARE-2"), (3, "CARE-3")):
        queueing.arm(redis, unit, NOW + timedelta(hours=hours), NOW)
    first = queueing.next_timer(redis)
    assert first == Timer("CARE-1", NOW + timedelta(hours=1))
    assert queueing.fire_until(redis, NOW + timedelta(hours=3)) == ["CARE-1", "CARE-3"]
    assert [timer.unit for timer in queueing.timers(redis)] == ["CARE-2"]
    assert queueing.standing(redis).queued[queueing.URGENT_QUEUE] == 2
