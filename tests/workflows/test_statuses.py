"""CLO: how the timeline tells of each status: since when, by which clause, on what evidence, by whom."""

from __future__ import annotations

from dataclasses import replace

from tests.histories import ANN, CLARA, OWN, History, history, texts
from workflows.case import FixVersion
from workflows.explain import as_json
from workflows.record import Witness
from workflows.terms import Field, Severity, Status

WORDS = tuple(f"{status}" for status in Status)


def told(case: History, when: str) -> list[tuple[str, str, str, str]]:
    events = as_json(case.decide(when))["timeline"]
    return [(e["what"], e["clause"], e["evidence"], e["by"]) for e in events if e["what"].startswith(WORDS)]


def test_a_move_by_hand_is_its_movers_and_one_that_a_comment_asks_for_is_its_authors():
    case = history().works("09:05").waits("09:10").customer("09:20", "Here it is.")
    assert told(case, "09:21") == [
        ("In Progress", "SLO-2", "h10001/Status", "Ann Agent"),
        ("Waiting for Customer", "SLO-4", "h10002/Status", "Ann Agent"),
        ("In Progress: the customer commented", "CLO-6", "c10003", "Clara Customer"),
    ]


def test_a_case_was_opened_by_its_reporter_if_it_has_one():
    case = history()
    assert case.decide("09:01").statuses[0].by == CLARA
    case.case = replace(case.case, reporter=None)
    assert case.decide("09:01").statuses[0].by == ""


def test_a_case_that_nobody_has_moved_was_opened_in_the_status_that_it_is_in():
    assert history(status=Status.WAITING).decide("09:01").status is Status.WAITING


def test_a_word_in_the_moment_in_which_a_release_is_seen_answers_it():
    case = history().works("09:05").customer("10:00", "It still fails.").releases("Enterprise One 2026.3")
    assert case.decide("10:00").status is Status.IN_PROGRESS


def test_what_a_release_moves_nobody_has_moved():
    case = history().works("09:05").releases("Enterprise One 2026.3")
    assert told(case, "10:00")[-1][1::2] == ("CLO-1", "")


def test_what_is_asked_for_in_the_moment_of_the_closing_is_asked_of_a_closed_case():
    case = history(severity="Minor").moves(ANN, "09:20", Status.CLOSED).comments(ANN, "09:20", "/severity Major")
    assert case.decide("09:21").severity is Severity.MINOR


def test_a_change_from_before_the_opening_as_an_imported_issue_has_it_finds_the_case_as_it_was_opened():
    case = history(severity="Minor").edits(ANN, "08:00", Field.SEVERITY, "Major")
    assert case.decide("09:01").severity is Severity.MAJOR


class TestWhatOurHandDidWithoutATrace:
    """Its cause has been deleted, and the record with it: what our account did is what is left."""

    def test_a_closing_was_for_want_of_a_response(self):
        case = history().solves("10:00").moves(OWN, "2026-03-16 18:00", Status.CLOSED)
        assert told(case, "19:00")[-1] == (
            "Closed: no response from the customer",
            "CLO-3",
            "h10002/Status",
            "careflow",
        )

    def test_any_other_move_has_no_cause_and_the_clause_of_a_move_by_hand(self):
        case = history().waits("10:00").moves(OWN, "11:00", Status.IN_PROGRESS)
        assert told(case, "12:00")[-1] == ("In Progress", "SLO-2", "h10002/Status", "careflow")


class TestMovedForAReleaseAndKilledBeforeThatWasPutDown:
    def test_of_a_reopened_case_the_move_is_known_for_what_it_was(self):
        case = history().solves("10:00").moves(CLARA, "10:30", Status.CLOSED).customer("11:00", "It is back.")
        case.releases("Enterprise One 2026.3").moves(OWN, "12:00", Status.SOLUTION)
        decision = case.decide("12:01")
        assert texts(decision, "comment") == ["CLO-1 released 10100"]
        assert decision.statuses[-1].since == case.instant("12:00")

    def test_a_release_that_was_put_down_later_did_not_move_it(self):
        case = history().works("09:05").moves(OWN, "10:00", Status.SOLUTION).customer("11:00", "It still fails.")
        seen = {FixVersion("10100", "").evidence: Witness(case.instant("12:00"), "", "nobody", "released")}
        case.releases("Enterprise One 2026.3")
        case.case = replace(case.case, record=replace(case.case.record, witnessed=seen))
        assert case.decide("12:01").status is Status.SOLUTION
        assert case.decide("12:01").statuses[-1].since == case.instant("12:00")


def test_a_move_back_and_forth_by_hand_is_three_stretches():
    case = history().works("09:05").waits("09:10").works("09:20").moves(ANN, "09:30", Status.WAITING)
    assert [what for what, *_ in told(case, "09:31")] == [
        "In Progress",
        "Waiting for Customer",
        "In Progress",
        "Waiting for Customer",
    ]
