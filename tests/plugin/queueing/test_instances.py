"""SCO-3: a sum that is new wakes the instance's other cases, and they do not wake each other for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis
from redis.exceptions import RedisError

from plugin import queueing
from plugin.queueing import instances
from workflows.allowance import Share


def share(minutes: float | None, *cases: str, instance: str = "acme") -> Share:
    total = None if minutes is None else timedelta(minutes=minutes)
    return Share(instance, total, cases or ("CARE-1", "CARE-2", "CARE-3"))


def queued(redis: Redis) -> list[str]:
    return sorted(unit.decode() for unit in redis.zrange("careflow:queued:careflow", 0, -1))


def test_sco_3_a_new_sum_wakes_the_other_open_cases_and_the_same_sum_nobody(redis: Redis) -> None:
    assert queueing.tell_instance(redis, share(20), "CARE-1") == ("CARE-2", "CARE-3")
    assert queued(redis) == ["CARE-2", "CARE-3"]
    for key in ("CARE-2", "CARE-3", "CARE-1"):
        assert queueing.tell_instance(redis, share(20), key) == ()
    assert queueing.tell_instance(redis, share(10), "CARE-2") == ("CARE-1", "CARE-3")


def test_sco_3_instances_do_not_mix(redis: Redis) -> None:
    queueing.tell_instance(redis, share(20), "CARE-1")
    assert queueing.tell_instance(redis, share(20, "CARE-9", instance="globex"), "CARE-9") == ()
    assert queueing.tell_instance(redis, share(20), "CARE-1") == ()


def test_sco_3_what_jira_did_not_say_changes_nothing(redis: Redis) -> None:
    queueing.tell_instance(redis, share(20), "CARE-1")
    assert queueing.tell_instance(redis, share(None, "CARE-1"), "CARE-1") == ()
    assert queueing.tell_instance(redis, share(20), "CARE-1") == ()


def test_sco_3_a_case_that_goes_to_another_instance_wakes_the_one_that_it_leaves(redis: Redis) -> None:
    queueing.tell_instance(redis, share(20), "CARE-1")
    redis.delete("careflow:queued:careflow", "careflow:dirty")
    queueing.tell_instance(redis, share(5, "CARE-1", "CARE-8", instance="globex"), "CARE-1")
    assert queued(redis) == ["CARE-2", "CARE-3", "CARE-8"]
    assert queueing.tell_former_instance(redis, "CARE-1") == ("CARE-8",)
    assert queueing.tell_former_instance(redis, "CARE-1") == ()


def test_sco_3_a_sweep_wakes_all_of_an_instance_whose_sum_is_new(redis: Redis) -> None:
    assert queueing.tell_instance(redis, share(20)) == ("CARE-1", "CARE-2", "CARE-3")
    assert queueing.tell_instance(redis, share(20)) == ()


def test_sco_3_killed_before_all_were_woken_they_are_woken_by_the_next_one_who_sees_it(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise RedisError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(instances, "wake", killed)
        with pytest.raises(RedisError):
            queueing.tell_instance(redis, share(20), "CARE-1")
    assert queueing.tell_instance(redis, share(20), "CARE-1") == ("CARE-2", "CARE-3")
