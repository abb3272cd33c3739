from __future__ import annotations

import socket

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from plugin.jira import MemoryCache, ReadAhead, RedisCache
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


def asked(connection: redis.Redis) -> int:
    """How often the cache was read."""
    return sum(connection.info("commandstats").get(f"cmdstat_{name}", {}).get("calls", 0) for name in ("get", "mget"))


def test_what_the_last_case_asked_for_is_there_at_the_next_in_one_round_trip(redis: redis.Redis) -> None:
    cache = ReadAhead(RedisCache(redis))
    for key in "abc":
        cache.put(key, [key], 10)
    with cache.stretch():
        assert [cache.get(key) for key in "abca"] == [["a"], ["b"], ["c"], ["a"]]
    before = asked(redis)
    with cache.stretch():
        assert [cache.get(key) for key in "cabc"] == [["c"], ["a"], ["b"], ["c"]]
    assert asked(redis) == before + 1


def test_what_another_worker_put_there_is_seen_at_the_next_case(redis: redis.Redis) -> None:
    cache, other = ReadAhead(RedisCache(redis)), RedisCache(redis)
    for people in (["adam"], ["eve"], None):
        other.put("group", people, 10 if people else 0)
        with cache.stretch():
            assert cache.get("group") == people


def test_what_was_put_within_a_case_holds_at_once_and_for_others(redis: redis.Redis) -> None:
    cache, other = ReadAhead(RedisCache(redis)), RedisCache(redis)
    other.put("fields", [1], 10)
    with cache.stretch():
        assert cache.get("fields") == [1]
        cache.put("fields", [2], 10)
        assert cache.get("fields") == other.get("fields") == [2]
        cache.put("fields", None, 0)
        assert cache.get("fields") is other.get("fields") is None


def test_nobody_changes_it_by_changing_what_they_got_from_what_was_read_ahead(redis: redis.Redis) -> None:
    cache = ReadAhead(RedisCache(redis))
    with cache.stretch():
        cache.put("group", ["adam"], 10)
        cache.get("group").append("eve")
        assert cache.get("group") == ["adam"]


def test_between_cases_it_is_asked_of_redis_each_time(redis: redis.Redis) -> None:
    cache, other = ReadAhead(RedisCache(redis)), RedisCache(redis)
    with cache.stretch():
        cache.put("group", ["adam"], 10)
    other.put("group", ["eve"], 10)
    assert cache.get("group") == ["eve"]
