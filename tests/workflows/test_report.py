"""The report adds up what ``explain`` says of each case, and nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plugin.report.figures import BANDS, percent, share_of_time, spread
from tests.generated import decisions, zone_of
from tests.histories import ANN, CLARA, MAX, History, history
from workflows.compliance import DIMENSIONS, Entry, Outcome, Tally, entries_of, tallied
from workflows.explain import as_json
from workflows.period import Period, month
from workflows.policy import Policy
from workflows.report import Report, report
from workflows.summary import Summary, summary_of
from workflows.terms import ClockName, Field, Status

MARCH = month("2026-03")


def reported(*cases: History, period: Period = MARCH, at: str | None = None) -> Report:
    """The cases as they stood at the end of the period, or at a moment before."""

    def end(case: History) -> datetime:
        return case.instant(at) if at else period.end(zone_of(case.case.text(Field.REGION)))

    return report([summary_of(case.decide(end(case))) for case in cases], period, zone_of)


def entry(case: History, clock: str, **how: Any) -> Entry:
    return next(e for e in reported(case, **how).entries if e.clock.name == clock)


def test_the_totals_are_those_of_an_independent_recomputation_over_5000_generated_cases():
    period = Period(date(2026, 9, 1), date(2026, 10, 31))
    cases = list(decisions(5000, period))
    made = report([summary_of(decision) for decision in cases], period, zone_of)
    # From what explain says, in a few lines of their own:
    counted: Counter[tuple[str, ...]] = Counter()
    for told in map(as_json, cases):
        fields = told["case"]["fields"]
        zone = ZoneInfo({"EMEA": "Europe/Stockholm"}.get(fields["Support Region"], "America/Chicago"))
        for clock in told["clocks"]:
            late = clock["first_missed_at" if clock["name"] == "communicate" else "breached_at"]
            decided = late or clock["met_at"]
            local = datetime.fromisoformat(decided).astimezone(zone).isoformat() if decided else ""
            if clock["state"] != "none" and "2026-09-01" <= local[:10] <= "2026-10-31":
                of = (clock["severity"], fields.get("Product", "no product"), fields["Support Tier"], local[:7])
                counted[(clock["name"], *of, "breached" if late else "met")] += 1
    cells = tallied((e for e in made.entries if e.decided), *DIMENSIONS)
    found = {
        (*cell, what): len(of) for cell, t in cells.items() for what, of in (("met", t.met), ("breached", t.breached))
    }
    assert {cell: number for cell, number in found.items() if number} == dict(counted)
    assert sum(counted.values()) > 4000
    assert {outcome for *_, outcome in counted} == {"met", "breached"}
    assert len(cases) == 5000
    every = Counter(e.clock.name for e in made.entries)
    assert every == dict.fromkeys(ClockName, len(made.cases)), "the outcomes of a clock add up to the number of cases"


def test_a_clock_counts_in_the_month_in_which_it_was_decided_by_the_days_of_the_cases_region():
    stockholm = history("2026-02-28 23:00", severity="Critical", tier="Elite").agent("23:10")
    assert entry(stockholm, "respond").outcome is Outcome.BEFORE
    chicago = history("2026-03-01 06:00", severity="Critical", tier="Elite", region="Americas/APAC").agent("06:10")
    assert entry(chicago, "respond").outcome is Outcome.BEFORE, "there it was still February"
    assert entry(chicago, "respond", period=month("2026-02")).month == "2026-02"


def test_a_clock_that_is_met_late_counts_as_breached_at_its_deadline():
    case = history("2026-03-02 09:00").agent("11:30")
    found = entry(case, "respond")
    assert (found.outcome, found.decided_at) == (Outcome.BREACHED, case.instant("10:00"))
    assert found.late_by == timedelta(minutes=90)
    assert found.used == 2.5


def test_what_is_not_decided_counts_apart_and_does_not_lower_compliance():
    met = history("2026-03-02 09:00").agent("09:30")
    waiting = history("2026-03-31 17:30")
    made = reported(met, waiting)
    tally = tallied(made.entries, "clock")[("respond",)]
    assert (len(tally.met), len(tally.breached), len(tally.of(Outcome.RUNNING))) == (1, 0, 1)
    assert tally.compliance == 1.0
    case = history("2026-03-30 09:00").agent("09:10").waits("09:20")
    assert entry(case, "resolve").outcome is Outcome.PAUSED
    assert entry(case, "root_cause").outcome is Outcome.NO_TARGET


def test_communicate_is_breached_from_the_first_missed_period_on_although_its_clock_runs_again():
    case = history("2026-03-02 09:00", severity="Critical", tier="Elite").agent("09:10").agent("23:00")
    found = entry(case, "communicate", at="2026-03-03 00:00")
    assert found.clock.state == "running"
    assert (found.outcome, found.clock.missed) == (Outcome.BREACHED, 2)
    assert found.decided_at == case.instant("2026-03-02 15:10")
    assert found.late_by is None
    in_time = history("2026-03-02 09:00", severity="Critical", tier="Elite").agent("09:10").solves("12:00")
    assert entry(in_time, "communicate").outcome is Outcome.MET


def test_a_reopened_case_counts_once_by_its_last_verdict():
    case = history("2026-03-02 09:00").agent("09:10").solves("12:00")
    case.customer("2026-03-03 09:00", "It still fails.").solves("10:00")
    made = reported(case)
    (resolve,) = [e for e in made.entries if e.clock.name == "resolve"]
    assert (resolve.outcome, resolve.decided_at) == (Outcome.MET, case.instant("10:00"))
    assert (len(made.solutions), len(made.reopened), made.reopen_rate) == (2, 1, 0.5)
    assert made.solutions[0].reopened_at == case.instant("2026-03-03 09:00")


def test_the_report_of_a_month_that_is_over_is_not_changed_by_what_happens_later():
    case = history("2026-03-02 09:00").agent("09:10").solves("12:00")
    before = reported(case)
    case.customer("2026-04-03 09:00", "It still fails.").moves(ANN, "10:00", Status.CLOSED)
    assert reported(case) == before


def test_the_severity_is_the_one_whose_target_counted():
    case = history("2026-03-02 09:00", severity="Minor").agent("09:10").edits(ANN, "10:00", Field.SEVERITY, "Major")
    assert entry(case, "respond").severity == "Minor"
    assert entry(case, "restore").severity == "Major"


def test_reviews_follow_ups_and_closings_are_those_of_the_period():
    case = history("2026-03-02 09:00", severity="Critical").manager("09:20", "/approve").solves("10:00")
    case.runs("2026-03-20 12:00")
    asked = history("2026-03-05 09:00", severity="Critical")
    by_hand = history("2026-03-02 09:00", severity="Minor").solves("10:00").moves(CLARA, "11:00", Status.CLOSED)
    made = reported(case, asked, by_hand)
    assert [(r.story.state, r.took) for r in made.reviews] == [("approved", timedelta(minutes=20)), ("pending", None)]
    assert made.median_review == timedelta(minutes=20)
    assert [f.number for f in made.follow_ups] == [1, 2]
    assert [c.closed_under for c in made.closed] == ["CLO-3", ""]
    april = reported(case, asked, by_hand, period=month("2026-04"))
    assert (april.reviews, april.follow_ups, april.closed, april.opened) == ((), (), (), ())


def test_a_root_cause_report_is_due_until_it_is_written_also_after_the_closing():
    case = history(severity="Critical", system_wide="Yes", defect_origin="Not Planview software", tier="Elite")
    case.agent("09:10").solves("12:00").moves(MAX, "13:00", Status.CLOSED)
    (owed,) = reported(case).root_causes
    assert owed.outcome is Outcome.BREACHED
    assert reported(case, at="2026-03-10 09:00").root_causes[0].outcome is Outcome.RUNNING
    case.edits(ANN, "2026-03-10 09:00", Field.ROOT_CAUSE, "A full disk")
    assert reported(case).root_causes == ()


def summary(key: str, case: History, when: str) -> Summary:
    return replace(summary_of(case.decide(when)), key=key)


def test_breaches_are_in_the_order_in_which_they_came():
    early, late = history("2026-03-02 09:00").agent("10:30"), history("2026-03-02 09:30").agent("09:40")
    made = report([summary("CARE-9", late, "14:00"), summary("CARE-10", early, "14:00")], MARCH, zone_of)
    assert [(breach.case.key, breach.clock.name) for breach in made.breaches] == [
        ("CARE-10", "respond"),
        ("CARE-10", "restore"),
        ("CARE-9", "restore"),
    ]


def test_the_median_is_of_reviews_that_were_decided():
    asked = history("2026-03-02 09:00").customer("09:10", "/severity Critical")
    approved = history("2026-03-02 09:00", severity="Critical").manager("09:20", "/approve")
    rejected = history("2026-03-02 09:00", severity="Critical").manager("10:00", "/reject")
    withdrawn = history("2026-03-02 09:00", severity="Critical").moves(CLARA, "16:00", Status.CLOSED)
    made = reported(asked, approved, rejected, withdrawn, at="2026-03-02 17:00")
    assert [review.story.state for review in made.reviews] == ["pending", "approved", "rejected", "withdrawn"]
    assert made.median_review == timedelta(minutes=40)


def test_it_says_which_cases_were_opened_in_the_period_by_the_days_of_their_region():
    chicago = history("2026-03-31 23:00", region="Americas/APAC", zone="America/Chicago")
    assert [case.key for case in reported(chicago).opened] == ["CARE-1"]
    assert reported(chicago, period=month("2026-04")).opened == ()


def test_cases_and_those_that_could_not_be_read_are_in_the_order_of_their_keys():
    keys = ["CARE-1", "CARE-draft", "CARE-10", "CARE-9", "A-CARE-10", "A-CARE-9"]
    made = report([summary(key, history(), "10:00") for key in keys], MARCH, zone_of, unread=keys)
    ordered = ["A-CARE-9", "A-CARE-10", "CARE-draft", "CARE-1", "CARE-9", "CARE-10"]
    assert [case.key for case in made.cases] == ordered
    assert list(made.unread) == ordered


def test_it_is_complete_unless_it_was_broken_off():
    assert report([], MARCH, zone_of).complete
    assert not report([], MARCH, zone_of, complete=False).complete


def test_a_solution_was_reopened_by_what_came_after_it():
    case = summary("CARE-1", history("2026-03-02 09:00").agent("09:10").solves("12:00"), "13:00")
    for again, reopened in ((case.solved[0], 0), (case.solved[0] + timedelta.resolution, 1)):
        assert len(report([replace(case, reopened=(again,))], MARCH, zone_of).reopened) == reopened


def test_without_cases_there_is_nothing_to_divide_by():
    made = reported()
    assert (made.until, made.reopen_rate, made.median_review, made.breaches) == (None, None, None, ())
    assert Tally().compliance is None


@pytest.mark.parametrize(
    ("part", "text"), [(1.0, "100.0 %"), (0.9999, "99.9 %"), (0.29, "29.0 %"), (0, "0.0 %"), (None, "–")]
)
def test_a_percentage_is_rounded_down_so_that_100_says_that_nothing_falls_short(part: float | None, text: str):
    assert percent(part) == text


def test_the_bands_of_the_distribution_hold_every_clock_that_was_decided_and_the_target_is_a_bound():
    on_time = history("2026-03-02 09:00").agent("10:00")
    late = history("2026-03-02 09:00").agent("10:01")
    never = history("2026-03-02 09:00")
    entries = [e for e in reported(on_time, late, never).entries if e.clock.name == "respond"]
    bands = {name: len(found) for name, found in spread(entries).items() if found}
    assert bands == {"75 to 100 %": 1, "100 to 125 %": 1, "not met yet": 1}
    assert [upto for _, upto, _ in BANDS] == sorted(upto for _, upto, _ in BANDS)
    assert share_of_time(entries, 0.5) == timedelta(hours=1)
    assert share_of_time(entries, 0.9) == timedelta(hours=1, minutes=1)
    assert share_of_time([], 0.5) is None


def test_entries_are_one_for_each_clock_of_each_case():
    case = summary_of(history(policy=Policy()).decide("10:00"))
    twin = replace(case, key="CARE-2")
    assert len(list(entries_of([case, twin], MARCH, zone_of))) == 10


def test_a_case_counts_that_was_open_at_any_time_in_the_period_or_owes_a_report():
    case = (
        history("2026-03-02 09:00", severity="Minor").agent("09:10").solves("10:00").moves(ANN, "11:00", Status.CLOSED)
    )
    assert len(reported(case).cases) == 1
    april = month("2026-04")
    assert reported(case, period=april).cases == ()
    owing = history("2026-03-25 09:00", severity="Critical", system_wide="Yes", defect_origin="Not Planview software")
    owing.agent("09:10").solves("10:00").moves(ANN, "11:00", Status.CLOSED)
    assert [e.month for e in reported(owing, period=april).root_causes] == ["2026-04"]
    assert [e.outcome for e in reported(owing, period=month("2026-05")).root_causes] == [Outcome.BEFORE]
    owing.edits(ANN, "2026-05-04 09:00", Field.ROOT_CAUSE, "A full disk")
    assert len(reported(owing, period=month("2026-05")).cases) == 1
    assert reported(owing, period=month("2026-06")).cases == ()
