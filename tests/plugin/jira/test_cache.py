from __future__ import annotations

import socket

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from plugin.jira import MemoryCache, RedisCache
from plugin.jira import cache as caches


def test_a_value_is_kept_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [100.0]
    monkeypatch.setattr(caches, "monotonic", lambda: moment[0])
    cache = MemoryCache()
    cache.put("group", {"people": ["adam"]}, 10)
    moment[0] = 109.9
    assert cache.get("group") == {"people": ["adam"]}
    moment[0] = 110.0
    assert cache.get("group") is None


def test_nobody_can_change_what_is_cached_by_changing_what_they_got() -> None:
    cache = MemoryCache()
    cache.put("group", ["adam"], 10)
    cache.get("group").append("eve")
    assert cache.get("group") == ["adam"]


def test_no_time_forgets() -> None:
    cache = MemoryCache()
    cache.put("fields", [1], 10)
    cache.put("fields", None, 0)
    assert cache.get("fields") is None


def test_the_oldest_makes_room() -> None:
    cache = MemoryCache(largest=2)
    for key in "abc":
        cache.put(key, key, 10)
    assert [cache.get(key) for key in "abc"] == [None, "b", "c"]


def test_a_redis_that_is_away_is_an_empty_cache() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    cache = RedisCache(redis.Redis(port=port, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0)))
    cache.put("group", ["adam"], 10)
    assert cache.get("group") is None
