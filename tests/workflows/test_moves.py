"""CLO: the one transition that is still to be made: its id, its reason, and what happens where Jira has refused it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.histories import ANN, history
from workflows.actions import Move, Tell
from workflows.record import Record, Refusal
from workflows.statuses import Cause
from workflows.terms import Field, Status


def test_a_move_names_its_cause_and_counts_from_it():
    case = history().agent("09:10", "/solution restart it")
    (move,) = [a for a in case.decide("09:20").actions if isinstance(a, Move)]
    assert move.id == "CLO-1 to Solution Provided c10001"
    assert (move.clause, move.to, move.at) == ("CLO-1", Status.SOLUTION, case.instant("09:10"))
    assert move.why.endswith("(c10001)")


def test_where_nobody_caused_it_there_is_nobody_to_name():
    case = history().agent("09:10").solves("10:00")
    (move,) = [a for decision in case.runs("2026-03-30 10:00") for a in decision.actions if isinstance(a, Move)]
    assert (move.id, move.clause) == ("CLO-3 to Closed", "CLO-3")
    assert move.why in set(Cause)


@pytest.mark.parametrize("before", [history, lambda: history().agent("09:10").solves("09:20")])
def test_clo_5_the_customer_is_told_that_a_closed_case_is_open_again_whatever_was_before(before):
    case = before().moves(ANN, "09:30", Status.CLOSED).customer("10:00", "It fails again.")
    assert [a.text for a in case.decide("10:01").actions if isinstance(a, Tell)] == ["reopened"]


@pytest.mark.parametrize(
    ("refused", "reachable", "when", "moves"),
    [
        ("Solution Provided", None, "10:00", False),
        ("Solution Provided", {Status.CLOSED}, "10:00", False),
        ("Solution Provided", {Status.SOLUTION}, "10:00", True),  # the workflow was mended
        ("Solution Provided", None, "2026-03-03 09:11", True),
        ("Closed", None, "10:00", True),
        (None, {Status.CLOSED}, "10:00", True),
    ],
)
def test_a_move_that_jira_has_refused_waits_until_the_workflow_has_it_or_a_day_is_over(refused, reachable, when, moves):
    case = history().agent("09:10", "/solution restart it")
    at = case.instant("09:11")
    record = Record(refused={Field.STATUS: Refusal("Status", refused, "no such transition", at)} if refused else {})
    case.case = replace(case.case, record=record, reachable=None if reachable is None else frozenset(reachable))
    assert any(a.kind == "move" for a in case.decide(when).actions) is moves
