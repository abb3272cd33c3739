"""CAL-8: the verdict in force, and that of another version beside it, to the word."""

from __future__ import annotations

from tests.histories import ANN, History, history, hours
from workflows.comparison import compared_json, compared_lines
from workflows.decide import decide
from workflows.decision import Decision
from workflows.explain import as_json
from workflows.policy import Policy, Target
from workflows.terms import ClockName, Field, Severity, Table

TARGETS = Policy().targets
MAJOR = {ClockName.RESPOND: Target(hours(0.5)), ClockName.RESOLVE: Target(hours(96))}
PLANVIEW = {**TARGETS[Table.PLANVIEW], Severity.MAJOR: MAJOR}
SPRING = Policy(version="spring", targets={**TARGETS, Table.PLANVIEW: PLANVIEW})


def both(case: History, when: str) -> tuple[Decision, Decision]:
    at = case.instant(when)
    return decide(case.case, Policy(), at), decide(case.case, SPRING, at)


def told(case: History, when: str) -> list[str]:
    return list(compared_lines(*both(case, when), "Europe/Stockholm"))


def test_what_differs_is_marked():
    case = history().agent("09:40").edits(ANN, "09:50", Field.RESTORED, history().instant("09:45")).waits("10:00")
    assert told(case, "12:00") == [
        "Judged anew, for comparison only (CAL-8): spring beside base, which is in force",
        "               base                               spring",
        "  severity     Major                              Major",
        "  status       Waiting for Customer               Waiting for Customer",
        "  SLA State    Paused                             Paused",
        "* respond      met 2026-03-02 09:40:00            breached, met 2026-03-02 09:40:00",
        "* restore      met 2026-03-02 09:45:00            none",
        "  resolve      paused                             paused",
        "  communicate  none                               none",
        "  root_cause   none                               none",
        "  approval     none                               none",
        "  looks again  –                                  –",
        "  to be done only by base: SLO-11 Response Due = Mon 2026-03-02 10:00:00",
        "  to be done only by base: SLO-11 Restore Due = Mon 2026-03-02 11:00:00",
        "  to be done only by spring: SLO-11 Response Due = Mon 2026-03-02 09:30:00",
        "  to be done only by spring: SLO-10 note respond breach · Major",
    ]


def test_a_clock_that_runs_or_is_breached_has_its_due():
    lines = told(history(), "09:45")
    assert "* respond      running, due 2026-03-02 10:00:00   breached, due 2026-03-02 09:30:00" in lines
    assert "  resolve      running, due 2026-03-06 09:00:00   running, due 2026-03-06 09:00:00" in lines
    assert "* looks again  2026-03-02 09:48:00                2026-03-04 09:00:00" in lines


def test_as_data_the_other_verdict_is_there_as_a_whole():
    decision, other = both(history(), "09:45")
    assert compared_json(decision, other) == {**as_json(decision), "compared_with": as_json(other)}
