"""The order of the work, and what the filters let through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plugin.board.listing import PAGE, Wanted, choices, counts, in_order, page_of
from plugin.board.row import Due, Review, Row
from workflows.terms import ClockName, Severity, SlaState, Status

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def row(key: str, severity: Severity = Severity.MAJOR, due: float | None = None, **other: Any) -> Row:
    """A line; ``due``: in so many minutes."""
    dues = () if due is None else (Due(ClockName.RESPOND, NOW + timedelta(minutes=due), "SLO-P"),)
    opened = NOW - timedelta(days=1)
    said = {"status": Status.IN_PROGRESS, "sla_state": SlaState.ON_TRACK, "paused": False, **other}
    return Row(key=key, title=key, opened_at=opened, severity=severity, dues=dues, **said)


def test_severity_comes_before_what_is_due_and_what_is_due_longest_stands_on_top():
    rows = [
        row("nothing due", due=None),
        row("in an hour", due=60),
        row("late", due=-60),
        row("minor and late", Severity.MINOR, due=-600),
        row("critical", Severity.CRITICAL, due=600),
    ]
    assert [r.key for r in in_order(rows, Wanted(), NOW)] == [
        "critical",
        "late",
        "in an hour",
        "nothing due",
        "minor and late",
    ]


def test_paused_cases_stand_apart_behind_all_others():
    rows = [row("paused", Severity.CRITICAL, paused=True), row("minor", Severity.MINOR)]
    assert [r.key for r in in_order(rows, Wanted(), NOW)] == ["minor", "paused"]


def test_closed_cases_are_not_listed():
    assert in_order([row("closed", status=Status.CLOSED)], Wanted(), NOW) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(severity="Critical"), {"a"}),
        (Wanted(product="LeanKit"), {"b"}),
        (Wanted(person="Ann Agent"), {"a"}),
        (Wanted(person="-"), {"b", "c"}),
        (Wanted(region="EMEA", tier="Elite"), {"c"}),
        (Wanted(state="late"), {"a"}),
        (Wanted(state="soon"), {"b"}),
        (Wanted(state="pending"), {"b"}),
        (Wanted(state="paused"), {"c"}),
        (Wanted(severity="no severity"), set()),
    ],
)
def test_a_filter_lets_through_what_it_says(wanted: Wanted, found: set[str]):
    rows = [
        row("a", Severity.CRITICAL, due=0, assignee="Ann Agent"),
        row("b", due=60, product="LeanKit", reviews=(Review("pending", NOW, "Clara"),)),
        row("c", region="EMEA", tier="Elite", paused=True),
    ]
    assert {r.key for r in in_order(rows, wanted, NOW)} == found


def test_what_is_due_at_this_second_is_late_and_a_second_later_is_not():
    assert row("a", due=0).is_late(NOW)
    assert not row("a", due=0).is_late(NOW - timedelta(seconds=1))
    assert counts([row("a", due=0)], NOW).states["late"] == 1


def test_the_last_page_holds_the_rest_and_a_number_beyond_it_is_the_last():
    rows = [row(str(number)) for number in range(2 * PAGE + 1)]
    assert [len(page_of(rows, number).rows) for number in (1, 2, 3, 99, 0)] == [PAGE, PAGE, 1, 1, PAGE]
    assert page_of([], 1).pages == 1


def test_filters_offer_what_there_is():
    offered = choices([row("a", product="LeanKit"), row("b", product="Clarizen", assignee="Ann"), row("c")])
    assert offered == {"product": ["Clarizen", "LeanKit"], "region": [], "tier": [], "person": ["Ann"]}
