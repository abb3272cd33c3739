"""What a decision makes of a case, as Jira would record it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.histories import ANN, BOB, OWN, history
from workflows.actions import (
    Action,
    Email,
    Move,
    Note,
    Passed,
    SetField,
    SetLabel,
    Shadowed,
    Tell,
    Witnessed,
    mentioned,
    reference,
)
from workflows.applied import applied, to_id
from workflows.case import Change, Comment, Labelling
from workflows.record import Witness
from workflows.terms import Field, Status

CASE = history(tier="Elite").case
AT = history().instant("10:00")
ID = "applied-20260302T090000000000-0"  # in UTC


def test_a_history_id_bears_the_moment():
    assert to_id(AT) == "20260302T090000000000"


def test_a_move():
    moved = applied(CASE, [Move("CLO-1", "CLO-1", "…", Status.SOLUTION, CASE.opened_at)], AT)
    assert moved.status is Status.SOLUTION
    change = Change(ID, AT, OWN, Field.STATUS, Status.NEW, Status.SOLUTION, Status.SOLUTION)
    assert moved.changes == (change,)


@pytest.mark.parametrize(
    ("field", "value", "before", "raw"),
    [
        (Field.TIER, "Platinum", "Elite", "Platinum"),
        (Field.TIER, None, "Elite", ""),
        (Field.REGION, "EMEA", None, "EMEA"),
        (Field.RESTORED, AT, None, str(AT)),
    ],
)
def test_a_field(field, value, before, raw):
    case = applied(CASE, [SetField("x", "SEV-2", "…", field, value)], AT)
    assert case.changes == (Change(ID, AT, OWN, field, before, value, raw),)
    assert case.fields == {k: v for k, v in {**CASE.fields, field: value}.items() if v is not None}
    assert case.assignee == ANN


@pytest.mark.parametrize(("value", "raw"), [(BOB, BOB), (None, "")])
def test_the_assignee_is_no_field_of_its_own(value, raw):
    case = applied(CASE, [SetField("x", "OPN-2", "…", Field.ASSIGNEE, value)], AT)
    assert (case.assignee, case.fields) == (value, CASE.fields)
    assert case.changes == (Change(ID, AT, OWN, Field.ASSIGNEE, ANN, value, raw),)


def test_labels():
    case = replace(CASE, labels=frozenset({"old"}))
    done = applied(case, [SetLabel("a", "SLO-10", "…", "vip", True), SetLabel("b", "SLO-10", "…", "old", False)], AT)
    assert done.labels == {"vip"}
    second = ID.removesuffix("0") + "1"
    assert done.labellings == (Labelling(ID, AT, OWN, "vip", True), Labelling(second, AT, OWN, "old", False))


def test_an_internal_note_bears_its_marker_in_the_last_line():
    note = Note("SLO-10 respond breach", "SLO-10", "…", "breach")
    assert note.reference == reference(note.id) == "careflow · SLO-10 respond breach"
    assert applied(CASE, [note], AT).comments == (Comment(ID, AT, OWN, f"…\n{note.reference}", public=False),)


@pytest.mark.parametrize("kind", [Tell, Email])
def test_words_to_the_customer_are_put_down(kind):
    case = replace(CASE, record=replace(CASE.record, acts={"earlier": CASE.opened_at}))
    done = applied(case, [kind("CLO-3 follow_up 1", "CLO-3", "…", "follow_up")], AT)
    assert done.record.acts == {"earlier": CASE.opened_at, "CLO-3 follow_up 1": AT}


def test_what_is_passed_over_witnessed_or_in_shadow_is_put_down_each_in_its_place():
    seen = Witness(AT, ANN, "staff", "public")
    done = applied(
        replace(CASE, record=replace(CASE.record, witnessed={"c1": seen})),
        [
            Passed("SLO-10 respond 50", "SLO-10", "…"),
            Witnessed("SLO-13 c2", "SLO-13", "…", "c2", seen),
            Shadowed("CLO-3 close", "CLO-3", "…"),
        ],
        AT,
    )
    assert done.record.acts == {"SLO-10 respond 50": AT}
    assert done.record.witnessed == {"c1": seen, "c2": seen}
    assert done.record.shadowed == {"CLO-3 close": AT}


def test_what_is_no_action_of_ours_is_refused():
    with pytest.raises(TypeError, match="not an action"):
        applied(CASE, [Action("x", "SEV-1", "…")], AT)


def test_single_persons_are_mentioned_by_their_id():
    assert mentioned([ANN, BOB]) == ("@ann", "@bob")
