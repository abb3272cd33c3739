"""The verified scenarios from the public tests of Zammad, Znuny, GLPI, RT, biz and others (../shared/data)."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from workflows.business_hours import Calendar

DATA = Path(__file__).parents[2].parent / "shared" / "data"
MISSING = f"{DATA} is missing: the public scenarios were not run"

DAYS_BETWEEN = "counts the business days between two dates: no clause asks for that, and the sources differ on its ends"
EXTRA_WORKDAYS = f"{DAYS_BETWEEN}; and it has working days outside the weekly hours, which CAL has not"
NOT_OURS = {
    "gc-between-1": EXTRA_WORKDAYS,
    "gc-between-3": EXTRA_WORKDAYS,
    "gc-between-4": EXTRA_WORKDAYS,
    "gc-between-6": EXTRA_WORKDAYS,
    "gc-between-7": EXTRA_WORKDAYS,
    "gc-between-8": EXTRA_WORKDAYS,
    "gc-between-9": EXTRA_WORKDAYS,
    "wh-between-week": DAYS_BETWEEN,
    "wh-sun-mon": DAYS_BETWEEN,
    "bt-between-incl": DAYS_BETWEEN,
    "bt-between-holiday-incl": DAYS_BETWEEN,
    "wa-nohol": DAYS_BETWEEN,
    "wa-xmas-2y": DAYS_BETWEEN,
    "wa-extra-hol": DAYS_BETWEEN,
    "wa-both-extra": EXTRA_WORKDAYS,
}


def read(name: str) -> list[dict[str, Any]]:
    path = DATA / name
    return json.loads(path.read_text()) if path.is_file() else []


HOURS, DAYS = read("business_hours_cases.json"), read("business_days_cases.json")


def why_not(case: dict[str, Any]) -> list[str]:
    return [NOT_OURS[case["id"]]] if case["id"] in NOT_OURS else []


def each(cases: list[dict[str, Any]], *kinds: str) -> list[Any]:
    """The cases of these kinds as parameters; one skipped parameter when the files are missing."""
    chosen = [
        pytest.param(case, id=case["id"], marks=[pytest.mark.skip(reason) for reason in why_not(case)])
        for case in cases
        if case["kind"] in kinds
    ]
    return chosen or [pytest.param({}, id="missing", marks=pytest.mark.skip(MISSING))]


def calendar_of(case: dict[str, Any]) -> Calendar:
    return Calendar(case["tz"], case["hours"], {date.fromisoformat(day) for day in case["holidays"]})


def pauses_of(case: dict[str, Any]) -> list[tuple[datetime, datetime]]:
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in case["pauses"]]


@pytest.mark.parametrize("case", each(HOURS, "add"))
def test_a_public_scenario_of_adding_business_time_holds(case):
    due = calendar_of(case).add(
        datetime.fromisoformat(case["start"]), timedelta(seconds=case["seconds"]), pauses_of(case)
    )
    assert due == datetime.fromisoformat(case["end"])


@pytest.mark.parametrize("case", each(HOURS, "diff"))
def test_a_public_scenario_of_measuring_business_time_holds(case):
    measured = calendar_of(case).between(
        datetime.fromisoformat(case["start"]), datetime.fromisoformat(case["end"]), pauses_of(case)
    )
    assert measured == timedelta(seconds=case["seconds"])


@pytest.mark.parametrize("case", each(DAYS, "add_days", "days_between"))
def test_a_public_scenario_of_business_days_holds(case):
    hours = {day: [("09:00", "17:00")] for day in case["workdays"]}
    calendar = Calendar("UTC", hours, case["holidays"])
    day = calendar.business_day_after(date.fromisoformat(case["start"]), case["days"])
    assert day == date.fromisoformat(case["end"])


@pytest.mark.skipif(not DAYS, reason=MISSING)
def test_no_public_scenario_is_left_out_without_its_reason():
    not_run = {
        case["id"]
        for case in HOURS + DAYS
        if case["kind"] not in {"add", "diff", "add_days"}
        or case.get("extra_workdays")
        or case.get("convention", "any") not in {"any", "roll"}
    }
    assert not_run == NOT_OURS.keys()
