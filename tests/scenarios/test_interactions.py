"""Where clauses meet: one clause's act in the middle of another's, told as it happens to people.

Support hours 08:00 to 18:00 in Stockholm. The days: Monday 2 March 2026; ten business days after it, Monday 16 March.
Each case is lived in full (``tests.lives``): careflow acts on what it sees and at its own wake-ups; at no moment in
between is anything wanted, and each step ends at the fixed point.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, MONA, OTTO, SAM, History, hours
from tests.lives import Life, life, standing
from workflows.authorized import Authorized
from workflows.decision import ClockState
from workflows.policy import ApprovalRules, Policy
from workflows.stand_ins import StandIn
from workflows.surroundings import Colleague
from workflows.switches import Switch, switches
from workflows.terms import ClockName, Field, SlaState, Status

RESPOND, RESTORE, RESOLVE = ClockName.RESPOND, ClockName.RESTORE, ClockName.RESOLVE
NEWS, ROOT_CAUSE = ClockName.COMMUNICATE, ClockName.ROOT_CAUSE
NIGHT = "2026-03-02 02:00"
E1 = "Enterprise One"
REPORT = "Custom report / configuration / self-install"
SELDOM = ApprovalRules(remind_after=hours(5), escalate_after=hours(10))  # where reminders are not what it is about
TEAM = {"consultants": (Colleague(ANN, 3), Colleague(BOB, 1)), "on_call": (Colleague(OTTO, 5),)}


def promised(opened: str = "2026-03-02 09:00") -> Life:
    """A Major without a stable workaround, whose product plans a release on Wednesday 18 March."""
    case = life(opened, product=E1, workaround="None")
    case.plans("Enterprise One 2026.3", "2026-03-18")
    return case


def state(case: History, name: ClockName, when: str) -> ClockState:
    return case.clock(name, when).state


class TestSeverityInTheMiddleOfSomething:
    def test_raised_by_phone_while_waiting_only_the_resolve_clock_waits_and_the_met_response_stays_met(self):
        case = life(severity="Moderate")
        case.waits("09:30").edits(ANN, "10:00", Field.SEVERITY, "Major")
        assert case.clock(RESPOND, "10:10").met_at == case.instant("09:30")
        assert case.due(RESTORE, "10:10") == "Mon 02 Mar 12:00"
        assert state(case, RESOLVE, "10:10") is ClockState.PAUSED
        assert case.clock(RESOLVE, "10:10").remaining == hours(96)
        assert case.sla is SlaState.ON_TRACK
        case.customer("14:00", "Here are the logs.")
        assert case.case.status is Status.IN_PROGRESS
        assert case.due(RESOLVE, "14:10") == "Fri 06 Mar 14:00"
        assert case.sla is SlaState.BREACHED  # restore went on: 12:00
        assert standing(case, "14:30") == standing(case.first_seen("14:30"), "14:30")

    def test_critical_asked_by_the_customer_who_was_waited_for_ends_the_wait_and_counts_from_the_approval(self):
        case = life(severity="Moderate")
        case.waits("09:30").customer("10:00", "/severity Critical")
        assert case.case.status is Status.IN_PROGRESS
        assert case.review == ("Moderate", "Critical", "Pending")
        case.manager("10:20", "/approve")
        assert case.review == ("Critical", None, "Approved")
        assert state(case, RESPOND, "10:30") is ClockState.MET
        assert case.due(RESTORE, "10:30") == "Mon 02 Mar 12:20"
        assert case.due(RESOLVE, "10:30") == "Wed 04 Mar 10:20"
        assert case.due(NEWS, "10:30") == "Mon 02 Mar 16:20"
        assert standing(case, "10:40") == standing(case.first_seen("10:40"), "10:40")

    def test_another_severity_asked_in_solution_provided_is_an_answer_too_and_ends_the_countdown(self):
        case = life(severity="Minor")
        case.solves("10:00").customer("11:00", "/severity Major")
        assert case.case.status is Status.IN_PROGRESS
        assert case.text(Field.SEVERITY) == "Major"
        assert case.due(RESOLVE, "11:10") == "Fri 06 Mar 11:00"
        assert not case.passes("2026-03-06 08:00").did("email")

    def test_critical_asked_on_a_closed_case_reopens_it_and_is_reviewed(self):
        case = life().solves("10:00")
        case.customer("10:10", "/accept").customer("11:00", "It is back. /severity Critical\n/severity Critical")
        assert case.case.status is Status.IN_PROGRESS
        assert case.review == ("Major", "Critical", "Pending")

    def test_who_accepts_and_asks_for_critical_in_one_comment_has_accepted_and_nothing_is_left_to_review(self):
        case = life().solves("10:00")
        case.customer("10:10", "/accept\n/severity Critical")
        assert case.case.status is Status.CLOSED
        assert case.review == ("Major", None, None)
        assert not case.passes("2026-03-03 12:00").did("note", "SEV-")

    @pytest.mark.parametrize("field", [Field.SEVERITY, Field.REQUESTED_SEVERITY])
    def test_critical_set_in_a_field_of_a_closed_case_is_put_back_and_nobody_is_reminded_of_it(self, field: Field):
        case = life().solves("10:00")
        case.customer("10:10", "/accept").edits(ANN, "10:20", field, "Critical").passes("12:00")
        assert (case.review, case.did("note", "SEV-")) == (("Major", None, None), [])
        case.moves(ANN, "12:10", Status.IN_PROGRESS).edits(ANN, "12:11", field, "Critical")
        assert case.review == ("Major", "Critical", "Pending")

    def test_lowered_and_raised_again_the_new_targets_count_from_the_second_raise(self):
        case = life()
        case.customer("09:10", "/severity Critical").manager("09:20", "/approve")
        case.edits(ANN, "09:30", Field.SEVERITY, "Minor").edits(ANN, "13:00", Field.SEVERITY, "Major")
        assert case.clock(RESPOND, "13:10").met_at == case.instant("09:20")  # by the manager's word
        assert case.due(RESTORE, "13:10") == "Mon 02 Mar 15:00"
        assert case.text(Field.CRITICAL_APPROVAL) == "Approved"
        assert standing(case, "13:20") == standing(case.first_seen("13:20"), "13:20")


class TestApprovalMeetsTheRest:
    def test_reopened_after_an_automatic_close_the_old_request_is_gone_and_a_new_one_needs_a_new_decision(self):
        case = life(policy=Policy(approval=SELDOM))
        case.customer("09:10", "/severity Critical").solves("10:00")
        case.passes("2026-03-17 08:00")
        assert case.when("CLO-3 email") == ["Thu 05 Mar 18:00", "Wed 11 Mar 18:00"]
        assert case.when("CLO-3 to Closed") == ["Mon 16 Mar 18:00"]
        assert case.review == ("Major", None, None)
        case.customer("2026-03-17 09:00", "It still fails.")
        assert case.case.status is Status.IN_PROGRESS
        assert case.due(RESOLVE, "09:10") == "Sat 21 Mar 08:00"  # one hour of 96 was used before
        reminded = len(case.did("note", "SEV-6"))
        case.manager("09:30", "/approve").passes("17:00")
        assert case.review == ("Major", None, None)
        assert len(case.did("note", "SEV-6")) == reminded
        case.customer("17:10", "/severity Critical")
        assert case.review == ("Major", "Critical", "Pending")

    def test_a_solution_leaves_the_request_pending_and_critical_counts_only_once_it_fails_again(self):
        case = life().customer("09:10", "/severity Critical")
        case.agent("09:30", "/solution restart it")
        assert case.review == ("Major", "Critical", "Pending")
        case.manager("09:40", "/approve")
        assert (case.case.status, case.sla) == (Status.SOLUTION, SlaState.MET)
        assert case.text(Field.PRIORITY) == "Highest"
        case.customer("10:40", "It still fails.")
        assert case.due(RESTORE, "10:45") == "Mon 02 Mar 12:40"
        assert case.due(RESOLVE, "10:45") == "Wed 04 Mar 10:40"
        assert case.due(NEWS, "10:45") == "Mon 02 Mar 16:40"
        assert standing(case, "10:50") == standing(case.first_seen("10:50"), "10:50")

    def test_accepted_while_pending_the_request_is_withdrawn_and_the_managers_are_left_in_peace(self):
        case = life().customer("09:10", "/severity Critical")
        case.agent("09:15", "/solution restart it").customer("09:30", "/accept")
        assert case.review == ("Major", None, None)
        reminded = len(case.did("note", "SEV-6"))
        assert len(case.passes("12:00").did("note", "SEV-6")) == reminded

    def test_approved_on_a_public_holiday_a_premium_case_goes_to_on_call_at_once_and_runs_around_the_clock(self):
        case = life("2026-04-30 17:00", tier="Elite")
        case.amid(**TEAM)
        case.customer("2026-05-01 10:00", "/severity Critical").manager("10:30", "/approve")
        assert case.case.assignee == OTTO
        assert case.did("note", "SEV-6 escalated")  # reminders of premium tiers wait for no opening
        assert case.due(RESTORE, "10:40") == "Fri 01 May 12:30"
        assert case.due(NEWS, "10:40") == "Fri 01 May 16:30"

    def test_approved_on_a_public_holiday_a_standard_case_stays_where_it_is_until_the_next_opening(self):
        case = life("2026-04-30 17:30")
        case.amid(**TEAM)
        case.customer("2026-05-01 10:00", "/severity Critical").manager("10:30", "/approve")
        assert (case.case.assignee, case.did("note", "SEV-6")) == (ANN, [])
        assert case.clock(RESPOND, "10:40").met_at == case.instant("10:30")  # by the manager's word
        assert case.due(RESTORE, "10:40") == "Mon 04 May 10:00"
        assert case.due(RESOLVE, "10:40") == "Sun 03 May 10:30"

    def test_opened_critical_in_hours_and_approved_out_of_them_a_premium_case_goes_to_on_call_then(self):
        case = life("2026-03-06 17:50", severity="Critical", tier="Elite", policy=Policy(approval=SELDOM))
        case.amid(**TEAM).passes("17:59")
        assert case.case.assignee == ANN
        case.manager("18:05", "/approve")
        assert case.case.assignee == OTTO
        case.assigns(MAX, "2026-03-09 09:00", BOB).passes("12:00")
        assert case.case.assignee == BOB

    def test_approved_while_excluded_critical_is_in_force_and_its_clocks_count_from_the_approval_once_lifted(self):
        case = life().agent("09:05").customer("09:10", "/severity Critical")
        case.edits(ANN, "09:15", Field.SCOPE, "Third party").manager("09:25", "/approve")
        assert (case.text(Field.SEVERITY), case.sla) == ("Critical", SlaState.NO_TARGET)
        case.edits(ANN, "09:45", Field.SCOPE, None)
        assert case.due(RESTORE, "09:50") == "Mon 02 Mar 11:25"
        assert case.due(NEWS, "09:50") == "Mon 02 Mar 15:25"
        assert len(case.did("comment", "EXC-7")) == 1
        assert standing(case, "09:55") == standing(case.first_seen("09:55"), "09:55")

    @pytest.mark.parametrize(
        ("asked", "reminded"),
        [
            ("2026-03-29 01:55", ["Sun 29 Mar 03:05", "Sun 29 Mar 03:15", "Sun 29 Mar 03:25"]),
            ("2026-10-25 01:55", ["Sun 25 Oct 02:05", "Sun 25 Oct 02:15", "Sun 25 Oct 02:25"]),
        ],
        ids=["spring", "autumn"],
    )
    def test_in_the_night_of_the_clock_change_a_premium_tiers_managers_are_reminded_by_elapsed_time(
        self, asked: str, reminded: list[str]
    ):
        case = life(f"{asked.split()[0]} 00:30", tier="Elite").customer(asked, "/severity Critical")
        case.passes(case.instant(asked) + timedelta(minutes=30))
        assert case.when("SEV-6") == reminded

    def test_over_the_clock_change_a_standard_tiers_managers_are_reminded_in_support_hours(self):
        case = life("2026-03-27 17:00").customer("17:55", "/severity Critical").passes("2026-03-30 08:10")
        assert case.when("SEV-6") == ["Mon 30 Mar 08:05"]

    def test_a_stand_in_does_not_approve_a_case_that_the_manager_they_stand_in_for_opened(self):
        rules = ApprovalRules(stand_ins=(StandIn(MAX, BOB, date(2026, 3, 2), date(2026, 3, 6)),))
        case = life(severity="Critical", reporter=MAX, policy=Policy(approval=rules))
        case.comments(BOB, "09:02", "/approve")
        assert case.review == ("Critical", "Critical", "Pending")
        assert len(case.did("note", "SEV-4 denied")) == 1
        case.comments(MONA, "09:05", "/reject one user only")
        assert case.review == ("Major", None, "Rejected")


class TestScopeSetAndLifted:
    def test_set_after_a_breach_and_lifted_again_the_breach_is_back_at_its_old_date_and_nothing_is_told_twice(self):
        case = life().edits(ANN, "10:30", Field.SCOPE, "Third party")
        assert case.sla is SlaState.NO_TARGET
        assert case.case.moment(Field.RESOLUTION_DUE) is None
        case.edits(ANN, "11:30", Field.SCOPE, None)
        assert case.clock(RESPOND, "11:31").breached_at == case.instant("10:00")
        assert case.clock(RESTORE, "11:31").breached_at == case.instant("11:00")
        assert case.due(RESOLVE, "11:31") == "Fri 06 Mar 09:00"
        assert case.sla is SlaState.BREACHED
        case.edits(ANN, "12:00", Field.SCOPE, "Third party").edits(ANN, "12:10", Field.SCOPE, None)
        assert case.did("comment", "EXC-7") == ["EXC-7 told"]
        assert case.did("note", "breach") == ["SLO-10 respond breach · Major", "SLO-10 restore breach · Major"]
        assert standing(case, "12:20") == standing(case.first_seen("12:20"), "12:20")

    def test_a_code_change_required_while_excluded_takes_the_restore_target_once_lifted_and_says_so_then(self):
        case = life().edits(ANN, "09:30", Field.SCOPE, "OEM defect").edits(ANN, "09:40", Field.CODE_CHANGE, "Yes")
        assert not case.did("note", "SLO-3")
        case.edits(ANN, "09:50", Field.SCOPE, None)
        assert len(case.did("note", "SLO-3")) == 1
        assert state(case, RESTORE, "09:55") is ClockState.NONE
        assert case.due(RESOLVE, "09:55") == "Fri 06 Mar 09:00"
        case.edits(ANN, "10:00", Field.CODE_CHANGE, None)
        assert case.due(RESTORE, "10:05") == "Mon 02 Mar 11:00"

    def test_a_code_change_after_the_restore_target_had_passed_unseen_behind_a_scope_does_not_undo_its_breach(self):
        case = life().edits(ANN, "09:30", Field.SCOPE, "OEM defect").edits(ANN, "11:30", Field.CODE_CHANGE, "Yes")
        case.edits(ANN, "12:00", Field.SCOPE, None)
        assert case.clock(RESTORE, "12:05").breached_at == case.instant("11:00")

    def test_a_follow_up_is_due_while_the_scope_is_excluded_and_goes_out_and_the_case_is_closed_in_time(self):
        case = life().solves("10:00").edits(ANN, "2026-03-03 09:00", Field.SCOPE, "Client side")
        case.edits(ANN, "2026-03-06 09:00", Field.SCOPE, None).passes("2026-03-20 12:00")
        assert case.when("CLO-3 email") == ["Thu 05 Mar 18:00", "Wed 11 Mar 18:00"]
        assert case.when("CLO-3 to Closed") == ["Mon 16 Mar 18:00"]
        assert case.case.status is Status.CLOSED

    def test_a_case_handed_to_consulting_and_back_does_not_return_to_on_call_and_is_told_of_once(self):
        told = {"channel": "Emergency phone", "product": E1, "case_type": "Defect"}
        case = life(NIGHT, severity="Critical", tier="Elite", policy=Policy(approval=SELDOM), **told)
        case.amid(**TEAM).passes("02:01")
        assert (case.case.assignee, case.did("note", "OPN-6")) == (OTTO, [])
        case.edits(ANN, "09:00", Field.SCOPE, "Functional")
        assert (case.case.assignee, case.sla) == (None, SlaState.NO_TARGET)
        assert "consulting" in case.case.labels
        case.passes("09:30").edits(ANN, "10:00", Field.SCOPE, None)
        assert "consulting" not in case.case.labels
        assert case.case.assignee == BOB
        assert case.clock(RESPOND, "10:05").breached_at == case.instant("02:30")
        case.edits(ANN, "11:00", Field.SCOPE, "Functional")
        assert case.did("comment") == ["SCO-2 told"]

    def test_an_unauthorized_reporter_of_a_premium_critical_at_night_is_answered_and_helped_all_the_same(self):
        listed = Policy(authorized_reporters={E1: Authorized(people=frozenset({"somebody"}))})
        case = life(NIGHT, severity="Critical", tier="Elite", product=E1, case_type="Defect", policy=listed)
        case.amid(**TEAM).passes("02:05")
        assert case.did("comment") == ["OPN-4 told"]
        assert case.did("note", "dispatchers") == ["OPN-4 dispatchers"]
        assert (case.case.assignee, case.case.status) == (OTTO, Status.NEW)
        assert case.due(RESPOND, "02:06") == "Mon 02 Mar 02:30"


class TestWhatJudgesTheWholeLife:
    def test_tier_raised_to_elite_midway_the_clocks_have_run_around_the_clock_from_the_start(self):
        case = life("2026-03-06 17:50", severity="Critical")
        case.manager("17:55", "/approve")
        assert case.due(RESTORE, "17:56") == "Mon 09 Mar 09:50"
        case.edits(ANN, "2026-03-07 10:00", Field.TIER, "Elite")
        assert case.clock(RESPOND, "10:01").met_at == case.instant("2026-03-06 17:55")
        assert case.clock(RESTORE, "2026-03-07 10:01").breached_at == case.instant("2026-03-06 19:50")
        assert case.clock(NEWS, "2026-03-07 10:01").missed == 2  # 23:55 and 05:55
        assert case.did("note", "SLO-5 missed")[-1].startswith("SLO-5 missed 2 ")
        assert case.case.assignee == ANN  # opened and approved in hours

    def test_product_changed_to_barometer_after_a_breach_its_hours_judge_and_the_breach_is_undone(self):
        case = life(product=E1).edits(ANN, "10:15", Field.PRODUCT, "Barometer")
        assert case.did("note", "respond breach") == ["SLO-10 respond breach · Major"]
        assert case.due(RESPOND, "10:16") == "Mon 02 Mar 11:00"
        assert case.sla is SlaState.ON_TRACK
        case.passes("11:30")
        assert case.sla is SlaState.BREACHED
        assert len(case.did("note", "respond breach")) == 1  # once for one target of one severity
        case.edits(ANN, "11:40", Field.PRODUCT, E1)
        assert case.clock(RESPOND, "11:41").breached_at == case.instant("10:00")

    def test_product_changed_in_the_countdown_the_closing_keeps_to_the_new_products_hours(self):
        case = life(product=E1).solves("10:00").edits(ANN, "2026-03-06 09:00", Field.PRODUCT, "Changepoint")
        case.passes("2026-03-18 12:00")
        assert case.when("CLO-3 email") == ["Thu 05 Mar 18:00", "Wed 11 Mar 17:00"]
        assert case.when("CLO-3 to Closed") == ["Mon 16 Mar 17:00"]

    def test_region_changed_midway_the_american_day_judges_the_whole_life(self):
        case = life().edits(ANN, "09:30", Field.REGION, "Americas/APAC")
        assert case.due(RESPOND, "09:31") == "Mon 02 Mar 16:00"  # 09:00 in Chicago
        assert state(case, RESPOND, "09:31") is ClockState.RUNNING


class TestReleases:
    def test_a_version_released_while_the_case_waits_for_the_customer_solves_it_and_the_wait_does_not_count(self):
        case = life().waits("09:30")
        case.passes("10:00").releases("Enterprise One 2026.3")
        case.sees("10:00")
        assert case.case.status is Status.SOLUTION
        assert case.clock(RESOLVE, "10:01").elapsed == hours(0.5)
        assert case.did("comment") == ["CLO-1 released 10100"]
        case.customer("11:00", "It still fails.")
        assert case.case.status is Status.IN_PROGRESS
        assert case.due(RESOLVE, "11:01") == "Fri 06 Mar 10:30"
        case.passes("2026-03-05 12:00")
        assert case.case.status is Status.IN_PROGRESS
        assert case.did("comment", "CLO-1") == ["CLO-1 released 10100"]

    def test_a_version_released_while_critical_is_under_review_solves_the_case_and_the_review_goes_on(self):
        case = life().customer("09:10", "/severity Critical")
        case.passes("09:15").releases("Enterprise One 2026.3")
        case.sees("09:15")
        assert (case.case.status, case.review) == (Status.SOLUTION, ("Major", "Critical", "Pending"))
        case.manager("09:30", "/reject the update is out")
        assert case.did("comment", "SEV-3 rejected")
        assert case.review == ("Major", None, "Rejected")
        case.passes("2026-03-16 18:00")
        assert case.case.status is Status.CLOSED

    def test_a_version_released_on_an_excluded_case_solves_it_all_the_same(self):
        case = life(scope="Third party").passes("09:30")
        case.releases("Enterprise One 2026.3")
        case.sees("09:30")
        assert (case.case.status, case.sla) == (Status.SOLUTION, SlaState.NO_TARGET)
        assert case.did("comment") == ["EXC-7 told", "CLO-1 released 10100"]

    def test_promised_for_a_release_then_critical_then_major_again_the_date_stands_and_is_told_once(self):
        case = promised()
        case.waits("2026-03-03 09:00").customer("2026-03-04 09:00", "Here are the logs.")
        assert case.due(RESOLVE, "09:10") == "Wed 18 Mar 18:00"
        case.customer("10:00", "/severity Critical").manager("10:10", "/approve")
        assert case.due(RESOLVE, "10:11") == "Fri 06 Mar 10:10"
        case.edits(ANN, "12:00", Field.SEVERITY, "Major")
        assert case.due(RESOLVE, "12:01") == "Wed 18 Mar 18:00"
        assert case.did("comment", "UPD-2") == ["UPD-2 told 2026-03-18"]

    def test_a_workaround_turned_stable_after_the_date_was_told_is_judged_by_96_hours_again(self):
        case = promised().edits(ANN, "2026-03-09 10:00", Field.WORKAROUND, "Stable")
        assert case.clock(RESOLVE, "10:01").breached_at == case.instant("2026-03-06 09:00")
        assert case.did("note", "resolve breach") == ["SLO-10 resolve breach · Major"]
        case.edits(ANN, "2026-03-09 11:00", Field.WORKAROUND, "Unstable")
        assert case.due(RESOLVE, "11:01") == "Wed 18 Mar 18:00"
        assert case.did("comment", "UPD-2") == ["UPD-2 told 2026-03-18"]

    def test_a_scope_over_a_promised_date_takes_it_away_and_lifted_it_is_back_untold(self):
        case = promised().edits(ANN, "10:00", Field.SCOPE, "OEM defect")
        assert case.case.moment(Field.RESOLUTION_DUE) is None
        case.edits(ANN, "11:00", Field.SCOPE, None)
        assert case.due(RESOLVE, "11:01") == "Wed 18 Mar 18:00"
        assert case.did("comment", "UPD-2") == ["UPD-2 told 2026-03-18"]


class TestSolvedClosedReopened:
    def test_thanks_acceptances_and_strangers_do_not_reopen_what_was_accepted_and_a_failure_does(self):
        case = life().solves("10:00")
        case.customer("10:10", "/accept").customer("10:20", "Thank you!").customer("10:30", "/accept")
        case.comments(SAM, "10:40", "It fails for me too.")
        assert case.case.status is Status.CLOSED
        assert case.did("comment", "CLO-5") == []
        case.customer("11:00", "It fails again.")
        assert case.case.status is Status.IN_PROGRESS
        assert len(case.did("comment", "CLO-5 reopened")) == 1

    def test_restored_then_reopened_then_a_code_change_the_restoration_stays_met(self):
        case = life().edits(ANN, "09:30", Field.RESTORED, life().instant("2026-03-02 09:30"))
        case.solves("10:00").customer("11:00", "It is back.").edits(ANN, "11:30", Field.CODE_CHANGE, "Yes")
        assert case.clock(RESTORE, "11:31").met_at == case.instant("09:30")
        assert case.did("note", "SLO-3") == []

    def test_met_by_the_solution_alone_then_reopened_then_a_code_change_there_is_no_restore_target_any_more(self):
        case = life().solves("10:00").customer("11:00", "It is back.")
        assert case.due(RESTORE, "11:10") == "Mon 02 Mar 12:00"
        case.edits(ANN, "11:30", Field.CODE_CHANGE, "Yes")
        assert state(case, RESTORE, "11:31") is ClockState.NONE
        assert len(case.did("note", "SLO-3")) == 1

    def test_a_root_cause_report_is_asked_for_after_closing_and_counts_anew_once_solved_again(self):
        case = life(severity="Critical", defect_origin="Not Planview software", system_wide="Yes")
        case.manager("09:05", "/approve").solves("10:00").customer("10:10", "/accept")
        assert case.due(ROOT_CAUSE, "10:11") == "Tue 17 Mar 10:00"
        case.passes("2026-03-14 12:00")
        assert case.when("SLO-6 reminder") == ["Sat 14 Mar 10:00"]
        case.customer("2026-03-15 12:00", "It is back.")
        assert case.case.moment(Field.ROOT_CAUSE_DUE) is None
        case.solves("2026-03-16 10:00").customer("10:10", "/accept").passes("2026-03-29 12:00")
        assert case.due(ROOT_CAUSE, "2026-03-29 12:01") == "Tue 31 Mar 11:00"  # CAL-3: elapsed days
        assert case.when("SLO-6 reminder")[1:] == ["Sat 28 Mar 10:00"]

    def test_an_answer_after_the_tenth_day_that_nobody_was_awake_for_keeps_the_case_from_being_closed(self):
        case = life().solves("10:00").passes("2026-03-12 12:00")
        History.comments(case, CLARA, "2026-03-16 20:00", "It still fails.")
        decision = case.acts("2026-03-17 09:00")
        assert (decision.status, case.case.status) == (Status.IN_PROGRESS, Status.IN_PROGRESS)
        assert case.acts("09:00").actions == ()

    def test_solved_anew_the_countdown_is_a_new_one_with_attempts_of_its_own(self):
        case = life().solves("10:00").passes("2026-03-12 09:00").customer("10:00", "It still fails.")
        case.solves("2026-03-13 10:00").passes("2026-03-30 12:00")
        assert case.when("CLO-3 email") == [
            *("Thu 05 Mar 18:00", "Wed 11 Mar 18:00"),
            *("Wed 18 Mar 18:00", "Tue 24 Mar 18:00"),
        ]
        assert case.when("CLO-3 to Closed") == ["Fri 27 Mar 18:00"]

    def test_clo_3_in_shadow_it_is_told_what_it_would_have_done_and_the_customer_is_left_in_peace(self):
        case = life(policy=Policy(switches=dict(switches({"CLO-3": Switch.SHADOW})))).solves("10:00")
        case.passes("2026-03-20 12:00")
        assert case.case.status is Status.SOLUTION
        assert (case.did("email"), case.did("comment"), case.did("move")) == ([], [], [])
        would = sorted((at, act) for act, at in case.case.record.shadowed.items() if act.startswith("CLO-3 email"))
        assert [at.astimezone(case.zone).strftime("%a %d %b %H:%M") for at, _ in would] == [
            "Thu 05 Mar 18:00",
            "Wed 11 Mar 18:00",
        ]
        assert any("CLO-3 to Closed" in act for act in case.case.record.shadowed)
        case.customer("13:00", "It still fails.")
        assert case.case.status is Status.IN_PROGRESS

    def test_the_updates_of_a_critical_case_go_on_while_it_waits_for_the_customer(self):
        case = life(severity="Critical", tier="Elite").manager("09:05", "/approve").waits("09:30").passes("16:00")
        assert case.clock(NEWS, "16:00").missed == 1  # 15:05
        assert state(case, RESOLVE, "16:00") is ClockState.PAUSED
        assert case.sla is SlaState.BREACHED


class TestTheHourOfHelp:
    def report(self, minutes: int) -> Life:
        case = life(severity="Minor", scope=REPORT, instance="acme")
        self.logged(case, minutes)
        return case

    def logged(self, case: Life, minutes: int) -> None:
        case.amid(work_logged=timedelta(minutes=minutes), instance_cases=("CARE-1",))

    def test_used_up_on_the_case_that_is_just_being_closed_it_is_left_as_it_is_until_it_is_reopened(self):
        case = self.report(30).solves("10:00").passes("2026-03-16 17:59:59")
        self.logged(case, 70)
        case.sees("2026-03-16 18:00")
        assert case.case.status is Status.CLOSED
        assert (case.text(Field.BILLABLE), case.did("comment", "SCO-3")) == (None, [])
        case.customer("2026-03-17 09:00", "One more thing.")
        assert (case.text(Field.BILLABLE), case.case.assignee) == ("Yes", None)
        assert case.did("comment", "SCO-3") == ["SCO-3 told"]

    def test_used_up_and_then_functional_the_case_stays_consultings_and_is_no_longer_billed_for_it(self):
        case = self.report(60).passes("09:10")
        assert (case.text(Field.BILLABLE), "consulting" in case.case.labels) == ("Yes", True)
        case.edits(ANN, "09:30", Field.SCOPE, "Functional")
        assert (case.text(Field.BILLABLE), "consulting" in case.case.labels) == (None, True)
        assert case.did("comment", "told") == ["EXC-3 told", "SCO-3 told", "SCO-2 told"]
