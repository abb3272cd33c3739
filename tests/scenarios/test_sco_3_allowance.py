"""SCO-3: one hour of help with custom reports and configuration in all per instance, told as it happens to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.histories import ANN, BOB, MAX, OWN, History, history, texts
from workflows.actions import Note, Tell
from workflows.applied import applied
from workflows.case import Change, Person
from workflows.decision import Decision
from workflows.policy import Allowance, Policy
from workflows.surroundings import Need, Surroundings, WorkLog
from workflows.terms import Field, Role, Status

SCOPE = "Custom report / configuration / self-install"
CORA = Person("cora", "Cora Consultant", frozenset({Role.CONSULTING}))


class Report(History):
    """A case of the instance acme with a custom report; ``logged`` is what Jira has logged on all such cases."""

    def logged(self, **work: int) -> Report:
        """``logged(at_1000=30)``: half an hour was put down at 10:00, on any case of the instance."""
        logs = [WorkLog("CARE-9", self.instant(_time(at)), timedelta(minutes=minutes)) for at, minutes in work.items()]
        total = sum((entry.span for entry in logs), timedelta())
        around = Surroundings(work_logged=total, work_logs=tuple(logs), instance_cases=("CARE-1", "CARE-9"))
        self.case = replace(self.case, around=around)
        return self

    def assigned(self, by: str, when: str, to: str | None) -> Report:
        change = Change(self._id(), self.instant(when), by, Field.ASSIGNEE, self.case.assignee, to, str(to or ""))
        people = {**self.case.people, CORA.id: CORA}
        self.case = replace(self.case, assignee=to, changes=(*self.case.changes, change), people=people)
        return self

    def settles(self, when: str) -> Decision:
        """Act, and hold the fixed point."""
        decision = self.acts(when)
        assert self.decide(when).actions == ()
        return decision

    @property
    def billable(self) -> str | None:
        return self.case.text(Field.BILLABLE)

    @property
    def with_consulting(self) -> bool:
        return "consulting" in self.case.labels


def _time(at: str) -> str:
    return f"{at[-4:-2]}:{at[-2:]}"


def report(opened: str = "2026-03-02 09:00", **how: Any) -> Report:
    return Report(opened, **{"scope": SCOPE, "instance": "acme", **how})


def notes(decision: Decision) -> list[str]:
    return [action.text for action in decision.actions if isinstance(action, Note)]


def told(decision: Decision) -> list[str]:
    return [action.text for action in decision.actions if isinstance(action, Tell) and action.clause == "SCO-3"]


class TestWhatIsAskedFor:
    def test_sco_3_a_case_with_such_a_scope_and_an_instance_needs_the_work_logged_on_all_of_them(self):
        assert Need.WORK_LOGGED in report().decide("09:01").needs

    @pytest.mark.parametrize("how", [{"instance": " "}, {"scope": "Third party"}], ids=["no instance", "another scope"])
    def test_sco_3_any_other_case_needs_nothing(self, how: dict[str, str]):
        decision = report(**how).decide("09:01")
        assert Need.WORK_LOGGED not in decision.needs

    def test_sco_3_without_an_answer_of_jira_nothing_is_decided(self):
        case = report()
        case.case = replace(case.case, around=Surroundings(problems=("SCO-3: forbidden",)))
        decision = case.settles("09:01")
        assert [action.id for action in decision.actions if action.clause == "SCO-3"] == []
        assert "SCO-3: forbidden" in decision.problems


class TestTheHour:
    def test_sco_3_below_80_percent_nothing_is_said(self):
        decision = report().logged(at_1000=47).settles("10:01")
        assert [action.id for action in decision.actions if action.clause == "SCO-3"] == []

    def test_sco_3_at_80_percent_the_assignee_is_told_once_and_nothing_else_happens(self):
        case = report().logged(at_1000=30, at_1010=18)
        decision = case.settles("10:11")
        assert notes(decision) == ["allowance_warning"]
        assert (case.billable, case.case.assignee, told(decision)) == (None, ANN, [])
        assert notes(case.logged(at_1000=30, at_1010=29).settles("10:20")) == []

    def test_sco_3_at_one_hour_the_case_is_billable_handed_over_and_the_customer_told_once(self):
        case = report().logged(at_1000=30, at_1030=30)
        decision = case.settles("10:31")
        assert told(decision) == ["allowance_used_up"]
        assert (case.billable, case.with_consulting, case.case.assignee) == ("Yes", True, None)
        assert notes(decision) == []
        later = case.logged(at_1000=30, at_1030=30, at_1100=45).settles("11:01")
        assert (told(later), notes(later)) == ([], [])

    def test_sco_3_a_further_case_of_the_instance_is_handed_over_at_once(self):
        case = report("2026-03-09 09:00").logged(at_0800=75)
        assert told(case.settles("09:00")) == ["allowance_used_up"]
        assert (case.billable, case.with_consulting, case.case.assignee) == ("Yes", True, None)

    def test_sco_3_no_target_while_the_scope_is_set(self):
        assert report().logged(at_1000=10).decide("10:01").sla_state == "No target"

    def test_sco_3_two_products_hours_count_on_one_allowance(self):
        """The sum is brought per instance: the case's own product plays no part."""
        for product in ("LeanKit", "Daptiv"):
            case = report(product=product).logged(at_1000=35, at_1010=25)
            case.settles("10:11")
            assert case.billable == "Yes"

    def test_sco_3_the_numbers_are_the_policys(self):
        policy = replace(Policy(), allowance=Allowance(frozenset({"Customization"}), timedelta(hours=2), 50))
        case = report(policy=policy, scope="Customization").logged(at_1000=60)
        assert notes(case.settles("10:01")) == ["allowance_warning"]
        assert report(policy=policy).decide("10:01").needs & {Need.WORK_LOGGED} == frozenset()

    def test_sco_3_explain_says_the_sum(self):
        said = [r.what for r in report().logged(at_1000=30, at_1010=18).decide("10:11").remarks if r.clause == "SCO-3"]
        assert said == ["48 of 60 minutes of help with custom reports and configuration are used for acme"]


class TestTheAssignee:
    def test_sco_3_a_consultant_who_takes_it_afterwards_stays(self):
        case = report().logged(at_1000=60)
        case.settles("10:01")
        case.assigned(MAX, "10:30", CORA.id).logged(at_1000=60, at_1100=90).settles("11:01")
        assert case.case.assignee == CORA.id

    def test_sco_3_whoever_is_assigned_after_the_hour_was_used_up_stays_even_if_careflow_sees_it_late(self):
        case = report().logged(at_1000=60).assigned(MAX, "10:30", BOB)
        case.settles("10:31")
        assert (case.case.assignee, case.with_consulting) == (BOB, True)

    def test_sco_3_whoever_was_assigned_before_is_taken_off(self):
        case = report().assigned(MAX, "09:30", BOB).logged(at_1000=60)
        case.settles("10:01")
        assert case.case.assignee is None

    def test_sco_3_one_of_consulting_is_never_taken_off(self):
        case = report().assigned(MAX, "09:30", CORA.id).logged(at_1000=60)
        case.settles("10:01")
        assert case.case.assignee == CORA.id

    def test_sco_3_the_assignee_is_emptied_once_even_if_other_work_logs_use_it_up_later(self):
        case = report().logged(at_1000=60)
        case.settles("10:01")
        case.assigned(MAX, "10:30", BOB).logged(at_1100=60).settles("11:01")
        assert case.case.assignee == BOB


class TestChangedWorkLogs:
    def used_up(self, **how: Any) -> Report:
        case = report(**how).logged(at_1000=60)
        case.settles("10:01")
        return case

    def test_sco_3_a_deleted_work_log_takes_billable_and_the_label_back_and_a_note_says_so(self):
        case = self.used_up()
        decision = case.logged(at_1000=20).settles("11:00")
        assert (case.billable, case.with_consulting) == (None, False)
        assert (notes(decision), told(decision)) == (["allowance_left"], [])

    def test_sco_3_what_billable_was_before_it_is_again(self):
        case = self.used_up(billable="No")
        case.logged(at_1000=20).settles("11:00")
        assert case.billable == "No"

    def test_sco_3_what_people_made_billable_stays_so(self):
        case = self.used_up(billable="Yes")
        case.logged(at_1000=20).settles("11:00")
        assert case.billable == "Yes"

    def test_sco_3_what_people_decided_after_careflow_stays_once_some_is_left(self):
        case = self.used_up()
        case.edits(MAX, "10:30", Field.BILLABLE, None).edits(MAX, "10:31", Field.BILLABLE, "Yes")
        decision = case.logged(at_1000=20).settles("11:00")
        assert (case.billable, notes(decision)) == ("Yes", [])

    def test_sco_3_used_up_again_it_is_billable_again_and_the_customer_is_not_told_twice(self):
        case = self.used_up()
        case.logged(at_1000=20).settles("11:00")
        decision = case.logged(at_1000=20, at_1200=55).settles("12:01")
        assert (case.billable, case.with_consulting, told(decision)) == ("Yes", True, [])
        assert notes(case.logged(at_1000=20).settles("13:00")) == ["allowance_left"]

    def test_sco_3_back_at_80_percent_is_no_warning_any_more(self):
        assert notes(self.used_up().logged(at_1000=50).settles("11:00")) == ["allowance_left"]

    @pytest.mark.parametrize(("field", "value"), [(Field.SCOPE, None), (Field.INSTANCE, None)])
    def test_sco_3_a_case_that_turns_out_another_is_given_back(self, field: Field, value: str | None):
        case = self.used_up()
        decision = case.edits(ANN, "11:00", field, value).settles("11:01")
        assert (case.billable, case.with_consulting) == (None, False)
        assert "allowance_left" in notes(decision)

    def test_sco_3_functional_too_it_stays_with_consulting_when_some_is_left_again(self):
        case = self.used_up(case_type="Functional")
        case.logged(at_1000=20).settles("11:00")
        assert (case.billable, case.with_consulting) == (None, True)

    def test_sco_3_killed_between_the_write_and_the_note_the_note_is_made_up_for(self):
        case = self.used_up().logged(at_1000=20)
        at = case.instant("11:00")
        decision = case.decide(at)
        case.case = applied(case.case, [a for a in decision.actions if not isinstance(a, Note)], at)
        assert notes(case.settles("11:05")) == ["allowance_left"]


class TestClosedCases:
    def test_sco_3_work_logged_on_a_closed_case_leaves_it_as_it_is_and_is_told_of(self):
        case = report().moves(ANN, "09:30", Status.CLOSED).logged(at_1000=90)
        decision = case.decide("10:01")
        assert [action.id for action in decision.actions if action.clause == "SCO-3"] == []
        assert [r.what for r in decision.remarks if r.clause == "SCO-3"] == [
            "90 of 60 minutes of help with custom reports and configuration are used for acme"
        ]

    def test_sco_3_reopened_it_is_handed_over(self):
        case = report().moves(ANN, "09:30", Status.CLOSED).logged(at_1000=90).moves(ANN, "11:00", Status.IN_PROGRESS)
        case.settles("11:01")
        assert (case.billable, case.with_consulting) == ("Yes", True)

    def test_sco_3_closed_while_billable_it_stays_so_whatever_becomes_of_the_work_logs(self):
        case = report().logged(at_1000=60)
        case.settles("10:01")
        case.moves(ANN, "10:30", Status.CLOSED).logged(at_1000=5).settles("11:00")
        assert case.billable == "Yes"
        case.edits(ANN, "11:30", Field.SCOPE, None).settles("11:31")
        assert (case.billable, case.with_consulting) == ("Yes", True)


def test_sco_3_seen_at_once_late_or_twice_the_case_ends_the_same():
    prompt, late = report(), report()
    for case in (prompt, late):
        case.assigned(MAX, "09:30", BOB)
    prompt.logged(at_1000=50).settles("10:01")
    prompt.logged(at_1000=50, at_1100=20).settles("11:01")
    late.logged(at_1000=50, at_1100=20)
    for case in (prompt, late):
        case.acts("12:00")
        case.acts("12:00")
    assert (prompt.case.fields, prompt.case.labels, prompt.case.assignee) == (
        late.case.fields,
        late.case.labels,
        late.case.assignee,
    )
    assert [c.by for c in prompt.case.changes if c.field is Field.BILLABLE] == [OWN]


def test_sco_3_the_ids_bear_the_clause():
    ids = texts(report().logged(at_1000=60).decide("10:01"), "comment")
    assert "SCO-3 told" in ids


def test_a_case_without_the_scope_is_untouched_by_what_was_brought():
    case = history(instance="acme")
    at: datetime = case.instant("10:00")
    assert not [a for a in case.decide(at).actions if a.clause == "SCO-3"]
