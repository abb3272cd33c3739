"""OPN-2, OPN-6: who is assigned at the instants at which it turns, what is put down, and the reason that is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, OTTO, SAM, History, history, hours
from workflows.decision import Decision
from workflows.policy import Policy
from workflows.surroundings import Colleague
from workflows.switches import Switch, switches
from workflows.terms import Field

COMPLETE = {"product": "Enterprise One", "case_type": "Defect"}
NIGHT = "2026-03-02 02:00"


def incoming(opened: str = "2026-03-02 09:00", assignee: str | None = None, **how: str) -> History:
    case = history(opened, **{**COMPLETE, **how})
    case.case = replace(case.case, assignee=assignee)
    return case.amid(
        consultants=(Colleague(ANN, 3), Colleague(BOB, 1, name="Bob Agent")), on_call=(Colleague(OTTO, 5),)
    )


def at_night(assignee: str | None = None, **how: str) -> History:
    return incoming(NIGHT, assignee, severity="Critical", tier="Elite", **how)


def late_in_hours(approved: str) -> History:
    """Opened as Critical in the last support hour, so that somebody is at work; approved by a manager."""
    case = incoming("2026-03-02 17:00", ANN, severity="Critical", tier="Elite")
    case.acts("17:01")
    return case.manager(approved, "/approve")


def assigned(decision: Decision) -> list[tuple[str, object]]:
    return [(a.clause, a.value) for a in decision.actions if a.kind == "set_field" and a.field is Field.ASSIGNEE]


def reasons(decision: Decision, clause: str, kind: str) -> list[str]:
    return [action.why for action in decision.actions if action.clause == clause and action.kind == kind]


@pytest.mark.parametrize(
    ("team", "why"),
    [
        (
            (Colleague(ANN, 3), Colleague(BOB, 1, name="Bob Agent")),
            "Bob Agent has 1 open cases, the fewest of 2 colleagues",
        ),
        (
            (Colleague(ANN, 1), Colleague(BOB, 1), Colleague("zoe", 2)),
            "ann has 1 open cases, the fewest of 3 colleagues, and of 2 equals has waited longest",
        ),
    ],
)
def test_opn_2_the_reason_names_who_and_of_how_many(team: tuple[Colleague, ...], why: str):
    assert reasons(incoming().amid(consultants=team).decide("09:01"), "OPN-2", "set_field") == [why]


def test_opn_2_where_the_group_has_nobody_it_looks_again_an_hour_later():
    case = incoming().amid(consultants=())
    assert [n.at for n in case.decide("09:01").upcoming if n.clause == "OPN-2"] == [case.instant("09:01") + hours(1)]


OPENED = "Critical was opened outside support hours, at 2026-03-02T01:00:00Z"
APPROVED = "Critical was approved outside support hours, at 2026-03-02T17:00:00Z"


@pytest.mark.parametrize(
    ("lived", "when", "why"),
    [(at_night, "02:01", OPENED), (lambda: late_in_hours("18:00"), "18:01", APPROVED)],
)
def test_opn_6_the_reason_says_how_it_became_critical_and_the_moment_is_put_down(
    lived: Callable[[], History], when: str, why: str
):
    decision = lived().decide(when)
    assert reasons(decision, "OPN-6", "set_field") == [f"{why}; otto has 5 open cases, the fewest of 1 colleagues"]
    assert reasons(decision, "OPN-6", "passed") == [why]
    assert [a.id for a in decision.actions if a.kind == "passed"] == [f"OPN-6 on call · {why.split(' at ')[1]}"]


@pytest.mark.parametrize(
    ("lived", "when", "expected"),
    [
        (lambda: late_in_hours("17:59:59"), "18:30", []),
        (lambda: late_in_hours("18:00"), "18:30", [("OPN-6", OTTO)]),
        (lambda: late_in_hours("18:00").comments(ANN, "18:00"), "18:30", [("OPN-6", OTTO)]),
        (lambda: late_in_hours("18:00").comments(ANN, "18:00:01"), "18:30", []),
        (lambda: late_in_hours("18:00").comments(BOB, "18:00:01"), "18:30", [("OPN-6", OTTO)]),
        (lambda: late_in_hours("18:00").comments(ANN, "18:10").comments(BOB, "18:11"), "18:30", []),
        (lambda: late_in_hours("18:00").comments(BOB, "18:10").comments(ANN, "18:11"), "18:30", []),
        (lambda: at_night().assigns(MAX, "02:00", ANN), "02:01", []),
        (lambda: at_night().assigns(CLARA, "02:00:30", ANN), "02:01", [("OPN-6", OTTO)]),
        (lambda: at_night(ANN).edits(MAX, "02:00:30", Field.TIER, "Elite"), "02:01", [("OPN-6", OTTO)]),
        (lambda: at_night().assigns(SAM, "02:00:30", "careflow"), "02:01", [("OPN-6", OTTO)]),
        (lambda: at_night(OTTO), "02:01", []),
    ],
)
def test_opn_6_it_goes_to_on_call_unless_somebody_at_work_has_seen_to_it_since(
    lived: Callable[[], History], when: str, expected: list[tuple[str, str]]
):
    assert assigned(lived().decide(when)) == expected


def test_opn_6_off_the_night_is_as_any_other_time():
    case = at_night()
    case.policy = Policy(switches=dict(switches({"OPN-6": Switch.OFF})))
    assert assigned(case.decide("02:01")) == [("OPN-2", BOB)]


def test_opn_6_a_rejected_review_out_of_hours_is_no_such_moment():
    case = incoming("2026-03-02 17:00", ANN, severity="Critical", tier="Elite")
    case.acts("17:01")
    case.manager("18:10", "/reject").customer("2026-03-03 09:00", "/severity Critical")
    case.manager("2026-03-03 09:10", "/approve")
    assert assigned(case.decide("09:11")) == []


def test_opn_6_what_staff_assigned_at_night_and_took_off_again_is_a_consultants_and_put_down():
    case = at_night().assigns(MAX, "02:00:30", ANN).assigns(MAX, "02:00:40", None)
    decision = case.decide("02:01")
    assert assigned(decision) == [("OPN-2", BOB)]
    assert reasons(decision, "OPN-6", "passed") == [OPENED]


def test_opn_6_where_nobody_is_there_at_all_both_groups_are_told_of_and_it_looks_again():
    decision = at_night().amid(consultants=(), on_call=()).decide("02:01")
    found = [r.clause for r in decision.remarks if r.what.startswith("nobody")]
    assert found == ["OPN-6", "OPN-2"]
    assert [n.clause for n in decision.upcoming if "looked for" in n.what] == ["OPN-2"]
