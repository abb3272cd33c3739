"""SLO-13: which acts are put down with their authors' roles, so that nothing that comes later changes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.histories import ANN, CLARA, MAX, SAM, History, history, texts
from workflows.policy import ApprovalRules, OnCreate, Policy
from workflows.record import Record
from workflows.terms import Field, Status

ACCEPTED = Policy(approval=ApprovalRules(on_create=OnCreate.ACCEPT))


def critical() -> History:
    return history(severity="Critical", policy=ACCEPTED)


@pytest.mark.parametrize(
    ("lived", "expected"),
    [
        (history, []),
        # of somebody who is neither staff nor customer: what would count if they became so
        (lambda: history().comments(SAM, "09:10", "Hello"), ["c10001"]),
        (lambda: history().comments(SAM, "09:10", "Hello", public=False), []),
        (lambda: history().comments(SAM, "09:10", "/approve", public=False), ["c10001"]),
        (lambda: history().moves(SAM, "09:10", Status.IN_PROGRESS), ["h10001/Status"]),
        (lambda: history(status=Status.IN_PROGRESS).moves(SAM, "09:10", Status.WAITING), []),
        (lambda: history().edits(SAM, "09:10", Field.PRODUCT, "LeanKit"), []),
        # what met a clock, and not what came after it
        (lambda: history().agent("09:10").agent("09:20"), ["c10001"]),
        (lambda: history().customer("09:10", "Hello?"), []),
        # of a case that is kept informed, each word of staff to the customer
        (lambda: critical().agent("09:10").agent("09:20"), ["c10001", "c10002"]),
        (lambda: critical().agent("09:10").comments(ANN, "09:20", public=False), ["c10001"]),
        (lambda: critical().agent("09:10").customer("09:20", "Hello?"), ["c10001"]),
        # what asked for a severity, decided on one, or could not
        (lambda: history().customer("09:10", "/severity Critical").manager("09:20", "/approve"), ["c10001", "c10002"]),
        (
            lambda: history().customer("09:10", "/severity Critical").comments(CLARA, "09:20", "/approve"),
            ["c10001", "c10002"],
        ),
        (lambda: history().edits(SAM, "09:10", Field.SEVERITY, "Critical"), ["h10001/Severity"]),
        (lambda: history().edits(MAX, "09:10", Field.CRITICAL_APPROVAL, "Approved"), ["h10001/Critical Approval"]),
        # what moved the case
        (
            lambda: history().agent("09:10").waits("09:20").customer("09:30", "Here."),
            ["c10001", "c10003"],
        ),
    ],
)
def test_what_something_rests_on_is_put_down_oldest_first(lived: Callable[[], History], expected: list[str]):
    decision = lived().decide("10:00")
    assert texts(decision, "witness") == [f"SLO-13 {act}" for act in expected]
    assert {a.clause for a in decision.actions if a.kind == "witness"} <= {"SLO-13"}


def test_what_is_put_down_is_not_put_down_again_nor_what_was_forgotten():
    case = history().agent("09:10").waits("09:20")
    case.acts("09:21")
    assert texts(case.decide("09:22"), "witness") == []
    for until, expected in (("09:09:59", ["SLO-13 c10001", "SLO-13 c10003"]), ("09:10", ["SLO-13 c10003"])):
        case = history().agent("09:10").waits("09:20").customer("09:30", "Here.")
        case.case = replace(case.case, record=Record(forgotten=case.instant(until)))
        assert texts(case.decide("09:31"), "witness") == expected
