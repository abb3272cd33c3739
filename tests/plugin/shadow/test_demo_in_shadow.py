"""The demo's scenarios: what careflow did live is what its rehearsal tells, and in shadow nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from redis import Redis

from plugin.demo.checks import Scenario
from plugin.demo.scenarios import SCENARIOS
from plugin.demo.scenarios.disorder import DISORDER
from plugin.jira import MemoryCache, ReadOnly
from plugin.sandbox import Flavour, Sandbox
from plugin.shadow import Rehearser, Told
from plugin.workbench import gateway
from tests.plugin.shadow.played import play, settings_on
from workflows.rehearsal import Rehearsal

SECONDS = timedelta(seconds=5)  # that a worker may need
scenarios = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
prompt = pytest.mark.parametrize(  # in the one that is left out careflow hears of two deeds at once, and late
    "scenario", [scenario for scenario in SCENARIOS if scenario is not DISORDER], ids=lambda scenario: scenario.name
)


@contextmanager
def closing(jira: Sandbox) -> Iterator[None]:
    try:
        yield
    finally:
        jira.stop()


def rehearsed(jira: Sandbox, key: str) -> Rehearsal:
    settings = settings_on(jira)
    reader = gateway(settings, MemoryCache(), opens=ReadOnly)
    reading = reader.read(key)
    return Rehearser(reader, settings.policies()).rehearsed(reading.case, reading.now)


@prompt
def test_what_was_done_live_is_what_the_rehearsal_of_peoples_part_tells(scenario: Scenario, flavour: Flavour) -> None:
    jira, hands = play(scenario, flavour)
    with closing(jira):
        for key in jira.keys:
            done = [(at, act.id) for at, act in hands.acts(key) if act.kind != "witness"]
            told = [(act.at, act.action.id) for act in rehearsed(jira, key).acts if act.action.kind != "witness"]
            assert [id_ for _, id_ in told] == [id_ for _, id_ in done]
            for (at, id_), (then, _) in zip(told, done, strict=True):
                assert abs(at - then) <= SECONDS, id_


@scenarios
def test_in_shadow_it_only_reads_and_the_site_is_what_people_made_of_it(scenario: Scenario, flavour: Flavour) -> None:
    jira, hands = play(scenario, flavour, CAREFLOW_MODE="shadow")
    with closing(jira):
        assert hands.outcomes
        assert [f"{seen.method} {seen.path}" for seen in jira.requests if seen.method != "GET"] == []
        assert jira.outbox == []
        own = jira.site.own_account
        for key in jira.keys:
            issue = jira.case(key)
            assert issue.properties == {}
            assert own not in {entry.by.name for entry in (*issue.history, *issue.comments)}


@scenarios
def test_what_workers_say_as_things_happen_is_what_the_command_tells_afterwards(
    scenario: Scenario, flavour: Flavour, redis: Redis
) -> None:
    jira, hands = play(scenario, flavour, Told(redis), CAREFLOW_MODE="shadow")
    with closing(jira):
        for key in jira.keys:
            ours = (outcome for outcome in hands.outcomes if outcome.key == key)
            said = [(act.at, act.action.id) for outcome in ours for act in outcome.would]
            assert said == [(act.at, act.action.id) for act in rehearsed(jira, key).seen]
