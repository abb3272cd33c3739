"""SEV-2, SEV-3, SEV-7: which clause writes the severity and the priority, and what it gives as the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.histories import MAX, SAM, History, history
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


@pytest.mark.parametrize(
    ("lived", "clause", "value", "because"),
    [
        (lambda: history().customer("09:10", "/severity Minor"), "SEV-2", "Minor", "asked for in c10001"),
        (lambda: strangers("Minor"), "SEV-2", "Major", "asked for in opened"),
        (lambda: strangers("Critical"), "SEV-3", "Major", "before a manager approves"),
        (lambda: strangers("Minor", "Critical"), "SEV-3", "Major", "before a manager approves"),
        (lambda: strangers("Critical", "Minor"), "SEV-2", "Major", "asked for in opened"),
        (lambda: strangers("Critical", policy=but(SEV_3=OFF)), "SEV-2", "Major", "asked for in opened"),
        (
            lambda: history().customer("09:10", "/severity Critical").manager("09:20", "/approve"),
            "SEV-3",
            "Critical",
            "asked for in c10002",
        ),
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
    ("severity", "policy", "priority"),
    [("Major", None, "High"), (None, None, "Medium"), ("Major", but(SEV_1=OFF), "High"), (None, but(SEV_1=OFF), None)],
)
def test_the_priority_follows_the_severity_also_the_one_that_holds_by_default(severity, policy, priority):
    found = written(history(severity=severity, policy=policy), Field.PRIORITY)
    assert [value for _, value, _ in found] == ([priority] if priority else [])
    assert all(clause == "SEV-7" for clause, _, _ in found)


def test_a_severity_without_a_priority_in_this_jira_changes_none():
    assert written(history(policy=Policy(priorities={})), Field.PRIORITY) == []
