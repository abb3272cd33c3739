"""SLO-11: a field is written where Jira has another value, and not where it has refused just this or cut it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.histories import History, history
from workflows.actions import SetField
from workflows.case import Value
from workflows.clauses.fields import AGAIN, as_written, wanted
from workflows.facts import establish
from workflows.policy import Policy
from workflows.record import Record, Refusal
from workflows.terms import Field

DUE = datetime(2026, 3, 2, 9, 30, 45, tzinfo=UTC)
CUT = DUE.replace(second=0)
WRITTEN = as_written(DUE)


def asked(case: History, field: Field, value: Value, when: str = "10:00") -> tuple[SetField, ...]:
    return wanted(establish(case.case, Policy(), case.instant(when)), field, value, "SLO-11", "because")


def holding(field: Field, present: Value, **record: dict[str, str]) -> History:
    case = history()
    fields = {**case.case.fields, **({field: present} if present is not None else {})}
    case.case = replace(case.case, fields=fields, record=Record(**record))  # type: ignore[arg-type]
    return case


@pytest.mark.parametrize(
    ("field", "present", "value", "act_id"),
    [
        (Field.PRIORITY, "Low", "Low", None),
        (Field.PRIORITY, "Low", "High", "SLO-11 Priority = High"),
        (Field.PRIORITY, "Low", None, "SLO-11 Priority = empty"),
        (Field.PRIORITY, None, None, None),
        (Field.RESPONSE_DUE, CUT, CUT, None),
        (Field.RESPONSE_DUE, None, DUE, "SLO-11 Response Due = 2026-03-02T09:30:45Z"),
        (Field.ASSIGNEE, None, "ann", None),  # who the case has
        (Field.ASSIGNEE, None, "bob", "SLO-11 Assignee = bob"),
    ],
)
def test_only_what_differs_is_written(field: Field, present: Value, value: Value, act_id: str | None):
    found = asked(holding(field, present), field, value)
    before = "ann" if field is Field.ASSIGNEE else present
    assert found == (() if act_id is None else (SetField(act_id, "SLO-11", "because", field, value, before),))


@pytest.mark.parametrize(
    ("present", "written", "is_wanted"),
    [
        (CUT, WRITTEN, False),
        (CUT, AGAIN + WRITTEN, False),
        (CUT, as_written(CUT), True),  # somebody set it, or an older due was to the minute
        (CUT, None, True),
        (CUT - timedelta(minutes=1), WRITTEN, True),
        (DUE - timedelta(seconds=1), WRITTEN, True),
        (None, WRITTEN, True),
    ],
)
def test_what_was_written_and_came_back_cut_to_the_minute_is_there(
    present: Value, written: str | None, is_wanted: bool
):
    case = holding(Field.RESPONSE_DUE, present, written={Field.RESPONSE_DUE: written} if written else {})
    assert bool(asked(case, Field.RESPONSE_DUE, DUE)) is is_wanted


def test_microseconds_are_cut_with_the_seconds():
    precise = DUE.replace(microsecond=250_000)
    case = holding(Field.RESPONSE_DUE, CUT, written={Field.RESPONSE_DUE: as_written(precise)})
    assert asked(case, Field.RESPONSE_DUE, precise) == ()


@pytest.mark.parametrize(
    ("value", "when", "is_wanted"),
    [
        ("High", "2026-03-02 10:00", False),
        ("High", "2026-03-03 08:59:59", False),
        ("High", "2026-03-03 09:00", True),
        ("Low", "2026-03-02 10:00", True),
    ],
)
def test_what_jira_has_refused_is_tried_again_after_a_day_and_another_value_at_once(
    value: str, when: str, is_wanted: bool
):
    case = history()
    refusal = Refusal("Priority", "High", "not on the screen", case.instant("09:00"))
    case.case = replace(case.case, record=Record(refused={Field.PRIORITY: refusal}))
    assert bool(asked(case, Field.PRIORITY, value, when)) is is_wanted
