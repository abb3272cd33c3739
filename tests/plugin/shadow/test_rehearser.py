"""The one path in shadow, over HTTP: what it asks, what it says, and what it remembers of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from redis import Redis

from plugin import jobs, queueing
from plugin.jira import MemoryCache
from plugin.jobs import Bench
from plugin.reconcile import NotYetOpened
from plugin.sandbox import Flavour, Sandbox
from plugin.shadow import Rehearser, Told
from plugin.sweep import ShadowSweeper
from plugin.workbench import bench as build
from plugin.workbench import gateway
from tests.plugin.shadow.played import settings_on


@pytest.fixture
def rehearser(sandbox: Sandbox) -> Iterator[Rehearser]:
    settings = settings_on(sandbox, CAREFLOW_MODE="shadow")
    reader = gateway(settings, MemoryCache())
    yield Rehearser(reader, settings.policies())
    reader.close()


@pytest.fixture
def bench(sandbox: Sandbox, redis: Redis) -> Bench:
    made = build(settings_on(sandbox, CAREFLOW_MODE="shadow"), redis)
    jobs.equip(lambda: made)
    return made


@pytest.fixture
def case(sandbox: Sandbox) -> str:
    return sandbox.open_case(by="clara", summary="The board does not load", severity="Major", assignee="adam")


def run(redis: Redis, key: str) -> None:
    """A worker's run of a case that was woken."""
    queueing.wake(redis, key, "test")
    jobs.run_case(key)


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if "in shadow" in record.getMessage()]


@pytest.mark.usefixtures("valid_requests")
class TestLooking:
    def test_a_case_stands_as_if_careflow_had_acted(self, rehearser: Rehearser, sandbox: Sandbox, case: str) -> None:
        sandbox.move(case, "adam", "Solution Provided")
        sandbox.advance(days=20)
        decision = rehearser.look(case)
        assert decision.in_shadow
        assert (decision.status, decision.case.status) == ("Closed", "Closed")
        assert sandbox.issue(case).status == "Solution Provided"
        assert [action.kind for action in decision.actions if action.clause == "CLO-3"] == [
            "email",
            "comment",
            "email",
            "comment",
            "move",
            "comment",
        ]

    def test_at_a_moment_of_its_life(self, rehearser: Rehearser, sandbox: Sandbox, case: str) -> None:
        opened = sandbox.now()
        sandbox.advance(hours=3)
        then = rehearser.look(case, opened)
        assert "SLO-10" not in {action.clause for action in then.actions}
        assert then.wake_at == opened.replace(minute=30)
        with pytest.raises(NotYetOpened):
            rehearser.look(case, opened.replace(year=2020))

    def test_what_clauses_need_is_asked_once_for_a_setting(
        self, rehearser: Rehearser, sandbox: Sandbox, case: str
    ) -> None:
        sandbox.edit(case, "adam", {"Case Type": "Defect", "Product": "Enterprise One"})
        for _ in range(3):
            sandbox.advance(minutes=10)
            sandbox.assign(case, "dora", None)
            sandbox.advance(minutes=10)
            sandbox.assign(case, "dora", "adam")
        sandbox.forget_requests()
        assert [action.id for action in rehearser.look(case).actions if action.clause == "OPN-2"] == []
        asked = [seen for seen in sandbox.requests if seen.path.endswith(("/search", "/search/jql"))]
        assert 0 < len(asked) <= 3  # what each colleague has, for three moments at which somebody is looked for
        assert all(seen.method == "GET" for seen in sandbox.requests)


class TestTelling:
    def test_each_act_is_told_once_with_case_clause_and_why(
        self, sandbox: Sandbox, redis: Redis, bench: Bench, case: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, logger="plugin.shadow.rehearser")
        run(redis, case)
        line = f"{case}: in shadow, would at 2026-11-23T10:00:00Z: SEV-7 Priority = High: the severity is Major"
        assert line in said(caplog)
        caplog.clear()
        run(redis, case)
        assert said(caplog) == []
        sandbox.advance(minutes=30)
        run(redis, case)
        assert [line.split(": ", 2)[2].split(" — ")[0] for line in said(caplog)] == [
            "SLO-11 SLA State = At risk: respond running, restore running, resolve running",
            "SLO-10 note respond 50 % · Major: 50 % of the respond target (SLO-2) were used up at 2026-11-23T10:30:00Z",
        ]

    def test_after_a_flush_only_the_latest_is_told_again(
        self, sandbox: Sandbox, redis: Redis, bench: Bench, case: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        run(redis, case)
        sandbox.advance(minutes=10)
        sandbox.comment(case, "clara", "/severity Minor")
        run(redis, case)
        redis.flushall()
        caplog.set_level(logging.INFO, logger="plugin.shadow.rehearser")
        run(redis, case)
        assert {line.split(" would at ")[1][:20] for line in said(caplog)} == {"2026-11-23T10:10:00Z"}

    def test_the_outcome_has_the_acts_as_values(self, sandbox: Sandbox, redis: Redis, case: str) -> None:
        settings = settings_on(sandbox, CAREFLOW_MODE="shadow")
        rehearser = Rehearser(gateway(settings, MemoryCache()), settings.policies(), Told(redis))
        outcome = rehearser.run(case)
        assert {act.at for act in outcome.would} == {sandbox.now()}
        assert [act.action for act in outcome.would] == list(outcome.decision.actions)
        assert outcome.unchanged_since is None
        assert rehearser.run(case).would == ()

    def test_that_somebody_would_be_assigned_is_told_once_whoever_it_would_be_later(
        self, sandbox: Sandbox, redis: Redis, case: str
    ) -> None:
        sandbox.edit(case, "adam", {"Case Type": "Defect", "Product": "Enterprise One"})
        sandbox.assign(case, "dora", None)

        def told() -> list[str]:
            settings = settings_on(sandbox, CAREFLOW_MODE="shadow")
            outcome = Rehearser(gateway(settings, MemoryCache()), settings.policies(), Told(redis)).run(case)
            return [act.action.why for act in outcome.would if act.action.id.startswith("OPN-2 Assignee")]

        (first,) = told()
        for _ in range(3):
            sandbox.open_case(by="clara", summary="Another", assignee=_assigned(first, sandbox))
        assert told() == []


def _assigned(why: str, sandbox: Sandbox) -> str:
    return next(name for name in ("adam", "agnes") if sandbox.person(name).display_name in why)


class TestTheWorkersTimersAndSweep:
    def test_the_same_timers_are_armed_as_live(self, sandbox: Sandbox, redis: Redis, bench: Bench, case: str) -> None:
        sandbox.advance(seconds=1)
        run(redis, case)
        (timer,) = [timer for timer in queueing.timers(redis) if timer.unit == case]
        redis.flushall()
        jobs.equip(lambda: build(settings_on(sandbox), redis))
        run(redis, case)
        assert [armed.wake_at for armed in queueing.timers(redis) if armed.unit == case] == [timer.wake_at]

    def test_a_sweep_wakes_what_it_does_not_know_and_nothing_that_has_not_changed(
        self, sandbox: Sandbox, redis: Redis, bench: Bench, case: str
    ) -> None:
        assert isinstance(bench.sweeper, ShadowSweeper)
        assert bench.sweeper.sweep().woken == 1
        run(redis, case)
        assert bench.sweeper.sweep().woken == 0
        sandbox.advance(minutes=29)
        assert bench.sweeper.sweep().woken == 0
        sandbox.advance(minutes=1)
        assert bench.sweeper.sweep().woken == 1
        run(redis, case)
        sandbox.comment(case, "adam", "We are looking into it.")
        assert bench.sweeper.sweep().woken == 1
        assert all(seen.method == "GET" for seen in sandbox.requests)

    @pytest.mark.parametrize("flavour", [Flavour.CLOUD])
    def test_a_worker_that_starts_in_shadow_looks_at_everything_anew(
        self, sandbox: Sandbox, redis: Redis, bench: Bench, case: str
    ) -> None:
        run(redis, case)
        again = build(settings_on(sandbox, CAREFLOW_MODE="shadow", CAREFLOW_WARN_AT="10,80"), redis)
        assert isinstance(again.sweeper, ShadowSweeper)
        assert again.sweeper.sweep().woken == 1

    def test_switched_to_live_it_does_what_is_to_be_done_now(
        self, sandbox: Sandbox, redis: Redis, bench: Bench, case: str
    ) -> None:
        run(redis, case)
        live = build(settings_on(sandbox), redis)
        jobs.equip(lambda: live)
        live.sweeper.sweep()
        run(redis, case)
        assert sandbox.issue(case).priority == "High"
