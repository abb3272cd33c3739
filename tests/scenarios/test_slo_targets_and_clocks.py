"""SLO: what is due when, and what meets it. Monday 2 March 2026 in Stockholm is an ordinary working day."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, OWN, SAM, history, hours
from workflows.decision import ClockState
from workflows.terms import ClockName, Field, SlaState, Status

TARGETS = [  # SLO-P and SLO-N, row by row: severity, origin, clock, minutes
    ("Critical", "Planview software", "respond", 30),
    ("Critical", "Planview software", "restore", 120),
    ("Critical", "Planview software", "resolve", 48 * 60),
    ("Critical", "Planview software", "communicate", 360),
    ("Major", "Planview software", "respond", 60),
    ("Major", "Planview software", "restore", 120),
    ("Major", "Planview software", "resolve", 96 * 60),
    ("Major", "Planview software", "communicate", None),
    ("Moderate", "Planview software", "respond", 120),
    ("Moderate", "Planview software", "resolve", None),
    ("Minor", "Planview software", "respond", 240),
    ("Minor", "Planview software", "restore", None),
    ("Critical", "Not Planview software", "respond", 30),
    ("Critical", "Not Planview software", "restore", 120),
    ("Critical", "Not Planview software", "resolve", 48 * 60),
    ("Critical", "Not Planview software", "communicate", 360),
    ("Major", "Not Planview software", "respond", 60),
    ("Major", "Not Planview software", "restore", None),
    ("Major", "Not Planview software", "resolve", 120 * 60),
    ("Moderate", "Not Planview software", "respond", 120),
    ("Minor", "Not Planview software", "respond", 240),
]


@pytest.mark.parametrize(("severity", "origin", "clock", "minutes"), TARGETS)
def test_slo_p_and_slo_n_each_cell_of_the_tables(severity, origin, clock, minutes):
    found = history(severity=severity, defect_origin=origin).clock(clock, "09:00")
    assert found.target == (timedelta(minutes=minutes) if minutes else None)


@pytest.mark.parametrize(
    ("case_type", "table"),
    [("Defect", "SLO-P"), ("Cloud Operations", "SLO-N"), (None, "SLO-P"), ("Issue/Error", "SLO-P")],
)
def test_slo_1_the_case_type_chooses_the_table_where_no_origin_is_set(case_type, table):
    fields = {"case_type": case_type} if case_type else {}
    assert history(**fields).clock("respond", "09:00").table == table


def test_slo_1_the_origin_goes_before_the_case_type():
    found = history(case_type="Cloud Operations", defect_origin="Planview software").clock("respond", "09:00")
    assert found.table == "SLO-P"


@pytest.mark.parametrize("case_type", ["Functional", "Enhancement"])
def test_slo_1_functional_and_enhancement_have_no_targets(case_type):
    decision = history(case_type=case_type).decide("09:00")
    assert {clock.state for clock in decision.clocks} == {ClockState.NONE}
    assert decision.sla_state is SlaState.NO_TARGET


class TestRespond:
    def test_slo_2_the_first_public_staff_comment_meets_it(self):
        found = history().agent("09:40").clock("respond", "10:00")
        assert (found.state, found.met_by, found.elapsed) == (ClockState.MET, "c10001", timedelta(minutes=40))

    def test_slo_2_a_transition_out_of_new_by_staff_meets_it(self):
        found = history().works("09:30").agent("09:40").clock("respond", "10:00")
        assert found.met_by == "h10001/Status"

    @pytest.mark.parametrize(("by", "public"), [(CLARA, True), (SAM, True), (OWN, True), (ANN, False)])
    def test_slo_2_nobody_else_and_nothing_internal_meets_it(self, by, public):
        found = history().comments(by, "09:40", public=public).clock("respond", "09:50")
        assert found.met_at is None

    def test_slo_2_a_transition_by_the_customer_does_not_meet_it(self):
        assert history().moves(CLARA, "09:10", Status.IN_PROGRESS).clock("respond", "09:20").met_at is None

    def test_cal_1_at_the_due_instant_it_is_not_breached_a_second_later_it_is(self):
        case = history()
        assert case.clock("respond", "10:00").state is ClockState.RUNNING
        late = case.clock("respond", "10:00:01")
        assert (late.state, late.breached_at) == (ClockState.BREACHED, case.instant("10:00"))

    def test_slo_8_it_runs_in_support_hours_and_a_friday_evening_waits_for_monday(self):
        case = history("2026-03-06 17:30")
        assert case.clock("respond", "17:31").due_at == case.instant("2026-03-09 08:30")

    def test_slo_8_the_twin_in_chicago(self):
        case = history("2026-03-06 17:30", zone="America/Chicago", region="Americas/APAC")
        # the clocks go forward on Sunday 8 March 2026 in the United States
        assert case.clock("respond", "17:31").due_at == case.instant("2026-03-09 08:30")

    def test_slo_8_a_critical_case_of_a_premium_tier_runs_around_the_clock(self):
        case = history("2026-03-07 23:00", severity="Critical", tier="Platinum")
        assert case.clock("respond", "23:05").due_at == case.instant("23:30")

    def test_slo_8_swedens_public_holidays_do_not_count_in_emea(self):
        case = history("2026-04-30 17:30")  # 1 May 2026 is a Friday
        assert case.clock("respond", "17:31").due_at == case.instant("2026-05-04 08:30")

    def test_con_2_barometer_opens_at_ten_in_stockholm_in_every_region(self):
        case = history("2026-03-02 09:00", product="Barometer", region="Americas/APAC")
        assert case.clock("respond", "09:00").due_at == case.instant("11:00")

    def test_a_late_response_is_breached_with_both_moments(self):
        found = history().agent("10:30").clock("respond", "11:00")
        assert found.state is ClockState.BREACHED
        assert found.met_at == found.breached_at + timedelta(minutes=30)


class TestRestore:
    def test_slo_3_functionality_restored_says_the_moment(self):
        case = history()
        case.edits(ANN, "10:30", Field.RESTORED, case.instant("10:10"))
        found = case.clock("restore", "12:00")
        assert (found.state, found.met_at) == (ClockState.MET, case.instant("10:10"))

    def test_slo_3_solution_provided_restores(self):
        assert history().solves("10:00").clock("restore", "12:00").state is ClockState.MET

    def test_slo_3_a_restoration_in_the_future_is_none_yet(self):
        case = history()
        case.edits(ANN, "09:30", Field.RESTORED, case.instant("10:10"))
        assert case.clock("restore", "10:00").state is ClockState.RUNNING
        assert case.clock("restore", "10:10").state is ClockState.MET

    def test_slo_3_a_code_change_takes_the_target_away_and_gives_it_back_from_the_same_start(self):
        case = history().edits(ANN, "09:30", Field.CODE_CHANGE, "Yes")
        assert case.clock("restore", "12:00").state is ClockState.NONE
        case.edits(ANN, "12:00", Field.CODE_CHANGE, "No")
        found = case.clock("restore", "12:00")
        assert (found.started_at, found.state) == (case.instant("09:00"), ClockState.BREACHED)

    def test_slo_3_a_code_change_takes_the_resolve_target_of_slo_n_major_only(self):
        changed = {"code_change": "Yes"}
        assert history(defect_origin="Not Planview software", **changed).clock("resolve", "10:00").target is None
        assert history(defect_origin="Planview software", **changed).clock("resolve", "10:00").target == hours(96)

    def test_slo_3_what_is_met_in_the_same_moment_as_the_code_change_was_not_met_before_it(self):
        case = history().edits(ANN, "09:30", Field.CODE_CHANGE, "Yes")
        case.edits(ANN, "09:30", Field.RESTORED, case.instant("09:30"))
        found = case.clock("restore", "10:00")
        assert (found.state, found.clause) == (ClockState.NONE, "SLO-3")

    def test_slo_4_waiting_for_the_customer_does_not_stop_restore_or_respond(self):
        case = history().waits("09:10")
        assert case.clock("restore", "10:00").state is ClockState.RUNNING
        assert case.clock("restore", "10:00").elapsed == hours(1)


class TestResolve:
    def test_slo_8_it_counts_elapsed_hours_day_and_night(self):
        case = history("2026-03-06 17:00")
        assert case.clock("resolve", "17:00").due_at == case.instant("2026-03-10 17:00")

    def test_slo_4_waiting_does_not_count_and_due_is_null_meanwhile(self):
        case = history().works("09:10").waits("10:00")
        waiting = case.clock("resolve", "12:00")
        assert (waiting.state, waiting.due_at, waiting.elapsed) == (ClockState.PAUSED, None, hours(1))
        assert waiting.remaining == hours(95)
        case.customer("14:00", "Here are the logs.")
        again = case.clock("resolve", "15:00")
        assert again.due_at == case.instant("2026-03-06 13:00")

    def test_slo_4_it_is_paused_from_the_very_instant_of_the_wait(self):
        assert history().waits("10:00").clock("resolve", "10:00").state is ClockState.PAUSED

    def test_cal_5_a_wait_that_begins_when_the_target_is_used_up_keeps_it_from_nothing(self):
        case = history().waits("2026-03-06 09:00")  # 96 hours after the opening
        just = case.clock("resolve", "09:00")
        assert (just.state, just.due_at) == (ClockState.PAUSED, None)
        later = case.clock("resolve", "09:01")
        assert (later.state, later.due_at) == (ClockState.BREACHED, case.instant("09:00"))

    def test_slo_4_an_answer_counts_from_the_comment_and_not_from_when_careflow_noticed(self):
        prompt = history().waits("10:00").customer("14:00", "Here are the logs.")
        prompt.runs("14:00:05")
        late = history().waits("10:00").customer("14:00", "Here are the logs.")
        late.acts("17:00")
        assert prompt.clock("resolve", "18:00") == late.clock("resolve", "18:00")

    def test_slo_12_time_in_solution_provided_does_not_count_and_reopening_unmeets(self):
        case = history().agent("09:30").solves("11:00")
        assert case.clock("resolve", "12:00").state is ClockState.MET
        case.customer("2026-03-03 11:00", "It still fails.")
        found = case.clock("resolve", "2026-03-03 12:00")
        assert (found.state, found.elapsed) == (ClockState.RUNNING, hours(3))
        assert case.clock("respond", "2026-03-03 12:00").state is ClockState.MET

    def test_slo_12_restore_stays_met_while_functionality_restored_is_set(self):
        case = history()
        case.edits(ANN, "10:00", Field.RESTORED, case.instant("10:00")).solves("11:00").customer("12:00", "Not solved!")
        assert case.clock("restore", "13:00").state is ClockState.MET

    def test_slo_12_what_only_the_solution_had_restored_is_unmet(self):
        case = history().solves("10:00").customer("12:00", "Not solved!")
        found = case.clock("restore", "12:30")
        assert (found.state, found.elapsed) == (ClockState.RUNNING, timedelta(minutes=90))

    def test_moderate_and_minor_are_resolved_as_time_permits(self):
        assert history(severity="Moderate").clock("resolve", "10:00").state is ClockState.NONE


class TestRaisedAndLowered:
    def test_slo_9_raised_the_new_targets_count_from_the_change(self):
        case = history(severity="Minor").edits(ANN, "10:00", Field.SEVERITY, "Major")
        assert case.clock("respond", "10:01").due_at == case.instant("11:00")

    def test_slo_9_lowered_they_count_from_the_opening(self):
        case = history(severity="Major").edits(ANN, "09:30", Field.SEVERITY, "Minor")
        assert case.clock("respond", "10:01").due_at == case.instant("13:00")

    def test_slo_9_what_was_met_stays_met(self):
        case = history(severity="Minor").agent("10:00").edits(ANN, "11:00", Field.SEVERITY, "Major")
        found = case.clock("respond", "15:00")
        assert (found.state, found.severity) == (ClockState.MET, "Minor")

    def test_slo_9_the_moment_is_the_comments_and_not_that_of_our_writing(self):
        case = history(severity="Minor").customer("10:00", "/severity Major")
        case.acts("10:20")
        assert case.clock("respond", "10:21").due_at == case.instant("11:00")


class TestStatusUpdates:
    def test_slo_5_due_six_hours_after_it_became_critical_then_after_each_staff_comment(self):
        case = history("2026-03-07 23:00", severity="Critical", tier="Elite")
        assert case.clock("communicate", "23:10").due_at == case.instant("2026-03-08 05:00")
        case.agent("2026-03-08 01:00")
        assert case.clock("communicate", "02:00").due_at == case.instant("07:00")

    def test_slo_5_a_missed_period_is_counted_and_due_is_the_end_of_the_running_one(self):
        case = history("2026-03-07 23:00", severity="Critical", tier="Elite")
        found = case.clock("communicate", "2026-03-08 12:00")
        assert (found.state, found.missed, found.due_at) == (ClockState.BREACHED, 2, case.instant("2026-03-08 17:00"))
        assert (found.first_missed_at, found.table, found.severity) == (case.instant("05:00"), "SLO-P", "Critical")
        assert found.remaining == hours(5)

    def test_slo_5_a_comment_at_the_due_instant_is_in_time(self):
        case = history("2026-03-07 23:00", severity="Critical", tier="Elite").agent("2026-03-08 05:00")
        found = case.clock("communicate", "05:10")
        assert (found.state, found.missed) == (ClockState.RUNNING, 0)

    @pytest.mark.parametrize(("by", "public"), [(CLARA, True), (SAM, True), (ANN, False)])
    def test_slo_5_nobody_else_and_nothing_internal_is_an_update(self, by, public):
        case = history("2026-03-07 23:00", severity="Critical", tier="Elite")
        case.comments(by, "2026-03-08 01:00", public=public)
        assert case.clock("communicate", "02:00").due_at == case.instant("05:00")

    def test_slo_5_an_update_counts_from_its_own_instant_on(self):
        case = history("2026-03-07 23:00", severity="Critical", tier="Elite").agent("2026-03-08 01:00")
        assert case.clock("communicate", "01:00").due_at == case.instant("07:00")

    def test_slo_5_before_the_next_opening_no_period_has_begun(self):
        found = history("2026-03-07 10:00", severity="Critical").clock("communicate", "11:00")
        assert (found.missed, found.due_at) == (0, history().instant("2026-03-09 14:00"))

    def test_slo_5_it_ends_with_restoration(self):
        case = history(severity="Critical").agent("09:10")
        case.edits(ANN, "10:00", Field.RESTORED, case.instant("10:00"))
        found = case.clock("communicate", "2026-03-04 10:00")
        assert (found.state, found.due_at, found.missed) == (ClockState.MET, None, 0)

    def test_slo_5_the_count_stays_when_staff_speaks_again_but_the_state_does_not(self):
        case = history("2026-03-07 23:00", severity="Critical", tier="Elite").agent("2026-03-08 06:00")
        found = case.clock("communicate", "06:10")
        assert (found.state, found.missed) == (ClockState.RUNNING, 1)


class TestRootCause:
    CASE: ClassVar = {
        "severity": "Critical",
        "defect_origin": "Not Planview software",
        "system_wide": "Yes",
    }

    def test_slo_6_fifteen_days_after_restoration(self):
        case = history(**self.CASE).agent("09:10").solves("11:00")
        assert case.clock("root_cause", "12:00").due_at == case.instant("2026-03-17 11:00")

    def test_slo_6_it_does_not_start_before(self):
        found = history(**self.CASE).clock("root_cause", "12:00")
        assert (found.state, found.table, found.target) == (ClockState.NONE, "SLO-N", timedelta(days=15))

    def test_slo_6_a_text_in_root_cause_meets_it(self):
        case = history(**self.CASE).solves("11:00").edits(BOB, "2026-03-05 11:00", Field.ROOT_CAUSE, "a full disk")
        assert case.clock("root_cause", "12:00").state is ClockState.MET

    def test_slo_6_reminders_three_days_before_on_the_day_and_each_business_day_after_even_when_closed(self):
        case = history(**self.CASE).agent("09:10").solves("11:00").moves(CLARA, "12:00", Status.CLOSED)
        case.runs("2026-03-20 12:00")
        stamps = [c.body.splitlines()[-1] for c in case.case.comments if "SLO-6" in c.body]
        assert [s.removeprefix("careflow · SLO-6 reminder · ") for s in stamps] == [
            "2026-03-14T10:00:00Z",
            "2026-03-17T07:00:00Z",
            "2026-03-18T07:00:00Z",
            "2026-03-19T07:00:00Z",
            "2026-03-20T07:00:00Z",
        ]

    def test_slo_11_the_moment_when_it_becomes_at_risk_is_woken_for(self):
        case = history(**self.CASE).agent("09:10").solves("11:00").moves(CLARA, "11:00", Status.CLOSED)
        assert case.acts("11:01").upcoming[0].at == case.instant("2026-03-09 23:00")
        assert case.decide("2026-03-09 23:00").sla_state is SlaState.AT_RISK

    @pytest.mark.parametrize("missing", ["system_wide", "defect_origin"])
    def test_slo_6_only_for_system_wide_problems_of_software_that_is_not_planviews(self, missing):
        fields = {k: v for k, v in self.CASE.items() if k != missing}
        assert history(**fields).solves("11:00").clock("root_cause", "12:00").state is ClockState.NONE


class TestDuesOnTheIssue:
    def test_slo_11_the_fields_say_what_the_clocks_say(self):
        case = history()
        case.acts("09:00:10")
        assert case.case.moment(Field.RESPONSE_DUE) == case.instant("10:00")
        assert case.case.moment(Field.RESOLUTION_DUE) == case.instant("2026-03-06 09:00")
        assert case.case.text(Field.SLA_STATE) == SlaState.ON_TRACK

    @pytest.mark.parametrize(
        ("when", "state"),
        [("09:29", "On track"), ("09:30", "At risk"), ("10:00", "At risk"), ("10:00:01", "Breached")],
    )
    def test_slo_11_the_state_is_that_of_the_worst_open_target(self, when, state):
        assert history().decide(when).sla_state == state

    def test_slo_11_paused_only_when_every_open_target_is(self):
        case = history().agent("09:10").waits("09:20")
        assert case.decide("09:30").sla_state is SlaState.ON_TRACK  # restore still runs
        case.edits(ANN, "09:40", Field.RESTORED, case.instant("09:40"))
        assert case.decide("09:41").sla_state is SlaState.PAUSED

    def test_slo_11_outside_hours_is_not_paused(self):
        assert history("2026-03-07 12:00").decide("12:01").sla_state is SlaState.ON_TRACK

    def test_slo_11_with_no_open_target_met_or_breached(self):
        assert history().agent("09:10").solves("10:00").decide("11:00").sla_state is SlaState.MET
        assert history().agent("10:10").solves("10:20").decide("11:00").sla_state is SlaState.BREACHED

    def test_slo_11_no_second_writing(self):
        case = history()
        case.acts("09:00:10")
        assert case.acts("09:00:20").actions == ()


class TestWarnings:
    def test_slo_10_half_time_to_the_assignee_then_the_managers_then_the_breach_each_once(self):
        case = history()
        case.runs("10:30")
        marks = [c.body.splitlines()[-1] for c in case.case.comments if "respond" in c.body]
        assert marks == [
            "careflow · SLO-10 respond 50 % · Major",
            "careflow · SLO-10 respond 80 % · Major",
            "careflow · SLO-10 respond breach · Major",
        ]

    def test_slo_10_of_several_overdue_at_once_only_the_latest_is_posted(self):
        case = history()
        case.acts("10:30")
        marks = [c.body.splitlines()[-1] for c in case.case.comments if "respond" in c.body]
        assert marks == ["careflow · SLO-10 respond breach · Major"]
        assert "SLO-10 respond 50 % · Major" in case.case.record.acts
        assert case.acts("10:31").actions == ()

    def test_slo_10_a_warning_is_never_public(self):
        case = history()
        case.runs("12:00")
        assert not [c for c in case.case.comments if c.public]

    def test_slo_10_a_second_raise_to_the_same_severity_has_warnings_of_its_own(self):
        case = history(severity="Minor").edits(ANN, "09:10", Field.SEVERITY, "Major")
        case.runs("09:45")
        case.edits(ANN, "09:46", Field.SEVERITY, "Minor").edits(ANN, "10:00", Field.SEVERITY, "Major")
        case.runs("10:31")
        assert len([c for c in case.case.comments if "respond 50 % · Major" in c.body]) == 2


class TestEstablishedFacts:
    def test_slo_13_an_agent_who_leaves_the_group_changes_no_past_verdict(self):
        from dataclasses import replace

        case = history().agent("09:40")
        case.acts("09:41")
        person = replace(case.case.people[ANN], roles=frozenset())
        case.case = replace(case.case, people={**case.case.people, ANN: person})
        assert case.clock("respond", "12:00").state is ClockState.MET

    def test_slo_13_nor_does_a_deleted_comment(self):
        from dataclasses import replace

        case = history().agent("09:40")
        case.acts("09:41")
        case.case = replace(case.case, comments=tuple(c for c in case.case.comments if c.by == OWN))
        assert case.clock("respond", "12:00").met_by == "c10001"

    def test_slo_13_who_becomes_staff_later_has_not_responded_earlier(self):
        from dataclasses import replace

        case = history().comments(SAM, "09:40")
        case.acts("09:41")
        person = replace(case.case.people[SAM], roles=case.case.people[ANN].roles)
        case.case = replace(case.case, people={**case.case.people, SAM: person})
        assert case.clock("respond", "09:50").met_at is None


class TestStatusPage:
    def test_slo_7_wide_outages_carry_the_status_page_in_what_the_customer_reads(self):
        case = history(system_wide="Yes", scope="Third party")
        told = [a for a in case.decide("09:01").actions if a.kind == "comment"]
        assert told[0].facts["status_page"] == "https://status.planview.com"
        quiet = [a for a in history(scope="Third party").decide("09:01").actions if a.kind == "comment"]
        assert quiet[0].facts["status_page"] == ""


def test_the_proof_adds_up_to_the_second_and_names_the_reasons():
    case = history("2026-03-06 17:30:20").waits("2026-03-09 08:10").customer("09:00", "Done.")
    for name in ClockName:
        clock = case.clock(name, "2026-03-09 09:30")
        assert sum((i.end - i.start for i in clock.intervals if i.counts), timedelta()) == clock.elapsed
    assert [i.why for i in case.clock("respond", "2026-03-09 08:05").intervals] == [
        "counted",
        "outside hours",
        "counted",
    ]
    assert any(i.why.startswith("paused: Waiting for Customer") for i in case.clock("resolve", "09:30").intervals)


def test_the_proof_tells_a_holiday_from_a_night():
    case = history("2026-04-30 17:30")  # Thursday; 1 May 2026 is a holiday, then a weekend
    assert [i.why for i in case.clock("respond", "2026-05-04 08:10").intervals] == [
        "counted",
        "outside hours",
        "holiday",
        "outside hours",
        "counted",
    ]


def test_nobody_is_asked_twice_by_a_manager_who_only_speaks():
    assert history().comments(MAX, "09:10").clock("respond", "09:20").state is ClockState.MET
