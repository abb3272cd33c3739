"""SLO: what meets a clock, at which instant and by what evidence; and what is a pause of which clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.histories import ANN, CLARA, MAX, OWN, History, history
from workflows import milestones
from workflows.facts import establish
from workflows.milestones import Inputs, Met
from workflows.policy import Policy
from workflows.switches import Switch
from workflows.terms import ClockName, Field, Status

MOMENT = timedelta.resolution
WITHOUT_SLO_12 = Policy(switches={"SLO-12": Switch.OFF})


def inputs(case: History, when: str) -> Inputs:
    return establish(case.case, case.policy, case.instant(when)).inputs


class TestSlo2Response:
    @pytest.mark.parametrize("who", [ANN, MAX])
    def test_the_first_public_comment_of_staff_answers(self, who):
        case = history().comments(who, "09:10", public=False).customer("09:15", "Hello?").comments(who, "09:20")
        case.comments(who, "09:30")
        assert milestones.responded(inputs(case, "10:00")) == Met(case.instant("09:20"), "c10003")

    def test_so_does_the_move_out_of_new_and_no_other_move_or_edit(self):
        case = history(status=Status.NEW).edits(ANN, "09:05", Field.TIER, "Elite").works("09:10")
        assert milestones.responded(inputs(case, "10:00")) == Met(case.instant("09:10"), "h10002/Status")
        later = history(status=Status.IN_PROGRESS).waits("09:10")
        assert milestones.responded(inputs(later, "10:00")) is None

    def test_a_move_that_leaves_it_new_answers_nothing(self):
        case = history().moves(ANN, "09:10", Status.NEW, raw="Triage")
        assert milestones.responded(inputs(case, "10:00")) is None

    def test_neither_the_customer_nor_our_own_hand_answers(self):
        case = history().moves(OWN, "09:10", Status.IN_PROGRESS).comments(OWN, "09:15").customer("09:20", "Hello?")
        assert milestones.responded(inputs(case, "10:00")) is None

    def test_a_case_that_is_solved_is_owed_none(self):
        case = history().moves(CLARA, "09:10", Status.CLOSED)
        assert milestones.responded(inputs(case, "10:00")) == Met(case.instant("09:10"), "h10001/Status")


class TestSlo3Restoration:
    def test_the_field_counts_from_its_own_moment_on(self):
        case = history().edits(ANN, "09:10", Field.RESTORED, history().instant("10:00"))
        restored = Met(case.instant("10:00"), Field.RESTORED)
        assert milestones.restored(inputs(case, "09:59:59")) is None
        assert milestones.restored(inputs(case, "10:00")) == restored

    def test_of_the_field_and_the_solution_the_first_counts(self):
        case = history().edits(ANN, "09:10", Field.RESTORED, history().instant("10:00")).solves("11:00")
        assert milestones.restored(inputs(case, "12:00")).evidence == Field.RESTORED
        sooner = history().solves("09:30").edits(ANN, "09:40", Field.RESTORED, history().instant("10:00"))
        assert milestones.restored(inputs(sooner, "12:00")) == Met(sooner.instant("09:30"), "h10001/Status")


class TestSlo4AndSlo12:
    def reopened(self, policy: Policy | None = None) -> History:
        case = history(policy=policy).agent("09:10").solves("10:00").customer("11:00", "It still fails.")
        return case.waits("12:00").works("13:00").solves("14:00")

    def test_the_last_solution_resolves_and_without_slo_12_the_first(self):
        for policy, at in ((None, "14:00"), (WITHOUT_SLO_12, "10:00")):
            case = self.reopened(policy)
            assert milestones.resolved(inputs(case, "15:00")).at == case.instant(at)

    def test_reopened_nothing_resolves_it_and_without_slo_12_the_first_still_does(self):
        case = self.reopened()
        assert milestones.resolved(inputs(case, "13:30")) is None
        assert milestones.resolved(inputs(self.reopened(WITHOUT_SLO_12), "13:30")).at == case.instant("10:00")

    def test_a_case_that_was_opened_solved_is_so_by_its_status(self):
        case = history(status=Status.SOLUTION)
        assert milestones.resolved(inputs(case, "10:00")) == Met(case.instant("09:00"), Status.SOLUTION)

    def test_time_solved_is_a_pause_of_a_reopened_case_and_waiting_only_of_the_resolution(self):
        case = self.reopened()
        told = inputs(case, "15:00")
        solved = ("10:00", "11:00", "Solution Provided (h10002/Status)")
        waited = ("12:00", "13:00", "Waiting for Customer (h10004/Status)")
        for name, expected in {
            ClockName.RESPOND: [solved],
            ClockName.RESTORE: [solved],
            ClockName.RESOLVE: [solved, waited],
            ClockName.COMMUNICATE: [],
            ClockName.ROOT_CAUSE: [],
        }.items():
            pauses = [(p.start, p.end, p.why) for p in milestones.pauses_of(told, name)]
            assert pauses == [(case.instant(start), case.instant(end), why) for start, end, why in expected]
        without = inputs(self.reopened(WITHOUT_SLO_12), "15:00")
        assert [p.start for p in milestones.pauses_of(without, ClockName.RESOLVE)] == [case.instant("12:00")]

    def test_pauses_are_in_order_and_one_that_it_was_opened_with_says_so(self):
        case = history(status=Status.WAITING).solves("10:00").customer("11:00", "It still fails.")
        pauses = milestones.pauses_of(inputs(case, "12:00"), ClockName.RESOLVE)
        assert [pause.why.partition(" (")[0] for pause in pauses] == [Status.WAITING, Status.SOLUTION]
        assert pauses[0].why == f"{Status.WAITING} (opened so)"
        assert (pauses[0].start, pauses[0].end) == (case.instant("09:00"), case.instant("10:00"))


class TestSlo6RootCause:
    def test_it_is_written_since_it_last_became_so(self):
        case = (
            history().edits(ANN, "10:00", Field.ROOT_CAUSE, "A disk.").edits(ANN, "11:00", Field.ROOT_CAUSE, "A fan.")
        )
        assert milestones.root_cause_written(inputs(case, "12:00")) == Met(case.instant("10:00"), "h10001/Root Cause")
        case.edits(ANN, "12:00", Field.ROOT_CAUSE, None)
        assert milestones.root_cause_written(inputs(case, "12:30")) is None
        case.edits(ANN, "13:00", Field.ROOT_CAUSE, "A fan.").edits(ANN, "14:00", Field.TIER, "Elite")
        assert milestones.root_cause_written(inputs(case, "14:00")) == Met(case.instant("13:00"), "h10004/Root Cause")

    def test_spaces_are_no_text(self):
        case = history().edits(ANN, "10:00", Field.ROOT_CAUSE, "  \n")
        assert milestones.root_cause_written(inputs(case, "12:00")) is None
        case.edits(ANN, "13:00", Field.ROOT_CAUSE, "A fan.")
        assert milestones.root_cause_written(inputs(case, "14:00")) == Met(case.instant("13:00"), "h10002/Root Cause")

    def test_a_case_may_be_opened_with_it(self):
        case = history(root_cause="A disk.")
        assert milestones.root_cause_written(inputs(case, "12:00")) == Met(case.instant("09:00"), "opened")
        assert milestones.root_cause_written(inputs(history(), "12:00")) is None


def test_a_code_change_is_required_since_somebody_last_said_so():
    case = history().edits(ANN, "10:00", Field.CODE_CHANGE, "Yes").edits(ANN, "11:00", Field.CODE_CHANGE, "No").case
    assert milestones.code_change_since(case) is None
    again = (
        history(code_change="No").edits(ANN, "10:00", Field.CODE_CHANGE, "Yes").edits(ANN, "11:00", Field.TIER, "Elite")
    )
    assert milestones.code_change_since(again.case) == again.instant("10:00")
    opened = history(code_change="Yes")
    assert milestones.code_change_since(opened.case) == opened.instant("09:00")
