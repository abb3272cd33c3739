"""``careflow report`` as people and programs call it, on a sandbox Jira: its numbers are what ``explain`` says."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plugin.cli import cli
from plugin.report import recompute
from plugin.sandbox import Flavour, Sandbox
from tests.plugin.report.lived import lived

Careflow = Callable[..., Result]


@pytest.fixture
def careflow(sandbox: Sandbox) -> Careflow:
    environ = {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
    }

    def run(*words: str, **more: str) -> Result:
        return CliRunner().invoke(cli, [*words], env={**environ, "COLUMNS": "80", **more})

    return run


@pytest.fixture
def keys(sandbox: Sandbox) -> list[str]:
    return lived(sandbox)


CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD])


@pytest.mark.usefixtures("valid_requests")
@pytest.mark.parametrize("mode", ["live", "shadow"])
def test_every_number_equals_what_explain_says_of_the_cases_at_the_end_of_the_period(
    careflow: Careflow, keys: list[str], sandbox: Sandbox, mode: str
):
    result = careflow("report", "--month", "2026-10", "--format", "json", CAREFLOW_MODE=mode)
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert told["cases"] == keys[:2], "the others were opened later"
    end = "2026-10-31T22:59:59.999Z"
    assert told["until"] == end
    states: Counter[tuple[str, str]] = Counter()
    for key in told["cases"]:
        explained = json.loads(careflow("explain", key, "--at", end, "--json", CAREFLOW_MODE=mode).stdout)
        states.update((clock["name"], clock["state"].replace("none", "no_target")) for clock in explained["clocks"])
    found = {
        (c["clock"], what): len(c[what]) for c in told["clocks"] for what in ("met", "breached", "running", "no_target")
    }
    assert {which: number for which, number in found.items() if number} == dict(states)
    assert all(seen.is_read for seen in sandbox.requests)


@CLOUD
def test_the_default_is_the_last_full_month_up_to_today(careflow: Careflow, keys: list[str]):
    result = careflow("report")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "SLO compliance, 2026-10-01 to 2026-11-03: 4 cases, as of 2026-11-03 17:00 UTC"
    assert max(map(len, lines)) <= 80
    assert "Respond          33.3 %      1         2        ·       ·          1       ·" in lines
    del keys


@CLOUD
def test_a_case_counts_that_was_closed_within_the_period_and_not_one_closed_before(careflow: Careflow, keys: list[str]):
    told = json.loads(careflow("report", "--from", "2026-11-02", "--format", "json").stdout)
    assert told["cases"] == keys[1:], "the first was closed on 1 November"
    assert json.loads(careflow("report", "--from", "2026-11-01", "--format", "json").stdout)["cases"] == keys


@CLOUD
def test_csv_goes_to_stdout_or_whole_into_a_file(careflow: Careflow, keys: list[str], tmp_path: Path):
    result = careflow("report", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout_bytes.decode(), newline="")))
    assert [row["key"] for row in rows if row["clock"] == "respond"] == keys
    assert {row["title"] for row in rows} >= {"<b>Board</b> & co", "'=1+1"}
    out = tmp_path / "r.csv"
    said = careflow("report", "--format", "csv", "--out", str(out))
    assert (said.exit_code, said.stdout) == (0, "")
    assert out.read_bytes() == result.stdout_bytes
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]


@CLOUD
def test_html_links_each_case_to_jira(careflow: Careflow, keys: list[str], sandbox: Sandbox, tmp_path: Path):
    out = tmp_path / "r.html"
    assert careflow("report", "--format", "html", "--out", str(out)).exit_code == 0
    page = out.read_text()
    assert f'<a href="{sandbox.url}/browse/{keys[1]}">{keys[1]}</a>' in page
    assert "&lt;b&gt;Board&lt;/b&gt; &amp; co" in page or "Board" in page


@CLOUD
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--from", "2026-13-01"], "'2026-13-01' is no date; write it as 2026-11-23"),
        (["--month", "October"], "'October' is no month; write it as 2026-10"),
        (["--from", "2026-11-02", "--to", "2026-11-01"], "--to 2026-11-01 lies before --from 2026-11-02"),
        (["--from", "2026-12-24"], "the last day, 2026-11-03, lies before the first, 2026-12-24"),
        (["--month", "2026-10", "--to", "2026-11-01"], "say --month, or --from and --to"),
        (["--statement", "acme"], "say --month 2026-10"),
        (["--statement", "acme", "--month", "2026-10", "--format", "csv"], "a statement is JSON or HTML"),
        (["--statement", "acne", "--month", "2026-10"], "there is no customer `acne`: did you mean `acme`?"),
        (["--format", "html", "--out", "/nowhere/r.html"], "/nowhere/r.html cannot be written: No such file"),
        (["--format", "html", "--out", "/tmp"], "/tmp is a folder; --out names a file"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(careflow: Careflow, keys: list[str], words: list[str], says: str):
    result = careflow("report", *words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    del keys


@CLOUD
def test_a_period_without_cases_says_so(careflow: Careflow):
    result = careflow("report", "--month", "2026-01")
    assert result.exit_code == 0
    assert result.stdout.startswith("SLO compliance, 2026-01-01 to 2026-01-31: 0 cases\n")


@CLOUD
def test_what_cannot_be_read_is_told_and_the_rest_is_reported(careflow: Careflow, keys: list[str], sandbox: Sandbox):
    for number in range(45):  # more history than a search brings: such a case is read alone
        sandbox.edit(keys[2], "adam", {"Instance": f"acme-{number}"})
    sandbox.faults.fail(403, path=f"*/issue/{keys[2]}", count=9)
    result = careflow("report", "--format", "json")
    assert result.exit_code == 1
    assert keys[2] in result.stderr
    told = json.loads(result.stdout)
    assert told["unread"] == [keys[2]]
    assert told["cases"] == [keys[0], keys[1], keys[3]]


@CLOUD
def test_without_jira_it_ends_with_1_and_one_line(careflow: Careflow):
    result = careflow("report", CAREFLOW_JIRA__URL="http://127.0.0.1:9")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


@CLOUD
def test_a_statement_is_three_files_that_agree(careflow: Careflow, keys: list[str], tmp_path: Path):
    result = careflow("report", "--statement", "ACME", "--month", "2026-11", "--out", str(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "")
    told = json.loads((tmp_path / "statement-ACME-2026-11.json").read_text())
    assert [case["key"] for case in told["cases"]] == keys[:1]
    assert recompute.recompute(told) == []
    printed = careflow("report", "--statement", "ACME", "--month", "2026-11", "--format", "json")
    assert json.loads(printed.stdout) == told


def test_the_file_says_what_a_reader_of_shadow_has_to_know(careflow: Careflow, keys: list[str]):
    page = careflow("report", "--format", "html", CAREFLOW_MODE="shadow").stdout
    assert "careflow is in shadow" in page
    del keys
