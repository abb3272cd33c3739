"""SLO-6: the moments at which somebody is reminded of the root-cause report, due 15 days after the restoration."""

from __future__ import annotations

import pytest

from tests.histories import History, history
from workflows.policy import ApprovalRules, OnCreate, Policy

ACCEPTED = Policy(approval=ApprovalRules(on_create=OnCreate.ACCEPT))


def restored(when: str) -> History:
    how = {"system_wide": "Yes", "defect_origin": "Not Planview software"}
    return history("2026-02-27 22:00", severity="Critical", policy=ACCEPTED, **how).solves(when)


def ahead(case: History, when: str) -> list[str]:
    """What is still to come, in Stockholm."""
    known = case.decide(when).upcoming
    return [f"{n.at.astimezone(case.zone):%a %d %H:%M:%S} {n.what}" for n in known if n.clause == "SLO-6"]


REMINDER, OVERDUE = "reminder of the root-cause report", "the root-cause report is overdue"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (
            "2026-03-02 12:00",
            [f"Sat 14 11:00:00 {REMINDER}", f"Tue 17 08:00:00 {REMINDER}", f"Tue 17 11:00:01 {OVERDUE}"],
        ),
        ("2026-03-14 11:00", [f"Tue 17 08:00:00 {REMINDER}", f"Tue 17 11:00:01 {OVERDUE}"]),
        ("2026-03-17 07:59:59", [f"Tue 17 08:00:00 {REMINDER}", f"Tue 17 11:00:01 {OVERDUE}"]),
        ("2026-03-17 08:00", [f"Tue 17 11:00:01 {OVERDUE}", f"Wed 18 08:00:00 {REMINDER}"]),
        ("2026-03-17 11:00:01", [f"Wed 18 08:00:00 {REMINDER}"]),
        ("2026-03-20 08:00", [f"Mon 23 08:00:00 {REMINDER}"]),
    ],
)
def test_slo_6_three_days_before_then_on_the_day_then_every_business_day(when, expected):
    assert ahead(restored("2026-03-02 11:00"), when) == expected


def test_slo_6_due_at_night_the_day_is_that_of_the_support_hours_and_no_reminder_waits_for_its_opening():
    case = restored("2026-03-02 00:30")
    assert ahead(case, "2026-03-16 12:00") == [f"Tue 17 00:30:00 {REMINDER}", f"Tue 17 00:30:01 {OVERDUE}"]


def test_slo_6_due_on_a_day_without_support_hours_the_reminder_comes_with_the_due_and_is_none_of_a_breach():
    case = restored("2026-02-27 22:10")
    assert ahead(case, "2026-03-13 12:00") == [f"Sat 14 22:10:00 {REMINDER}", f"Sat 14 22:10:01 {OVERDUE}"]
    (note,) = [a for a in case.decide("2026-03-14 22:10").actions if a.kind == "note" and a.clause == "SLO-6"]
    assert (note.text, note.to) == ("root_cause_reminder", ("assignee",))


def test_slo_6_seen_late_only_the_last_reminder_is_given():
    case = restored("2026-03-02 11:00")
    acts = [a.id for a in case.decide("2026-03-20 12:00").actions if a.clause == "SLO-6"]
    assert acts == ["SLO-6 reminder · 2026-03-20T07:00:00Z"]
