"""``careflow backtest`` on a Jira at work: reads once, goes on where it stopped, and writes nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plugin.cli import cli
from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox.faults import Fault

CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


class Command:
    """``careflow backtest`` against one sandbox, with one data folder."""

    def __init__(self, jira: Sandbox, folder: Path) -> None:
        self.jira = jira
        self.environment = {
            "CAREFLOW_JIRA__URL": jira.url,
            "CAREFLOW_JIRA__USER": jira.user,
            "CAREFLOW_JIRA__TOKEN": jira.token,
            "CAREFLOW_DATA_DIR": str(folder),
            "COLUMNS": "100",
        }

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(cli, ["backtest", *arguments], env=self.environment)

    def read_whole(self) -> int:
        """How many cases were read since the last time: in a search with their history, or alone."""
        asked = [r for r in self.jira.requests if "changelog" in r.path + str(r.query)]
        self.jira.forget_requests()
        return len(asked)


@pytest.fixture
def backtest(sandbox: Sandbox, tmp_path: Path) -> Command:
    """Three Major cases of two customers, answered after 30, 52 and 90 minutes."""
    for minutes, instance in ((30, "acme"), (52, "acme"), (90, "globex")):
        key = sandbox.open_case("clara", "It does not load", {"Severity": "Major", "Instance": instance})
        sandbox.move_time(sandbox.now() + timedelta(minutes=minutes))
        sandbox.comment(key, "adam", "We look into it.")
    sandbox.forget_requests()
    return Command(sandbox, tmp_path)


def test_it_says_which_verdicts_flip_by_customer_and_severity(backtest: Command):
    result = backtest("--jql", "project = CARE", "--what-if", "Major respond 45m")
    assert result.exit_code == 0, result.output
    assert "Major respond 45 min instead of 1 h: 1 more breach, 0 fewer, of 3 cases" in result.output
    assert "CARE-2 by 7 min" in result.output
    assert "acme, Major: met → breached" in result.output
    assert {request.method for request in backtest.jira.requests} == {"GET"}


def test_only_cases_that_have_changed_are_read_again(backtest: Command):
    backtest("--jql", "project = CARE")
    assert backtest.read_whole() >= 1
    backtest("--jql", "project = CARE")
    assert backtest.read_whole() == 0
    backtest.jira.comment("CARE-1", "clara", "Any news?")
    backtest("--jql", "project = CARE")
    assert backtest.read_whole() >= 1


@CLOUD
def test_a_run_that_is_broken_off_goes_on_where_it_stopped(backtest: Command):
    broken = Fault(path="*/search/jql", status=503, skip=1, count=50)
    backtest.jira.faults.add(broken)
    result = backtest("--jql", "project = CARE", "--what-if", "Major respond 45m")
    assert result.exit_code == 1
    assert "Not all cases are in it" in result.output
    backtest.jira.faults.clear()
    again = backtest("--jql", "project = CARE", "--what-if", "Major respond 45m")
    assert again.exit_code == 0
    assert "of 3 cases" in again.output


@CLOUD
def test_offline_it_asks_nobody(backtest: Command):
    backtest("--jql", "project = CARE")
    backtest.jira.forget_requests()
    result = backtest("--offline", "--what-if", "Major respond 45m", "--json")
    assert backtest.jira.requests == []
    *cases, last = map(json.loads, result.output.splitlines())
    assert [case["key"] for case in cases if any(clock["flips"] for clock in case["clocks"])] == ["CARE-2"]
    assert last["sums"]["flips"] == [{"clock": "respond", "before": "met", "after": "breached", "cases": 1}]
    assert last["sums"]["complete"] is True


@CLOUD
def test_another_app_file_is_tried_and_each_case_is_told(backtest: Command, tmp_path: Path):
    other = tmp_path / "other.yaml"
    other.write_text("targets: {SLO-P: {Major: {respond: 2h}}, SLO-N: {Major: {respond: 2h}}}\n")
    result = backtest("--jql", "project = CARE", "--app-file", str(other), "--cases", "--acts")
    assert result.exit_code == 0, result.output
    assert "respond (SLO-2): breached → met" in " ".join(result.output.split()) or "breached → met" in result.output
    assert "1 fewer" in result.output
    assert "What would have been done otherwise" in result.output


@CLOUD
def test_the_present_policy_held_against_itself_differs_in_nothing(backtest: Command):
    assert "Nothing differs in 3 cases" in backtest("--jql", "project = CARE", "--acts").output


@CLOUD
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say which cases, with --jql"),
        (("--jql", "projct = CARE"), "Jira does not understand --jql"),
        (("--jql", "project = CARE", "--what-if", "Majour respond 45m"), "did you mean `Major`"),
        (("--offline", "--jql", "project = OPS"), "nothing was read for this query yet"),
    ],
)
def test_a_mistake_is_said_in_one_message(backtest: Command, arguments: tuple[str, ...], said: str):
    result = backtest(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
