"""The sweep against a sandbox Jira: finds what webhooks missed, rebuilds the timers, and reads in bulk."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from redis import Redis
from rq.utils import now, utcformat

from plugin import jobs, queueing
from plugin.jobs import Bench
from plugin.queueing.units import BULK_QUEUE, CRITICAL_QUEUE, QUEUES
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from plugin.sweep import Sweeper
from plugin.workbench import bench as build


@pytest.fixture
def bench(sandbox: Sandbox, redis: Redis) -> Bench:
    environ = {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
    }
    made = build(load(environ), redis)
    jobs.equip(lambda: made)
    return made


def sweep(redis: Redis) -> None:
    queueing.wake(redis, "sweep", "test")
    jobs.run_sweep()


def work_off(redis: Redis) -> list[str]:
    """Run every queued case, and answer which they were."""
    units = sorted(unit.decode() for unit in redis.zrange("careflow:queued:careflow", 0, -1))
    for unit in units:
        jobs.run_case(unit)
    return [unit for unit in units if unit != "sweep"]


def open_cases(sandbox: Sandbox, count: int) -> list[str]:
    return [sandbox.open_case(by="clara", summary=f"Board {number}", severity="Major") for number in range(count)]


@pytest.mark.usefixtures("valid_requests", "bench")
def test_what_no_webhook_told_of_is_found_and_then_nothing_more(sandbox: Sandbox, redis: Redis) -> None:
    keys = open_cases(sandbox, 3)
    sweep(redis)
    assert work_off(redis) == sorted(keys)
    timers = queueing.timers(redis)
    assert {timer.unit for timer in timers} == {*keys, "sweep"}


@pytest.mark.usefixtures("bench")
@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_after_a_flush_one_sweep_rebuilds_every_timer_without_touching_a_case(sandbox: Sandbox, redis: Redis) -> None:
    keys = open_cases(sandbox, 3)
    sweep(redis)
    work_off(redis)
    before = {timer.unit: timer.wake_at for timer in queueing.timers(redis) if timer.unit in keys}
    assert before.keys() == set(keys)
    redis.flushall()
    sandbox.forget_requests()
    sweep(redis)
    assert work_off(redis) == []
    after = {timer.unit: timer.wake_at for timer in queueing.timers(redis) if timer.unit in keys}
    assert after == before
    assert all(seen.is_read for seen in sandbox.requests)


@pytest.mark.usefixtures("bench")
def test_what_was_said_on_a_closed_case_is_found_though_the_search_was_stale_for_most_of_an_hour(
    sandbox: Sandbox, redis: Redis
) -> None:
    """Its delivery is lost, and no timer is armed for a closed case: a later sweep is the only one to see it."""
    (key,) = open_cases(sandbox, 1)
    sandbox.move(key, "adam", "Closed")
    sandbox.advance(minutes=2)
    for _ in range(2):
        sweep(redis)
        work_off(redis)
    sandbox.advance(minutes=1)
    sandbox.comment(key, "clara", "/reopen It is back.")
    sandbox.stale_search(timedelta(minutes=55).total_seconds())
    for _ in range(5):
        sandbox.advance(minutes=10)
        sweep(redis)
        assert work_off(redis) == []
    sandbox.stale_search(0)
    sweep(redis)
    assert work_off(redis) == [key]
    assert sandbox.issue(key).status == "In Progress"


@pytest.mark.usefixtures("bench")
@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_120_cases_take_at_most_20_reads(sandbox: Sandbox, redis: Redis) -> None:
    open_cases(sandbox, 120)
    sandbox.forget_requests()
    sweep(redis)
    assert 1 < len(sandbox.requests) <= 20
    assert queueing.standing(redis).queued[queueing.BULK_QUEUE] >= 120


@pytest.mark.usefixtures("bench")
def test_a_case_that_wanted_nothing_and_has_not_changed_is_not_read_again(sandbox: Sandbox, redis: Redis) -> None:
    """Data Center's search brings neither properties nor who reads a comment, Cloud's only 40 history entries."""
    sandbox.site.searched_history = 2
    keys = open_cases(sandbox, 6)
    for key in keys:
        sandbox.comment(key, "adam", "We are looking into it.")
    for _ in range(2):  # the second time is what the webhooks of our own writing bring about
        for key in keys:
            queueing.wake(redis, key, "test")
        work_off(redis)
    sandbox.forget_requests()
    sweep(redis)
    assert work_off(redis) == []
    assert len(sandbox.requests) <= 3
    assert {timer.unit for timer in queueing.timers(redis)} >= set(keys)
    sandbox.advance(seconds=1)
    sandbox.comment(keys[0], "clara", "/severity Minor")
    sweep(redis)
    assert work_off(redis) == keys[:1]


@pytest.mark.usefixtures("bench")
def test_after_a_flush_too_critical_cases_go_first(sandbox: Sandbox, redis: Redis) -> None:
    others = open_cases(sandbox, 3)
    critical = sandbox.open_case(by="clara", summary="All is down", severity="Critical")
    redis.flushall()
    sweep(redis)
    queued = {name: {unit.decode() for unit in redis.zrange(f"careflow:queued:{name}", 0, -1)} for name in QUEUES}
    assert critical in queued[CRITICAL_QUEUE]
    assert {*others} <= queued[BULK_QUEUE]


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_a_parked_case_is_tried_again_by_the_sweep_only_after_a_while(
    sandbox: Sandbox, redis: Redis, bench: Bench
) -> None:
    (key,) = open_cases(sandbox, 1)
    queueing.wake(redis, key, "test")
    claim = queueing.Claim(redis, key)
    with claim:
        claim.park("refused")
    sweep(redis)
    assert work_off(redis) == []
    redis.hset("careflow:parked", key, json.dumps({"reason": "refused", "at": "2026-01-01T00:00:00Z", "count": 3}))
    sweep(redis)
    assert work_off(redis) == [key]
    assert queueing.park_list(redis) == []


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_what_is_parked_is_tried_again_also_where_nothing_is_left_to_do_or_no_query_finds_it(
    sandbox: Sandbox, redis: Redis, bench: Bench
) -> None:
    mended, ended = open_cases(sandbox, 2)
    sweep(redis)
    work_off(redis)
    sandbox.move(ended, "adam", "Solution Provided")
    sandbox.move(ended, "adam", "Closed")
    work_off(redis)
    sandbox.advance(days=60)
    sweep(redis)
    work_off(redis)
    units = [mended, ended, "version:10000", "#99999", "GONE-1"]
    for unit in units:
        redis.hset("careflow:parked", unit, json.dumps({"reason": "500", "at": "2026-01-01T00:00:00Z", "count": 3}))
    sweep(redis)
    assert {unit.decode() for unit in redis.zrange("careflow:queued:careflow", 0, -1)} >= {*units}
    redis.zrem("careflow:queued:careflow", "version:10000")
    work_off(redis)
    assert [entry.unit for entry in queueing.park_list(redis)] == ["version:10000"]


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_an_id_that_is_parked_is_the_case_once_its_key_is_known(sandbox: Sandbox, redis: Redis, bench: Bench) -> None:
    (key,) = open_cases(sandbox, 1)
    sweep(redis)
    work_off(redis)
    parked = {"reason": "500", "at": "2026-01-01T00:00:00Z", "count": 3}
    redis.hset("careflow:parked", f"#{sandbox.issue(key).id}", json.dumps(parked))
    sweep(redis)
    assert work_off(redis) == [key]
    assert queueing.park_list(redis) == []
    sweep(redis)
    assert work_off(redis) == []


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_a_parked_case_that_wants_nothing_any_more_has_its_timer_meanwhile(
    sandbox: Sandbox, redis: Redis, bench: Bench
) -> None:
    (key,) = open_cases(sandbox, 1)
    sweep(redis)
    work_off(redis)
    (armed,) = [timer for timer in queueing.timers(redis) if timer.unit == key]
    queueing.disarm(redis, key)
    redis.hset("careflow:parked", key, json.dumps({"reason": "500", "at": utcformat(now()), "count": 8}))
    sweep(redis)
    assert armed in queueing.timers(redis)
    assert work_off(redis) == []


@pytest.mark.parametrize(
    ("count", "minutes", "again"),
    [(1, 9, False), (1, 11, True), (2, 19, False), (2, 21, True), (3, 39, False), (3, 41, True), (20, 1381, False)],
)
@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_a_parked_case_rests_ten_minutes_then_twenty_and_in_the_end_a_day(
    count: int, minutes: int, again: bool, sandbox: Sandbox, redis: Redis, bench: Bench
) -> None:
    (key,) = open_cases(sandbox, 1)
    parked_at = utcformat(now() - timedelta(minutes=minutes))
    redis.hset("careflow:parked", key, json.dumps({"reason": "refused", "at": parked_at, "count": count}))
    sweep(redis)
    assert work_off(redis) == ([key] if again else [])


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_names_that_this_jira_does_not_know_do_not_stop_the_sweep(
    sandbox: Sandbox, redis: Redis, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", logger="plugin")
    keys = open_cases(sandbox, 2)
    sweeper = bench.sweeper
    assert isinstance(sweeper, Sweeper)
    lost = Sweeper(
        sweeper.gateway, sweeper.decide, redis, sweeper.projects, ("No Such Status",), ("No Such Due", "No Such Cause")
    )
    swept = lost.sweep()
    assert (swept.read, swept.woken) == (len(keys), len(keys))
    assert "asked without the names" in caplog.text


def test_a_released_version_wakes_the_cases_that_are_fixed_in_it(sandbox: Sandbox, redis: Redis, bench: Bench) -> None:
    version = next(iter(sandbox.site.versions.values()))
    key, _ = open_cases(sandbox, 2)
    sandbox.edit(key, "adam", fix_versions=[version.name])
    queueing.wake_version(redis, version.id)
    jobs.run_version(version.id)
    assert work_off(redis) == [key]


def test_a_version_that_this_jira_does_not_show_wakes_nothing_and_is_not_parked(redis: Redis, bench: Bench) -> None:
    queueing.wake_version(redis, "424242")
    jobs.run_version("424242")
    assert work_off(redis) == []
    assert queueing.park_list(redis) == []
