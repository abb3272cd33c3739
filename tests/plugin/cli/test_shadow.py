"""``careflow shadow`` as people and programs call it, on a sandbox Jira on which people alone have acted."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from plugin.cli import cli
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import Mode, load
from workflows.switches import Switch

Careflow = Callable[..., Result]
README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
MONDAY = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def environ(sandbox: Sandbox) -> dict[str, str]:
    return {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
    }


@pytest.fixture
def careflow(environ: dict[str, str]) -> Careflow:
    def run(*words: str, columns: int = 80, **more: str) -> Result:
        return CliRunner().invoke(cli, ["shadow", *words], env={**environ, "COLUMNS": str(columns), **more})

    return run


def objects(result: Result) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The objects of the cases, and the sums."""
    *cases, last = map(json.loads, result.stdout.splitlines())
    return cases, last["sums"]


@pytest.fixture
def lived(sandbox: Sandbox) -> tuple[str, str]:
    """Two cases by people's hands: one answered, solved and closed too early; one made Critical by nobody's leave."""

    def at(hours: float) -> None:
        sandbox.set_clock(MONDAY + timedelta(hours=hours))

    at(0)
    one = sandbox.open_case(
        by="clara",
        summary="The \x1b[31mboard does not load",
        severity="Major",
        product="Enterprise One",
        case_type="Defect",
        assignee="adam",
        priority="High",
    )
    at(0.5)
    sandbox.comment(one, "adam", "We are looking into it.")
    at(1)
    sandbox.move(one, "adam", "Waiting for Customer")
    at(2)
    sandbox.comment(one, "clara", "Here is the log.")
    at(4)
    sandbox.move(one, "adam", "In Progress")
    at(5)
    sandbox.move(one, "adam", "Solution Provided")
    at(100)
    sandbox.comment(one, "adam", "Did that help?")
    at(120)
    sandbox.move(one, "adam", "Closed")
    at(121)
    two = sandbox.open_case(by="camille", summary="Panne", severity="Minor", product="Daptiv", assignee="agnes")
    at(122)
    sandbox.edit(two, "agnes", {"Severity": "Critical"})
    at(123)
    sandbox.label(two, "agnes", add="needs-case-type")
    at(168)
    sandbox.forget_requests()
    return one, two


@pytest.mark.usefixtures("lived", "valid_requests")
def test_it_tells_days_clauses_and_what_to_switch_on_within_80_columns(careflow: Careflow, sandbox: Sandbox) -> None:
    result = careflow()
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "2 cases, from 2026-11-02 to now"
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in result.stdout
    assert "2026-11-09  SLO-10      4     ·          ·        ·        4        ·" in lines
    assert "            CLO-6       1     1          ·        ·        ·        ·" in lines
    assert "CLO-6:  would have moved 1 case to In Progress; people did so too, 2 h later" in lines
    assert "        against it, people closed 1 case too early" in lines
    assert "put Severity back in 1 case, which nobody had approved; 1 is Critical" in " ".join(result.stdout.split())
    assert all(seen.is_read for seen in sandbox.requests)


@pytest.mark.usefixtures("lived")
def test_within_200_columns_it_names_cases(careflow: Careflow) -> None:
    lines = careflow(columns=200).stdout.splitlines()
    assert max(map(len, lines)) <= 200
    assert any(line.endswith("·  CARE-1") for line in lines)


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_its_lines_switch_on_just_what_both_agreed_on(careflow: Careflow, tmp_path: Path) -> None:
    output = careflow("--clause", "CLO", "--clause", "SEV").stdout
    assert "Agreed throughout, in so many acts: CLO-6 (1)." in output
    said = output[output.index("mode: live") :]
    (tmp_path / "app.yaml").write_text(said, encoding="utf-8")
    settings = load({"CAREFLOW_APP_FILE": str(tmp_path / "app.yaml")})
    assert settings.mode is Mode.LIVE
    switches = settings.policy().switches
    assert "CLO-6" not in switches
    assert set(switches.values()) == {Switch.SHADOW}
    assert {"CLO-1", "CLO-3", "SEV-3", "SLO-11", "CAL-8"} <= switches.keys()


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_what_was_switched_on_before_stays_so_and_off_stays_off(
    careflow: Careflow, sandbox: Sandbox, lived: tuple[str, str]
) -> None:
    chosen = json.dumps({"SLO": "shadow", "CLO-3": "off", "CLO-6": "shadow"})
    _, sums = objects(careflow("--json", CAREFLOW_CLAUSES=chosen))
    assert sums["app_yaml"] == {"mode": "live", "clauses": {"SLO": "shadow", "CLO-3": "off"}}
    del sandbox, lived


def test_a_case_by_key_is_told_act_by_act_over_its_whole_life(careflow: Careflow, lived: tuple[str, str]) -> None:
    one, two = lived
    output = careflow(one, columns=120).stdout
    assert f"{one}  The \N{REPLACEMENT CHARACTER}[31mboard does not load  (Europe/Stockholm)" in output
    assert "Mon 2026-11-09 12:00:00  CLO-6   move to In Progress" in output
    assert "→ Adam Agent set Status to In Progress 2 h later" in output
    assert "AGAINST: Adam Agent closed it after 4 of 10 business days without a response" in output
    assert "1 case, from the opening to now" in output
    assert two not in output
    told = " ".join(output.split())
    assert "(CON-3) — no response since the solution; attempt 1 of 2 → Adam Agent wrote to the customer" in told


def test_of_reminders_that_go_on_and_on_a_case_tells_the_first_and_the_last(
    careflow: Careflow, lived: tuple[str, str]
) -> None:
    told = [line for line in careflow(lived[1], columns=200).stdout.splitlines() if "note reminder" in line]
    assert len(told) == 2
    assert "note reminder 1 " in told[0]


@pytest.mark.usefixtures("lived")
def test_cases_are_told_only_where_there_is_something_to_tell(careflow: Careflow) -> None:
    output = careflow("--cases", "--clause", "SEV-3").stdout
    assert "CARE-2  Panne" in output
    assert "CARE-1" not in output


def test_the_objects_are_complete(careflow: Careflow, lived: tuple[str, str]) -> None:
    cases, sums = objects(careflow("--json"))
    assert [case["key"] for case in cases] == list(lived)
    acts = [act for case in cases for act in case["acts"]]
    assert {"day", "at", "id", "kind", "clause", "why", "outcome", "people"} <= set.intersection(*map(set, acts))
    moved = next(act for act in acts if act["clause"] == "CLO-6")
    assert (moved["outcome"], moved["people"]["later_minutes"]) == ("same", 120)
    assert (moved["day"], moved["at"]) == ("2026-11-09", "2026-11-09T11:00:00Z")
    assert [case["against"][0]["kind"] for case in cases if case["against"]] == ["closed too early"]
    for row in sums["days"]:
        of_row = [act for act in acts if (act["day"], act["clause"]) == (row["day"], row["clause"])]
        assert row["would"] == len(of_row) == sum(row[name] for name in OUTCOMES)
    for clause in sums["clauses"]:
        assert clause["would"] == sum(act["clause"] == clause["clause"] for act in acts)
        assert clause["would"] == sum(doing["would"] for doing in clause["doings"])
    assert (sums["cases"], sums["complete"], sums["agreed"]) == (2, True, sums["agreed"])
    assert "CLO-6" in sums["agreed"]


OUTCOMES = ("same", "otherwise", "not", "careflow", "counted")


@pytest.mark.usefixtures("lived")
def test_days_and_clauses_can_be_chosen(careflow: Careflow) -> None:
    _, sums = objects(careflow("--json", "--from", "2026-11-09", "--to", "2026-11-09", "--clause", "CLO"))
    assert (sums["from"], sums["to"]) == ("2026-11-09", "2026-11-09")
    assert [(row["day"], row["clause"]) for row in sums["days"]] == [("2026-11-09", "CLO-6")]


@pytest.mark.usefixtures("lived")
def test_what_people_did_after_the_last_day_is_still_their_answer(careflow: Careflow) -> None:
    cases, _ = objects(careflow("--json", "--to", "2026-11-12", "--clause", "CLO-3"))
    follow_up = next(act for act in cases[0]["acts"] if act["kind"] == "comment")
    assert (follow_up["day"], follow_up["outcome"]) == ("2026-11-12", "same")
    assert follow_up["people"]["at"] == "2026-11-13T13:00:00Z"
    assert [case["key"] for case in cases] == ["CARE-1"]  # the other one was not opened yet


@pytest.mark.usefixtures("lived")
def test_a_query_finds_the_cases_and_what_is_none_is_passed_over(careflow: Careflow, sandbox: Sandbox) -> None:
    other = next((key for key in sandbox.site.projects if key != "CARE"), None)
    if other:
        sandbox.open_case(by="clara", summary="Not ours", project=other)
    cases, _ = objects(careflow("--json", "--jql", "summary ~ Panne OR created >= -30d ORDER BY key"))
    assert [case["key"] for case in cases] == ["CARE-1", "CARE-2"]


@pytest.mark.usefixtures("lived")
def test_what_a_search_cuts_short_is_read_whole(careflow: Careflow, sandbox: Sandbox) -> None:
    whole = objects(careflow("--json"))
    sandbox.site.searched_history = 1
    assert objects(careflow("--json")) == whole


def test_what_careflow_really_did_is_told_as_its_own(
    careflow: Careflow, sandbox: Sandbox, environ: dict[str, str]
) -> None:
    key = sandbox.open_case(by="clara", summary="The board does not load", severity="Major")
    CliRunner().invoke(cli, ["reconcile", key], env=environ)
    sandbox.advance(minutes=1)
    cases, sums = objects(careflow("--json", "--from", "2026-11-01"))
    assert {act["outcome"] for act in cases[0]["acts"]} == {"careflow"}
    assert sums["agreed"] == []
    told = careflow(key).stdout
    assert "  careflow  counted  against" in told
    assert max(map(len, told.splitlines())) <= 80
    assert "On no clause have people done the same throughout" in told


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("CARE-1", "--jql", "x"), 2, "name the cases, or give a query"),
        (("--from", "2026-11-10", "--to", "2026-11-09"), 2, "lies before"),
        (("--from", "yesterday"), 2, "is no date"),
        (("--clause", "CLO-33"), 2, "did you mean"),
        (("--jql", "no such thing"), 2, "does not understand --jql"),
        (("OTHER-1",), 2, "not configured"),
        (("CARE-999",), 1, "CARE-999"),
    ],
)
def test_a_mistake_gets_one_clear_message(careflow: Careflow, words: tuple[str, ...], code: int, said: str) -> None:
    result = careflow(*words)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_a_case_that_cannot_be_read_is_named_and_the_others_are_told(
    careflow: Careflow, sandbox: Sandbox, lived: tuple[str, str]
) -> None:
    sandbox.site.searched_history = 1
    sandbox.faults.fail(403, "GET", f"*issue/{lived[0]}*", count=1)
    result = careflow("--json")
    assert result.exit_code == 1
    assert lived[0] in result.stderr
    cases, sums = objects(result)
    assert ([case["key"] for case in cases], sums["cases"]) == ([lived[1]], 1)


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_a_jira_that_fails_is_told_in_one_line(careflow: Careflow, sandbox: Sandbox) -> None:
    sandbox.faults.fail(503, "GET", "*search*", count=20)
    result = careflow()
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "503" in result.stderr


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_a_jira_that_is_not_there_is_told_in_one_line(careflow: Careflow) -> None:
    result = careflow(CAREFLOW_JIRA__URL="http://127.0.0.1:9")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("careflow: Jira: GET serverInfo: Jira cannot be reached")


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_broken_off_it_ends_with_the_sums_of_what_it_has_read(
    sandbox: Sandbox, environ: dict[str, str], lived: tuple[str, str]
) -> None:
    sandbox.site.searched_history = 1
    sandbox.faults.hang(60, "GET", f"*issue/{lived[1]}*")
    words = [sys.executable, "-m", "plugin", "shadow", "--json"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ)
    assert running.stdout is not None
    first = running.stdout.readline()
    running.send_signal(signal.SIGINT)
    rest, said = running.communicate(timeout=30)
    last = json.loads(rest.splitlines()[-1])["sums"]
    assert (json.loads(first)["key"], last["cases"], last["complete"]) == (lived[0], 1, False)
    assert (running.returncode, said) == (1, "")


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_readme_documents_every_key_of_its_objects(careflow: Careflow) -> None:
    section = README.partition("## Try it in shadow")[2].partition("\n## ")[0]
    cases, sums = objects(careflow("--json"))
    (act,) = [act for act in cases[0]["acts"] if act["clause"] == "CLO-6"]
    told = [*cases, act, act["people"], *cases[0]["against"], sums, *sums["days"][:1]]
    told += [*sums["clauses"], *sums["clauses"][0]["doings"], sums["app_yaml"]]
    own = {"to"}  # of the act itself: as `careflow explain --json` has it
    assert {key for one in told for key in one if f"`{key}`" not in section} - own == set()
