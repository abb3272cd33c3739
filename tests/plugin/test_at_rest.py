"""Cases at rest are not read by a sweep, and nothing is missed for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zlib import crc32

import pytest
from redis import Redis

from plugin import jobs, queueing
from plugin.at_rest import TURNS
from plugin.board.mirror import Mirror
from plugin.jobs import Bench
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from plugin.sweep import Swept
from plugin.workbench import bench as build


@pytest.fixture
def bench(sandbox: Sandbox, redis: Redis) -> Iterator[Bench]:
    environ = {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
    }
    made = build(load(environ), redis)
    jobs.equip(lambda: made)
    yield made
    made.close()


@pytest.fixture
def keys(sandbox: Sandbox, redis: Redis, bench: Bench) -> list[str]:
    """Cases of which the last sweep found nothing wanted, a quarter of an hour after anything happened to them."""
    opened = [sandbox.open_case(by="clara", summary=f"Board {n}", severity="Major", assignee="adam") for n in range(12)]
    for key in opened:
        sandbox.comment(key, "adam", "We are looking into it.")
        queueing.wake(redis, key, "test")
        jobs.run_case(key)
    sandbox.advance(minutes=1)
    sweep(bench)  # brings each to rest
    work_off(redis)
    sandbox.advance(minutes=15)
    sweep(bench)
    assert work_off(redis) == []
    return opened


def sweep(bench: Bench) -> Swept:
    swept = bench.sweeper.sweep()
    assert isinstance(swept, Swept)
    return swept


def work_off(redis: Redis) -> list[str]:
    units = sorted(unit.decode() for unit in redis.zrange("careflow:queued:careflow", 0, -1))
    for unit in units:
        jobs.run_case(unit)
    return units


def turn(redis: Redis) -> None:
    """The next sweep reads nobody merely because it is its turn."""
    redis.set("careflow:sweeps", _nobodys() - 1)


def _nobodys() -> int:
    taken = {crc32(f"CARE-{n}".encode()) % TURNS for n in range(1, 13)}
    return next(n for n in range(TURNS, 2 * TURNS) if n % TURNS not in taken)


def test_nothing_is_read_where_nothing_happened(sandbox: Sandbox, redis: Redis, bench: Bench, keys: list[str]) -> None:
    turn(redis)
    sandbox.forget_requests()
    swept = sweep(bench)
    assert (swept.read, swept.woken, swept.rested) == (0, 0, len(keys))
    assert len(sandbox.requests) == 2
    assert {timer.unit for timer in queueing.timers(redis)} >= set(keys)
    assert set(Mirror(redis).rows()) == set(keys)


def test_only_what_has_changed_is_read(sandbox: Sandbox, redis: Redis, bench: Bench, keys: list[str]) -> None:
    turn(redis)
    sandbox.advance(minutes=5)
    sandbox.comment(keys[3], "clara", "/severity Minor")
    assert sweep(bench).read == 1
    assert work_off(redis) == [keys[3]]


def test_a_change_that_the_search_index_shows_late_is_found_by_the_next_sweep(
    sandbox: Sandbox, redis: Redis, bench: Bench, keys: list[str]
) -> None:
    sandbox.tracker.search_lag = timedelta(minutes=5)
    sandbox.comment(keys[3], "clara", "/severity Minor")
    sandbox.advance(minutes=4)
    turn(redis)
    assert sweep(bench).woken == 0
    sandbox.advance(minutes=10)
    turn(redis)
    assert sweep(bench).read == 1
    assert work_off(redis) == [keys[3]]


def test_a_case_that_waits_for_a_version_is_read_each_time_since_a_release_leaves_no_trace_on_it(
    sandbox: Sandbox, redis: Redis, bench: Bench, keys: list[str]
) -> None:
    version = next(it for it in sandbox.site.versions.values() if not it.released)
    sandbox.edit(keys[3], "adam", fix_versions=[version.name])
    sweep(bench)
    work_off(redis)
    sandbox.advance(minutes=30)
    sweep(bench)
    sandbox.release(version.name)  # the event is lost
    turn(redis)
    sweep(bench)
    assert work_off(redis) == [keys[3]]


def test_a_case_whose_time_has_come_is_read_although_its_timer_was_lost(
    sandbox: Sandbox, redis: Redis, bench: Bench, keys: list[str]
) -> None:
    redis.delete("careflow:due", "careflow:timers")
    first = min(queueing.settled_among(redis, keys).values(), key=lambda known: known.wake_at or sandbox.now())
    assert first.wake_at is not None
    turn(redis)
    sweep(bench)
    armed = {timer.unit: timer.wake_at for timer in queueing.timers(redis)}
    assert armed == {key: known.wake_at for key, known in queueing.settled_among(redis, keys).items()}
    sandbox.advance(seconds=(first.wake_at - sandbox.now()).total_seconds() + 1)
    turn(redis)
    assert sweep(bench).read >= 1
    assert work_off(redis) != []


def test_a_case_whose_line_the_board_lost_is_read_and_shown_again(redis: Redis, bench: Bench, keys: list[str]) -> None:
    redis.hset("careflow:board", keys[0], "[]")
    redis.hdel("careflow:board", keys[1])
    turn(redis)
    assert sweep(bench).read == 2
    work_off(redis)
    assert set(Mirror(redis).rows()) == set(keys)


def test_each_case_is_read_once_in_so_many_sweeps_whatever_is_known_of_it(
    sandbox: Sandbox, redis: Redis, bench: Bench, keys: list[str]
) -> None:
    assert sum(sweep(bench).read for _ in range(TURNS)) == len(keys)


def test_a_case_that_was_deleted_while_the_sweep_ran_hides_none_of_the_others(
    sandbox: Sandbox, redis: Redis, bench: Bench, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in keys:
        queueing.forget_settled(redis, key)
    gateway = bench.sweeper.gateway
    roll = gateway.roll
    monkeypatch.setattr(gateway, "roll", lambda jql: ({"CARE-999": sandbox.now(), **roll(jql)[0]}, roll(jql)[1]))
    sweep(bench)
    assert set(work_off(redis)) >= set(keys)


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_what_no_part_of_a_case_said_anew_is_known_after_a_flush(
    sandbox: Sandbox, redis: Redis, bench: Bench, keys: list[str]
) -> None:
    before = queueing.settled_among(redis, keys)
    redis.flushall()
    sweep(bench)
    assert work_off(redis) == []
    assert queueing.settled_among(redis, keys) == before
    turn(redis)
    assert sweep(bench).rested == len(keys)
