"""SEV-2, SEV-3, SEV-7: which clause writes the severity and the priority, and what it gives as the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.histories import ANN, MAX, SAM, History, history
from workflows.policy import Policy
from workflows.switches import Switch, switches
from workflows.terms import Field

OFF = Switch.OFF


def but(**off: Switch) -> Policy:
    return Policy(switches=dict(switches({name.replace("_", "-"): switch for name, switch in off.items()})))


def written(case: History, field: Field) -> list[tuple[str, object, str]]:
    actions = case.decide("10:00").actions
    return [(a.clause, a.value, a.why) for a in actions if a.kind == "set_field" and a.field is field]


def strangers(*levels: str, policy: Policy | None = None) -> History:
    case = history(policy=policy)
    for minute, level in enumerate(levels, start=10):
        case.edits(SAM, f"09:{minute}", Field.SEVERITY, level)
    return case


def asked() -> History:
    return history().customer("09:10", "/severity Critical")


def approved() -> History:
    return asked().manager("09:20", "/approve")


@pytest.mark.parametrize(
    ("lived", "clause", "value", "because"),
    [
        (lambda: history().customer("09:10", "/severity Minor"), "SEV-2", "Minor", "asked for in c10001"),
        (lambda: strangers("Minor"), "SEV-2", "Major", "asked for in opened"),
        (lambda: strangers("Critical"), "SEV-3", "Major", "before a manager approves"),
        (lambda: strangers("Minor", "Critical"), "SEV-3", "Major", "before a manager approves"),
        (lambda: strangers("Critical", "Minor"), "SEV-2", "Major", "asked for in opened"),
        (lambda: strangers("Critical", policy=but(SEV_3=OFF)), "SEV-2", "Major", "asked for in opened"),
        (approved, "SEV-3", "Critical", "asked for in c10002"),
        (lambda: strangers("Critical").customer("09:20", "/severity Minor"), "SEV-2", "Minor", "asked for in c10002"),
        (lambda: approved().edits(ANN, "09:30", Field.BILLABLE, "Yes"), "SEV-3", "Critical", "asked for in c10002"),
        (lambda: approved().edits(SAM, "09:20", Field.SEVERITY, "Minor"), "SEV-3", "Critical", "asked for in c10002"),
        (lambda: approved().edits(SAM, "09:21", Field.SEVERITY, "Minor"), "SEV-2", "Critical", "asked for in c10002"),
        (
            lambda: history(severity="Critical").edits(MAX, "09:10", Field.CRITICAL_APPROVAL, "Rejected"),
            "SEV-5",
            "Major",
            "asked for in h10001",
        ),
    ],
)
def test_the_severity_is_written_by_the_clause_that_brought_it_about(
    lived: Callable[[], History], clause: str, value: str, because: str
):
    ((by, what, why),) = written(lived(), Field.SEVERITY)
    assert (by, what) == (clause, value)
    assert because in why


@pytest.mark.parametrize(
    ("lived", "field", "value", "because"),
    [
        (asked, Field.REQUESTED_SEVERITY, "Critical", "Critical was asked for by Clara Customer (c10001)"),
        (asked, Field.CRITICAL_APPROVAL, "Pending", "Critical was asked for by Clara Customer (c10001)"),
        (approved, Field.CRITICAL_APPROVAL, "Approved", "approved by Max Manager (c10002)"),
        (
            lambda: history().edits(SAM, "09:05", Field.REQUESTED_SEVERITY, "Critical"),
            Field.REQUESTED_SEVERITY,
            None,
            "no change to Critical is under review",
        ),
    ],
)
def test_sev_3_the_fields_of_the_review_say_who_asked_and_who_decided(
    lived: Callable[[], History], field: Field, value: str | None, because: str
):
    assert written(lived(), field) == [("SEV-3", value, because)]


@pytest.mark.parametrize(
    ("severity", "policy", "priority"),
    [("Major", None, "High"), (None, None, "Medium"), ("Major", but(SEV_1=OFF), "High"), (None, but(SEV_1=OFF), None)],
)
def test_the_priority_follows_the_severity_also_the_one_that_holds_by_default(severity, policy, priority):
    found = written(history(severity=severity, policy=policy), Field.PRIORITY)
    assert [value for _, value, _ in found] == ([priority] if priority else [])
    assert all(clause == "SEV-7" for clause, _, _ in found)


def test_a_severity_without_a_priority_in_this_jira_changes_none():
    assert written(history(policy=Policy(priorities={})), Field.PRIORITY) == []
