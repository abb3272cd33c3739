"""Redis, the workers, and what they have left alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq.utils import now as rq_now
from rq.utils import utcformat

from plugin import queueing
from plugin.doctor import Level
from plugin.embedded import EmbeddedRedis
from plugin.queueing import Claim
from plugin.worker import Asked, CaseWorker
from tests.plugin.doctor.conftest import NOBODY, Doctor


@pytest.fixture
def worker(queue: Redis) -> Iterator[None]:
    """One that has announced itself, as far as Redis knows."""
    alive = CaseWorker(queue, Asked())
    alive.register_birth()
    yield
    alive.register_death()


def test_redis_is_told_with_its_version(doctor: Doctor, queue: Redis):
    found = doctor.examine().only("redis.connection")
    assert found.level is Level.OK
    assert found.what.split()[0] in ("Redis", "Valkey")


def test_a_redis_that_does_not_answer_fails_without_showing_its_password(doctor: Doctor):
    doctor.environ["CAREFLOW_REDIS__URL"] = f"redis://:hunter2@{NOBODY.removeprefix('http://')}/0"
    report = doctor.examine()
    assert report.level("redis.connection") is Level.FAILS
    assert report.only("work.queue").what == "because of redis.connection"
    assert "hunter2" not in str(report)


def test_the_redis_of_a_running_up_is_found_by_its_folder(doctor: Doctor, redis_server: EmbeddedRedis):
    doctor.environ["CAREFLOW_DATA_DIR"] = str(redis_server.folder.parent)
    found = doctor.examine().only("redis.connection")
    assert "the one that `careflow up` runs" in found.what


def test_without_any_redis_it_says_how_to_have_one(doctor: Doctor):
    found = doctor.examine().only("redis.connection")
    assert found.level is Level.SKIPPED
    assert "careflow up" in found.mend


def test_a_worker_that_is_alive_is_counted(doctor: Doctor, worker: None):
    assert doctor.examine().only("work.workers").what.startswith("1 worker on ")


def test_without_a_worker_it_says_how_to_start_one(doctor: Doctor, queue: Redis):
    found = doctor.examine().only("work.workers")
    assert found.level is Level.FAILS
    assert "careflow worker" in found.mend


def test_what_waits_long_is_told_with_its_age(doctor: Doctor, queue: Redis):
    queueing.wake(queue, "CARE-1", "test")
    assert doctor.examine().level("work.queue") is Level.OK
    job = queue.lindex(f"rq:queue:{queueing.BULK_QUEUE}", 0).decode()
    queue.hset(f"rq:job:{job}", "enqueued_at", utcformat(rq_now() - timedelta(minutes=20)))
    found = doctor.examine().only("work.queue")
    assert found.level is Level.FAILS
    assert "1 queued" in found.what
    assert "20 min" in found.what


def test_a_pause_of_everything_is_told_with_its_reason(doctor: Doctor, queue: Redis):
    queueing.pause_everything(queue, timedelta(minutes=5), "RateLimited: jira-quota-tenant-based")
    first = doctor.examine().findings["work.queue"][0]
    assert first.level is Level.WARNING
    assert "jira-quota-tenant-based" in first.what


def park(queue: Redis, case: str, reason: str) -> None:
    queueing.wake(queue, case, "test")
    claim = Claim(queue, case)
    with claim:
        claim.park(reason)


def test_a_parked_case_is_named_with_its_reason_and_how_to_try_it_again(doctor: Doctor, queue: Redis):
    park(queue, "CARE-7", "GET issue/CARE-7: our account lacks the permission (403)")
    found = doctor.examine().only("work.parked")
    assert found.level is Level.FAILS
    assert "CARE-7 is parked since " in found.what
    assert "lacks the permission (403)" in found.what
    assert found.mend.endswith("careflow reconcile CARE-7")


def test_no_more_parked_cases_are_listed_than_can_be_read(doctor: Doctor, queue: Redis):
    for number in range(1, 15):
        park(queue, f"CARE-{number}", "a fault")
    said = doctor.examine().findings["work.parked"]
    assert len(said) == 11
    assert said[-1].what == "4 more are parked"


def test_the_sweeps_timer_is_not_in_jiras_time_and_never_late(doctor: Doctor, queue: Redis):
    origin = datetime(2000, 1, 1, tzinfo=UTC)
    queueing.arm(queue, "sweep", origin + timedelta(minutes=10), origin)
    assert doctor.examine().level("work.timers") is Level.OK


def test_timers_are_compared_with_jiras_clock(doctor: Doctor, queue: Redis):
    now = doctor.jira.now()
    queueing.arm(queue, "CARE-1", now + timedelta(hours=1), now)
    assert "the next one CARE-1" in doctor.examine().only("work.timers").what
    doctor.jira.advance(hours=2)
    found = doctor.examine().only("work.timers")
    assert found.level is Level.WARNING
    assert "1 timer is late" in found.what
