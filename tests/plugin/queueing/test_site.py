"""What was learned of one Jira does not hold for another."""

from __future__ import annotations

from datetime import UTC, datetime

from redis import Redis

from plugin import queueing

NOW = datetime(2019, 3, 1, 12, tzinfo=UTC)


def learn(redis: Redis) -> None:
    queueing.learn_key(redis, "10001", "CARE-1")
    queueing.remember_settled(redis, "CARE-1", queueing.Settled(NOW, None))
    redis.set("careflow:swept", "2019-03-01T12:00:00Z")
    redis.set("careflow:counted:CARE-1", "instance")


def test_with_another_jira_what_was_learned_is_forgotten_and_what_is_queued_stays(redis: Redis) -> None:
    queueing.bind_site(redis, "https://test.example.org")
    learn(redis)
    queueing.wake(redis, "CARE-1", "test")
    assert queueing.bind_site(redis, "https://example.org")
    assert queueing.wake(redis, "#10001", "comment").unit == "#10001"
    assert queueing.settled(redis, "CARE-1") is None
    assert not redis.exists("careflow:swept", "careflow:counted:CARE-1")
    assert redis.hexists("careflow:dirty", "CARE-1")


def test_with_the_same_jira_everything_is_kept(redis: Redis) -> None:
    queueing.bind_site(redis, "https://example.org")
    learn(redis)
    assert not queueing.bind_site(redis, "https://Example.org/")
    assert queueing.wake(redis, "#10001", "comment").unit == "CARE-1"
    assert queueing.settled(redis, "CARE-1") is not None


def test_what_was_learned_before_the_jira_was_put_down_is_forgotten(redis: Redis) -> None:
    learn(redis)
    assert not queueing.bind_site(redis, "https://example.org")
    assert queueing.settled(redis, "CARE-1") is None
