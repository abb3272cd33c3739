"""UPD-3, SLO-13: what is put down of a released version, so that it counts once."""

from __future__ import annotations

from tests.histories import ANN, History, history
from workflows.record import Witness
from workflows.terms import Status

EVIDENCE = "v10100"


def moved_and_killed() -> History:
    case = history().works("09:05").releases("Enterprise One 2026.3")
    return case.does([a for a in case.decide("10:00").actions if a.kind == "move"], "10:00")


def test_a_release_is_put_down_at_the_moment_when_the_case_was_moved_for_it():
    case = moved_and_killed()
    case.acts("10:05")
    released = Witness(case.instant("10:00"), "", "nobody", "released")
    assert case.case.record.witnessed[EVIDENCE] == released


def test_a_release_that_the_customer_answered_before_it_was_put_down_is_put_down_all_the_same():
    case = moved_and_killed().customer("10:02", "It still fails.")
    case.acts("10:05")
    assert case.case.status is Status.IN_PROGRESS
    assert EVIDENCE in case.case.record.witnessed
    assert case.acts("10:06").actions == ()


def test_a_release_while_the_case_is_closed_is_left_for_when_it_is_open_again():
    case = history().moves(ANN, "09:30", Status.CLOSED).releases("Enterprise One 2026.3")
    case.acts("10:00")
    assert EVIDENCE not in case.case.record.witnessed
