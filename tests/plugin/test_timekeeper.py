"""The tick of a worker's process: on time, whatever Redis does, and no longer than its block."""

from __future__ import annotations

import contextlib
import logging
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from plugin import queueing
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.timekeeper import Timekeeper
from tests.plugin.running import until

NOW = datetime(2019, 3, 1, 12, tzinfo=UTC)


def is_queued(redis: Redis, unit: str) -> bool:
    return redis.zscore("careflow:queued:careflow", unit) is not None


def test_it_rings_and_revives_at_once_and_again_and_ends_with_the_block(
    redis: Redis, redis_server: EmbeddedRedis
) -> None:
    redis.zadd("careflow:due", {"CARE-1": 1})
    redis.hset("careflow:dirty", "CARE-2", 1)
    redis.zadd("careflow:running", {"CARE-2": 1})  # its worker was killed
    with Timekeeper(connect(redis_server.url, patience=5.0)):
        until(lambda: is_queued(redis, "CARE-1") and is_queued(redis, "CARE-2"))
        redis.zadd("careflow:due", {"CARE-3": 1})
        until(lambda: is_queued(redis, "CARE-3"))
    assert "timekeeper" not in {thread.name for thread in threading.enumerate()}


def test_a_redis_that_goes_away_and_comes_back_empty_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "plugin.timekeeper")
    with (
        EmbeddedRedis(tmp_path) as server,
        connect(server.url, patience=5.0) as redis,
        Timekeeper(connect(server.url, patience=1.0)),
    ):
        until(lambda: is_queued(redis, "sweep"))  # of which a Redis without timers makes one
        for _ in range(2):
            caplog.clear()
            redis.flushall()
            with contextlib.suppress(RedisError):
                redis.shutdown(nosave=True)
            until(lambda: "the timers rest" in caplog.text)
            server.revive()
            until(lambda: "the timers go on" in caplog.messages)
            until(lambda: is_queued(redis, "sweep"))
            told = [message.partition(":")[0] for message in caplog.messages]
            assert told == ["the timers rest", "the timers go on"]


def test_what_redis_refuses_ends_nothing(
    redis: Redis, redis_server: EmbeddedRedis, caplog: pytest.LogCaptureFixture
) -> None:
    redis.set("careflow:due", "no sorted set")
    with Timekeeper(connect(redis_server.url, patience=5.0)):
        until(lambda: "the timers rest: ResponseError" in caplog.text)
        redis.delete("careflow:due")
        queueing.arm(redis, "CARE-1", NOW, NOW)
        until(lambda: is_queued(redis, "CARE-1"))
