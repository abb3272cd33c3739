"""The kinds of acts in words, and what became of all acts of one kind in a sentence."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.histories import ANN
from workflows.actions import Action, Email, Move, Note, Passed, SetField, SetLabel, Tell
from workflows.contrary import Kind
from workflows.counterpart import FELL_AWAY, IN_TIME, Compared, Found, Outcome
from workflows.doings import Doing, Tally, against, counted, doing_of, later, sentence
from workflows.rehearsal import Rehearsed
from workflows.terms import Field, Severity, Status

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def move(to: Status, clause: str = "CLO-6") -> Move:
    return Move("x", clause, "…", to, AT)


def set_(field: Field, value: str | None, before: str | None = None, clause: str = "SEV-2") -> SetField:
    return SetField("x", clause, "…", field, value, before)


def note(text: str, id_: str = "x") -> Note:
    return Note(id_, "SLO-10", "…", text)


PUT_BACK = "put Severity back in {}, which nobody had approved"


@pytest.mark.parametrize(
    ("action", "doing"),
    [
        (move(Status.CLOSED), Doing(0, "closed {}", "closed {}", "still open")),
        (move(Status.SOLUTION), Doing(0, "moved {} to Solution Provided", "moved {}")),
        (move(Status.IN_PROGRESS), Doing(0, "moved {} to In Progress", "moved {}")),
        (move(Status.IN_PROGRESS, "CLO-5"), Doing(0, "reopened {}", "reopened {}")),
        (Tell("x", "CLO-3", "…", "follow_up"), Doing(1, "followed up on {}")),
        (
            set_(Field.SEVERITY, "Major", Severity.CRITICAL, "SEV-3"),
            Doing(2, PUT_BACK, left="Critical without approval"),
        ),
        (set_(Field.SEVERITY, "Major", Severity.CRITICAL, "SEV-2"), Doing(2, "set Severity of {}")),
        (set_(Field.SEVERITY, "Critical", Severity.MAJOR, "SEV-3"), Doing(2, "set Severity of {}")),
        (set_(Field.TIER, "Major", Severity.CRITICAL, "SEV-3"), Doing(2, "set Support Tier of {}")),
        (set_(Field.SEVERITY, None), Doing(2, "emptied Severity of {}")),
        (set_(Field.ASSIGNEE, ANN), Doing(2, "assigned {}", "did so with {}")),
        (set_(Field.ASSIGNEE, None), Doing(2, "taken {} off the assignee", "did so with {}")),
        (set_(Field.SLA_STATE, "Met"), Doing(7, "kept the dues and SLA State of {}")),
        (set_(Field.RESPONSE_DUE, None), Doing(7, "kept the dues and SLA State of {}")),
        (SetLabel("x", "OPN-7", "…", "vip", True), Doing(3, "put vip on {}")),
        (SetLabel("x", "OPN-7", "…", "vip", False), Doing(3, "taken vip off {}")),
        (Tell("x", "SLO-2", "…", "hello"), Doing(4, "written to the customer of {}", "wrote in {}")),
        (Email("x", "CLO-3", "…", "follow_up"), Doing(5, "emailed the customer of {}")),
        (
            note("breach", "SLO-10 respond breach"),
            Doing(6, "noted a breach of the respond target in {}", is_breach=True),
        ),
        (note("missed", "SLO-5 missed 1"), Doing(6, "noted a breach of the communicate target in {}", is_breach=True)),
        (note("warning", "SLO-10 respond 50 %"), Doing(6, "warned of a target in {}")),
        (note("approval_asked"), Doing(6, "asked the managers about {}")),
        (note("anything"), Doing(6, "left an internal note on {}")),
        (Passed("x", "SLO-10", "…"), Doing(6, "left an internal note on {}")),
    ],
)
def test_each_act_is_of_a_kind(action: Action, doing: Doing):
    assert doing_of(action) == doing


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(), "at once"),
        (timedelta(seconds=59), "at once"),
        (timedelta(minutes=1), "1 min later"),
        (-timedelta(minutes=1), "1 min earlier"),
        (timedelta(minutes=89), "89 min later"),
        (timedelta(minutes=90), "2 h later"),
        (timedelta(hours=35), "35 h later"),
        (-timedelta(hours=36), "2 days earlier"),
        (timedelta(days=4), "4 days later"),
    ],
)
def test_how_much_later_is_told_in_one_unit(span: timedelta, words: str):
    assert later(span) == words


def compared(outcome: Outcome, later: timedelta | None = None, what: str = "") -> Compared:
    found = Found(outcome, AT + later if later is not None else None, ANN, what)
    return Compared(Rehearsed(AT, note("breach")), found)


def tallied(*acts: Compared, cases: int | None = None) -> Tally:
    tally = Tally()
    for act in acts:
        tally.add(act)
    tally.cases = len(acts) if cases is None else cases
    return tally


class TestTheTally:
    def test_acts_are_counted_by_what_people_did(self):
        tally = tallied(compared(Outcome.SAME, HOUR), compared(Outcome.SAME, 3 * HOUR), compared(Outcome.NOT))
        assert (tally.acts, tally.outcomes) == (3, Counter({Outcome.SAME: 2, Outcome.NOT: 1}))
        assert (tally.spans, tally.later) == (4 * HOUR, 2 * HOUR)
        assert (tally.met, tally.lapsed) == (0, 0)

    def test_how_late_what_was_done_otherwise_came_is_nothing_to_average(self):
        tally = tallied(compared(Outcome.OTHERWISE, HOUR), compared(Outcome.CAREFLOW, HOUR))
        assert (tally.spans, tally.later) == (timedelta(), None)

    def test_of_breaches_those_that_were_met_and_those_whose_target_fell_away(self):
        tally = tallied(LAPSED, MET, compared(Outcome.COUNTED, 4 * HOUR), UNMET, LAPSED)
        assert (tally.met, tally.lapsed, tally.in_time, tally.later) == (2, 2, 0, 3 * HOUR)
        assert tallied(IN_TIME_AFTER_ALL, UNMET, IN_TIME_AFTER_ALL).in_time == 2


CLOSED = Doing(0, "closed {}", "closed {}", "still open")
MOVED = Doing(0, "moved {}", "moved {}")
NOTED = Doing(6, "noted {}", is_breach=True)
SAME = compared(Outcome.SAME, 20 * HOUR / 60)
NOT, OTHERWISE, OURS = compared(Outcome.NOT), compared(Outcome.OTHERWISE, HOUR), compared(Outcome.CAREFLOW, HOUR)
MET, UNMET = compared(Outcome.COUNTED, 2 * HOUR), compared(Outcome.COUNTED)
LAPSED = compared(Outcome.COUNTED, what=FELL_AWAY)
IN_TIME_AFTER_ALL = compared(Outcome.COUNTED, what=IN_TIME)


@pytest.mark.parametrize(
    ("doing", "tally", "said"),
    [
        (MOVED, tallied(SAME), "moved 1 case; people did so too, 20 min later"),
        (MOVED, tallied(SAME, SAME), "moved 2 cases; people moved all of them, 20 min later on average"),
        (MOVED, tallied(SAME, NOT), "moved 2 cases; people moved 1 of them, 20 min later; people left 1 so"),
        (
            MOVED,
            tallied(SAME, SAME, cases=1),
            "moved 1 case (2 times); people moved all of them, 20 min later on average",
        ),
        (MOVED, tallied(NOT), "moved 1 case; people did not, so far"),
        (MOVED, tallied(OTHERWISE), "moved 1 case; people did otherwise"),
        (MOVED, tallied(OTHERWISE, NOT), "moved 2 cases; people did otherwise in 1; people left 1 so"),
        (MOVED, tallied(OURS), "moved 1 case; careflow really did in 1"),
        (MOVED, tallied(UNMET), "moved 1 case"),
        (CLOSED, tallied(NOT), "closed 1 case; 1 is still open"),
        (CLOSED, tallied(NOT, NOT), "closed 2 cases; 2 are still open"),
        (NOTED, tallied(MET), "noted 1 case; met afterwards in 1, 2 h later"),
        (
            NOTED,
            tallied(MET, MET, UNMET),
            "noted 3 cases; met afterwards in 2, 2 h later on average; not met so far in 1",
        ),
        (NOTED, tallied(MET, LAPSED), "noted 2 cases; met afterwards in 1, 2 h later; the target fell away in 1"),
        (NOTED, tallied(UNMET), "noted 1 case; not met so far in 1"),
        (NOTED, tallied(LAPSED), "noted 1 case; the target fell away in 1"),
        (NOTED, tallied(IN_TIME_AFTER_ALL), "noted 1 case; met in time in 1, as was put down later"),
    ],
)
def test_what_became_of_all_acts_of_a_kind(doing, tally, said):
    assert sentence(doing, tally) == f"would have {said}"


def test_numbers_have_their_noun():
    assert [counted(number, "case") for number in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]
    assert against(Kind.EARLY, 1) == "against it, people closed 1 case too early"
    assert against(Kind.UNSOLVED, 3) == "against it, people closed 3 cases without a solution"
