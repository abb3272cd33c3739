"""UPD on a sandbox Jira, over HTTP: planned releases, and a released version through the queue's jobs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from redis import Redis

from plugin import jobs, queueing
from plugin.jira import MemoryCache, Unavailable
from plugin.jobs import Bench
from plugin.reconcile import Outcome, Reconciler
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import Settings, load
from plugin.workbench import bench as build
from plugin.workbench import gateway, reconciler
from workflows.decision import Clock
from workflows.explain import as_json, as_lines
from workflows.terms import ClockName

# The sandbox begins on Monday, 23 November 2026, 10:00 UTC; "Enterprise One 2026.12" is planned for 16 December.
VERSION = "Enterprise One 2026.12"
CLOSES = datetime(2026, 12, 16, 17, 0, tzinfo=UTC)  # 18:00 in Stockholm
NEEDS_A_FIX = {"severity": "Major", "product": "Enterprise One", "workaround": "None", "case_type": "Defect"}


def settings_of(sandbox: Sandbox) -> Settings:
    return load(
        {
            "CAREFLOW_JIRA__URL": sandbox.url,
            "CAREFLOW_JIRA__USER": sandbox.user,
            "CAREFLOW_JIRA__TOKEN": sandbox.token,
        }
    )


def careflow_on(sandbox: Sandbox) -> Reconciler:
    """With an empty cache: the versions are kept for two seconds of the machine's clock."""
    settings = settings_of(sandbox)
    return reconciler(settings, gateway(settings, MemoryCache()))


@pytest.fixture
def careflow(sandbox: Sandbox) -> Reconciler:
    return careflow_on(sandbox)


@pytest.fixture
def bench(sandbox: Sandbox, redis: Redis) -> Bench:
    made = build(settings_of(sandbox), redis)
    jobs.equip(lambda: made)
    return made


def opened(sandbox: Sandbox, by: str = "clara", **fields: str) -> str:
    key = sandbox.open_case(by, "The export is empty", {}, **{**NEEDS_A_FIX, **fields})
    sandbox.assign(key, "adam", "adam")
    return key


def settled(careflow: Reconciler, key: str) -> Outcome:
    outcome = careflow.run(key)
    assert careflow.run(key).decision.actions == ()
    return outcome


def resolve(outcome: Outcome) -> Clock:
    return next(clock for clock in outcome.decision.clocks if clock.name is ClockName.RESOLVE)


def said(sandbox: Sandbox, key: str) -> list[str]:
    return [c.body for c in sandbox.issue(key).comments if c.public and c.by == "careflow"]


def plan(sandbox: Sandbox, day: date) -> None:
    """Move the date of the version, as a person does in Jira."""
    next(v for v in sandbox.site.versions.values() if v.name == VERSION).release_date = day
    sandbox.advance(minutes=5)


def take_back(sandbox: Sandbox, version: str = VERSION) -> None:
    found = next(v for v in sandbox.site.versions.values() if v.name == version)
    sandbox.tracker.release(sandbox.person("pia"), found, released=False)


def version_id(sandbox: Sandbox) -> str:
    return next(v.id for v in sandbox.site.versions.values() if v.name == VERSION)


def work_off(redis: Redis) -> list[str]:
    """Run every queued case and version, and answer which they were."""
    ran: list[str] = []
    while units := sorted(
        unit.decode()
        for queue in (queueing.URGENT_QUEUE, queueing.BULK_QUEUE)
        for unit in redis.zrange(f"careflow:queued:{queue}", 0, -1)
    ):
        for unit in units:
            kind, _, rest = unit.partition(":")
            if kind == "version":
                jobs.run_version(rest)
            elif kind == "sweep":
                jobs.run_sweep()
            else:
                jobs.run_case(unit)
        ran += units
    return ran


def lose_leases(redis: Redis) -> None:
    """The process that held them was killed a while ago."""
    for unit in redis.zrange("careflow:running", 0, -1):
        redis.zadd("careflow:running", {unit.decode(): 1})


@pytest.mark.usefixtures("valid_requests")
class TestPlannedReleases:
    def test_upd_2_the_due_is_that_of_jiras_next_version_and_the_customer_is_told_its_date_once(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        key = opened(sandbox)
        assert resolve(settled(careflow, key)).due_at == CLOSES
        assert sandbox.issue(key).fields["Resolution Due"] == CLOSES
        assert len(said(sandbox, key)) == 1
        assert "16 December 2026" in said(sandbox, key)[0]
        assert VERSION in said(sandbox, key)[0]

    def test_upd_2_in_french_to_a_french_customer(self, sandbox: Sandbox, careflow: Reconciler):
        key = opened(sandbox, by="camille")
        settled(careflow, key)
        assert "mercredi 16 décembre 2026" in said(sandbox, key)[0]

    def test_upd_2_when_the_version_moves_the_due_moves_and_the_new_date_is_told(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        key = opened(sandbox)
        settled(careflow, key)
        plan(sandbox, date(2026, 12, 22))
        settled(careflow_on(sandbox), key)
        assert sandbox.issue(key).fields["Resolution Due"] == CLOSES + timedelta(days=6)
        assert ["16 December" in said(sandbox, key)[0], "22 December" in said(sandbox, key)[1]] == [True, True]

    def test_upd_2_with_a_stable_workaround_it_is_back_to_96_hours(self, sandbox: Sandbox, careflow: Reconciler):
        key = opened(sandbox)
        start = sandbox.now()
        settled(careflow, key)
        sandbox.edit(key, "adam", {"Workaround": "Stable"})
        settled(careflow, key)
        assert sandbox.issue(key).fields["Resolution Due"] == start + timedelta(hours=96)
        sandbox.edit(key, "adam", {"Workaround": "Unstable"})
        settled(careflow, key)
        assert sandbox.issue(key).fields["Resolution Due"] == CLOSES
        assert len(said(sandbox, key)) == 1

    def test_upd_2_without_a_version_the_cadence_says_it(self, sandbox: Sandbox, careflow: Reconciler):
        key = opened(sandbox, product="Daptiv")
        settled(careflow, key)
        assert sandbox.issue(key).fields["Resolution Due"] == datetime(2026, 12, 3, 18, 30, tzinfo=UTC)
        assert "3 December 2026" in said(sandbox, key)[0]

    def test_upd_2_and_con_1_explain_cites_them(self, sandbox: Sandbox, careflow: Reconciler):

        key = opened(sandbox)
        decision = settled(careflow, key).decision
        lines = "\n".join(as_lines(decision, "Europe/Stockholm"))
        assert "UPD-2" in lines
        assert "UPD-1" in lines
        assert "CON-1" in lines
        assert as_json(decision)["clocks"][2]["planned_release"] == {"day": "2026-12-16", "version": VERSION}


@pytest.mark.usefixtures("valid_requests", "bench")
class TestAReleasedVersion:
    def test_upd_3_all_its_open_cases_are_solved_and_each_customer_is_told_which_update(
        self, sandbox: Sandbox, redis: Redis
    ):
        keys = [opened(sandbox) for _ in range(3)]
        sandbox.move(keys[1], "adam", "Waiting for Customer")
        closed, other = opened(sandbox), opened(sandbox)
        sandbox.move(closed, "clara", "Closed")
        for key in (*keys, closed):
            sandbox.edit(key, "adam", fix_versions=[VERSION])
        for key in (*keys, closed, other):
            queueing.wake(redis, key, "test")
        work_off(redis)
        sandbox.advance(days=20)
        sandbox.release(VERSION)
        queueing.wake_version(redis, version_id(sandbox))
        work_off(redis)
        for key in keys:
            assert sandbox.issue(key).status == "Solution Provided"
            assert [VERSION in text and "has been released" in text for text in said(sandbox, key)] == [False, True]
        assert sandbox.issue(other).status == "New"
        assert sandbox.issue(closed).status == "Closed"
        assert not any("has been released" in text for text in said(sandbox, closed))

    def test_upd_3_killed_half_way_through_the_cases_the_next_run_wakes_them_all_and_does_nothing_twice(
        self, sandbox: Sandbox, redis: Redis, monkeypatch: pytest.MonkeyPatch
    ):
        keys = [opened(sandbox, workaround="Stable") for _ in range(4)]
        for key in keys:
            sandbox.edit(key, "adam", fix_versions=[VERSION])
        sandbox.release(VERSION)
        queueing.wake_version(redis, version_id(sandbox))
        woken: list[str] = []

        def killed_at_the_third(connection: Redis, unit: str, reason: str) -> object:
            if len(woken) == 2:
                raise SystemExit
            woken.append(unit)
            return wake(connection, unit, reason)

        wake = queueing.wake
        with monkeypatch.context() as patch:
            patch.setattr("plugin.sweep.queueing.wake", killed_at_the_third)
            with pytest.raises(SystemExit):
                jobs.run_version(version_id(sandbox))
        assert work_off(redis) == sorted(woken)
        lose_leases(redis)
        queueing.revive(redis)
        assert set(work_off(redis)) >= {f"version:{version_id(sandbox)}", *keys}
        for key in keys:
            assert sandbox.issue(key).status == "Solution Provided"
            assert len(said(sandbox, key)) == 1

    def test_upd_3_what_no_webhook_told_of_the_sweep_finds(self, sandbox: Sandbox, redis: Redis):
        key = opened(sandbox, workaround="Stable")
        sandbox.edit(key, "adam", fix_versions=[VERSION])
        queueing.wake(redis, key, "test")
        work_off(redis)
        sandbox.release(VERSION)
        queueing.wake(redis, "sweep", "test")
        jobs.run_sweep()
        work_off(redis)
        assert sandbox.issue(key).status == "Solution Provided"
        assert len(said(sandbox, key)) == 1


@pytest.mark.usefixtures("valid_requests")
class TestOnceForACase:
    def test_upd_3_killed_between_the_transition_and_the_word_the_customer_is_told_all_the_same(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        key = opened(sandbox, workaround="Stable")
        sandbox.edit(key, "adam", fix_versions=[VERSION])
        settled(careflow, key)
        sandbox.release(VERSION)
        sandbox.faults.fail(503, "PUT")
        with pytest.raises(Unavailable):
            careflow.run(key)
        assert sandbox.issue(key).status == "Solution Provided"
        assert said(sandbox, key) == []
        sandbox.advance(minutes=3)
        settled(careflow, key)
        assert len(said(sandbox, key)) == 1
        assert VERSION in said(sandbox, key)[0]

    def test_upd_3_unreleased_and_released_again_nothing_is_done_twice(self, sandbox: Sandbox, careflow: Reconciler):
        key = opened(sandbox, workaround="Stable")
        sandbox.edit(key, "adam", fix_versions=[VERSION])
        sandbox.release(VERSION)
        settled(careflow, key)
        sandbox.advance(minutes=5)
        take_back(sandbox)
        settled(careflow, key)
        sandbox.comment(key, "clara", "It still fails.")
        settled(careflow, key)
        sandbox.advance(minutes=5)
        sandbox.release(VERSION)
        settled(careflow, key)
        assert sandbox.issue(key).status == "In Progress"
        assert sum("has been released" in text for text in said(sandbox, key)) == 1


@pytest.mark.usefixtures("bench")
class TestTheSweep:
    def test_upd_2_a_case_with_a_planned_release_is_not_woken_by_every_sweep(self, sandbox: Sandbox, redis: Redis):
        key = opened(sandbox)
        for _ in range(2):
            queueing.wake(redis, key, "test")
            work_off(redis)
        for _ in range(2):
            sandbox.advance(minutes=10)
            queueing.wake(redis, "sweep", "test")
            jobs.run_sweep()
            assert key not in work_off(redis)

    @pytest.mark.parametrize("flavour", [Flavour.CLOUD])
    def test_upd_2_a_version_that_was_moved_is_found_by_the_sweep(self, sandbox: Sandbox, redis: Redis):
        key = opened(sandbox)
        for _ in range(2):
            queueing.wake(redis, key, "test")
            work_off(redis)
        plan(sandbox, date(2026, 12, 22))
        queueing.wake(redis, "sweep", "test")
        redis.delete(*redis.keys("*versions*"))  # the machine's clock stands still beside the sandbox's
        jobs.run_sweep()
        work_off(redis)
        assert sandbox.issue(key).fields["Resolution Due"] == CLOSES + timedelta(days=6)

    def test_upd_2_a_case_with_a_planned_release_is_looked_at_again_on_the_next_business_day(
        self, sandbox: Sandbox, redis: Redis
    ):
        key = opened(sandbox, workaround="None")
        sandbox.comment(key, "adam", "We are looking into it.")
        for _ in range(2):
            queueing.wake(redis, key, "test")
            work_off(redis)
        timers = {timer.unit: timer.wake_at for timer in queueing.timers(redis)}
        assert timers[key] <= datetime(2026, 11, 24, 7, tzinfo=UTC)
