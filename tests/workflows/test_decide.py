"""The decision puts together what the clauses say: in order, of clauses that are carried out, with what is amiss."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.histories import ANN, BOB, MAX, SAM, History, history
from workflows.policy import Policy
from workflows.record import Refusal
from workflows.surroundings import Need
from workflows.switches import Switch
from workflows.terms import Field, Role, Severity, SlaState, Status

REPORT = "Custom report / configuration / self-install"


def without(*clauses: str) -> Policy:
    return Policy(version="spring", switches=dict.fromkeys(clauses, Switch.OFF))


def refused(case: History, value: str) -> History:
    refusal = Refusal("Severity", value, "it is not on the screen", case.instant("09:05"))
    record = replace(case.case.record, refused={"Severity": refusal})
    case.case = replace(case.case, record=record)
    return case


def test_it_says_what_is_in_force_and_by_which_policy():
    case = (
        history(severity="Minor", policy=without("CLO-3")).edits(ANN, "09:30", Field.SEVERITY, "Major").waits("10:00")
    )
    decision = case.decide("12:00")
    assert (decision.at, decision.severity, decision.status) == (case.instant("12:00"), Severity.MAJOR, Status.WAITING)
    assert (decision.judged_by, decision.switches) == ("spring", {"CLO-3": Switch.OFF})
    assert (decision.sla_state, decision.approval.state) == (SlaState.BREACHED, "none")
    assert [stretch.status for stretch in decision.statuses] == [Status.NEW, Status.WAITING]
    assert [spell.severity for spell in decision.severities] == [Severity.MINOR, Severity.MAJOR]
    assert decision.timeline[0].what == "opened in New"


class TestWhatTimeWillBring:
    def test_it_is_in_order_and_the_first_of_it_is_when_to_look_again(self):
        decision = history().decide("09:01")
        moments = [item.at for item in decision.upcoming]
        assert len(moments) > 2
        assert moments == sorted(moments)
        assert decision.wake_at == moments[0]

    def test_what_is_there_already_does_not_come_any_more(self):
        case = history()
        for item in case.decide("09:01").upcoming:
            assert item.at not in [later.at for later in case.decide(item.at).upcoming]

    def test_nothing_comes_of_a_clause_that_is_off(self):
        clauses = {item.clause for item in history().decide("09:01").upcoming}
        assert "SLO-10" in clauses
        assert "SLO-10" not in {item.clause for item in history(policy=without("SLO-10")).decide("09:01").upcoming}

    def test_of_a_case_without_targets_time_alone_brings_nothing(self):
        decision = history(case_type="Functional").solves("10:00").moves(ANN, "10:01", Status.CLOSED).decide("11:00")
        assert (decision.upcoming, decision.wake_at) == ((), None)


class TestWhatIsAskedOfJira:
    def test_what_any_clause_lacks(self):
        lacking = history(scope=REPORT, instance="acme").decide("09:01").needs
        assert Need.WORK_LOGGED in lacking
        assert Need.WORK_LOGGED not in history().decide("09:01").needs

    def test_nothing_for_a_clause_that_is_off(self):
        case = history(scope=REPORT, instance="acme", policy=without("SCO-3"))
        assert Need.WORK_LOGGED not in case.decide("09:01").needs

    def test_a_need_of_two_clauses_stands_while_one_of_them_is_on(self):
        how = {"product": "Enterprise One", "workaround": "None"}
        for off, needed in ((("SCO-4",), True), (("UPD-2",), True), (("SCO-4", "UPD-2"), False)):
            assert (Need.VERSIONS in history(policy=without(*off), **how).decide("09:01").needs) is needed


class TestWhatRolesItReliesOn:
    def test_on_managers_where_somebody_decides_with_or_without_the_right_for_the_first_time(self):
        for who in (MAX, BOB):
            case = history().customer("09:10", "/severity Critical").comments(who, "09:20", "/approve")
            assert case.acts("09:21").relies_on == {Role.MANAGER}
            assert case.acts("09:22").relies_on == frozenset()

    def test_on_managers_where_whoever_asks_for_critical_would_have_decided_as_one(self):
        def asked() -> History:
            case = history().customer("09:10", "/severity Critical")
            case.acts("09:11")
            return case

        for case in (
            asked().comments(BOB, "09:20", "/severity Critical"),
            asked().edits(BOB, "09:20", Field.SEVERITY, Severity.CRITICAL),
        ):
            assert case.acts("09:21").relies_on == {Role.MANAGER}
            assert case.acts("09:22").relies_on == frozenset()
        assert history().comments(BOB, "09:20", "/severity Minor").acts("09:21").relies_on == frozenset()

    def test_on_every_role_where_somebody_counts_for_nobody(self):
        case = history().comments(SAM, "09:10")
        assert case.acts("09:11").relies_on == frozenset(Role)
        assert case.acts("09:12").relies_on == frozenset()

    def test_on_none_where_nothing_rests_on_managers(self):
        assert history().agent("09:10").decide("09:11").relies_on == frozenset()


class TestWhatIsAmiss:
    def test_what_was_amiss_with_the_case_and_around_it(self):
        case = history().amid(problems=("Jira would not tell the versions",))
        case.case = replace(case.case, problems=("Severity: no option Huge",))
        assert case.decide("09:01").problems == ("Severity: no option Huge", "Jira would not tell the versions")

    @pytest.mark.parametrize(("value", "told"), [("Critical", "Critical"), ("", "empty")])
    def test_what_jira_refused(self, value, told):
        problems = refused(history(), value).decide("09:10").problems
        assert problems == (f"Jira refused Severity = {told}: it is not on the screen",)

    def test_a_status_that_no_transition_leads_to(self):
        case = history().waits("09:30").customer("10:00", "Here it is.")
        for reachable, told in ((None, 0), (frozenset({Status.IN_PROGRESS}), 0), (frozenset({Status.CLOSED}), 1)):
            case.case = replace(case.case, reachable=reachable)
            problems = case.decide("10:01").problems
            assert len(problems) == told
            assert all("no transition leads from Waiting for Customer to In Progress" in line for line in problems)

    def test_a_case_that_is_where_it_belongs_needs_no_transition(self):
        case = history()
        case.case = replace(case.case, reachable=frozenset())
        assert case.decide("09:01").problems == ()


class TestReviews:
    """SEV-3: every review once: the ended ones, and the one that waits."""

    @pytest.mark.parametrize(
        ("answer", "states"), [("", ["pending"]), ("/approve", ["approved"]), ("/reject No.", ["rejected"])]
    )
    def test_of_a_case_with_one(self, answer, states):
        case = history().customer("09:10", "/severity Critical")
        if answer:
            case.manager("09:20", answer)
        decision = case.decide("09:30")
        assert [review.state for review in decision.reviews] == states
        assert decision.approval.state == states[0]

    def test_of_a_case_with_two_and_of_one_with_none(self):
        case = history().customer("09:10", "/severity Critical").manager("09:20", "/reject No.")
        case.acts("09:21")
        case.customer("09:30", "/severity Critical")
        assert [review.state for review in case.decide("09:31").reviews] == ["rejected", "pending"]
        assert history().decide("09:31").reviews == ()


def test_what_holds_is_remarked_of_clauses_that_are_on():
    assert "CON-2" in {remark.clause for remark in history().decide("10:00").remarks}
    assert "CON-2" not in {remark.clause for remark in history(policy=without("CON-2")).decide("10:00").remarks}


def test_what_a_clause_in_shadow_would_do_stands_beside_and_only_there():
    shadow = Policy(switches={"SLO-10": Switch.SHADOW})
    assert [action.clause for action in history(policy=shadow).decide("09:31").shadow] == ["SLO-10"]
    assert history().decide("09:31").shadow == ()
    assert history(policy=without("SLO-10")).decide("09:31").shadow == ()


class TestInShadow:
    """What would be done is decided on, asked for and waited for as in earnest, and only put down."""

    @pytest.mark.parametrize("clause", ["SCO-3", "SLO-10"])
    def test_what_is_lacked_on_paper_or_in_earnest_is_asked_for_all_the_same(self, clause):
        policy = Policy(switches={clause: Switch.SHADOW})
        assert Need.WORK_LOGGED in history(scope=REPORT, instance="acme", policy=policy).decide("09:01").needs

    def test_what_would_come_is_told_once_in_order_and_waited_for(self):
        decision = history(policy=Policy(switches={"SLO-10": Switch.SHADOW})).decide("09:01")
        told = [(item.at, item.what) for item in decision.upcoming]
        assert next(item.what for item in decision.upcoming if item.clause == "SLO-10").startswith("in shadow: ")
        assert len(set(told)) == len(told)
        assert [at for at, _ in told] == sorted(at for at, _ in told)
        assert decision.wake_at == told[0][0]
        assert not any(f"in shadow: {what}" == other for _, what in told for _, other in told)

    def test_what_is_put_down_already_hides_nothing_after_it(self):
        case = history(policy=Policy(switches={"SLO-10": Switch.SHADOW, "SEV-7": Switch.SHADOW}))
        put_down = [action.clause for action in case.acts("09:01").actions if action.kind == "shadowed"]
        assert put_down == ["SEV-7"]
        assert [action.clause for action in case.acts("09:31").actions if action.kind == "shadowed"] == ["SLO-10"]
