"""Two decisions on one history: which verdicts flip, which dues move, what stands and what is done otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.histories import ANN, CLARA, History, history
from workflows.case import Person
from workflows.decide import decide
from workflows.policy import Policy, Target, _targets
from workflows.rehearsal import rehearse
from workflows.switches import Switch
from workflows.terms import ClockName, Field, Severity, Status, Table
from workflows.trial import CaseTrial, ClockChange, Doings, Standing, Verdict, customer_of, doings_of, tried, verdict_of

MINUTE = timedelta(minutes=1)


def answering_in(minutes: int) -> Policy:
    """As POLICY.md has it, but for what Major is answered in."""
    targets = _targets()
    targets[Table.PLANVIEW][Severity.MAJOR][ClockName.RESPOND] = Target(minutes * MINUTE)
    return Policy(version=f"{minutes} min", targets=targets)


def trial(case: History, when: str, candidate: Policy) -> CaseTrial:
    at = case.instant(when)
    return tried(decide(case.case, case.policy, at), decide(case.case, candidate, at))


class TestVerdicts:
    @pytest.mark.parametrize(
        ("answered", "before", "after"),
        [
            ("09:45", Verdict.MET, Verdict.MET),
            ("09:45:01", Verdict.MET, Verdict.BREACHED),
            ("10:00:01", Verdict.BREACHED, Verdict.BREACHED),
            ("12:00", Verdict.BREACHED, Verdict.BREACHED),
        ],
    )
    def test_a_clock_is_met_in_time_or_breached_for_good(self, answered, before, after):
        found = trial(history().agent(answered), "12:00", answering_in(45))
        assert found.verdicts[0] == (ClockName.RESPOND, before, after)
        assert [change.name for change in found.flips] == ([ClockName.RESPOND] if before is not after else [])

    def test_one_that_runs_is_open_and_one_without_a_target_has_none(self):
        decision = history().decide("09:30")
        assert [verdict_of(clock) for clock in decision.clocks[:3]] == [Verdict.OPEN] * 3
        assert [verdict_of(clock) for clock in decision.clocks[3:]] == [Verdict.NONE] * 2

    def test_communicate_is_breached_once_a_period_was_missed(self):
        case = history(severity="Critical", tier="Elite").agent("09:10")
        for when, verdict in (("15:10", Verdict.OPEN), ("15:10:01", Verdict.BREACHED)):
            assert verdict_of(case.clock("communicate", when)) is verdict


class TestWhatMoves:
    def test_a_due_that_moves_is_told_and_flips_nothing(self):
        case = history()
        found = trial(case, "09:30", answering_in(45))
        due = case.instant("10:00")
        change = ClockChange(ClockName.RESPOND, "SLO-2", Verdict.OPEN, Verdict.OPEN, due, due - 15 * MINUTE)
        assert found.clocks == (change,)
        assert (found.flips, found.differs) == ((), True)

    def test_beyond_which_target_it_is_and_by_how_much(self):
        stricter = trial(history().agent("09:52"), "12:00", answering_in(45)).flips
        assert [change.over for change in stricter] == [7 * MINUTE]
        milder = trial(history(policy=answering_in(45)).agent("09:52"), "12:00", answering_in(60)).flips
        assert [(change.after, change.over) for change in milder] == [(Verdict.MET, 7 * MINUTE)]
        taken_away = Policy(case_types={"": None, "Defect": None})
        at_the_end = trial(history(case_type="Defect").agent("10:00"), "12:00", taken_away).flips
        assert [change.over for change in at_the_end if change.name is ClockName.RESPOND] == [None]

    def test_a_verdict_flips_although_there_is_no_due_by_either(self):
        taken_away = Policy(case_types={"Defect": None})
        found = trial(history(case_type="Defect").agent("09:10").waits("09:20"), "10:00", taken_away)
        resolve = next(change for change in found.flips if change.name is ClockName.RESOLVE)
        assert (resolve.before, resolve.after) == (Verdict.OPEN, Verdict.NONE)
        assert (resolve.due_before, resolve.due_after) == (None, None)

    def test_nothing_that_is_the_same_is_told(self):
        found = trial(history(), "09:30", Policy())
        assert (found.clocks, found.standing, found.doings, found.differs) == ((), (), Doings(), False)

    def test_severity_status_and_review_in_force(self):
        case = history(severity="Minor").customer("09:10", "/severity Critical").agent("09:20", "/solution")
        without = Policy(switches={"SEV-3": Switch.OFF, "CLO-1": Switch.OFF})
        assert trial(case, "09:30", without).standing == (
            Standing("severity", "Minor", "Critical"),
            Standing("status", "Solution Provided", "New"),
            Standing("approval", "pending", "none"),
        )

    def test_it_says_of_which_case_as_of_when(self):
        case = history(instance="acme")
        found = trial(case, "09:30", Policy())
        told = (found.key, found.title, found.customer, found.severity, found.at)
        assert told == ("CARE-1", "The board does not load", "acme", Severity.MAJOR, case.instant("09:30"))


@pytest.mark.parametrize(
    ("instance", "name", "customer"),
    [("acme", "Clara", "acme"), ("", "Clara", "Clara"), ("", "", CLARA)],
)
def test_whose_case_it_is(instance, name, customer):
    case = replace(history(instance=instance).case, people={CLARA: Person(CLARA, name)})
    assert customer_of(case) == customer


class TestDoings:
    def doings(self, case: History, until: str, candidate: Policy) -> Doings:
        at = case.instant(until)
        return doings_of(rehearse(case.case, case.policy, at), rehearse(case.case, candidate, at))

    def told(self, doings: Doings, part: str) -> tuple[list[str], list[str], list[str]]:
        no_more, new = ([act.action.id for act in acts] for acts in (doings.no_more, doings.new))
        moved = [act.action.id for act, _ in doings.moved]
        no_more, new, moved = ([id_ for id_ in ids if part in id_] for ids in (no_more, new, moved))
        return no_more, new, moved

    def test_by_the_same_policy_the_same_is_done(self):
        doings = self.doings(history(), "12:00", Policy())
        assert (doings, bool(doings)) == (Doings(), False)

    def test_what_only_one_of_them_does_and_what_is_done_at_another_time(self):
        doings = self.doings(history().agent("09:52"), "12:00", answering_in(45))
        no_more, new, moved = self.told(doings, "SLO-10 respond")
        assert no_more == []
        assert [id_ for id_ in new if "breach" in id_] == new != []
        assert moved != []
        assert all(after.at < before.at for before, after in doings.moved if "respond" in before.action.id)
        back = doings_of(
            rehearse(history().agent("09:52").case, answering_in(45), history().instant("12:00")),
            rehearse(history().agent("09:52").case, Policy(), history().instant("12:00")),
        )
        assert self.told(back, "SLO-10 respond") == (new, [], moved)

    def test_any_of_it_is_something(self):
        (act, *_) = rehearse(history().case, Policy(), history().instant("12:00")).seen
        for doings in (Doings(no_more=(act,)), Doings(new=(act,)), Doings(moved=((act, act),))):
            assert doings
            decision = history().decide("09:30")
            found = tried(decision, decision, doings)
            assert (found.doings, found.differs) == (doings, True)

    def test_what_is_done_again_and_again_is_told_apart_by_its_number(self):
        case = history(severity="Minor").edits(ANN, "10:00", Field.SEVERITY, "Major")
        case.edits(ANN, "11:00", Field.SEVERITY, "Minor").edits(ANN, "12:00", Field.SEVERITY, "Major")
        off = Policy(switches={"SEV-7": Switch.OFF})
        no_more, _, _ = self.told(self.doings(case, "13:00", off), "SEV-7 Priority = High")
        assert no_more == ["SEV-7 Priority = High"] * 2
        assert case.case.status is Status.NEW
