"""SCO-3: how much of an instance's help is used up, since when, and which cases count on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.histories import ANN, History, history
from workflows.allowance import Share, Used, counted_since, instance_of, share_of, used
from workflows.policy import Allowance, Policy
from workflows.surroundings import Surroundings, WorkLog
from workflows.terms import Field

REPORT = "Custom report / configuration / self-install"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def helped(*logged: tuple[str, int], **how: Any) -> History:
    """A case of the instance acme, with minutes of work that was put down at local times."""
    case = history(scope=REPORT, instance="acme", **how)
    logs = tuple(WorkLog("CARE-1", case.instant(at), minutes * MINUTE) for at, minutes in logged)
    return case.amid(work_logs=logs, work_logged=sum((entry.span for entry in logs), timedelta()))


@pytest.mark.parametrize(
    ("how", "instance"),
    [
        ({"scope": REPORT, "instance": "acme"}, "acme"),
        ({"scope": REPORT, "instance": "  acme "}, "acme"),
        ({"scope": REPORT, "instance": "  "}, None),
        ({"scope": REPORT}, None),
        ({"scope": "Functional", "instance": "acme"}, None),
        ({"instance": "acme"}, None),
    ],
)
def test_a_case_counts_on_its_instance_while_its_scope_has_an_allowance(how, instance):
    case = history(**how).amid(work_logged=HOUR, instance_cases=("CARE-1", "CARE-2")).case
    assert instance_of(case, Policy()) == instance
    assert share_of(case, Policy()) == (Share("acme", HOUR, ("CARE-1", "CARE-2")) if instance else None)
    assert (used(case, Policy()) is not None) is (instance is not None)


def test_before_jira_was_asked_nothing_is_known():
    case = history(scope=REPORT, instance="acme").case
    assert used(case, Policy()) is None
    assert share_of(case, Policy()) == Share("acme", None)


@pytest.mark.parametrize(
    ("minutes", "percent", "up"), [(0, 0, False), (47, 78, False), (48, 80, False), (59, 98, False), (60, 100, True)]
)
def test_at_the_hour_itself_nothing_is_left(minutes, percent, up):
    spent = Used("acme", minutes * MINUTE, Allowance())
    assert (spent.percent, spent.up) == (percent, up)


def test_an_allowance_of_nothing_is_used_up_from_the_start():
    nothing = Used("acme", timedelta(), Allowance(limit=timedelta()))
    assert (nothing.percent, nothing.up) == (100, True)


def test_it_is_said_in_whole_minutes():
    spent = Used("acme", timedelta(minutes=59, seconds=59), Allowance())
    assert spent.minutes == ("59", "60")
    assert str(spent) == "59 of 60 minutes of help with custom reports and configuration are used for acme"


@pytest.mark.parametrize(
    ("logged", "since"),
    [
        ([("10:00", 59)], None),
        ([("10:00", 60)], "10:00"),
        ([("10:00", 20), ("12:00", 40), ("13:00", 40)], "12:00"),
        ([("13:00", 40), ("10:00", 20), ("12:00", 39)], "13:00"),
        ([], None),
    ],
)
def test_since_when_it_is_used_up(logged, since):
    case = helped(*logged)
    found = used(case.case, Policy())
    assert found.since == (case.instant(f"2026-03-02 {since}") if since else None)
    assert found.spent == sum(minutes for _, minutes in logged) * MINUTE


def test_a_case_belongs_to_its_instance_since_the_last_change_of_either_or_the_opening():
    case = helped()
    assert counted_since(case.case) == case.instant("09:00")
    case.edits(ANN, "10:00", Field.SCOPE, REPORT).edits(ANN, "11:00", Field.INSTANCE, "acme")
    case.edits(ANN, "12:00", Field.TIER, "Elite")
    assert counted_since(case.case) == case.instant("11:00")


def test_as_of_a_moment_only_what_had_been_put_down_by_then_counts():
    case = helped(("10:00", 20), ("12:00", 40))
    around = case.case.around
    for at, minutes in (("09:59:59", 0), ("10:00", 20), ("12:00", 60)):
        assert around.as_of(case.instant(at)).work_logged == minutes * MINUTE
    known_in_all = Surroundings(work_logged=HOUR)
    assert known_in_all.as_of(case.instant("09:00")) == known_in_all
    assert len(around.as_of(case.instant("10:00")).work_logs) == 1


def test_the_policy_says_how_much():
    two = replace(Policy(), allowance=Allowance(limit=2 * HOUR))
    assert not used(helped(("10:00", 60)).case, two).up
    assert used(helped(("10:00", 60)).case, Policy()).up
