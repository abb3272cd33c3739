"""OPN on a sandbox Jira, over HTTP: labels, the form's question, the assignment, and two workers at the same moment."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis

from plugin.jira import Cache, MemoryCache
from plugin.queueing import Turn
from plugin.reconcile import Outcome, Reconciler
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import Settings, load
from plugin.shipped import shipped_folder
from plugin.workbench import bench as build
from plugin.workbench import gateway, reconciler

COMPLETE = {"product": "Enterprise One", "case_type": "Defect", "severity": "Major"}
AGENTS = {"adam", "agnes", "aiko"}  # of the agents' group, without who is inactive and our own account


def settings_of(sandbox: Sandbox, **variables: str) -> Settings:
    return load(
        {
            "CAREFLOW_JIRA__URL": sandbox.url,
            "CAREFLOW_JIRA__USER": sandbox.user,
            "CAREFLOW_JIRA__TOKEN": sandbox.token,
            **variables,
        }
    )


def careflow_on(sandbox: Sandbox, cache: Cache | None = None, **variables: str) -> Reconciler:
    settings = settings_of(sandbox, **variables)
    return reconciler(settings, gateway(settings, cache or MemoryCache()))


@pytest.fixture
def careflow(sandbox: Sandbox) -> Reconciler:
    return careflow_on(sandbox)


def opened(sandbox: Sandbox, by: str = "clara", **fields: str) -> str:
    return sandbox.open_case(by, "The board does not load", {name.replace("_", " "): v for name, v in fields.items()})


def settled(careflow: Reconciler, key: str) -> Outcome:
    outcome = careflow.run(key)
    assert careflow.run(key).decision.actions == ()
    return outcome


def assignee(sandbox: Sandbox, key: str) -> str | None:
    return sandbox.issue(key).assignee


def notes(sandbox: Sandbox, key: str) -> list[str]:
    return [c.body for c in sandbox.issue(key).comments if c.by == "careflow" and not c.public]


@pytest.mark.usefixtures("valid_requests")
class TestIntake:
    def test_opn_7_what_the_dispatcher_completes_loses_its_labels_and_goes_on_by_itself(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        key = opened(sandbox)
        settled(careflow, key)
        assert set(sandbox.issue(key).labels) == {"needs-severity", "needs-case-type", "needs-product"}
        assert assignee(sandbox, key) is None
        sandbox.edit(key, "dora", {"Severity": "Major", "Case Type": "Defect", "Product": "Enterprise One"})
        settled(careflow, key)
        assert sandbox.issue(key).labels == ()
        assert assignee(sandbox, key) in AGENTS

    def test_opn_5_the_form_asks_once_in_the_customers_language_for_all_that_is_missing(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        key = opened(sandbox, by="camille", product="LeanKit")
        settled(careflow, key)
        sandbox.advance(minutes=5)
        sandbox.comment(key, "camille", "C'est un défaut.")
        settled(careflow, key)
        asked = [c.body for c in sandbox.issue(key).comments if c.public and c.by == "careflow"]
        assert len(asked) == 1
        assert "* le type de dossier" in asked[0]
        assert "* la gravité" in asked[0]
        assert "* le nom ou l'adresse de votre instance" in asked[0]
        assert "du lundi au vendredi de 08:00 à 18:00" in asked[0]


@pytest.mark.usefixtures("valid_requests")
class TestChannels:
    def test_opn_3_a_chat_case_of_another_product_gets_an_internal_note_and_keeps_its_clocks(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        key = opened(sandbox, case_channel="Chat", **COMPLETE)
        settled(careflow, key)
        said = [note for note in notes(sandbox, key) if "OPN-3" in note]
        assert len(said) == 1
        assert "no chat for Enterprise One" in said[0]
        assert "Monday to Friday 08:00–18:00 (Europe/Stockholm)" in said[0]
        assert sandbox.issue(key).fields["Response Due"] == sandbox.now() + timedelta(hours=1)

    def test_opn_6_the_emergency_phone_of_another_tier_is_flagged_to_the_dispatchers(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        key = opened(sandbox, case_channel="Emergency phone", **COMPLETE)
        settled(careflow, key)
        said = [note for note in notes(sandbox, key) if "OPN-6" in note]
        assert len(said) == 1
        dora = sandbox.person("dora")
        assert dora.account_id in said[0] or "[~dora]" in said[0]


@pytest.mark.usefixtures("valid_requests")
class TestAssignment:
    def test_opn_2_cases_are_spread_evenly_and_never_to_somebody_inactive_or_to_our_own_account(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        keys = [opened(sandbox, **COMPLETE) for _ in range(6)]
        for key in keys:
            settled(careflow, key)
        assert Counter(assignee(sandbox, key) for key in keys) == dict.fromkeys(AGENTS, 2)

    def test_opn_2_who_has_the_fewest_open_cases_gets_it_closed_ones_do_not_count(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        for person, number in (("adam", 3), ("agnes", 2), ("aiko", 3)):
            for _ in range(number):
                sandbox.assign(opened(sandbox), "dora", person)
        done = opened(sandbox)
        sandbox.assign(done, "dora", "agnes")
        sandbox.move(done, "agnes", "Closed")
        key = opened(sandbox, **COMPLETE)
        settled(careflow, key)
        assert assignee(sandbox, key) == "agnes"

    def test_opn_2_of_those_who_have_none_open_who_has_waited_longest_gets_it(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        got = []
        for _ in range(6):
            key = opened(sandbox, **COMPLETE)
            settled(careflow, key)
            got.append(assignee(sandbox, key))
            sandbox.move(key, "dora", "Closed")
            sandbox.advance(hours=1)
            careflow = careflow_on(sandbox)  # with nothing in its cache
        assert set(got[:3]) == AGENTS
        assert got[3:] == got[:3]

    def test_opn_2_who_leaves_or_becomes_inactive_gets_no_more(self, sandbox: Sandbox, careflow: Reconciler):
        settled(careflow, opened(sandbox, **COMPLETE))  # the group is in the cache now
        sandbox.person("agnes").active = False
        sandbox.person("aiko").active = False
        for _ in range(3):
            key = opened(sandbox, **COMPLETE)
            settled(careflow, key)
            assert assignee(sandbox, key) == "adam"

    def test_opn_2_a_product_may_have_consultants_of_its_own(self, sandbox: Sandbox, tmp_path: Path):
        (tmp_path / "field_maps").mkdir()
        shutil.copy(shipped_folder() / "app.yaml", tmp_path)
        shipped = (shipped_folder() / "field_maps" / "products.yaml").read_text(encoding="utf-8")
        mine = shipped.replace("  names: Spigit\n", "  names: Spigit\n  groups: [spigit-team]\n")
        (tmp_path / "field_maps" / "products.yaml").write_text(mine, encoding="utf-8")
        sandbox.site.people.group("spigit-team").members.append(sandbox.person("cora"))
        careflow = careflow_on(sandbox, CAREFLOW_APP_FILE=str(tmp_path / "app.yaml"))
        for product, expected in (("Spigit", {"cora"}), ("Clarizen", AGENTS)):
            key = opened(sandbox, **{**COMPLETE, "product": product})
            settled(careflow, key)
            assert assignee(sandbox, key) in expected

    def test_opn_6_a_premium_critical_at_night_goes_to_on_call(self, flavour: Flavour):
        saturday = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
        with Sandbox.default(flavour, start=saturday, frozen=True) as jira:
            key = opened(jira, severity="Critical", support_tier="Platinum")
            careflow = careflow_on(jira)
            settled(careflow, key)
            assert assignee(jira, key) in {"otto", "aiko"}
            jira.advance(hours=40)
            jira.assign(key, "mona", "adam")
            settled(careflow, key)
            assert assignee(jira, key) == "adam"

    def test_opn_2_an_assignment_costs_the_group_the_counts_and_no_request_of_its_own_to_write(
        self, sandbox: Sandbox, careflow: Reconciler
    ):
        settled(careflow, opened(sandbox, **COMPLETE))
        key = opened(sandbox, **COMPLETE)
        sandbox.forget_requests()
        careflow.run(key)
        paths = [request.path.rpartition("/rest/api/2/")[2] for request in sandbox.requests]
        assert [p for p in paths if p.startswith("issue/")] == [f"issue/{key}", f"issue/{key}"]
        assert sum(p == "group/member" for p in paths) == 1
        assert sum(p.startswith("search") for p in paths) == 2


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
class TestAnIndexThatIsBehind:
    def test_opn_2_what_was_assigned_a_moment_ago_counts_although_search_does_not_know_it(self, sandbox: Sandbox):
        sandbox.tracker.search_lag = timedelta(minutes=5)
        careflow = careflow_on(sandbox)
        keys = [opened(sandbox, **COMPLETE) for _ in range(6)]
        for key in keys:
            settled(careflow, key)
        assert Counter(assignee(sandbox, key) for key in keys) == dict.fromkeys(AGENTS, 2)


class TestTwoWorkers:
    def test_opn_2_two_cases_at_the_same_moment_go_to_two_people(self, sandbox: Sandbox, redis: Redis):
        workers = [build(settings_of(sandbox), redis).reconciler for _ in range(2)]
        for worker in workers:  # their caches are warm: both begin at once
            worker.run(opened(sandbox))
        for _ in range(3):
            keys = [opened(sandbox, **COMPLETE) for _ in workers]
            sandbox.faults.hang(0.2, "GET", "*/search*", count=2)
            with ThreadPoolExecutor(len(workers)) as pool:
                list(pool.map(lambda worker, key: worker.run(key), workers, keys))
            assert len({assignee(sandbox, key) for key in keys}) == 2
        shares = Counter(assignee(sandbox, key) for key in sandbox.keys if assignee(sandbox, key))
        assert shares == dict.fromkeys(AGENTS, 2)

    def test_opn_2_a_case_that_somebody_assigned_while_its_worker_waited_stays_with_them(self, sandbox: Sandbox):
        key = opened(sandbox, **COMPLETE)

        @contextmanager
        def long_wait(_: str) -> Iterator[bool]:
            sandbox.assign(key, "dora", "sven")
            yield True

        settings = settings_of(sandbox)
        reconciler(settings, gateway(settings, MemoryCache()), long_wait).run(key)
        assert assignee(sandbox, key) == "sven"

    def test_opn_2_who_waits_for_a_turn_is_told_so_and_who_need_not_wait_is_not(self, redis: Redis):
        one, other = Turn(redis), Turn(redis)
        with ThreadPoolExecutor(1) as pool:
            with one("agents") as waited:
                assert not waited
                with other("spigit-team") as elsewhere:
                    assert not elsewhere
                queued = pool.submit(lambda: other("agents").__enter__())
                wait([queued], timeout=0.2)
                assert not queued.done()
            assert queued.result(timeout=5) is True

    def test_opn_2_a_worker_that_was_killed_in_its_turn_holds_nobody_up_for_long(self, sandbox: Sandbox, redis: Redis):
        redis.set("careflow:turn:agents", "of the dead", px=300)
        key = opened(sandbox, **COMPLETE)
        build(settings_of(sandbox), redis).reconciler.run(key)
        assert assignee(sandbox, key) in AGENTS
