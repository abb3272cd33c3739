"""What is kept of a decision where many cases are looked at together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.histories import ANN, CLARA, MAX, MONA, OWN, History, history
from workflows.decision import ApprovalStory
from workflows.summary import Summary, summary_of
from workflows.terms import ClockName, Field, Severity, Status


def life() -> History:
    case = history(tier="Elite", product="LeanKit", region="EMEA", case_type="Defect", channel="Chat", instance="acme")
    case.customer("09:20", "/severity Critical").manager("09:30", "/approve").solves("11:00")
    return case.customer("12:00", "It still fails.")


def summed(case: History, when: str) -> Summary:
    return summary_of(case.decide(when))


def test_it_is_the_verdict_of_the_decision_with_the_proofs_left_out():
    decision = replace(life().decide("17:00"), problems=("Severity: no option Huge",))
    summary = summary_of(decision)
    for name in ("at", "status", "severity", "sla_state", "judged_by", "approval", "reviews", "problems"):
        assert getattr(summary, name) == getattr(decision, name)
    assert summary.clocks == tuple(replace(clock, intervals=()) for clock in decision.clocks)
    assert any(clock.intervals for clock in decision.clocks)
    assert (summary.next, summary.opened_at) == (decision.upcoming[0], decision.case.opened_at)
    assert summary.severity is Severity.CRITICAL


def test_it_says_what_case_it_is():
    summary = summed(life(), "17:00")
    told = (summary.key, summary.id, summary.title, summary.reporter, summary.assignee)
    assert told == ("CARE-1", "10001", "The board does not load", CLARA, ANN)
    fields = (summary.case_type, summary.product, summary.region, summary.tier, summary.channel, summary.instance)
    assert fields == ("Defect", "LeanKit", "EMEA", "Elite", "Chat", "acme")
    assert summed(history(), "10:00").tier == "Standard"


def test_each_clock_is_found_by_its_name():
    summary = summed(life(), "17:00")
    assert [summary.clock(name).name for name in ClockName] == list(ClockName)


def test_when_it_was_solved_and_taken_up_again():
    case = life()
    case.solves("13:00").moves(CLARA, "14:00", Status.CLOSED).moves(ANN, "15:00", Status.IN_PROGRESS)
    summary = summed(case, "17:00")
    assert summary.solved == (case.instant("11:00"), case.instant("13:00"))
    assert summary.reopened == (case.instant("12:00"), case.instant("15:00"))
    assert (summary.closed_at, summary.closed_under) == (None, "")
    unsolved = summed(history().works("10:00"), "17:00")
    assert (unsolved.solved, unsolved.reopened) == ((), ())


def test_when_it_was_closed_and_by_which_clause():
    by_hand = history().solves("10:00").moves(ANN, "11:00", Status.CLOSED)
    summary = summed(by_hand, "12:00")
    assert (summary.closed_at, summary.closed_under) == (by_hand.instant("11:00"), "")
    accepted = history().solves("10:00").customer("11:00", "/accept")
    summary = summed(accepted, "12:00")
    assert (summary.closed_at, summary.closed_under) == (accepted.instant("11:00"), "CLO-2")
    assert summary_of(replace(by_hand.decide("12:00"), statuses=())).closed_at is None


def test_nothing_comes_of_a_case_that_time_changes_no_more():
    assert (
        summed(history(case_type="Functional").solves("10:00").moves(ANN, "10:01", Status.CLOSED), "11:00").next is None
    )


def test_the_acts_on_record_are_kept():
    case = life()
    acts = {"SLO-10 respond breach": case.case.opened_at}
    case.case = replace(case.case, record=replace(case.case.record, acts=acts))
    assert summed(case, "17:00").acts == acts


def test_it_names_those_who_occur_and_the_rest_by_their_id():
    decision = life().decide("17:00")
    story = ApprovalStory("rejected", asked_by=OWN, decided_by=MONA, in_place_of="zoe")
    summary = summary_of(replace(decision, reviews=(*decision.reviews, story)))
    names = {CLARA: "Clara Customer", ANN: "Ann Agent", MAX: "Max Manager", MONA: "Mona Manager", OWN: "careflow"}
    assert summary.names == {**names, "zoe": "zoe"}
    assert [summary.name_of(person) for person in (ANN, "nemo", None)] == ["Ann Agent", "nemo", "nobody"]
    nobody = replace(decision.case, reporter=None, assignee=None)
    assert set(summary_of(replace(decision, case=nobody)).names) == {CLARA, MAX}


@pytest.mark.parametrize("name", [Field.PRODUCT, Field.REGION, Field.CHANNEL, Field.INSTANCE, Field.CASE_TYPE])
def test_a_field_that_is_empty_is_none(name):
    told = {Field.CASE_TYPE: "case_type"}.get(name, name.name.lower())
    assert getattr(summed(history(), "10:00"), told) is None
