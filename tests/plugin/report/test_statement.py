"""A customer's statement: what it says is computed again from its file alone, and what was changed is found out."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugin.configuration_errors import UserMistake
from plugin.report import recompute
from plugin.report.statement import digest, statement
from plugin.report.statement_files import as_page, as_text, write_statement
from plugin.settings import Settings
from plugin.settings_sections import JiraSection
from tests.generated import decisions
from tests.histories import CLARA, history
from workflows.period import Period
from workflows.terms import ClockName

PERIOD = Period(date(2026, 9, 1), date(2026, 9, 30))
SETTINGS = Settings()
Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    waiting = history("2026-09-29 09:00").agent("09:10").waits("09:20").decide("2026-09-30 23:00")
    running = history("2026-09-29 09:00").agent("09:10").decide("2026-09-30 23:00")
    owing = history("2026-09-29 09:00", severity="Critical", system_wide="Yes", case_type="Cloud Operations")
    owing.agent("09:10").solves("10:00")
    found: dict[str, Any] = json.loads(
        as_text(statement(CLARA, [*decisions(250, PERIOD), waiting, running, owing.decide("12:00")], SETTINGS, PERIOD))
    )
    return found


def signed(made: dict[str, Any]) -> dict[str, Any]:
    """With the digest made anew, as a careful forger would."""
    return {**made, "digest": digest(made)}


def a_clock(made: dict[str, Any], name: str, **is_: object) -> dict[str, Any]:
    clocks = (clock for case in made["cases"] for clock in case["clocks"] if clock["name"] == name)
    return next(clock for clock in clocks if clock.items() >= is_.items())


def test_it_agrees_with_itself_and_has_every_kind_of_verdict(made: dict[str, Any]):
    assert recompute.recompute(made) == []
    assert len(made["cases"]) > 60
    outcomes = {(c["name"], c["outcome"]) for case in made["cases"] for c in case["clocks"]}
    assert {("respond", "met"), ("respond", "breached"), ("resolve", "paused"), ("resolve", "running")} <= outcomes
    assert {("communicate", "breached"), ("communicate", "met"), ("root_cause", "running")} <= outcomes
    assert made["totals"]["communicate"]["missed periods"] > 5
    assert any("2026-09-07" in calendar["holidays"] for calendar in made["calendars"].values()), "Labor Day"


def _later(name: str, key: str) -> Change:
    def change(made: dict[str, Any]) -> None:
        clock = a_clock(made, name, outcome="breached")
        clock[key] = clock[key].replace("2026-09", "2026-10").replace("2026-08", "2026-10")

    return change


def _pardon(made: dict[str, Any]) -> None:
    a_clock(made, "respond", outcome="breached").update(outcome="met", state="met")


def _total(made: dict[str, Any]) -> None:
    made["totals"]["respond"]["breached"] -= 1


def _target(made: dict[str, Any]) -> None:
    a_clock(made, "respond", outcome="breached")["target_minutes"] *= 100


def _uncount(made: dict[str, Any]) -> None:
    next(i for i in a_clock(made, "respond", outcome="breached")["intervals"] if i["counts"])["counts"] = False


def _cut(made: dict[str, Any]) -> None:
    a_clock(made, "respond", outcome="breached")["intervals"].pop()


def _holiday(made: dict[str, Any]) -> None:
    for calendar in made["calendars"].values():
        calendar["holidays"] = [f"2026-09-{day:02}" for day in range(1, 31)]


def _hours(made: dict[str, Any]) -> None:
    for calendar in made["calendars"].values():
        calendar["hours"] = {"mon": [["09:00", "10:00"]]}


def _missed(made: dict[str, Any]) -> None:
    clock = a_clock(made, "communicate", outcome="breached")
    clock["rounds"][0]["missed"] = clock["missed_periods"] = 0


def _month(made: dict[str, Any]) -> None:
    a_clock(made, "respond", outcome="met")["month"] = "2026-08"


CHANGES = [
    _pardon, _total, _target, _uncount, _cut, _holiday, _hours, _missed, _month,
    _later("respond", "due_at"), _later("respond", "decided_at"),
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__qualname__.split(".")[0])
def test_whatever_is_changed_is_found_out_even_under_a_new_digest(made: dict[str, Any], change: Change):
    forged = copy.deepcopy(made)
    change(forged)
    assert recompute.recompute(forged)[0].startswith("the digest is not")
    assert recompute.recompute(signed(forged)) != []


def test_a_third_party_runs_it_with_plain_python(made: dict[str, Any], tmp_path: Path):
    write_statement(made, None, tmp_path / "to-send", SETTINGS)
    names = {"statement-clara-2026-09.json", "statement-clara-2026-09.html", "recompute.py"}
    assert {path.name for path in (tmp_path / "to-send").iterdir()} == names
    command = [sys.executable, "-I", "-S", "recompute.py", "statement-clara-2026-09.json"]
    ran = subprocess.run(command, cwd=tmp_path / "to-send", capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"{len(made['cases'])} cases, {5 * len(made['cases'])} clocks: everything agrees\n"


def test_a_file_that_is_no_statement_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "x.json").write_text("{}")
    assert recompute.main([str(tmp_path / "x.json")]) == recompute.main([]) == recompute.main(["nowhere"]) == 2
    assert "no statement" in capsys.readouterr().err


def test_a_forged_file_ends_with_1_and_says_what_is_wrong(
    made: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    forged = copy.deepcopy(made)
    _total(forged)
    (tmp_path / "x.json").write_text(json.dumps(signed(forged)))
    assert recompute.main([str(tmp_path / "x.json")]) == 1
    right, wrong = (m["totals"]["respond"]["breached"] for m in (made, forged))
    assert f"total of respond, breached: {right}, not {wrong}" in capsys.readouterr().out


def test_the_page_shows_the_same_and_needs_nothing_from_anywhere(made: dict[str, Any]):
    evil = copy.deepcopy(made)
    evil["cases"][0]["title"] = "<script>alert(1)</script>"
    page = as_page(evil, Settings(jira=JiraSection(url="https://example.atlassian.net")))
    assert "<script" not in page
    assert "src=" not in page
    assert made["digest"] in page
    assert page.count('class="case"') == len(made["cases"])


def test_whose_cases_is_an_instance_or_else_a_reporter():
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    one = history(instance="acme-prod").decide("2026-03-02 12:00")
    for name, kind in (("ACME-prod", "instance"), ("clara", "reporter"), ("Clara Customer", "reporter")):
        told = statement(name, [one], SETTINGS, march)
        assert (told["customer_is"], [case["key"] for case in told["cases"]]) == (kind, ["CARE-1"])
    with pytest.raises(UserMistake, match="did you mean `acme-prod`"):
        statement("acme-pro", [one], SETTINGS, march)
    with pytest.raises(UserMistake, match="no case was open then"):
        statement("acme", [], SETTINGS, march)


def test_the_totals_name_every_clock(made: dict[str, Any]):
    assert list(made["totals"]) == list(ClockName)
    for name, counted in made["totals"].items():
        assert sum(counted.values()) - counted["missed periods"] == len(made["cases"]), name
