"""UPD-2: on which day the word on a release is still worth saying, and when its date is looked at again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.histories import ANN, History, history, texts
from workflows.record import Record
from workflows.terms import Field

E1 = "Enterprise One"


def planned(opened: str = "2026-03-02 09:00", **fields: str) -> History:
    return history(opened, product=E1, workaround="None", **fields).plans(f"{E1} 2026.3", "2026-03-18")


def told(case: History, when: str) -> list[str]:
    return [act for act in texts(case.decide(when), "comment") if act.startswith("UPD-2")]


@pytest.mark.parametrize(
    ("when", "region", "expected"),
    [
        ("2026-03-17 23:59", "EMEA", ["UPD-2 told 2026-03-18"]),
        ("2026-03-18 23:59", "EMEA", ["UPD-2 told 2026-03-18"]),
        ("2026-03-19 00:00", "EMEA", []),
        ("2026-03-19 04:59", "Americas/APAC", ["UPD-2 told 2026-03-18"]),
        ("2026-03-19 06:00", "Americas/APAC", []),
    ],
)
def test_a_date_is_told_up_to_its_day_in_the_zone_of_the_case(when: str, region: str, expected: list[str]):
    assert told(planned(region=region), when) == expected


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ({}, ["UPD-2 told 2026-03-18"]),
        ({"UPD-2 told 2026-03-18": "09:10"}, []),
        ({"UPD-2 told 2026-03-25": "09:10"}, ["UPD-2 told 2026-03-18"]),
        ({"UPD-2 told 2026-03-18": "09:10", "UPD-2 told 2026-03-25": "09:20"}, ["UPD-2 told 2026-03-18 3"]),
        ({"UPD-2 told 2026-03-25": "09:10", "UPD-2 told 2026-03-18": "09:20"}, []),
        (
            {"UPD-2 told 2026-03-18": "09:10", "UPD-2 told 2026-03-25": "09:20", "UPD-2 told 2026-03-18 3": "09:30"},
            [],
        ),
        ({"UPD-2 told 2026-03-18": "09:10", "SLO-6 told": "09:20"}, []),
    ],
)
def test_a_date_is_told_unless_it_is_the_last_that_was(acts: dict[str, str], expected: list[str]):
    case = planned()
    case.case = replace(case.case, record=Record(acts={act: case.instant(at) for act, at in acts.items()}))
    assert told(case, "10:00") == expected


@pytest.mark.parametrize(
    ("when", "again"),
    [
        ("2026-03-02 09:01", "2026-03-03 08:00"),
        ("2026-03-02 23:59", "2026-03-03 08:00"),
        ("2026-03-03 00:00", "2026-03-04 08:00"),
        ("2026-03-05 10:00", "2026-03-06 08:00"),
        ("2026-03-07 10:00", "2026-03-09 08:00"),
    ],
)
def test_the_date_is_looked_at_again_when_support_opens_next(when: str, again: str):
    case = planned()
    ahead = [n.at for n in case.decide(when).upcoming if n.clause == "UPD-2" and "again" in n.what]
    assert ahead == [case.instant(again)]


def test_once_it_is_solved_nobody_looks_and_nobody_is_told():
    case = planned().solves("10:00")
    decision = case.decide("10:01")
    assert [n for n in decision.upcoming if n.clause == "UPD-2"] == []
    assert told(case, "10:01") == []


def test_without_a_workaround_to_speak_of_nothing_is_said():
    case = planned().edits(ANN, "09:30", Field.WORKAROUND, "Stable")
    assert told(case, "09:31") == []
    assert [n for n in case.decide("09:31").upcoming if n.clause == "UPD-2"] == []


def test_without_a_product_there_is_no_date_to_look_at():
    case = history(workaround="None")
    assert told(case, "09:01") == []
    assert [n for n in case.decide("09:01").upcoming if n.clause == "UPD-2"] == []
