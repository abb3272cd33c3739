"""SCO-2, SCO-5: since when a case is of a scope, by either of the two fields that say so."""

from __future__ import annotations

import pytest

from tests.histories import ANN, BOB, OWN, History, history
from workflows.clauses.scope_signs import FUNCTIONAL, of_scope, since
from workflows.terms import Field

SCOPE, TYPE = Field.SCOPE, Field.CASE_TYPE


def edited(*edits: tuple[str, Field, str | None], **fields: str) -> History:
    case = history(**fields)
    for when, field, value in edits:
        case.edits(ANN, when, field, value)
    return case


@pytest.mark.parametrize(
    ("case", "when", "said"),
    [
        (edited(scope=FUNCTIONAL), "09:00", "Support Scope is Functional"),
        (edited(case_type=FUNCTIONAL), "09:00", "Case Type is Functional"),
        (edited(("10:00", SCOPE, FUNCTIONAL)), "10:00", "Support Scope is Functional"),
        (edited(("10:00", TYPE, FUNCTIONAL), ("11:00", SCOPE, FUNCTIONAL)), "10:00", "Support Scope is Functional"),
        (
            edited(("10:00", TYPE, "Defect"), ("11:00", SCOPE, FUNCTIONAL), case_type=FUNCTIONAL),
            "11:00",
            "Support Scope",
        ),
        (
            edited(("10:00", SCOPE, FUNCTIONAL), ("11:00", TYPE, "Defect"), case_type=FUNCTIONAL),
            "09:00",
            "Support Scope",
        ),
        (
            edited(("10:00", SCOPE, FUNCTIONAL), ("11:00", SCOPE, None), ("12:00", SCOPE, FUNCTIONAL)),
            "12:00",
            "Support",
        ),
        (edited(("10:00", SCOPE, FUNCTIONAL), ("11:00", Field.PRODUCT, "LeanKit")), "10:00", "Support Scope"),
    ],
)
def test_a_scope_holds_since_one_of_the_fields_has_said_so_without_a_break(case: History, when: str, said: str):
    case.day = "2026-03-02"
    assert since(case.case, FUNCTIONAL) == case.instant(when)
    assert (of_scope(case.case, FUNCTIONAL) or "").startswith(said)


@pytest.mark.parametrize(
    ("assigned", "by", "stays"),
    [("09:59:59", ANN, False), ("10:00", ANN, True), ("10:10", ANN, True), ("10:10", OWN, False)],
)
def test_sco_2_who_was_assigned_with_the_hand_over_or_after_it_stays(assigned: str, by: str, stays: bool):
    case = history()
    if assigned < "10:00":
        case.assigns(by, assigned, BOB)
    case.edits(ANN, "10:00", SCOPE, FUNCTIONAL)
    if assigned >= "10:00":
        case.assigns(by, assigned, BOB)
    emptied = [a.why for a in case.decide("10:20").actions if getattr(a, "field", None) is Field.ASSIGNEE]
    assert emptied == ([] if stays else ["Support Scope is Functional"])
