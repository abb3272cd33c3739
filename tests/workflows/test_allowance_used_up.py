"""SCO-3: whose decision the assignee is, at the instants at which the hour of an instance is used up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.histories import ANN, BOB, OWN, History, history
from workflows.surroundings import Surroundings, WorkLog
from workflows.terms import Field

REPORT = "Custom report / configuration / self-install"


def used_up(case: History, at: str = "09:40", minutes: int = 60) -> History:
    """So much is logged in all, the last of it at this moment."""
    spent = timedelta(minutes=minutes)
    logs = (WorkLog("CARE-9", case.instant(at), spent),)
    case.case = replace(case.case, around=Surroundings(work_logged=spent, work_logs=logs, instance_cases=("CARE-1",)))
    return case


def emptied(case: History, when: str) -> bool:
    actions = case.decide(when).actions
    assert any(getattr(a, "field", None) is Field.BILLABLE for a in actions) or case.case.text(Field.BILLABLE) == "Yes"
    return any(getattr(a, "field", None) is Field.ASSIGNEE and a.clause == "SCO-3" for a in actions)


@pytest.mark.parametrize(
    ("when", "by", "expected"),
    [("09:40", ANN, True), ("09:40:01", ANN, False), ("09:50", ANN, False), ("09:50", OWN, True)],
)
def test_whoever_people_assign_after_the_hour_was_used_up_stays(when: str, by: str, expected: bool):
    case = history(scope=REPORT, instance="acme").assigns(by, when, BOB)
    assert emptied(used_up(case), "10:30") is expected


@pytest.mark.parametrize(("when", "expected"), [("09:50", True), ("10:00", False), ("10:10", False)])
def test_but_not_who_was_assigned_before_the_case_counted_on_the_instance(when: str, expected: bool):
    case = history(instance="acme")
    if when < "10:00":
        case.assigns(ANN, when, BOB)
    case.edits(ANN, "10:00", Field.SCOPE, REPORT)
    if when >= "10:00":
        case.assigns(ANN, when, BOB)
    assert emptied(used_up(case), "10:30") is expected


@pytest.mark.parametrize(("by", "expected"), [(ANN, False), (OWN, True)])
def test_once_emptied_whoever_people_assign_from_that_moment_on_stays(by: str, expected: bool):
    case = used_up(history(scope=REPORT, instance="acme"))
    case.acts("09:41")
    assert case.case.assignee is None
    case.assigns(by, "09:41", BOB)
    assert emptied(used_up(case, "10:20"), "10:30") is expected


def test_what_careflow_emptied_before_the_case_was_billable_was_for_another_reason():
    case = history(instance="acme").assigns(OWN, "09:10", None).assigns(ANN, "09:20", BOB)
    case.edits(ANN, "09:30", Field.SCOPE, REPORT)
    assert emptied(used_up(case), "10:30")


def test_whom_careflow_assigned_is_no_hand_over():
    case = history(scope=REPORT, instance="acme").assigns(OWN, "09:30", ANN).assigns(ANN, "09:35", BOB)
    assert emptied(used_up(case), "10:30")


@pytest.mark.parametrize(("minutes", "stays"), [(60, True), (59, False)])
def test_functional_no_more_the_label_stays_where_the_hour_is_used_up(minutes: int, stays: bool):
    case = history(scope="Functional", instance="acme")
    case.acts("09:10")
    case.edits(ANN, "09:20", Field.SCOPE, REPORT)
    case = used_up(case, "09:00", minutes)
    taken_off = [a for a in case.decide("09:30").actions if a.kind == "set_label" and a.label == "consulting"]
    assert (taken_off == []) is stays


def test_functional_too_the_label_and_the_assignee_are_sco_2s_to_take():
    case = used_up(history(scope=REPORT, case_type="Functional", instance="acme"))
    actions = case.decide("10:00").actions
    assert [a.clause for a in actions if a.kind == "set_label" and a.label == "consulting"] == ["SCO-2"]
    assert [a.clause for a in actions if getattr(a, "field", None) is Field.ASSIGNEE] == ["SCO-2"]
