"""SLO-11: what lies ahead of the dues, and what SLA State says of the clocks."""

from __future__ import annotations

import pytest

from tests.histories import ANN, history
from workflows.terms import Field


def test_the_moment_at_which_a_clock_is_at_risk_is_ahead():
    case = history()
    ahead = [(n.at, n.what, n.clause) for n in case.decide("09:01").upcoming]
    assert (case.instant("09:30"), "respond is at risk", "SLO-11") in ahead


def test_a_restoration_to_come_is_ahead():
    case = history()
    case.edits(ANN, "09:10", Field.RESTORED, case.instant("09:20"))
    ahead = [(n.at, n.what, n.clause) for n in case.decide("09:11").upcoming]
    assert (case.instant("09:20"), "Functionality Restored says so", "SLO-3") in ahead


@pytest.mark.parametrize(
    ("fields", "why"),
    [({}, "respond running, restore running, resolve running"), ({"scope": "Third party"}, "no targets")],
)
def test_the_state_says_how_each_clock_stands(fields, why):
    (state,) = [a for a in history(**fields).acts("09:01").actions if getattr(a, "field", None) is Field.SLA_STATE]
    assert state.why == why
