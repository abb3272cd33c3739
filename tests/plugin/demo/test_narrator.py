"""The account: readable at 80 columns, in a pipe too."""

from __future__ import annotations

import io

from rich.console import Console

from plugin.demo.checks import Check, Result
from plugin.demo.local_time import moment
from plugin.demo.narrator import Narrator
from plugin.demo.scenarios import SCENARIOS

AT = moment("Mon 2026-04-20 09:00")


def account(*results: Result) -> list[str]:
    """The table of these results, 80 columns wide."""
    written = io.StringIO()
    Narrator(Console(file=written, width=80)).table(results)
    return written.getvalue().splitlines()


def result(*checks: Check, stopped: str = "") -> Result:
    return Result("A scenario", "SEV-7 SLO-11", list(checks), stopped)


GOOD = Check("Priority is High", "SEV-7", "High", "High")
BAD = Check("Priority is High", "SEV-7", "High", "Medium")


def test_a_scenario_is_one_line_of_the_table():
    lines = [line for line in account(result(GOOD), result(GOOD, GOOD)) if "A scenario" in line]
    assert [line.split()[-2:] for line in lines] == [["1/1", "ok"], ["2/2", "ok"]]


def test_what_differs_stands_below_with_clause_and_what_was_found():
    lines = account(result(GOOD, BAD))
    assert lines[-2].endswith("1/2  FAILED")
    assert lines[-1].strip() == "Priority is High (SEV-7): found Medium"


def test_a_scenario_that_stopped_or_checked_nothing_has_failed():
    assert not result(GOOD, stopped="it got stuck").ok
    assert not result().ok
    assert "it got stuck" in account(result(GOOD, stopped="it got stuck"))[-1]


def test_no_line_is_wider_than_80_columns():
    written = io.StringIO()
    narrator = Narrator(Console(file=written, width=80))
    for number, scenario in enumerate(SCENARIOS, start=1):
        narrator.begin(number, len(SCENARIOS), scenario)
    narrator.act(AT, "Clara Customer (customer) writes: " + "a long word " * 20)
    narrator.check(AT, Check("a check " * 20, "SLO-11", "this", "that"))
    narrator.table([Result(scenario.name, scenario.clauses, [GOOD] * 12) for scenario in SCENARIOS])
    assert max(len(line) for line in written.getvalue().splitlines()) <= 80
    assert "\x1b" not in written.getvalue()


def test_the_time_is_said_once_for_all_that_happens_at_it():
    written = io.StringIO()
    narrator = Narrator(Console(file=written, width=80))
    narrator.act(AT, "one")
    narrator.act(AT, "two")
    assert written.getvalue().count("09:00") == 1
