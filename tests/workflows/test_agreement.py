"""What people did beside what careflow would have done: act by act, and summed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, OTTO, OWN, SAM, History, history
from workflows.agreement import Agreement, CaseAgreement, Window, of_case
from workflows.case import Change, Labelling
from workflows.contrary import Kind
from workflows.counterpart import Compared, Outcome
from workflows.doings import later
from workflows.policy import Policy
from workflows.rehearsal import rehearse
from workflows.surroundings import Colleague
from workflows.switches import CHAPTERS, FIXED, Switch, switches, switching_on
from workflows.terms import Field, Status

ALL = Window()


def judged(case: History, until: str, window: Window = ALL) -> CaseAgreement:
    rehearsal = rehearse(case.case, case.policy, case.instant(until))
    return of_case(case.case, rehearsal, case.policy, window)


def act(case: History, until: str, part: str) -> Compared:
    """The first act with ``part`` in its id."""
    return next(found for found in judged(case, until).acts if part in found.act.action.id)


def summed(*cases: CaseAgreement) -> Agreement:
    agreement = Agreement()
    for case in cases:
        agreement.add(case)
    return agreement


class TestAMove:
    def waiting(self) -> History:
        return history().waits("10:00").customer("11:00", "Here it is.")

    def test_people_made_it_too_later(self):
        found = act(self.waiting().works("13:30"), "15:00", "to In Progress")
        assert (found.found.outcome, found.found.by, found.later) == (Outcome.SAME, ANN, timedelta(hours=2.5))
        assert found.found.what == "set Status to In Progress"

    def test_people_made_another(self):
        found = act(self.waiting().solves("12:00"), "15:00", "to In Progress").found
        assert (found.outcome, found.what) == (Outcome.OTHERWISE, "set Status to Solution Provided")

    def test_nobody_has_made_it_so_far(self):
        found = act(self.waiting(), "15:00", "to In Progress").found
        assert (found.outcome, found.at, found.what) == (Outcome.NOT, None, "left Status as it was")

    def test_people_had_it_there_already(self):
        case = history().solves("10:00").customer("11:00", "It still fails.").agent("12:00", "/solution try this")
        found = act(case, "15:00", "to Solution Provided")
        assert (found.found.outcome, found.later) == (Outcome.SAME, timedelta(0))
        assert found.found.what == "had Status so already"

    def test_what_our_account_really_did_is_not_peoples(self):
        case = self.waiting()
        case.acts("11:01")
        assert act(case, "15:00", "to In Progress").found.outcome is Outcome.CAREFLOW

    def test_people_may_do_it_after_the_end_that_was_asked_about(self):
        found = act(self.waiting().works("2026-03-05 10:00"), "2026-03-02 15:00", "to In Progress")
        assert found.later == timedelta(days=2, hours=23)


class TestAField:
    def test_a_critical_that_nobody_approved_and_people_let_stand(self):
        case = history().edits(CLARA, "09:10", Field.SEVERITY, "Critical")
        assert act(case, "10:00", "SEV-3 Severity").found.outcome is Outcome.NOT
        agreement = summed(judged(case, "09:15"))
        assert (
            "would have put Severity back in 1 case, which nobody had approved; 1 is Critical without approval"
            in agreement.readings("SEV-3")
        )

    def test_one_that_people_put_back_themselves(self):
        case = history().edits(CLARA, "09:10", Field.SEVERITY, "Critical").edits(MAX, "09:40", Field.SEVERITY, "Major")
        found = act(case, "10:00", "SEV-3 Severity")
        assert (found.found.outcome, found.later) == (Outcome.SAME, timedelta(minutes=30))

    def test_one_that_they_made_something_else_of(self):
        case = history().edits(CLARA, "09:10", Field.SEVERITY, "Critical").edits(MAX, "09:40", Field.SEVERITY, "Minor")
        assert act(case, "10:00", "SEV-3 Severity").found.what == "set Severity to Minor"

    def test_dues_are_only_counted_where_people_keep_none(self):
        assert act(history(), "10:00", "Response Due").found.outcome is Outcome.COUNTED

    def test_and_compared_where_they_do_to_the_minute(self):
        case = history().edits(ANN, "09:05", Field.RESPONSE_DUE, history().instant("10:00:20"))
        assert act(case, "10:00", "Response Due").found.outcome is Outcome.SAME
        other = history().edits(ANN, "09:05", Field.RESPONSE_DUE, history().instant("11:00"))
        assert act(other, "10:00", "Response Due").found.outcome is Outcome.OTHERWISE

    def test_a_clock_that_people_let_run_on_although_no_target_applies(self):
        due = history().instant("10:00")
        case = history().edits(ANN, "09:05", Field.RESPONSE_DUE, due).edits(ANN, "09:10", Field.SCOPE, "Third party")
        found = act(case, "12:00", "Response Due = empty")
        assert "EXC-7" in found.act.action.why
        assert found.found.outcome is Outcome.NOT

    @pytest.mark.parametrize(("to", "outcome"), [(BOB, Outcome.SAME), (ANN, Outcome.SAME), (OTTO, Outcome.OTHERWISE)])
    def test_whoever_of_the_team_people_assigned_is_right(self, to: str, outcome: Outcome):
        case = history(product="Enterprise One", case_type="Defect")
        case.case = replace(case.case, assignee=None)
        case.amid(consultants=(Colleague(ANN, 2), Colleague(BOB, 1))).assigns(MAX, "09:30", to)
        found = act(case, "10:00", "OPN-2 Assignee")
        assert found.found.outcome is outcome
        assert found.found.what == f"set Assignee to {case.case.name_of(to)}"


class TestALabel:
    def test_people_put_it_on_later(self):
        case = history(severity=None)
        entry = Labelling("1", case.instant("09:30"), ANN, "needs-severity", True)
        case.case = replace(case.case, labels=frozenset({"needs-severity"}), labellings=(entry,))
        found = act(case, "10:00", "needs-severity on")
        assert (found.found.outcome, found.later, found.found.what) == (
            Outcome.SAME,
            timedelta(minutes=30),
            "put needs-severity on",
        )

    def test_people_never_had_it_on_so_that_it_was_off_already(self):
        case = history(severity=None).edits(ANN, "09:30", Field.SEVERITY, "Minor")
        assert act(case, "10:00", "needs-severity on").found.outcome is Outcome.NOT
        assert act(case, "10:00", "needs-severity off").found.what == "had needs-severity so already"


class TestAWordToTheCustomer:
    def test_any_public_comment_of_staff_counts_and_no_internal_one(self):
        case = history(scope="Third party").comments(ANN, "09:10", "Internally: not ours.", public=False)
        case.customer("09:20", "Hello?").agent("09:30", "That is the vendor's.")
        found = act(case, "10:00", "EXC-7 told")
        assert (found.found.by, found.later) == (ANN, timedelta(minutes=30))

    def test_one_that_comes_days_later_is_another_matter(self):
        case = history(scope="Third party").agent("2026-03-06 09:30", "By the way.")
        assert act(case, "2026-03-09 10:00", "EXC-7 told").found.outcome is Outcome.NOT

    def test_attempts_are_comments_on_later_days_than_the_solution(self):
        case = history().agent("10:00", "/solution restart").agent("10:05", "I mean the server.").solves("10:06")
        case.agent("2026-03-04 10:00", "Did that help?")
        first, second = (act(case, "2026-04-01 10:00", f"follow-up {number}") for number in (1, 2))
        assert (first.found.outcome, first.later) == (Outcome.SAME, timedelta(hours=-32))
        assert (second.found.outcome, second.found.what) == (Outcome.NOT, "made 1 of 2 attempts to reach the customer")

    def test_an_email_cannot_be_seen_in_jira(self):
        assert act(history().solves("10:00"), "2026-03-06 10:00", "email 1").found.outcome is Outcome.COUNTED


class TestABreach:
    def test_it_is_told_what_came_after_it(self):
        case = history().agent("11:30")
        found = act(case, "12:00", "respond breach")
        assert (found.found.outcome, found.later) == (Outcome.COUNTED, timedelta(minutes=89, seconds=59))
        (reading,) = [text for text in summed(judged(case, "10:30")).readings("SLO-10") if "breach" in text]
        assert reading == "would have noted a breach of the respond target in 1 case; not met so far in 1"

    def test_or_that_its_target_fell_away(self):
        case = history().edits(ANN, "11:30", Field.SCOPE, "Third party")
        assert act(case, "12:00", "respond breach").found.what == "saw the target fall away afterwards"
        assert "the target fell away in 1" in "; ".join(summed(judged(case, "12:00")).readings("SLO-10"))

    def test_a_missed_update_ends_with_the_next_public_word(self):
        case = history(severity="Critical", tier="Elite").agent("09:10").agent("16:10")
        assert act(case, "17:00", "SLO-5 missed").later == timedelta(minutes=59, seconds=59)


class TestAgainstThePolicy:
    def test_closed_before_ten_business_days_were_over(self):
        case = history().solves("10:00").moves(ANN, "2026-03-06 10:00", Status.CLOSED)
        (contrary,) = judged(case, "2026-04-01 10:00").contrary
        assert (contrary.kind, contrary.by, contrary.clause) == (Kind.EARLY, ANN, "CLO-3")
        assert contrary.what == "closed it after 3 of 10 business days without a response"

    @pytest.mark.parametrize(
        ("closed", "days"),
        [
            ("2026-03-02 10:01", 0),
            ("2026-03-03 17:59:59", 0),
            ("2026-03-03 18:00", 1),
            ("2026-03-16 17:59:59", 9),
            ("2026-03-16 18:00", None),
        ],
    )
    def test_a_business_day_is_over_at_its_closing(self, closed, days):
        case = history(policy=Policy(switches={"CLO-1": Switch.OFF})).solves("10:00").moves(ANN, closed, Status.CLOSED)
        told = [contrary.what for contrary in judged(case, "2026-04-01 10:00").contrary]
        early = [f"closed it after {days} of 10 business days without a response"]
        assert told == (early if days is not None else [])

    def test_closed_without_a_solution(self):
        case = history().works("10:00").moves(SAM, "12:00", Status.CLOSED)
        (contrary,) = judged(case, "13:00").contrary
        assert (contrary.kind, contrary.by, contrary.clause) == (Kind.UNSOLVED, SAM, "CLO-3")
        assert contrary.at == case.instant("12:00")
        assert contrary.what == "closed it from In Progress: no solution had been provided"

    @pytest.mark.parametrize(
        "case",
        [
            history().solves("10:00").moves(CLARA, "11:00", Status.CLOSED),
            history().solves("10:00").customer("11:00", "/accept").moves(ANN, "12:00", Status.CLOSED),
            history().solves("10:00").moves(ANN, "2026-03-17 10:00", Status.CLOSED),
            history(policy=Policy(switches={"CLO-3": Switch.OFF})).solves("10:00").moves(ANN, "11:00", Status.CLOSED),
        ],
        ids=["by the customer", "as the customer accepted", "in time", "with CLO-3 off"],
    )
    def test_closed_rightly(self, case: History):
        assert judged(case, "2026-04-01 10:00").contrary == ()

    def test_a_clause_that_people_acted_against_is_not_agreed_on(self):
        case = history().solves("10:00").moves(ANN, "2026-03-06 10:00", Status.CLOSED)
        case.agent("2026-03-05 10:00", "Did that help?")
        agreement = summed(judged(case, "2026-04-01 10:00"))
        assert agreement.clauses["CLO-3"].comparable == agreement.clauses["CLO-3"].outcomes[Outcome.SAME] == 1
        assert "CLO-3" not in agreement.agreed
        assert "against it, people closed 1 case too early" in agreement.readings("CLO-3")


class TestTheSums:
    def closings(self) -> list[CaseAgreement]:
        """Twelve cases that careflow would have closed; nine were closed four days later, three are still open."""
        cases = []
        for number in range(12):
            case = history().solves("10:00")
            case.case = replace(case.case, key=f"CARE-{number}")
            if number < 9:
                case.moves(ANN, "2026-03-20 18:00", Status.CLOSED)
            cases.append(judged(case, "2026-04-01 10:00"))
        return cases

    def test_a_clause_in_a_plain_sentence(self):
        agreement = summed(*self.closings())
        assert next(agreement.readings("CLO-3")) == (
            "would have closed 12 cases; people closed 9 of them, 4 days later on average; 3 are still open"
        )

    def test_by_day_in_the_zone_of_the_region(self):
        night = history("2026-03-02 00:30")
        there = history("2026-03-02 00:30", region="Americas/APAC")
        for case, day in ((night, date(2026, 3, 2)), (there, date(2026, 3, 1))):
            assert {found for found, _ in summed(judged(case, "00:40")).days} == {day}

    def test_a_row_names_some_of_its_cases(self):
        agreement = summed(*self.closings())
        found = agreement.days[date(2026, 3, 16), "CLO-3"]
        assert (found.would, found.outcomes[Outcome.SAME], len(found.keys)) == (24, 9, 8)

    def test_only_the_window_counts(self):
        case = history().waits("10:00").customer("11:00", "Here it is.").waits("2026-03-03 10:00")
        case.customer("2026-03-03 11:00", "And this.")
        window = Window(date(2026, 3, 3), date(2026, 3, 3), frozenset({"CLO-6"}))
        agreement = summed(judged(case, "2026-03-05 10:00", window))
        assert list(agreement.days) == [(date(2026, 3, 3), "CLO-6")]

    def test_a_day_of_the_window_is_that_of_the_region(self):
        case = history("2026-03-02 00:30")  # in UTC it is Sunday still
        for day, found in ((date(2026, 3, 2), True), (date(2026, 3, 1), False)):
            assert bool(judged(case, "00:40", Window(day, day)).acts) is found

    def test_what_people_did_against_it_is_counted(self):
        early = history().solves("10:00").moves(ANN, "2026-03-06 10:00", Status.CLOSED)
        unsolved = history().moves(ANN, "10:00", Status.CLOSED)
        agreement = summed(*(judged(case, "2026-04-01 10:00") for case in (early, unsolved, early)))
        assert agreement.clauses["CLO-3"].contrary == 3
        assert agreement.against == {"CLO-3": {Kind.EARLY: 2, Kind.UNSOLVED: 1}}

    def test_agreed_are_clauses_with_something_to_compare_and_nothing_done_otherwise(self):
        same = history().waits("10:00").customer("11:00", "Here it is.").works("11:20")
        agreement = summed(judged(same, "12:00"))
        assert "CLO-6" in agreement.agreed
        assert "SLO-10" not in agreement.agreed  # warnings alone: nobody could agree
        agreement.add(judged(history().waits("10:00").customer("11:00", "Here."), "12:00"))
        assert "CLO-6" not in agreement.agreed
        assert agreement.cases == 2

    def test_several_acts_of_one_case_are_told_apart_from_several_cases(self):
        case = history().waits("10:00").customer("11:00", "Here it is.").waits("12:00").customer("13:00", "And this.")
        assert list(summed(judged(case, "14:00")).readings("CLO-6")) == [
            "would have moved 1 case to In Progress (2 times); people did otherwise in 1; people left 1 so"
        ]

    def test_what_careflow_really_did_is_said_so(self):
        case = history().waits("10:00").customer("11:00", "Here it is.")
        case.acts("11:01")
        assert list(summed(judged(case, "12:00")).readings("CLO-6")) == [
            "would have moved 1 case to In Progress; careflow really did in 1"
        ]

    def test_every_act_of_a_long_life_has_its_sentence(self):
        case = history(severity=None, tier="Elite", scope="Functional", region="EMEA")
        case.case = replace(case.case, assignee=None)
        case.edits(ANN, "09:10", Field.SEVERITY, "Critical").edits(ANN, "10:00", Field.SCOPE, None)
        case.agent("10:10", "/approve").manager("12:00", "/reject no").agent("13:00", "/solution do")
        agreement = summed(judged(case, "2026-04-01 10:00"))
        told = [text for clause in agreement.in_order() for text in agreement.readings(clause)]
        assert all(text.startswith("would have ") and "{" not in text for text in told)
        assert len(told) > 15


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=59), "at once"),
        (timedelta(minutes=1), "1 min later"),
        (timedelta(minutes=89), "89 min later"),
        (timedelta(minutes=-95), "2 h earlier"),
        (timedelta(hours=35), "35 h later"),
        (timedelta(hours=36), "2 days later"),
        (timedelta(days=-4), "4 days earlier"),
    ],
)
def test_spans_are_said_in_one_unit(span: timedelta, said: str):
    assert later(span) == said


class TestSwitchingOn:
    def test_just_these_are_on_and_all_others_in_shadow(self):
        chosen = dict(switches(switching_on({"CLO-6", "SEV-7"})))
        everything = {c for members in CHAPTERS.values() for c in members if c not in FIXED}
        assert chosen == dict.fromkeys(everything - {"CLO-6", "SEV-7"}, Switch.SHADOW)

    def test_what_is_off_stays_off(self):
        assert dict(switches(switching_on({"CLO-6"}, {"CLO-3"})))["CLO-3"] is Switch.OFF

    def test_as_short_as_can_be(self):
        assert switching_on({"EXC-1", "EXC-2"})["EXC"] is Switch.SHADOW
        assert {name for name in switching_on({"EXC-1"}) if name.startswith("EXC")} == {"EXC", "EXC-1"}
        whole = switching_on({f"EXC-{number}" for number in range(1, 8)})
        assert not [name for name in whole if name.startswith("EXC")]


def test_a_change_of_ours_under_a_clause_that_is_on_already_is_no_agreement_of_people():
    case = history()
    change = Change("9", case.instant("09:01"), OWN, Field.PRIORITY, None, "High", "High")
    case.case = replace(case.case, changes=(change,), fields={**case.case.fields, Field.PRIORITY: "High"})
    assert summed(judged(case, "09:10")).agreed == ()
