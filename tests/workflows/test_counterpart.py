"""What people did where careflow would have acted, at the boundaries; the rest is told in ``test_agreement.py``."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.histories import ANN, BOB, CLARA, OWN, History, history
from workflows.actions import Action, Note, Tell, reference
from workflows.case import Labelling
from workflows.counterpart import Compared, Found, Outcome, breached_clock, compared
from workflows.decision import ClockState
from workflows.policy import Policy
from workflows.rehearsal import Rehearsed, rehearse
from workflows.switches import Switch
from workflows.terms import Field, Status

MOMENT = timedelta.resolution
HALF = "SLO-10 respond 50 % · Major"


def act(case: History, until: str, part: str) -> Compared:
    """The first act with ``part`` in its id."""
    acts = compared(case.case, rehearse(case.case, case.policy, case.instant(until)), case.policy)
    return next(found for found in acts if part in found.act.action.id)


@pytest.mark.parametrize(
    ("action", "clock"),
    [
        (Note("SLO-10 respond breach · Major", "SLO-10", "…", "warning"), "respond"),
        (Note("SLO-10 respond breach", "SLO-10", "…", "warning"), "respond"),
        (Note("SLO-10 respond 50 % · Major", "SLO-10", "…", "warning"), None),
        (Note("SLO-5 missed 2026-03-02T08:00:00Z", "SLO-5", "…", "update_missed"), "communicate"),
        (Note("SLO-5 reminder 2026-03-02T08:00:00Z", "SLO-5", "…", "update_reminder"), None),
        (Note("SEV-3 asked", "SEV-3", "…", "approval_asked"), None),
        (Tell("SLO-10 respond breach", "SLO-10", "…", "warning"), None),
    ],
)
def test_notes_that_tell_of_a_breach(action: Action, clock: str | None):
    assert breached_clock(action) == clock


def test_what_our_account_has_noted_it_really_did():
    case = history()
    case.runs("09:40")
    found = act(case, "09:40", "respond 50 %")
    assert found.found == Found(Outcome.CAREFLOW, found.act.at, OWN, "did it")


def test_a_note_of_ours_is_known_by_its_last_line_however_long_it_is():
    case = history().comments(OWN, "09:31", "Half is over.\nLook at it.\n\n" + reference(HALF) + "\n", public=False)
    assert act(case, "09:40", "respond 50 %").found.outcome is Outcome.CAREFLOW


def test_an_act_that_nobody_would_see_is_none_of_those_that_are_compared():
    case = history()
    rehearsal = rehearse(case.case, case.policy, case.instant("09:40"))
    unknown = Rehearsed(rehearsal.until, Action("SLO-99 sung", "SLO-99", "…"))
    with pytest.raises(TypeError, match=r"no act that anybody would see: .*SLO-99 sung"):
        compared(case.case, replace(rehearsal, acts=(unknown,)), case.policy)


class TestAWord:
    @pytest.mark.parametrize(
        ("after", "outcome"),
        [
            (-MOMENT, Outcome.NOT),
            (timedelta(), Outcome.SAME),
            (timedelta(days=3) - MOMENT, Outcome.SAME),
            (timedelta(days=3), Outcome.NOT),
        ],
    )
    def test_it_counts_from_the_moment_itself_for_three_days(self, after, outcome):
        case = history("2026-03-02 09:00").edits(ANN, "10:00", Field.SCOPE, "Third party")
        case.agent(case.instant("10:00") + after)
        found = act(case, "2026-03-09 10:00", "EXC-7 told").found
        assert found.outcome is outcome
        told = "wrote to the customer" if outcome is Outcome.SAME else "wrote nothing to the customer within 3 days"
        assert found.what == told

    def test_a_word_in_the_moment_of_a_missed_update_is_what_came_after_it(self):
        case = history(severity="Critical", tier="Elite").agent("09:10").agent("15:10:01")
        found = act(case, "17:00", "SLO-5 missed")
        assert (found.found, found.later) == (
            Found(Outcome.COUNTED, case.instant("15:10:01"), ANN, "met it afterwards"),
            timedelta(),
        )

    def test_where_there_is_none_the_update_is_still_missing(self):
        case = history(severity="Critical", tier="Elite").agent("09:10")
        assert act(case, "17:00", "SLO-5 missed").found == Found(Outcome.COUNTED, what="have not met it so far")


def test_a_restoration_in_time_that_was_put_down_after_the_breach_was_noted_is_no_breach_that_goes_on():
    case = history().agent("09:10").edits(ANN, "11:30", Field.RESTORED, history().instant("10:50"))
    assert case.clock("restore", "12:00").state is ClockState.MET
    found = act(case, "12:00", "restore breach").found
    assert found == Found(Outcome.COUNTED, what="had met it in time, as was put down later")


def test_a_target_that_was_met_in_the_moment_in_which_its_breach_was_noted_was_met_afterwards():
    case = history().agent("10:00:01")
    found = act(case, "12:00", "respond breach")
    assert (found.found, found.later) == (
        Found(Outcome.COUNTED, case.instant("10:00:01"), what="met it afterwards"),
        timedelta(),
    )


class TestAttempts:
    def test_each_is_of_who_made_it(self):
        case = history().solves("10:00").agent("2026-03-03 10:00").comments(BOB, "2026-03-04 10:00")
        made_by = [act(case, "2026-04-01 10:00", f"follow-up {number}").found.by for number in (1, 2)]
        assert made_by == [ANN, BOB]

    def test_what_was_written_in_the_moment_of_the_answer_is_none(self):
        case = history().solves("10:00").customer("2026-03-09 10:00", "It still fails.").agent("2026-03-09 10:00")
        assert act(case, "2026-03-09 12:00", "follow-up 1").found.outcome is Outcome.NOT

    def test_what_was_said_in_the_moment_of_the_solution_is_no_answer_to_it(self):
        left_solved = Policy(switches={"CLO-4": Switch.OFF})
        case = history(policy=left_solved).solves("10:00").customer("10:00", "It still fails.")
        assert act(case.agent("2026-03-03 10:00"), "2026-03-20 10:00", "follow-up 1").found.outcome is Outcome.SAME

    def test_the_day_after_a_solution_begins_in_the_evening_of_another_zone(self):
        case = history("2026-03-02 16:00", region="Americas/APAC", zone="America/Chicago").solves("2026-03-02 19:00")
        case.agent("2026-03-03 10:00")
        assert act(case, "2026-03-20 10:00", "follow-up 1").found.outcome is Outcome.SAME

    def test_each_has_its_own_and_thanks_are_no_answer(self):
        case = history().solves("10:00").agent("2026-03-03 10:00", "Did it help?")
        case.customer("2026-03-04 10:00", "Thanks!").agent("2026-03-05 10:00", "Did it?")
        for number, when in ((1, "2026-03-03 10:00"), (2, "2026-03-05 10:00")):
            found = act(case, "2026-04-01 10:00", f"follow-up {number}").found
            assert found == Found(Outcome.SAME, case.instant(when), ANN, "wrote to the customer")

    def test_what_was_written_after_the_answer_is_none(self):
        case = history().solves("10:00").customer("2026-03-09 10:00", "It still fails.").agent("2026-03-09 11:00")
        found = act(case, "2026-03-09 12:00", "follow-up 1").found
        assert found == Found(Outcome.NOT, what="made 0 of 1 attempts to reach the customer")

    def test_which_day_it_is_the_region_says(self):
        for region, zone, outcome in (
            ("Americas/APAC", "America/Chicago", Outcome.NOT),
            ("EMEA", "Europe/Stockholm", Outcome.SAME),
        ):
            case = history("2026-03-02 16:00", region=region, zone=zone).solves("16:30")
            case.agent("2026-03-02 23:59" if outcome is Outcome.NOT else "2026-03-03 00:01")
            assert act(case, "2026-03-20 10:00", "follow-up 1").found.outcome is outcome


class TestAField:
    def test_our_account_had_it_so_already(self):
        case = history().waits("10:00").customer("11:00", "Here it is.").moves(OWN, "11:00", Status.IN_PROGRESS)
        found = act(case, "12:00", "to In Progress")
        assert found.found == Found(Outcome.CAREFLOW, found.act.at, OWN, "had Status so already")

    def test_that_our_account_alone_keeps_is_kept_by_no_people(self):
        other = history().instant("12:00")
        for case in (
            history().edits(OWN, "09:00", Field.RESPONSE_DUE, other),
            history().edits(ANN, "09:00", Field.TIER, "Elite").edits(OWN, "09:00", Field.RESPONSE_DUE, other),
        ):
            assert act(case, "10:00", "Response Due").found == Found(Outcome.COUNTED)

    def test_one_that_was_filled_in_at_the_opening_is_left_as_it_was(self):
        case = history(root_cause_due=history().instant("2026-03-20 09:00"))
        found = act(case, "10:00", "Root Cause Due = empty").found
        assert found == Found(Outcome.NOT, what="left Root Cause Due as it was")

    @pytest.mark.parametrize(
        ("due", "outcome"), [("10:00:59", Outcome.SAME), ("10:01", Outcome.OTHERWISE), ("09:59", Outcome.OTHERWISE)]
    )
    def test_a_due_is_the_same_within_the_minute(self, due, outcome):
        case = history().edits(ANN, "09:05", Field.RESPONSE_DUE, history().instant(due))
        assert act(case, "10:00", "Response Due").found.outcome is outcome

    def test_one_that_people_emptied(self):
        case = history().edits(CLARA, "09:10", Field.SEVERITY, "Critical").edits(ANN, "09:40", Field.SEVERITY, None)
        found = act(case, "10:00", "SEV-3 Severity").found
        assert found == Found(Outcome.OTHERWISE, case.instant("09:40"), ANN, "set Severity to nothing")


def test_a_label_that_was_on_at_the_opening_is_left_on():
    case = history(severity=None)
    case.case = replace(case.case, labels=frozenset({"needs-severity"}))
    case.edits(ANN, "09:30", Field.SEVERITY, "Minor")
    found = act(case, "10:00", "needs-severity off").found
    assert found == Found(Outcome.NOT, what="left needs-severity as it was")


def test_a_label_that_never_was_on_is_off_by_nobody():
    case = history(severity=None).edits(ANN, "09:30", Field.SEVERITY, "Minor")
    found = act(case, "10:00", "needs-severity off")
    assert found.found == Found(Outcome.SAME, found.act.at, "", "had needs-severity so already")


def test_a_label_that_people_took_off():
    case = history(severity=None).edits(ANN, "09:30", Field.SEVERITY, "Minor")
    labellings = (
        Labelling("1", case.instant("09:10"), ANN, "needs-severity", True),
        Labelling("2", case.instant("09:40"), ANN, "needs-severity", False),
    )
    case.case = replace(case.case, labellings=labellings)
    found = act(case, "10:00", "needs-severity off")
    assert found.found == Found(Outcome.SAME, case.instant("09:40"), ANN, "took needs-severity off")
    assert found.later == timedelta(minutes=10)
