"""Each clause can be on, off or in shadow: off, nothing of it is in force; in shadow, what it would do is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.histories import ANN, CLARA, MAX, SAM, history, texts
from workflows.decision import ClockState, Decision
from workflows.explain import as_json, as_lines
from workflows.policy import ApprovalRules, OnCreate, Policy
from workflows.record import SHADOWED_MOST, Record
from workflows.stand_ins import StandIn
from workflows.switches import CHAPTERS, FIXED, Switch, switches
from workflows.terms import Field, Severity, SlaState, Status

OFF, SHADOW = Switch.OFF, Switch.SHADOW
NOT_ON = (OFF, SHADOW)


def but(chosen: dict[str, Switch], **rules: object) -> Policy:
    return Policy(switches=dict(switches(chosen)), **rules)  # type: ignore[arg-type]


def would(decision: Decision) -> list[str]:
    return [action.id for action in decision.shadow]


@pytest.mark.parametrize("scope", ["Functional", "Enhancement"])
def test_exc_and_sco_in_shadow_what_one_text_says_for_both_clauses_is_not_said_again(scope):
    case = history(policy=but({"EXC": SHADOW, "SCO-2": SHADOW, "SCO-5": SHADOW}), scope=scope)
    told = [act for act in would(case.acts("09:01")) if act.endswith(" told")]
    assert told == ["SCO-2 told" if scope == "Functional" else "SCO-5 told"]
    assert case.acts("09:02").actions == ()


class TestOff:
    def test_sev_1_off_a_case_without_severity_has_no_label_no_priority_and_no_clock(self):
        case = history(severity=None, policy=but({"SEV-1": OFF}))
        case.acts("09:01")
        assert "needs-severity" not in case.case.labels
        assert case.case.text(Field.PRIORITY) is None
        assert {clock.state for clock in case.decide("09:02").clocks} == {ClockState.NONE}

    def test_sev_2_off_a_comment_changes_no_severity_and_nobody_is_told_of_unclear_ones(self):
        case = history(severity="Minor", policy=but({"SEV-2": OFF}))
        case.customer("09:10", "/severity Major").customer("09:11", "Please do not raise the severity to Critical.")
        decision = case.acts("09:12")
        assert decision.severity is Severity.MINOR
        assert "SEV-2" not in {action.clause for action in decision.actions}

    def test_sev_2_off_what_was_changed_while_it_was_on_stays(self):
        case = history(severity="Minor").customer("09:10", "/severity Major")
        case.acts("09:11")
        case.policy = but({"SEV-2": OFF})
        assert case.acts("09:20").severity is Severity.MAJOR
        assert case.case.text(Field.SEVERITY) == "Major"

    @pytest.mark.parametrize("switch", NOT_ON)
    def test_sev_3_off_a_change_to_critical_takes_effect_at_once(self, switch):
        case = history(policy=but({"SEV-3": switch})).customer("09:10", "/severity Critical")
        case.acts("09:11")
        assert case.case.text(Field.SEVERITY) == "Critical"
        assert case.case.text(Field.CRITICAL_APPROVAL) is None
        assert case.clock("respond", "09:12").due_at == case.instant("09:40")

    def test_sev_3_off_a_case_opened_with_critical_requested_asks_nobody(self):
        case = history(policy=but({"SEV-3": OFF}), requested_severity="Critical")
        assert case.acts("09:01").approval.state == "none"

    def test_sev_3_off_an_edit_to_critical_of_a_closed_case_stands(self):
        case = history(policy=but({"SEV-3": OFF})).moves(ANN, "09:10", Status.CLOSED)
        case.edits(ANN, "09:20", Field.SEVERITY, "Critical")
        assert case.acts("09:21").severity is Severity.CRITICAL

    def test_sev_2_off_a_strangers_edit_stands_unless_it_is_to_critical_and_sev_3_is_on(self):
        for chosen, level, severity in (
            ({"SEV-2": OFF}, "Minor", "Minor"),
            ({"SEV-2": OFF}, "Critical", "Major"),
            ({"SEV-2": OFF, "SEV-3": OFF}, "Critical", "Critical"),
        ):
            case = history(policy=but(chosen)).edits(SAM, "09:10", Field.SEVERITY, level)
            decision = case.acts("09:11")
            assert (decision.severity, decision.approval.state) == (severity, "none")
            assert case.case.text(Field.SEVERITY) == severity

    @pytest.mark.parametrize("verdict", ["/reject one user", None])
    def test_sev_3_off_a_review_begun_while_it_was_on_is_not_undone(self, verdict):
        case = history().edits(CLARA, "09:10", Field.SEVERITY, "Critical")
        case.acts("09:11")
        if verdict:
            case.manager("09:20", verdict)
            case.acts("09:21")
        case.policy = but({"SEV-3": OFF})
        assert case.acts("09:30").severity is Severity.MAJOR
        case.edits(CLARA, "09:40", Field.SEVERITY, "Critical")
        assert case.acts("09:41").severity is Severity.CRITICAL

    def test_sev_4_off_a_manager_decides_on_a_request_of_their_own_but_nobody_else_does(self):
        case = history(policy=but({"SEV-4": OFF})).comments(MAX, "09:10", "/severity Critical")
        case.acts("09:11")
        assert case.case.text(Field.SEVERITY) == "Critical"
        other = history(policy=but({"SEV-4": OFF})).customer("09:10", "/severity Critical").agent("09:11", "/approve")
        assert other.acts("09:12").severity is Severity.MAJOR
        assert other.manager("09:13", "/approve").acts("09:14").severity is Severity.CRITICAL

    def test_sev_5_off_a_case_opened_as_critical_is_not_reviewed(self):
        for rule in OnCreate:
            case = history(severity="Critical", policy=but({"SEV-5": OFF}, approval=ApprovalRules(on_create=rule)))
            case.acts("09:01")
            assert case.case.text(Field.SEVERITY) == "Critical"
            assert case.case.text(Field.CRITICAL_APPROVAL) is None

    def test_sev_6_off_nobody_is_reminded_and_closing_withdraws_nothing(self):
        case = history(policy=but({"SEV-6": OFF})).customer("09:10", "/severity Critical")
        case.acts("09:11")
        assert "SEV-6" not in {action.clause for action in case.acts("10:00").actions}
        case.moves(ANN, "10:10", Status.CLOSED)
        assert case.acts("10:11").approval.state == "pending"

    def test_sev_7_off_the_priority_is_left_alone(self):
        case = history(policy=but({"SEV-7": OFF}))
        case.acts("09:01")
        assert case.case.text(Field.PRIORITY) is None

    def test_sev_9_off_a_stand_in_does_not_decide_and_reminders_go_out_at_any_hour(self):
        at = history().case.opened_at.date()
        rules = ApprovalRules(stand_ins=(StandIn(MAX, ANN, at, at + timedelta(days=9)),))
        case = history("2026-03-06 17:55", policy=but({"SEV-9": OFF}, approval=rules))
        case.customer("17:57", "/severity Critical").agent("17:58", "/approve")
        assert case.acts("17:59").severity is Severity.MAJOR
        ahead = [n.at for n in case.decide("18:00").upcoming if n.clause == "SEV-6"]
        assert min(ahead) == case.instant("18:07")

    def test_slo_1_off_the_table_is_that_of_planview_software(self):
        case = history(policy=but({"SLO-1": OFF}), defect_origin="Not Planview software")
        assert case.clock("restore", "09:01").table == "SLO-P"

    @pytest.mark.parametrize("table", ["SLO-P", "SLO"])
    def test_slo_p_off_or_the_chapter_off_there_are_no_targets_of_it(self, table):
        case = history(policy=but({table: OFF}))
        case.acts("09:01")
        assert {clock.state for clock in case.decide("09:02").clocks} == {ClockState.NONE}
        assert case.case.text(Field.SLA_STATE) == (SlaState.NO_TARGET if table == "SLO-P" else None)

    @pytest.mark.parametrize(
        ("clause", "clock"),
        [("SLO-2", "respond"), ("SLO-3", "restore"), ("SLO-4", "resolve"), ("SLO-5", "communicate")],
    )
    @pytest.mark.parametrize("switch", NOT_ON)
    def test_a_clock_whose_clause_is_off_does_not_run_and_its_due_is_not_on_the_issue(self, clause, clock, switch):
        case = history(severity="Critical", policy=but({clause: switch}))
        case.acts("09:01")
        assert case.clock(clock, "09:02").state is ClockState.NONE
        due = {"respond": "RESPONSE_DUE", "restore": "RESTORE_DUE", "resolve": "RESOLUTION_DUE"}
        assert case.case.moment(Field[due.get(clock, "NEXT_UPDATE_DUE")]) is None

    @pytest.mark.parametrize("switch", NOT_ON)
    def test_slo_3_off_a_code_change_takes_no_other_target_away(self, switch):
        how = {"defect_origin": "Not Planview software", "code_change": "Yes"}
        case = history(policy=but({"SLO-3": switch}), **how)
        assert case.clock("resolve", "10:00").state is ClockState.RUNNING

    def test_upd_2_off_a_planned_release_is_no_promise(self):
        for policy, clause in ((Policy(), "UPD-2"), (but({"UPD-2": OFF}), "SLO-4")):
            case = history(policy=policy, product="Enterprise One", workaround="None")
            case.plans("Enterprise One 2026.3", "2026-03-18")
            assert case.clock("resolve", "10:00").clause == clause

    def test_slo_6_off_there_is_no_root_cause_clock(self):
        how = {"severity": "Critical", "defect_origin": "Not Planview software", "system_wide": "Yes"}
        for policy, state in ((Policy(), ClockState.RUNNING), (but({"SLO-6": OFF}), ClockState.NONE)):
            case = history(policy=policy, **how).edits(ANN, "10:00", Field.RESTORED, history().instant("09:50"))
            assert case.clock("root_cause", "10:01").state is state

    def test_slo_7_off_the_customer_is_given_no_status_page(self):
        case = history(policy=but({"SLO-7": OFF}), scope="Third party", system_wide="Yes")
        assert [a.facts["status_page"] for a in case.acts("09:01").actions if a.kind == "comment"] == [""]

    def test_slo_8_off_every_clock_counts_around_the_clock(self):
        case = history("2026-03-06 17:30", policy=but({"SLO-8": OFF}))
        assert case.clock("respond", "17:31").due_at == case.instant("18:30")

    def test_slo_9_off_a_raised_severity_counts_from_the_opening_as_any(self):
        case = history(severity="Minor", policy=but({"SLO-9": OFF})).edits(ANN, "10:00", Field.SEVERITY, "Major")
        assert case.clock("respond", "10:01").due_at == case.instant("10:00")

    def test_slo_10_off_nobody_is_warned_yet_the_state_is_right_in_time(self):
        case = history(policy=but({"SLO-10": OFF}))
        done = [action.clause for decision in case.runs("12:00") for action in decision.actions]
        assert "SLO-10" not in done
        assert case.case.text(Field.SLA_STATE) == SlaState.BREACHED

    def test_slo_11_off_no_due_is_written(self):
        case = history(policy=but({"SLO-11": OFF}))
        assert Field.RESPONSE_DUE not in {getattr(a, "field", None) for a in case.acts("09:01").actions}

    def test_slo_12_off_what_was_solved_stays_met_and_no_time_is_taken_off(self):
        case = history(policy=but({"SLO-12": OFF})).works("09:05").solves("10:00").works("12:00")
        assert case.clock("resolve", "12:01").met_at == case.instant("10:00")

    @pytest.mark.parametrize("switch", NOT_ON)
    @pytest.mark.parametrize("name", ["EXC-7", "EXC"])
    def test_exc_off_the_scope_stops_nothing_and_nobody_is_told(self, name, switch):
        case = history(policy=but({name: switch}), scope="Third party")
        decision = case.acts("09:01")
        assert texts(decision, "comment") == []
        assert case.clock("respond", "09:02").state is ClockState.RUNNING

    @pytest.mark.parametrize("switch", NOT_ON)
    def test_clo_1_off_solution_and_solved_move_nothing(self, switch):
        case = history(policy=but({"CLO-1": switch})).works("09:05")
        case.agent("09:10", "/solution").customer("09:20", "/solved")
        case.acts("09:21")
        assert case.case.status is Status.IN_PROGRESS

    @pytest.mark.parametrize("switch", NOT_ON)
    def test_clo_2_off_an_acceptance_closes_nothing(self, switch):
        case = history(policy=but({"CLO-2": switch})).solves("09:10").customer("09:20", "/accept")
        assert case.acts("09:21").status is Status.SOLUTION

    @pytest.mark.parametrize("switch", NOT_ON)
    def test_clo_3_off_no_email_goes_out_and_the_case_is_never_closed(self, switch):
        case = history(policy=but({"CLO-3": switch})).solves("10:00")
        done = [action for decision in case.runs("2026-05-02 10:00") for action in decision.actions]
        assert {action.kind for action in done if action.clause == "CLO-3"} <= {"shadowed"}
        assert case.case.status is Status.SOLUTION
        assert not any(act.startswith("CLO-3") for act in case.case.record.acts)

    @pytest.mark.parametrize("switch", NOT_ON)
    def test_clo_4_off_a_customers_comment_in_solution_provided_moves_nothing(self, switch):
        case = history(policy=but({"CLO-4": switch})).solves("10:00").customer("11:00", "It still fails.")
        decision = case.acts("11:01")
        assert decision.status is Status.SOLUTION
        assert case.case.status is Status.SOLUTION

    def test_clo_4_off_what_was_moved_while_it_was_on_stays(self):
        case = history().solves("10:00").customer("11:00", "It still fails.")
        case.acts("11:01")
        case.policy = but({"CLO-4": OFF})
        assert case.acts("11:10").status is Status.IN_PROGRESS

    @pytest.mark.parametrize("switch", NOT_ON)
    def test_clo_5_off_a_closed_case_stays_closed(self, switch):
        case = history(policy=but({"CLO-5": switch})).moves(CLARA, "10:00", Status.CLOSED).customer("11:00", "/reopen")
        assert case.acts("11:01").status is Status.CLOSED

    @pytest.mark.parametrize("switch", NOT_ON)
    def test_clo_6_off_a_waiting_case_goes_on_waiting(self, switch):
        case = history(policy=but({"CLO-6": switch})).waits("10:00").customer("11:00", "Here it is.")
        assert case.acts("11:01").status is Status.WAITING

    def test_upd_3_off_a_released_version_moves_nothing(self):
        case = history(policy=but({"UPD-3": OFF})).works("09:05").releases("Enterprise One 2026.3")
        assert case.acts("10:00").status is Status.IN_PROGRESS

    def test_con_2_off_every_product_keeps_the_general_hours(self):
        case = history("2026-03-02 18:30", policy=but({"CON-2": OFF}), product="Daptiv")
        assert case.clock("respond", "18:31").due_at == case.instant("2026-03-03 09:00")

    def test_with_sev_2_off_a_strangers_edit_counts_as_nothing_undoes_it(self):
        case = history(policy=but({"SEV-2": OFF})).edits(SAM, "09:10", Field.SEVERITY, "Minor")
        assert case.acts("09:11").severity is Severity.MINOR
        assert case.acts("09:12").actions == ()


class TestShadow:
    def test_slo_10_in_shadow_the_warning_is_told_and_not_written(self):
        case = history(policy=but({"SLO-10": SHADOW}))
        case.acts("09:01")
        decision = case.decide("09:30")
        assert would(decision) == ["SLO-10 respond 50 % · Major"]
        assert [a.id for a in decision.actions if a.clause == "SLO-10" and a.kind != "shadowed"] == []
        assert as_json(decision)["shadow"][0]["text"] == "warning"
        assert as_json(decision)["switches"] == {"SLO-10": "shadow"}
        told = "\n".join(as_lines(decision, "UTC"))
        assert "Clauses shadow: SLO-10" in told
        assert "SLO-10  would: note respond 50 % · Major" in told

    def test_what_it_would_have_done_is_put_down_once_with_the_moment(self):
        case = history(policy=but({"SLO-10": SHADOW}))
        case.acts("09:01")
        case.acts("09:30")
        assert dict(case.case.record.shadowed) == {"SLO-10 respond 50 % · Major": case.instant("09:30")}
        assert case.acts("09:31").actions == ()
        assert Record.from_json(case.case.record.to_json()) == case.case.record
        later = case.decide("09:40")
        assert as_json(later)["shadow"][0]["put_down_at"] == "2026-03-02T08:30:00Z"
        assert "careflow, in shadow, would: respond 50 % · Major" in [event.what for event in later.timeline]

    def test_it_wakes_in_time_to_see_what_would_be_done(self):
        case = history(policy=but({"SLO-10": SHADOW}))
        case.runs("10:30")
        assert list(case.case.record.shadowed) == [
            "SLO-10 respond 50 % · Major",
            "SLO-10 respond 80 % · Major",
            "SLO-10 restore 50 % · Major",
            "SLO-10 respond breach · Major",
        ]

    def test_clo_3_in_shadow_runs_to_its_end_on_paper(self):
        case = history(policy=but({"CLO-3": SHADOW})).solves("10:00")
        case.runs("2026-04-02 10:00")
        done = [act for act in case.case.record.shadowed if act.startswith("CLO-3")]
        assert [act.partition(" · ")[0] for act in done] == [
            "CLO-3 email 1",
            "CLO-3 follow-up 1",
            "CLO-3 email 2",
            "CLO-3 follow-up 2",
            "CLO-3 to Closed",
            "CLO-3 closed",
        ]
        assert case.case.status is Status.SOLUTION

    def test_of_a_field_only_the_newest_value_is_kept(self):
        case = history(policy=but({"SLO-11": SHADOW}))
        case.acts("09:01")
        case.edits(ANN, "09:10", Field.SEVERITY, "Minor")
        case.acts("09:11")
        dues = [act for act in case.case.record.shadowed if act.startswith("SLO-11 Response Due")]
        assert dues == ["SLO-11 Response Due = 2026-03-02T12:00:00Z"]
        assert case.case.moment(Field.RESPONSE_DUE) is None

    def test_a_clock_in_shadow_is_shown_with_its_proof_and_not_on_the_issue(self):
        case = history(policy=but({"SLO-2": SHADOW}))
        case.acts("09:01")
        decision = case.decide("09:20")
        assert [clock.name for clock in decision.shadow_clocks] == ["respond"]
        assert decision.shadow_clocks[0].due_at == case.instant("10:00")
        assert case.case.moment(Field.RESPONSE_DUE) is None
        assert "SLO-11 Response Due = 2026-03-02T09:00:00Z" in would(decision)

    def test_sev_3_in_shadow_the_review_is_played_through_on_paper(self):
        case = history(policy=but({"SEV-3": SHADOW})).customer("09:10", "/severity Critical")
        case.acts("09:11")
        decision = case.decide("09:12")
        assert decision.severity is Severity.CRITICAL
        assert "SEV-3 Critical Approval = Pending" in would(decision)
        assert "SEV-3 asked c10001" in case.case.record.shadowed

    def test_a_record_that_is_full_of_shadows_takes_no_more_and_nothing_loops(self):
        case = history(policy=but({"SEV-2": SHADOW}))
        for minute in range(SHADOWED_MOST + 20):
            case.customer(
                case.case.opened_at + timedelta(minutes=minute + 1), "Please do not raise the severity to Critical."
            )
        at = case.case.opened_at + timedelta(hours=3)
        case.acts(at)
        assert len(case.case.record.shadowed) == SHADOWED_MOST
        assert case.acts(at).actions == ()

    def test_switched_on_after_shadow_it_does_what_it_would_have_done(self):
        case = history(policy=but({"CLO-4": SHADOW})).solves("10:00").customer("11:00", "It still fails.")
        case.acts("11:01")
        case.policy = Policy()
        case.acts("11:10")
        assert case.case.status is Status.IN_PROGRESS


def test_every_clause_can_be_switched_but_those_that_are_no_rule():
    for chapter, clauses in CHAPTERS.items():
        chosen = dict(switches({chapter: OFF}))
        assert list(chosen) == [clause for clause in clauses if clause not in FIXED]
    with pytest.raises(ValueError, match="CAL-1 cannot be switched"):
        list(switches({"CAL-1": OFF}))


def test_what_is_said_of_a_clause_goes_before_what_is_said_of_its_chapter():
    chosen = dict(switches({"EXC": OFF, "EXC-3": Switch.ON, "EXC-4": SHADOW}))
    assert chosen == {f"EXC-{n}": OFF for n in (1, 2, 5, 6, 7)} | {"EXC-4": SHADOW}
