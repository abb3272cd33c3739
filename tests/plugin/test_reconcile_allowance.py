"""SCO-3 on a sandbox Jira, over HTTP: through one reconcile after another, and through webhooks' jobs and the sweep."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis

from plugin import jobs, queueing
from plugin.jira import Cache, MemoryCache
from plugin.jobs import Bench
from plugin.reconcile import Outcome, Reconciler
from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox.faults import Fault
from plugin.settings import Settings, load
from plugin.workbench import bench as build
from plugin.workbench import gateway, reconciler

SCOPE = "Custom report / configuration / self-install"


def settings_of(sandbox: Sandbox, **variables: str) -> Settings:
    return load(
        {
            "CAREFLOW_JIRA__URL": sandbox.url,
            "CAREFLOW_JIRA__USER": sandbox.user,
            "CAREFLOW_JIRA__TOKEN": sandbox.token,
            **variables,
        }
    )


def careflow_on(sandbox: Sandbox, cache: Cache | None = None) -> Reconciler:
    settings = settings_of(sandbox)
    return reconciler(settings, gateway(settings, cache or MemoryCache()))


@pytest.fixture
def careflow(sandbox: Sandbox) -> Reconciler:
    return careflow_on(sandbox)


def settled(careflow: Reconciler, key: str) -> Outcome:
    outcome = careflow.run(key)
    assert careflow.run(key).decision.actions == ()
    return outcome


def report(sandbox: Sandbox, instance: str = "acme-prod.example.com", **fields: str) -> str:
    given = {"severity": "Minor", "support_scope": SCOPE, "instance": instance, **fields}
    key = sandbox.open_case(by="clara", summary="A report", fields=given)
    sandbox.assign(key, "adam", "adam")
    return key


def works(sandbox: Sandbox, key: str, minutes: float) -> str:
    return sandbox.log_work(key, "adam", timedelta(minutes=minutes))


def state(sandbox: Sandbox, key: str) -> tuple[str | None, bool, str | None]:
    view = sandbox.issue(key)
    return view.fields["Billable"], "consulting" in view.labels, view.assignee


def told(sandbox: Sandbox, key: str) -> int:
    """How often the customer was told that the hour is used up."""
    return sum("self-installations" in c.body for c in sandbox.issue(key).comments if c.public)


def notes(sandbox: Sandbox, key: str) -> list[str]:
    said = [c.body.splitlines()[-1] for c in sandbox.issue(key).comments if c.by == "careflow" and not c.public]
    return [line.removeprefix("careflow · SCO-3 ") for line in said if "SCO-3" in line]


HANDED_OVER = ("Yes", True, None)
UNTOUCHED = (None, False, "adam")


@pytest.mark.usefixtures("valid_requests")
class TestOneReconcile:
    def test_sco_3_work_on_one_case_hands_over_every_case_of_the_instance_and_no_other(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        one, two = report(sandbox, product="LeanKit"), report(sandbox, product="Daptiv")
        other, lookalike = report(sandbox, "globex"), report(sandbox, "acme-prod.example.com eu")
        works(sandbox, one, 40)
        works(sandbox, two, 20)
        works(sandbox, lookalike, 30)
        assert settled(careflow, one).also == (two,)
        for key in (two, other, lookalike):
            settled(careflow, key)
        assert [state(sandbox, key) for key in (one, two)] == [HANDED_OVER] * 2
        assert [state(sandbox, key) for key in (other, lookalike)] == [UNTOUCHED] * 2
        assert [told(sandbox, key) for key in (one, two, other)] == [1, 1, 0]

    def test_sco_3_at_80_percent_the_assignee_gets_one_internal_note(self, sandbox: Sandbox, careflow: Reconciler):
        key = report(sandbox)
        works(sandbox, key, 48)
        settled(careflow, key)
        works(sandbox, key, 1)
        settled(careflow, key)
        assert (notes(sandbox, key), state(sandbox, key)) == (["80 %"], UNTOUCHED)

    def test_sco_3_work_on_a_closed_case_counts_and_leaves_it_as_it_is(self, sandbox: Sandbox, careflow: Reconciler):
        closed, still_open = report(sandbox), report(sandbox)
        sandbox.move(closed, "adam", "Closed")
        works(sandbox, closed, 61)
        assert settled(careflow, closed).also == (still_open,)
        settled(careflow, still_open)
        assert (state(sandbox, closed), state(sandbox, still_open)) == (UNTOUCHED, HANDED_OVER)

    def test_sco_3_a_deleted_or_shortened_work_log_gives_the_cases_back_and_nothing_is_told_twice(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        one, two = report(sandbox), report(sandbox)
        first, second = works(sandbox, one, 30), works(sandbox, two, 45)
        for key in (one, two):
            settled(careflow, key)
        sandbox.advance(minutes=5)
        sandbox.delete_work(one, first, "adam")
        for key in (one, two):
            settled(careflow, key)
        assert state(sandbox, one)[:2] == state(sandbox, two)[:2] == (None, False)
        sandbox.advance(minutes=5)
        sandbox.edit_work(two, second, "adam", timedelta(minutes=60))
        for key in (one, two):
            settled(careflow, key)
        assert state(sandbox, one) == state(sandbox, two) == HANDED_OVER
        assert (told(sandbox, one), told(sandbox, two), len(notes(sandbox, one))) == (1, 1, 1)

    def test_sco_3_a_consultant_who_takes_it_stays(self, sandbox: Sandbox, careflow: Reconciler):
        key = report(sandbox)
        works(sandbox, key, 60)
        settled(careflow, key)
        sandbox.advance(minutes=5)
        sandbox.assign(key, "mona", "adam")
        works(sandbox, key, 60)
        settled(careflow, key)
        assert state(sandbox, key) == ("Yes", True, "adam")

    def test_sco_3_more_than_twenty_work_logs_on_a_case_all_count(self, sandbox: Sandbox, careflow: Reconciler):
        one, two = report(sandbox), report(sandbox)
        for _ in range(30):
            works(sandbox, one, 2)
        settled(careflow, two)
        assert state(sandbox, two) == HANDED_OVER

    @pytest.mark.parametrize("instance", ['a "quoted" \\ name', "C'est (déjà) été! [x]", "???", "x AND y OR z"])
    def test_sco_3_an_instance_may_have_any_name(self, sandbox: Sandbox, careflow: Reconciler, instance: str):
        one, two = report(sandbox, instance), report(sandbox, instance)
        works(sandbox, one, 60)
        settled(careflow, one)
        assert state(sandbox, one) == HANDED_OVER
        if instance != "???":  # what has no words cannot be searched by: only the case's own work is known
            settled(careflow, two)
            assert state(sandbox, two) == HANDED_OVER

    def test_sco_3_explain_says_the_sum(self, sandbox: Sandbox, careflow: Reconciler):
        one, two = report(sandbox), report(sandbox)
        works(sandbox, one, 12)
        said = [remark.what for remark in careflow.look(two).remarks if remark.clause == "SCO-3"]
        assert len(said) == 1
        assert said[0].startswith("12 of 60 minutes")

    def test_sco_3_a_reconcile_costs_one_search_more_than_another_case(self, sandbox: Sandbox, careflow: Reconciler):
        one, two = report(sandbox), report(sandbox)
        settled(careflow, one)
        settled(careflow, two)
        sandbox.forget_requests()
        assert careflow.run(one).decision.actions == ()
        beside = [seen.path for seen in sandbox.requests if f"issue/{one}" not in seen.path]
        assert len(beside) == 1
        assert "search" in beside[0]

    def test_sco_3_the_french_customer_reads_french(self, sandbox: Sandbox, careflow: Reconciler):
        fields = {"severity": "Minor", "support_scope": SCOPE, "instance": "acme"}
        key = sandbox.open_case(by="camille", summary="Un rapport", fields=fields)
        works(sandbox, key, 60)
        settled(careflow, key)
        assert any("tous dossiers confondus" in c.body for c in sandbox.issue(key).comments if c.public)


def test_sco_3_what_jira_refuses_is_named_and_nothing_is_decided(sandbox: Sandbox, careflow: Reconciler):
    key = report(sandbox)
    works(sandbox, key, 60)
    settled(careflow, report(sandbox, "globex"))  # people and metadata are cached now
    sandbox.faults.add(Fault(status=400, path="*search*", count=1))
    outcome = careflow.run(key)
    assert any("work logged for acme-prod.example.com cannot be read" in p for p in outcome.decision.problems)
    assert state(sandbox, key) == UNTOUCHED
    settled(careflow, key)
    assert state(sandbox, key) == HANDED_OVER


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_sco_3_work_just_logged_is_seen_although_the_index_is_late(sandbox: Sandbox):
    cache = MemoryCache()
    careflow = careflow_on(sandbox, cache)
    one, two = report(sandbox), report(sandbox)
    sandbox.stale_search(30)
    sandbox.advance(minutes=5)
    works(sandbox, one, 60)
    settled(careflow, one)
    settled(careflow, two)
    assert [state(sandbox, key) for key in (one, two)] == [HANDED_OVER] * 2


@pytest.fixture
def bench(sandbox: Sandbox, redis: Redis) -> Bench:
    made = build(settings_of(sandbox), redis)
    jobs.equip(lambda: made)
    return made


def heard_of(redis: Redis, *keys: str) -> list[str]:
    """What a webhook about these cases brings about, and all that follows from it: the runs, in order."""
    for key in keys:
        queueing.wake(redis, key, "test")
    ran: list[str] = []
    while units := sorted(unit.decode() for unit in redis.zrange("careflow:queued:careflow", 0, -1)):
        for unit in units:
            jobs.run_case(unit) if unit != "sweep" else jobs.run_sweep()
            ran.append(unit)
        assert len(ran) < 50, "they wake each other for ever"
    return ran


@pytest.mark.usefixtures("valid_requests", "bench")
class TestThroughJobs:
    def test_sco_3_an_event_on_one_case_wakes_the_instances_others_once(self, sandbox: Sandbox, redis: Redis):
        one, two, other = report(sandbox), report(sandbox), report(sandbox, "globex")
        heard_of(redis, one, two, other)
        assert heard_of(redis, one) == [one]
        works(sandbox, one, 60)
        assert set(heard_of(redis, one)) == {one, two}
        assert heard_of(redis, one, two) == [one, two]
        assert (state(sandbox, two), state(sandbox, other)) == (HANDED_OVER, UNTOUCHED)

    def test_sco_3_work_on_a_closed_case_wakes_the_open_ones(self, sandbox: Sandbox, redis: Redis):
        closed, still_open = report(sandbox), report(sandbox)
        sandbox.move(closed, "adam", "Closed")
        heard_of(redis, closed, still_open)
        works(sandbox, closed, 60)
        assert still_open in heard_of(redis, closed)
        assert state(sandbox, still_open) == HANDED_OVER

    def test_sco_3_a_case_that_turns_out_another_or_goes_away_gives_its_time_back(self, sandbox: Sandbox, redis: Redis):
        moved, gone, left = report(sandbox), report(sandbox), report(sandbox)
        works(sandbox, moved, 40)
        works(sandbox, gone, 40)
        heard_of(redis, moved, gone, left)
        assert state(sandbox, left) == HANDED_OVER
        sandbox.advance(minutes=1)
        sandbox.edit(moved, "adam", support_scope="Third party")
        heard_of(redis, moved)
        assert state(sandbox, left)[:2] == (None, False)
        assert state(sandbox, moved)[:2] == (None, False)
        works(sandbox, left, 30)
        heard_of(redis, left)
        assert state(sandbox, left)[:2] == ("Yes", True)
        sandbox.advance(minutes=1)
        sandbox.delete_case(gone, "mona")
        heard_of(redis, gone)
        assert state(sandbox, left)[:2] == (None, False)

    def test_sco_3_the_sweep_finds_what_no_event_told(self, sandbox: Sandbox, redis: Redis):
        one, two, closed = report(sandbox), report(sandbox), report(sandbox)
        sandbox.move(closed, "adam", "Closed")
        heard_of(redis, one, two, closed)
        work = works(sandbox, closed, 60)
        sandbox.advance(days=40)  # too long ago for the sweep to read the closed case itself
        heard_of(redis, "sweep")
        assert state(sandbox, one) == state(sandbox, two) == HANDED_OVER
        sandbox.delete_work(closed, work, "adam")
        sandbox.advance(days=40)
        heard_of(redis, "sweep")
        assert state(sandbox, one)[:2] == state(sandbox, two)[:2] == (None, False)
        assert told(sandbox, one) == 1

    def test_sco_3_a_sweep_reads_the_work_of_many_instances_at_once_and_then_wakes_nobody(
        self, sandbox: Sandbox, redis: Redis
    ):
        keys = [report(sandbox, f"instance {number % 5}") for number in range(10)]
        heard_of(redis, *keys)
        heard_of(redis, *keys)
        sandbox.forget_requests()
        assert heard_of(redis, "sweep") == ["sweep"]
        assert len(sandbox.requests) <= 4
