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
