"""Who can write to careflow's Redis can wake a case, and nothing more: no other code runs, no address is spoken to."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis
from rq import Callback, Queue, Webhook
from rq.serializers import JSONSerializer, PickleSerializer

from plugin import jobs, queueing
from plugin.allowed_jobs import ALLOWED, AllowedJob
from plugin.queueing import BULK_QUEUE, URGENT_QUEUE, units

Forge = Callable[..., str]


@pytest.fixture
def forge(redis: Redis) -> Forge:
    """Write a job as RQ itself does; answers its id."""

    def forge(function: str, *arguments: Any, serializer: Any = JSONSerializer, **extras: Any) -> str:
        queue = Queue(URGENT_QUEUE, connection=redis, serializer=serializer)
        return str(queue.enqueue_call(function, args=arguments, **extras).id)

    return forge


def taken(redis: Redis) -> list[str | None]:
    """What a worker takes from its queues until they are empty: the functions that it would call."""
    queues = [Queue(name, connection=redis, serializer=JSONSerializer) for name in units.QUEUES]
    found = []
    while any(redis.llen(queue.key) for queue in queues):
        one = Queue.dequeue_any(queues, None, redis, job_class=AllowedJob, serializer=JSONSerializer)
        found += [one[0].func_name] if one else []
    return found


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("os.system", ["touch /tmp/owned"]),
        ("subprocess.check_output", [["id"]]),
        ("builtins.eval", ["1"]),
        ("eval", ["1"]),
        ("plugin.jobs.equip", ["CARE-1"]),
        ("plugin.jobs.bench", []),
        ("plugin.jobs.os.system", ["id"]),
        ("plugin.handing_on.taken_over", ["CARE-1"]),
        ("plugin.jobs.run_case", []),
        ("plugin.jobs.run_case", ["CARE-1", "CARE-2"]),
        ("plugin.jobs.run_case", [["CARE-1"]]),
        ("plugin.jobs.run_case", [7]),
        ("plugin.jobs.run_case", ["../../admin"]),
        ("plugin.jobs.run_case", ["CARE-1\nERROR forged line"]),
        ("plugin.jobs.run_case", ["#1/../2"]),
        ("plugin.jobs.run_version", ["10000 or project = SECRET"]),
        ("plugin.jobs.run_sweep", ["CARE-1"]),
        ("plugin.jobs.ring", ["CARE-1"]),  # as an earlier version wrote for a timer
    ],
)
def test_a_forged_job_is_none(function: str, arguments: list[Any], forge: Forge, redis: Redis) -> None:
    forge(function, *arguments)
    assert taken(redis) == []


def test_a_method_of_something_that_the_job_brings_along_is_not_called(forge: Forge, redis: Redis) -> None:
    job = forge("plugin.jobs.run_case", "CARE-1")
    redis.hset(f"rq:job:{job}", "data", '["format", "{0}", ["CARE-1"], {}]')
    assert taken(redis) == []


def test_nor_is_anything_called_by_other_names_of_arguments(forge: Forge, redis: Redis) -> None:
    forge("plugin.jobs.run_case", kwargs={"unit": "CARE-1"})
    assert taken(redis) == []


@pytest.mark.parametrize(
    "extras",
    [
        {"on_success": Callback("os.getpid")},
        {"on_failure": Callback("os.getpid")},
        {"on_stopped": Callback("os.getpid")},
        {"webhooks": [Webhook("http://169.254.169.254/latest/meta-data", "finished")]},
    ],
    ids=lambda extras: next(iter(extras)),
)
def test_a_job_that_would_do_more_than_it_says_is_none(extras: dict[str, Any], forge: Forge, redis: Redis) -> None:
    forge("plugin.jobs.run_case", "CARE-1", **extras)
    assert taken(redis) == []


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return pytest.fail, ("it was unpickled",)


@pytest.mark.parametrize("field", ["data", "result", "meta"])
def test_nothing_is_ever_unpickled(field: str, forge: Forge, redis: Redis) -> None:
    job = forge("plugin.jobs.run_case", "CARE-1", serializer=JSONSerializer)
    redis.hset(f"rq:job:{job}", field, pickle.dumps(("plugin.jobs.run_case", None, (Bomb(),), {})))
    assert taken(redis) == ([] if field == "data" else ["plugin.jobs.run_case"])


def test_not_even_a_job_of_ours_as_rq_pickles_it(forge: Forge, redis: Redis) -> None:
    forge("plugin.jobs.run_case", "CARE-1", serializer=PickleSerializer)
    assert taken(redis) == []


@pytest.mark.parametrize("field", ["status", "created_at", "result_ttl", "timeout", "retry_intervals"])
def test_fields_that_rq_cannot_read_end_no_worker(field: str, forge: Forge, redis: Redis) -> None:
    job = forge("plugin.jobs.run_case", "CARE-1")
    redis.hset(f"rq:job:{job}", field, b"\xff{")
    assert taken(redis) == []


@pytest.mark.parametrize("id_", ["a\nb", "a:b", "", "\u202e", "x" * 5000])
def test_an_id_that_rq_would_not_have_given_ends_no_worker(id_: str, redis: Redis) -> None:
    redis.rpush(f"rq:queue:{URGENT_QUEUE}", id_)
    queueing.wake(redis, "CARE-1", "test")
    assert taken(redis) == ["plugin.jobs.run_case"]


def test_what_rq_wrote_again_is_taken_as_before(redis: Redis) -> None:
    """RQ saves a job that it puts back, compressed."""
    queueing.wake(redis, "CARE-1", "test")
    (job,) = Queue(BULK_QUEUE, connection=redis, serializer=JSONSerializer, job_class=AllowedJob).jobs
    written = redis.hget(job.key, "data")
    job.save()
    assert redis.hget(job.key, "data") != written
    assert taken(redis) == ["plugin.jobs.run_case"]


def test_what_careflow_writes_is_taken(redis: Redis) -> None:
    for unit in ("CARE-1", "#10001", "version:10000", "sweep"):
        queueing.wake(redis, unit, "test")
    assert taken(redis) == ["plugin.jobs.run_case"] * 2 + ["plugin.jobs.run_version", "plugin.jobs.run_sweep"]
    assert Queue(BULK_QUEUE, connection=redis).is_empty()


def test_each_function_that_is_allowed_is_one_of_jobs() -> None:
    assert all(callable(getattr(jobs, name.removeprefix("plugin.jobs."))) for name in ALLOWED)


def test_it_is_said_in_one_line_of_the_log(forge: Forge, redis: Redis, caplog: pytest.LogCaptureFixture) -> None:
    job = forge("os.system", "echo s3cret")
    taken(redis)
    assert caplog.messages == [f"a job that careflow did not write is passed over: {job}"]
