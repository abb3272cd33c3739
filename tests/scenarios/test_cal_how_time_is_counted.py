"""CAL: how time is counted, on a case's clocks (Stockholm, Monday to Friday 08:00–18:00 unless told)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.histories import ANN, history, hours
from workflows.decision import ClockState
from workflows.policy import Hours, Policy, weekdays
from workflows.terms import Field

LUNCH = Policy(general_hours=Hours(dict.fromkeys(weekdays("08:00", "17:00"), (("08:00", "12:00"), ("13:00", "17:00")))))
NIGHT = Policy(general_hours=Hours({"sun": (("00:00", "24:00"),)}))
LATE = Policy(general_hours=Hours(weekdays("16:00", "24:00")))


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-03-02 17:00", "2026-03-02 18:00"),  # runs out exactly at closing: CAL-1
        ("2026-03-02 17:00:01", "2026-03-03 08:00:01"),
        ("2026-03-06 17:30", "2026-03-09 08:30"),
    ],
)
def test_cal_1_a_budget_that_runs_out_exactly_at_closing_is_due_at_closing(opened, due):
    assert history(opened).clock("respond", opened).due_at == history().instant(due)


@pytest.mark.parametrize(("late", "state"), [(0, ClockState.RUNNING), (1, ClockState.BREACHED)])
def test_cal_1_at_the_due_instant_it_is_not_breached_a_second_later_it_is(late, state):
    case = history("2026-03-02 09:00")
    assert case.clock("respond", case.instant("10:00") + timedelta(seconds=late)).state is state


@pytest.mark.parametrize(("answered", "state"), [("10:00:00", ClockState.MET), ("10:00:01", ClockState.BREACHED)])
def test_cal_2_counting_is_exact_to_the_second(answered, state):
    case = history("2026-03-02 09:00").agent(answered)
    clock = case.clock("respond", "11:00")
    assert clock.state is state
    assert clock.elapsed == case.instant(answered) - case.case.opened_at


@pytest.mark.parametrize(
    ("opened", "due", "said"),
    [
        ("2026-03-28 12:00", "2026-03-30 13:00", "spring"),  # 48 hours over a day of 23
        ("2026-10-24 12:00", "2026-10-26 11:00", "autumn"),  # and over one of 25
    ],
)
def test_cal_3_where_the_clock_changes_elapsed_time_counts_and_the_proof_says_so(opened, due, said):
    clock = history(opened, severity="Critical").clock("resolve", due)
    assert clock.due_at == history().instant(due), said
    assert any("clock" in interval.why for interval in clock.intervals)


def test_cal_3_a_window_inside_the_missing_hour_vanishes():
    policy = Policy(general_hours=Hours({"sun": (("02:00", "03:00"),), "mon": (("08:00", "18:00"),)}))
    case = history("2026-03-29 01:00", policy=policy)
    assert case.clock("respond", "2026-03-29 01:01").due_at == case.instant("2026-03-30 09:00")


@pytest.mark.parametrize(
    ("opened", "reminded"),
    [
        ("2026-03-02 20:00", "2026-03-03 08:10"),
        ("2026-03-07 12:00", "2026-03-09 08:10"),
    ],
)
def test_cal_4_what_begins_outside_hours_begins_at_the_next_opening(opened, reminded):
    case = history(opened).customer(opened, "/severity Critical")
    at = case.case.opened_at
    case.acts(at)
    first = min(item.at for item in case.decide(at).upcoming if item.clause == "SEV-6")
    assert first == case.instant(reminded)


def test_cal_5_a_pause_extends_a_clock_by_the_part_in_which_it_would_have_run():
    case = history("2026-03-02 09:00").solves("17:00").works("2026-03-03 09:00")  # two of sixteen hours are open
    clock = case.clock("restore", "2026-03-03 09:01")
    assert clock.state is ClockState.BREACHED  # it was, before the pause
    case = history("2026-03-02 16:30").solves("17:00").works("2026-03-03 09:00")
    assert case.clock("restore", "2026-03-03 09:01").due_at == case.instant("2026-03-03 10:30")


def test_cal_5_around_the_clock_all_of_a_pause_counts():
    case = history("2026-03-02 16:30").waits("17:00").works("2026-03-03 09:00")
    assert case.clock("resolve", "2026-03-03 09:01").due_at == case.instant("2026-03-06 16:30") + hours(16)


@pytest.mark.parametrize(
    ("solved", "first"),
    [
        ("2026-03-02 10:00", "2026-03-05 18:00"),
        ("2026-03-02 19:00", "2026-03-06 18:00"),  # after closing: counts from the next working day
        ("2026-03-07 10:00", "2026-03-12 18:00"),  # on a Saturday: rolls to Monday first
    ],
)
def test_cal_6_a_wait_of_n_business_days_is_over_at_the_closing_of_the_nth(solved, first):
    case = history("2026-03-02 09:00").solves(solved)
    case.acts(solved)
    due = next(item.at for item in case.decide(solved).upcoming if item.what.startswith("follow-up 1"))
    assert due == case.instant(first)


def test_cal_7_a_day_is_a_holiday_by_its_local_date():
    at = "2026-06-05 17:30"  # 6 June is Sweden's national day, a Saturday; Good Friday is the third of April
    assert history(at).clock("respond", at).due_at == history().instant("2026-06-08 08:30")
    at = "2026-04-02 17:30"
    assert history(at).clock("respond", at).due_at == history().instant("2026-04-07 08:30")
    there = history(at, zone="America/Chicago", region="Americas/APAC")  # Good Friday is worked
    assert there.clock("respond", at).due_at == there.instant("2026-04-03 08:30")


def test_cal_7_a_lunch_break_and_a_close_at_midnight_are_allowed():
    case = history("2026-03-02 11:30", policy=LUNCH)
    assert case.clock("respond", "11:31").due_at == case.instant("13:30")
    case = history("2026-03-02 23:30", policy=LATE)
    assert case.clock("respond", "23:31").due_at == case.instant("2026-03-03 16:30")
    case = history("2026-03-01 23:30", policy=NIGHT)
    assert case.clock("respond", "23:31").due_at == case.instant("2026-03-08 00:30")


def test_cal_every_timed_rule_uses_the_one_calendar():
    case = history("2026-03-02 11:30", policy=LUNCH).edits(ANN, "11:31", Field.SEVERITY, "Critical")
    case.acts("11:31")
    marks = [item.at for item in case.decide("11:32").upcoming if item.clause == "SEV-6"]
    assert min(marks) == case.instant("11:41")
    case.runs("12:30")
    assert min(i.at for i in case.decide("12:30").upcoming if i.clause == "SEV-6") > case.instant("13:00")
