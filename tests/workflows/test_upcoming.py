"""What time alone will bring: at its instant it is there, and ahead no more; a pause moves it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.histories import ANN, History, history
from workflows.policy import ApprovalRules, OnCreate, Policy
from workflows.terms import Field

ACCEPTED = Policy(approval=ApprovalRules(on_create=OnCreate.ACCEPT))
LIVES: dict[str, Callable[[], History]] = {
    "a Major case": history,
    "one whose approval is pending": lambda: history().customer("09:00", "/severity Critical"),
    "a Critical case": lambda: history(severity="Critical", policy=ACCEPTED).agent("09:00"),
    "one that waits for the customer": lambda: history().agent("09:10").waits("09:20"),
    "a solved case": lambda: history().agent("09:10").solves("10:00"),
    "one that waits for a release": lambda: history(product="Enterprise One", workaround="None").plans(
        "Enterprise One 2026.3", "2026-03-18"
    ),
    "one with a root cause to report": lambda: history(
        severity="Critical", system_wide="Yes", defect_origin="Not Planview software", policy=ACCEPTED
    ).solves("11:00"),
    "one that will be restored": lambda: (
        case := history(),
        case.edits(ANN, "09:05", Field.RESTORED, case.instant("09:20")),
    )[1],
}


@pytest.mark.parametrize("lived", LIVES.values(), ids=LIVES)
def test_what_has_come_is_not_ahead_any_more(lived: Callable[[], History]):
    case = lived()
    ahead = sorted({n.at for n in case.decide("11:00").upcoming} | {n.at for n in case.decide("09:10").upcoming})
    assert ahead
    for at in ahead:
        assert all(n.at > at for n in case.decide(at).upcoming)


@pytest.mark.parametrize(
    ("life", "clause", "expected"),
    [
        ("a Critical case", "SLO-5", {"reminder that a status update is due", "a status update is missed"}),
        (
            "one whose approval is pending",
            "SEV-6",
            {"reminder to the managers of the pending approval", "the second line is told of the pending approval"},
        ),
    ],
)
def test_what_is_ahead_cites_its_clause(life: str, clause: str, expected: set[str]):
    assert {n.what for n in LIVES[life]().decide("09:01").upcoming if n.clause == clause} == expected


@pytest.mark.parametrize("clause", ["SLO-5", "SLO-6"])
def test_of_a_promise_that_is_kept_nothing_is_ahead(clause: str):
    case = LIVES["one with a root cause to report"]()
    assert clause in {n.clause for n in case.decide("10:59" if clause == "SLO-5" else "11:01").upcoming}
    case.edits(ANN, "11:10", Field.ROOT_CAUSE, "A full disk.")
    decision = case.decide("11:11")
    assert clause not in {n.clause for n in decision.upcoming}
    assert not [a for a in decision.actions if a.kind == "note" and a.clause == clause]


def resolve_marks(case: History, when: str) -> list[str]:
    known = case.decide(when).upcoming
    return [
        f"{n.clause} {n.at.astimezone(case.zone):%d %H:%M} {n.what}"
        for n in known
        if n.what.endswith("of the resolve target")
    ]


def test_slo_10_a_pause_moves_the_marks_that_are_ahead_by_its_length():
    case = history()
    assert resolve_marks(case, "09:30") == [
        "SLO-10 04 09:00 50 % of the resolve target",
        "SLO-10 05 13:48 80 % of the resolve target",
    ]
    case.waits("10:00").customer("12:00", "Here they are.")
    assert resolve_marks(case, "12:30") == [
        "SLO-10 04 11:00 50 % of the resolve target",
        "SLO-10 05 15:48 80 % of the resolve target",
    ]


def test_slo_10_while_a_clock_is_paused_none_of_its_marks_is_ahead_and_those_that_were_reached_stay():
    case = history().waits("2026-03-04 09:00")
    assert resolve_marks(case, "09:30") == []
    assert "SLO-10 resolve 50 % · Major" in [a.id for a in case.decide("09:30").actions]
    just_before = history().waits("2026-03-04 08:59:59")
    assert "SLO-10 resolve 50 % · Major" not in [a.id for a in just_before.decide("09:30").actions]
