"""SEV: severities, and the review of a change to Critical."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, MONA, OWN, SAM, history, texts
from workflows.actions import SetLabel
from workflows.decision import Decision
from workflows.explain import as_json, as_lines
from workflows.policy import ApprovalRules, OnCreate, Policy
from workflows.terms import Field, Role, Severity, SlaState, Status

ALLOW_SELF = Policy(approval=ApprovalRules(allow_self=True))


def values(case, *names):
    return tuple(case.case.text(Field[name]) for name in names)


APPROVAL_FIELDS = ("SEVERITY", "REQUESTED_SEVERITY", "CRITICAL_APPROVAL")


def labelled(decision: Decision) -> list[SetLabel]:
    return [a for a in decision.actions if isinstance(a, SetLabel) and a.label == "needs-severity"]


class TestTriage:
    def test_sev_1_a_case_without_severity_runs_on_moderate_and_carries_the_label(self):
        case = history(severity=None)
        (on,) = labelled(case.acts("09:01"))
        assert (on.clause, on.id, on.why) == (
            "SEV-1",
            "SEV-1 needs-severity on",
            "no severity is set; the case runs on Moderate",
        )
        assert "needs-severity" in case.case.labels
        assert case.clock("respond", "09:02").due_at == case.instant("11:00")
        assert case.case.text(Field.SEVERITY) is None

    def test_sev_1_the_label_goes_when_somebody_sets_one(self):
        case = history(severity=None)
        case.acts("09:01")
        case.edits(ANN, "09:10", Field.SEVERITY, "Minor")
        (off,) = labelled(case.acts("09:11"))
        assert (off.clause, off.id, off.why) == ("SEV-1", "SEV-1 needs-severity off", "the severity is Minor")
        assert "needs-severity" not in case.case.labels

    def test_sev_7_the_severity_sets_the_priority(self):
        case = history(severity="Major")
        case.acts("09:01")
        assert case.case.text(Field.PRIORITY) == "High"

    def test_sev_1_a_severity_that_is_taken_away_again_leaves_the_case_untriaged(self):
        case = history(severity="Minor").edits(ANN, "09:10", Field.SEVERITY, None)
        case.acts("09:11")
        assert "needs-severity" in case.case.labels
        assert case.clock("respond", "09:12").due_at == case.instant("11:10")  # SLO-9: raised, from the change

    def test_sev_1_asked_for_the_level_that_it_runs_on_anyway_an_untriaged_case_has_it(self):
        case = history(severity=None).customer("09:10", "/severity Moderate")
        case.acts("09:11")
        assert case.case.text(Field.SEVERITY) == "Moderate"
        assert "needs-severity" not in case.case.labels

    def test_sev_1_the_timeline_names_no_act_for_what_the_case_was_opened_with(self):
        timeline = as_json(history().decide("09:01"))["timeline"]
        assert [e["evidence"] for e in timeline if e["what"] == "severity Major"] == [""]


class TestRequestsInComments:
    @pytest.mark.parametrize("body", ["/severity Major", "Please raise the severity to Major.", "/severity majeur"])
    def test_sev_2_the_customer_changes_the_severity_by_a_comment(self, body):
        case = history(severity="Minor").customer("09:10", body)
        case.acts("09:11")
        assert case.case.text(Field.SEVERITY) == "Major"

    def test_sev_2_in_french(self):
        case = history(severity="Minor").customer("09:10", "Merci de passer la gravité à Majeur.")
        case.acts("09:11")
        assert case.case.text(Field.SEVERITY) == "Major"

    @pytest.mark.parametrize(
        "body",
        [
            "Please do not raise the severity to Critical.",
            "> raise the severity to Critical",
            "Is this Critical or Major?",
        ],
    )
    def test_sev_2_what_is_negated_quoted_or_ambiguous_changes_nothing_and_the_agent_sees_it(self, body):
        case = history().customer("09:10", body)
        decision = case.acts("09:11")
        assert texts(decision, "note") == ["SEV-2 unclear c10001"]
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, None)
        assert case.acts("09:12").actions == ()

    def test_sev_2_a_strangers_comment_changes_nothing(self):
        case = history(severity="Minor").comments(SAM, "09:10", "/severity Major")
        case.acts("09:11")
        assert case.case.text(Field.SEVERITY) == "Minor"

    def test_sev_2_our_own_comment_changes_nothing(self):
        case = history(severity="Minor").comments(OWN, "09:10", "/severity Critical")
        case.acts("09:11")
        assert values(case, *APPROVAL_FIELDS) == ("Minor", None, None)

    def test_sev_2_a_closed_case_is_not_active(self):
        case = history(severity="Minor").moves(ANN, "09:10", Status.CLOSED).comments(ANN, "09:20", "/severity Major")
        case.acts("09:21")
        assert case.case.text(Field.SEVERITY) == "Minor"


class TestReview:
    @pytest.mark.parametrize("way", ["edit", "command", "sentence", "requested field"])
    @pytest.mark.parametrize("who", [CLARA, ANN])
    def test_sev_3_a_change_to_critical_waits_for_a_manager_whatever_way_it_was_asked(self, way, who):
        case = history()
        match way:
            case "edit":
                case.edits(who, "09:10", Field.SEVERITY, "Critical")
            case "command":
                case.comments(who, "09:10", "/severity critical")
            case "sentence":
                case.comments(who, "09:10", "Please raise the severity to Critical, production is down.")
            case _:
                case.edits(who, "09:10", Field.REQUESTED_SEVERITY, "Critical")
        decision = case.acts("09:11")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")
        assert [a.to for a in decision.actions if a.kind == "note"] == [("managers",)]
        assert decision.severity is Severity.MAJOR

    def test_sev_4_a_managers_approval_starts_criticals_clocks_at_that_moment(self):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.manager("09:30", "/approve production is down")
        case.acts("09:45")
        assert values(case, *APPROVAL_FIELDS) == ("Critical", None, "Approved")
        assert case.clock("respond", "09:46").due_at == case.instant("10:00")

    def test_sev_4_by_the_field(self):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.edits(MAX, "09:30", Field.CRITICAL_APPROVAL, "Approved")
        case.acts("09:31")
        assert values(case, *APPROVAL_FIELDS) == ("Critical", None, "Approved")

    def test_sev_4_by_a_mapped_transition(self):
        policy = Policy(approval=ApprovalRules(approve_statuses=frozenset({"Critical confirmed"})))
        case = history(policy=policy).customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.moves(MAX, "09:30", Status.IN_PROGRESS, raw="Critical confirmed")
        case.acts("09:31")
        assert values(case, *APPROVAL_FIELDS) == ("Critical", None, "Approved")

    def test_sev_4_rejected_by_a_mapped_transition_and_by_no_other(self):
        policy = Policy(approval=ApprovalRules(reject_statuses=frozenset({"Critical refused"})))
        case = history(policy=policy).customer("09:10", "/severity Critical")
        case.moves(MAX, "09:20", Status.WAITING)
        case.acts("09:21")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")
        case.moves(MAX, "09:30", Status.IN_PROGRESS, raw="Critical refused")
        case.acts("09:31")
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, "Rejected")

    def test_sev_4_a_manager_who_empties_the_approval_has_decided_nothing(self):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.edits(MAX, "09:20", Field.CRITICAL_APPROVAL, None)
        case.acts("09:21")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")

    @pytest.mark.parametrize("who", [ANN, CLARA, SAM])
    def test_sev_4_an_approved_by_anyone_else_is_put_back_and_named(self, who):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.edits(who, "09:30", Field.CRITICAL_APPROVAL, "Approved")
        decision = case.acts("09:31")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")
        assert "SEV-4 denied h10002/Critical Approval" in texts(decision, "note")
        assert case.acts("09:32").actions == ()

    def test_sev_4_an_agents_approve_comment_is_refused(self):
        case = history().customer("09:10", "/severity Critical").agent("09:12", "/approve")
        case.acts("09:13")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")

    def test_sev_4_never_the_person_who_asked(self):
        case = history().comments(MAX, "09:10", "/severity Critical").manager("09:12", "/approve")
        case.acts("09:13")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")
        case.comments(MONA, "09:14", "/approve")
        case.acts("09:15")
        assert values(case, *APPROVAL_FIELDS) == ("Critical", None, "Approved")

    def test_sev_4_unless_allow_self(self):
        case = history(policy=ALLOW_SELF).edits(MAX, "09:10", Field.SEVERITY, "Critical")
        case.acts("09:13")
        assert values(case, *APPROVAL_FIELDS) == ("Critical", None, "Approved")

    def test_sev_4_a_manager_who_edits_severity_has_approved_what_somebody_else_asked(self):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.edits(MAX, "09:20", Field.SEVERITY, "Critical")
        case.acts("09:21")
        assert values(case, *APPROVAL_FIELDS) == ("Critical", None, "Approved")

    def test_sev_4_a_manager_who_edits_severity_out_of_the_blue_has_only_asked(self):
        case = history().edits(MAX, "09:20", Field.SEVERITY, "Critical")
        case.acts("09:21")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")

    def test_sev_3_rejected_changes_nothing_but_the_record_and_the_customer_is_told_why(self):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.manager("09:20", "/reject one user only")
        decision = case.acts("09:21")
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, "Rejected")
        told = [a for a in decision.actions if a.kind == "comment"]
        assert told[0].facts["why"] == "one user only"

    def test_sev_3_a_new_request_needs_a_new_decision(self):
        case = history().customer("09:10", "/severity Critical").manager("09:20", "/reject no")
        case.acts("09:21")
        case.customer("09:30", "/severity Critical")
        case.acts("09:31")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")

    def test_sev_4_an_approval_holds_when_the_manager_leaves_the_group_afterwards(self):
        case = history().customer("09:10", "/severity Critical").manager("09:20", "/approve")
        case.acts("09:21")
        left = replace(case.case.people[MAX], roles=frozenset())
        case.case = replace(case.case, people={**case.case.people, MAX: left})
        assert case.acts("12:00").severity is Severity.CRITICAL

    @pytest.mark.parametrize("asks", ["comment", "field"])
    def test_slo_13_a_request_of_a_manager_that_another_rejected_stays_when_they_leave(self, asks: str):
        case = history()
        if asks == "comment":
            case.manager("09:10", "/severity Critical")
        else:
            case.edits(MAX, "09:10", Field.SEVERITY, "Critical")
        case.runs("09:12")
        case.comments(MONA, "09:20", "/reject It is slow, not down.").runs("09:22")
        left = replace(case.case.people[MAX], roles=frozenset())
        case.case = replace(case.case, people={**case.case.people, MAX: left})
        assert case.decide("09:23").actions == ()
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, "Rejected")

    @pytest.mark.parametrize("did", ["answered", "lowered", "solved"])
    def test_slo_13_what_a_manager_did_as_any_of_staff_stays_when_they_leave(self, did: str):
        case = history()
        if did == "answered":
            case.manager("09:10", "We look into it.")
        elif did == "lowered":
            case.manager("09:10", "/severity Minor")
        else:
            case.moves(MAX, "09:10", Status.SOLUTION)
        case.runs("09:12")
        before = case.clock("respond", "09:40").met_at
        left = replace(case.case.people[MAX], roles=frozenset())
        case.case = replace(case.case, people={**case.case.people, MAX: left})
        assert before is not None
        assert case.clock("respond", "09:40").met_at == before
        assert case.decide("09:23").actions == ()

    def test_sev_4_an_agent_who_becomes_manager_has_not_approved_in_the_past(self):
        case = history().customer("09:10", "/severity Critical").agent("09:20", "/approve")
        case.acts("09:21")
        case.case = replace(case.case, people={**case.case.people, ANN: case.case.people[MAX]})
        case.acts("09:30")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")

    def test_sev_4_a_forged_witness_makes_nobody_a_manager(self):
        case = history().customer("09:10", "/severity Critical").agent("09:12", "/approve")
        forged = replace(case.case.record, witnessed={"c10002": _witness(case, "09:12", ANN)})
        case.case = replace(case.case, record=forged)
        case.acts("09:13")
        assert case.case.text(Field.SEVERITY) == "Major"


def _witness(case, when, by):
    from workflows.record import Witness

    return Witness(case.instant(when), by, "manager", "public approve")


class TestOpenedAsCritical:
    def test_sev_5_it_runs_on_criticals_clocks_at_once_and_review_is_asked_in_parallel(self):
        case = history(severity="Critical")
        case.acts("09:00:05")
        assert values(case, *APPROVAL_FIELDS) == ("Critical", "Critical", "Pending")
        assert case.clock("respond", "09:01").due_at == case.instant("09:30")

    def test_sev_5_rejected_it_falls_to_major(self):
        case = history(severity="Critical")
        case.acts("09:00:05")
        case.manager("09:10", "/reject a single user")
        case.acts("09:11")
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, "Rejected")

    def test_sev_5_approved_it_stays(self):
        case = history(severity="Critical")
        case.acts("09:00:05")
        case.edits(MAX, "09:10", Field.CRITICAL_APPROVAL, "Approved")
        case.acts("09:11")
        assert values(case, *APPROVAL_FIELDS) == ("Critical", None, "Approved")
        assert case.clock("respond", "09:12").due_at == case.instant("09:30")

    def test_sev_5_hold_is_major_until_approved(self):
        case = history(severity="Critical", policy=Policy(approval=ApprovalRules(on_create=OnCreate.HOLD)))
        case.acts("09:00:05")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")
        case.manager("09:20", "/approve")
        case.acts("09:21")
        assert case.clock("respond", "09:22").due_at == case.instant("09:50")

    def test_sev_5_accept_asks_nobody(self):
        case = history(severity="Critical", policy=Policy(approval=ApprovalRules(on_create=OnCreate.ACCEPT)))
        case.acts("09:00:05")
        assert values(case, *APPROVAL_FIELDS) == ("Critical", None, None)


class TestPending:
    def test_sev_6_the_managers_are_reminded_then_the_second_line_and_on_until_decided(self):
        case = history().agent("09:05").customer("09:10", "/severity Critical")
        case.runs("09:41")
        notes = [c.body.splitlines()[-1].removeprefix("careflow · ") for c in case.case.comments if "SEV-6" in c.body]
        assert notes == ["SEV-6 reminder 1 c10002", "SEV-6 escalated c10002", "SEV-6 reminder 3 c10002"]

    def test_sev_6_once_decided_nobody_is_reminded(self):
        case = history().agent("09:05").customer("09:10", "/severity Critical").manager("09:15", "/approve")
        case.runs("09:41")
        assert not [c for c in case.case.comments if "SEV-6" in c.body]

    @pytest.mark.parametrize("who", [CLARA, ANN])
    def test_sev_6_another_level_from_the_requester_or_staff_withdraws(self, who):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.comments(who, "09:12", "/severity Major")
        assert case.acts("09:13").approval.state == "withdrawn"
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, None)

    def test_sev_6_clearing_the_requested_severity_withdraws(self):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.edits(ANN, "09:12", Field.REQUESTED_SEVERITY, None)
        case.acts("09:13")
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, None)

    def test_sev_6_closing_the_case_withdraws(self):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.moves(ANN, "09:12", Status.CLOSED)
        case.acts("09:13")
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, None)

    def test_sev_6_what_is_approved_in_the_same_moment_as_the_case_is_closed_comes_too_late(self):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.moves(MAX, "09:20", Status.CLOSED).manager("09:20", "/approve")
        assert case.acts("09:21").approval.state == "withdrawn"

    def test_sev_6_cleared_below_major_the_severity_is_what_it_was(self):
        case = history(severity="Minor").customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.edits(ANN, "09:12", Field.REQUESTED_SEVERITY, None)
        case.acts("09:13")
        assert values(case, *APPROVAL_FIELDS) == ("Minor", None, None)

    def test_sev_6_an_edit_from_critical_to_another_level_withdraws_and_one_between_others_does_not(self):
        case = history(severity="Critical")
        case.acts("09:01")
        case.edits(ANN, "09:10", Field.SEVERITY, "Minor")
        assert case.acts("09:11").approval.state == "withdrawn"
        waits = history().customer("09:10", "/severity Critical")
        waits.acts("09:11")
        waits.edits(ANN, "09:12", Field.SEVERITY, "Minor")
        assert waits.acts("09:13").approval.state == "pending"


class TestExclusions:
    @pytest.mark.parametrize(
        ("scope", "clause"),
        [
            ("Customer network", "EXC-1"),
            ("Client side", "EXC-2"),
            ("Customization", "EXC-3"),
            ("Custom report / configuration / self-install", "EXC-3"),
            ("Functional", "EXC-4"),
            ("Enhancement", "EXC-5"),
            ("OEM defect", "EXC-6"),
            ("Third party", "EXC-7"),
        ],
    )
    def test_exc_a_scope_stops_every_clock_and_the_customer_is_told_once_which_clause(self, scope, clause):
        case = history()
        case.acts("09:01")
        case.edits(ANN, "10:30", Field.SCOPE, scope)
        decision = case.acts("10:31")
        assert [a.facts["clause"] for a in decision.actions if a.kind == "comment"] == [clause]
        assert case.case.text(Field.SLA_STATE) == SlaState.NO_TARGET
        assert case.case.moment(Field.RESOLUTION_DUE) is None
        assert case.acts("10:32").actions == ()

    def test_exc_set_back_the_clocks_are_as_if_it_had_never_been_set(self):
        case = history()
        untouched = history().decide("14:00").clocks
        case.edits(ANN, "10:30", Field.SCOPE, "Third party").edits(ANN, "12:00", Field.SCOPE, None)
        assert case.decide("14:00").clocks == untouched


def test_sev_3_a_strangers_edit_to_critical_is_put_back_and_named():
    case = history().edits(SAM, "09:10", Field.SEVERITY, "Critical")
    decision = case.acts("09:11")
    assert values(case, *APPROVAL_FIELDS) == ("Major", None, None)
    assert texts(decision, "note") == ["SEV-3 put back h10001/Severity"]


def test_sev_4_what_is_judged_for_the_first_time_has_the_managers_asked_for_afresh():
    case = history().customer("09:10", "/severity Critical").comments(BOB, "09:12", "/approve")
    assert case.acts("09:13").relies_on == {Role.MANAGER}
    assert not case.acts("09:14").relies_on


def test_slo_13_who_seems_to_be_nobody_is_looked_up_afresh_before_it_is_put_down():
    case = history().comments(SAM, "09:10", "Hello")
    assert case.acts("09:11").relies_on == frozenset(Role)
    assert not case.acts("09:12").relies_on


def test_sev_8_the_definition_stands_with_the_severity_in_the_explanation():
    lines = list(as_lines(history(severity="Critical").decide("09:01"), "Europe/Stockholm"))
    assert any("An imminent threat with financial risk" in line for line in lines)


class TestWhatAReviewerFound:
    def test_sev_4_one_edit_that_asks_and_approves_is_an_asking_and_a_denial(self):
        case = history()
        case.count = 100
        for field, value in ((Field.CRITICAL_APPROVAL, "Approved"), (Field.SEVERITY, "Critical")):
            case.count = 100
            case.edits(ANN, "09:10", field, value)
        decision = case.acts("09:11")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")
        assert "SEV-4 denied h10101/Critical Approval" in texts(decision, "note")

    @pytest.mark.parametrize("who", [ANN, MAX, SAM])
    def test_sev_4_an_approved_that_nobody_asked_for_is_emptied_and_named(self, who):
        case = history().edits(who, "09:10", Field.CRITICAL_APPROVAL, "Approved")
        decision = case.acts("09:11")
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, None)
        assert texts(decision, "note") == ["SEV-4 unasked h10001/Critical Approval"]

    def test_sev_3_asked_for_in_the_form_that_opened_the_case(self):
        case = history(requested_severity="Critical")
        case.acts("09:01")
        assert values(case, *APPROVAL_FIELDS) == ("Major", "Critical", "Pending")

    def test_sev_4_who_filed_the_case_as_critical_does_not_approve_it(self):
        case = history(severity="Critical")
        case.case = replace(case.case, creator=MAX)
        case.manager("09:10", "/approve")
        assert case.acts("09:11").approval.state == "pending"

    def test_sev_5_what_nobody_asks_for_any_more_has_not_been_approved(self):
        case = history(severity="Critical")
        case.acts("09:01")
        case.edits(ANN, "09:10", Field.REQUESTED_SEVERITY, None)
        decision = case.acts("09:11")
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, None)
        assert [a.clause for a in decision.actions if getattr(a, "field", None) is Field.SEVERITY] == ["SEV-5"]

    def test_sev_5_emptied_after_the_approval_it_stays_critical(self):
        case = history(severity="Critical")
        case.acts("09:01")
        case.manager("09:10", "/approve").edits(ANN, "09:11", Field.REQUESTED_SEVERITY, None)
        case.acts("09:12")
        assert values(case, *APPROVAL_FIELDS) == ("Critical", None, "Approved")

    def test_sev_5_the_customer_is_told_what_a_rejected_case_fell_to(self):
        case = history(severity="Critical")
        case.acts("09:01")
        case.manager("09:10", "/reject a single user")
        told = [a for a in case.acts("09:11").actions if a.kind == "comment"]
        assert told[0].facts["fallen_to"] == "Major"

    def test_sev_4_the_reason_of_a_decision_stays_in_the_explanation(self):
        case = history().customer("09:10", "/severity Critical").manager("09:20", "/approve prod down")
        case.acts("09:21")
        assert case.acts("10:00").approval.why == "prod down"

    def test_sev_2_a_strangers_edit_of_the_severity_is_put_back(self):
        case = history().edits(SAM, "09:10", Field.SEVERITY, "Minor")
        decision = case.acts("09:11")
        assert values(case, *APPROVAL_FIELDS) == ("Major", None, None)
        assert texts(decision, "note") == ["SEV-3 put back h10001/Severity"]
