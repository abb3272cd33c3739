"""A world in which everything breaks ends as the one in which nothing does; the same seed is the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from plugin.embedded import EmbeddedRedis
from plugin.simulation import telling
from plugin.simulation.acts import Act
from plugin.simulation.judge import LATEST, SOON, Difference, Stands, differences
from plugin.simulation.judge import stands as stands_in
from plugin.simulation.plan import Fault, Kind, Thing, seeded
from plugin.simulation.shrinking import Budget, shortened, shortest
from plugin.simulation.trial import Seed, Verdict, held_against, tried
from plugin.simulation.world import Circumstances, World
from tests.plugin.simulation import planted
from tests.plugin.simulation.test_planted_bugs import OVER_THE_WEEKEND, REVIEWED, each
from workflows.record import to_text

DUE = REVIEWED[0].at
LATER = timedelta(minutes=3)


@pytest.mark.parametrize(
    "around", [Circumstances("cloud"), Circumstances("datacenter", timedelta(seconds=-90))], ids=str
)
def test_whatever_breaks_nothing_is_lost_or_doubled_or_late(redis_server: EmbeddedRedis, around: Circumstances) -> None:
    verdict = tried(redis_server.url, Seed(7, cases=1, acts=4, around=around))
    assert verdict.found == []
    assert verdict.checked > 0
    assert sum(verdict.struck.values()) > 10


def test_the_same_seed_is_the_same_run_in_any_process(redis_server: EmbeddedRedis) -> None:
    here = tried(redis_server.url, Seed(3, cases=1, acts=1))
    command = "simulate --seeds 3 --cases 1 --acts 1 --jira cloud --jobs 1 --json"
    run = subprocess.run(
        [sys.executable, "-m", "plugin", *command.split()],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(run.stdout)
    assert [seed["trace"] for seed in told["seeds"]] == [here.trace]
    assert told["failed"] == []
    assert sum(told["faults"].values()) == sum(here.struck.values())


def stands(**acts: Sequence[timedelta]) -> dict[str, Stands]:
    return {"CARE-1": Stands({"Status": "New"}, {act: [DUE + at for at in when] for act, when in acts.items()}, {})}


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        (stands(note=[]), "lost"),
        (stands(note=[timedelta(0), timedelta(0)]), "doubled"),
        (stands(note=[timedelta(hours=3)]), "late"),
        (stands(note=[-LATER]), "late"),
        ({}, "state"),
        ({"CARE-1": Stands({"Status": "Closed"}, {"note": [DUE]}, {})}, "state"),
    ],
)
def test_it_tells_what_is_not_as_it_should_be(seen: dict[str, Stands], kind: str) -> None:
    assert [each.kind for each in differences(seen, stands(note=[timedelta(0)]))] == [kind]


def test_an_act_that_is_a_little_late_is_none_of_it() -> None:
    assert differences(stands(note=[LATER]), stands(note=[timedelta(0)])) == []


def test_an_email_may_go_twice_only_where_its_run_ended_before_it_was_on_record() -> None:
    once = {"CARE-1": Stands({}, {}, {"email": [DUE]})}
    twice = {"CARE-1": Stands({}, {}, {"email": [DUE, DUE + LATER]})}
    assert [each.kind for each in differences(twice, once)] == ["doubled"]
    assert differences(twice, once, {"CARE-1": 1}) == []


def test_a_warning_is_overtaken_by_a_later_one_where_careflow_was_held_up() -> None:
    half, most = "note SLO-10 respond 50 % · Critical", "note SLO-10 respond 80 % · Critical"
    due = stands(**{half: [timedelta(minutes=15)], most: [timedelta(minutes=24)]})
    seen = stands(**{most: [timedelta(minutes=24)]})
    assert [each.kind for each in differences(seen, due)] == ["overtaken"]
    assert [each.kind for each in differences(seen, due, latest=SOON)] == ["lost"]


@pytest.mark.parametrize(("said", "kinds"), [(LATER, ["overtaken"]), (timedelta(hours=3), ["state", "state"])])
def test_nobody_on_call_need_be_assigned_once_people_have_gone_on(said: timedelta, kinds: list[str]) -> None:
    assigned = {"Assignee": "otto", "on record": [f"OPN-6 on call · {to_text(DUE)}", "OPN-5 asked Daptiv"]}
    due = {"CARE-1": Stands(assigned, {}, {})}
    seen = {"CARE-1": Stands({"Assignee": "agnes", "on record": ["OPN-5 asked Daptiv"]}, {}, {}, [DUE + said])}
    assert [each.kind for each in differences(seen, due)] == kinds
    assert [each.kind for each in differences(seen, due, latest=SOON)] == ["state", "state"]


def test_a_warning_that_a_closed_case_overtook_may_come_when_it_is_reopened() -> None:
    reopened = timedelta(hours=20)
    closed = [DUE + LATER]

    def kinds(act: str, reopened_at: Sequence[timedelta], latest: timedelta = LATEST) -> list[str]:
        back = [DUE + at for at in reopened_at]
        seen = Stands({"Status": "New"}, {act: [DUE + reopened + LATER]}, {}, closed, reopened=back)
        return [each.kind for each in differences({"CARE-1": seen}, stands(**{act: [timedelta(0)]}), latest=latest)]

    warning = "note SLO-10 respond 50 % · Minor"
    assert kinds(warning, [reopened]) == ["overtaken"]
    assert kinds(warning, [reopened], SOON) == ["late"]
    assert kinds(warning, []) == kinds(warning, [-LATER]) == kinds(warning, [2 * reopened]) == ["late"]
    assert kinds("note SEV-6 reminder 1", [reopened]) == ["late"]


def test_a_reminder_of_news_is_overtaken_by_the_note_that_they_were_missed() -> None:
    reminder, missed = "note SLO-5 reminder 80 %", "note SLO-5 missed 1"
    due = stands(**{reminder: [timedelta(0)], missed: [timedelta(hours=1)]})
    seen = stands(**{missed: [timedelta(hours=1)]})
    assert [each.kind for each in differences(seen, due)] == ["overtaken"]
    other = stands(**{"note SLO-10 respond 50 %": [timedelta(0)], missed: [timedelta(hours=1)]})
    assert [each.kind for each in differences(seen, other)] == ["lost"]


def test_the_more_cases_a_world_has_the_fewer_of_its_acts_are_struck() -> None:
    few, many = (
        sum(fault.thing is Thing.ACT for fault in seeded(Random(3), {Thing.ACT: acts})) for acts in (60, 1200)
    )
    assert few == many == 30


def test_who_of_a_group_has_the_next_case_depends_on_which_came_first() -> None:
    def assigned(*people: str) -> dict[str, Stands]:
        groups = {"otto": frozenset({"on call"}), "ivan": frozenset[str]()}
        turns = [(person, groups.get(person, frozenset({"agents"}))) for person in people]
        return {"CARE-1": Stands({"Assignee": people[-1]}, {}, {}, assigned=turns)}

    assert differences(assigned("adam"), assigned("agnes")) == []
    assert differences(assigned("agnes"), assigned("adam", "otto")) == []
    for seen, due in (
        (["otto"], ["agnes"]),
        (["ivan"], ["agnes"]),
        (["agnes", "ivan"], ["adam"]),
        (["adam"], ["adam", "otto"]),
    ):
        assert [each.kind for each in differences(assigned(*seen), assigned(*due))] == ["state"]
    nobodys = {"CARE-1": replace(assigned("adam")["CARE-1"], state={"Assignee": None})}
    assert [each.kind for each in differences(nobodys, assigned("agnes"))] == ["state"]


def test_people_act_when_they_do_also_while_their_case_is_read_by_a_worker_that_has_to_wait(
    redis_server: EmbeddedRedis,
) -> None:
    plan = [*each(Thing.ACT, Kind.DURING), *each(Thing.READ, Kind.SLOW)]
    moments = []
    for struck in ([], plan):
        world = World(redis_server.url, REVIEWED, struck)
        world.play()
        moments.append(sorted(stands_in(world.jira)["CARE-1"].people))
    assert moments[0] == moments[1]
    assert len(moments[0]) >= len(REVIEWED) - 1


def test_a_note_is_overtaken_by_people_who_took_back_what_it_is_about() -> None:
    due = stands(note=[timedelta(0)])
    seen = {"CARE-1": Stands({"Status": "New"}, {}, {}, [DUE + LATER])}
    assert [each.kind for each in differences(seen, due)] == ["overtaken"]
    assert [each.kind for each in differences(seen, due, latest=SOON)] == ["lost"]
    before = {"CARE-1": Stands({"Status": "New"}, {}, {}, [DUE - LATER])}
    assert [each.kind for each in differences(before, due)] == ["lost"]


def test_a_failure_is_shortened_to_what_it_takes() -> None:
    assert shortest(range(40), lambda some: {7, 31} <= {*some}, Budget(200)) == [7, 31]
    assert shortest(range(40), lambda some: True, Budget(200)) == ()
    assert len(shortest(range(40), lambda some: {7, 31} <= {*some}, Budget(5))) > 2


def test_cases_that_stand_as_they_should_are_left_out_first(
    redis_server: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted.marker_written_separately(monkeypatch)
    another = [replace(act, case=2, minute=act.minute - 30) for act in OVER_THE_WEEKEND]
    history = sorted([*REVIEWED, *another], key=lambda act: act.minute)
    plan = each(Thing.WRITE, Kind.KILLED_AFTER, step=2)
    failed = held_against(redis_server.url, Seed(0), history, plan)
    assert failed.at_fault == [1]
    short = shortened(redis_server.url, failed, tries=1)
    assert short.found != []
    assert list(short.history) == [*REVIEWED]


def test_a_failure_is_told_with_its_history_and_the_command_that_shows_it_again() -> None:
    fault = Fault(Thing.WRITE, 3, Kind.KILLED_AFTER)
    found = [Difference("doubled", "CARE-1", "note: 2 instead of 1")]
    verdict = Verdict(Seed(5), REVIEWED[:1], [fault], 10, 1, {Kind.KILLED_AFTER: 1}, found, "")
    said = "\n".join(telling.failure(verdict))
    assert "CARE-1: doubled: note: 2 instead of 1" in said
    assert "Mon 19 Oct 07:00:00  case 1: clara opens" in said
    assert "write 3: worker killed after a request or script" in said
    assert said.endswith("again: careflow simulate --seeds 5 --cases 3 --acts 6 --jira cloud --skew 0")
    assert isinstance(verdict.history[0], Act)


@pytest.mark.parametrize("seeds", ["x", "3-1", "-2", ""])
def test_a_range_of_seeds_that_is_none_is_named(seeds: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "plugin", "simulate", f"--seeds={seeds}"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "is no range of seeds; write 7, or 1-20" in run.stderr
