"""``careflow check`` and the command line around it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from plugin import cli as command_line
from plugin.cli import COMMANDS, Lazy, cli

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def bad(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "app.yaml").write_text("default_severity: Majour\njirra: {}\n", encoding="utf-8")
    return {"CAREFLOW_APP_FILE": str(tmp_path / "app.yaml")}


def test_a_right_configuration_is_summed_up_without_any_secret_set() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "plugin", "check"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.stdout.startswith("ok: project CARE, ")
    assert (run.returncode, run.stderr) == (0, "")


def test_a_wrong_configuration_ends_with_2_and_every_fault_on_stderr(bad: dict[str, str]) -> None:
    result = CliRunner().invoke(cli, ["check"], env=bad)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "app.yaml:1:19: default_severity: `Majour`: did you mean `Major`?" in result.stderr
    assert "app.yaml:2:1: jirra: unknown key" in result.stderr
    assert "Traceback" not in result.stderr


def test_another_file_than_the_configured_one_is_checked(bad: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("default_severity: Minor\n", encoding="utf-8")
    assert CliRunner().invoke(cli, ["check", str(other)], env=bad).exit_code == 0
    other.write_text("default_severity: Minour\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", str(other)])
    assert result.exit_code == 2
    assert "other.yaml:1:19: default_severity: `Minour`: did you mean `Minor`?" in result.stderr


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_file_that_is_none_is_bad_usage(tmp_path: Path, name: str) -> None:
    result = CliRunner().invoke(cli, ["check", str(tmp_path / name)])
    assert (result.exit_code, "Traceback" in result.output) == (2, False)
    assert name in result.stderr or "is a directory" in result.stderr


def test_faults_come_as_json(bad: dict[str, str]) -> None:
    result = CliRunner().invoke(cli, ["check", "--json"], env=bad)
    assert result.exit_code == 2
    told = json.loads(result.stdout)
    assert told["ok"] is False
    first = told["faults"][0]
    assert (first["line"], first["column"], first["key"]) == (1, 19, "default_severity")


def test_the_summary_comes_as_json() -> None:
    found = json.loads(CliRunner().invoke(cli, ["check", "--json"]).stdout)
    assert found["ok"] is True
    assert found["languages"] == ["en", "fr"]
    assert found["missing_texts"] == {}


def test_help_lists_every_command_without_importing_one() -> None:
    code = (
        "import sys; from plugin.cli import cli; cli(['--help'], standalone_mode=False);"
        "sys.exit(any(name.startswith(('plugin.settings', 'holidays', 'flask', 'redis')) for name in sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert all(f"  {name} " in run.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_exists_and_explains_itself(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_a_command_that_does_not_exist_ends_with_2_and_a_guess() -> None:
    result = CliRunner().invoke(cli, ["chek"])
    assert result.exit_code == 2
    assert "did you mean `check`?" in result.stderr


def test_a_fault_of_ours_ends_with_1_and_leaves_its_traceback_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    @click.command()
    def broken() -> None:
        raise RuntimeError("it broke")

    monkeypatch.setattr(Lazy, "load", lambda self: broken)
    monkeypatch.setattr(command_line.tempfile, "tempdir", str(tmp_path))
    result = CliRunner().invoke(cli, ["check"])
    assert result.exit_code == 1
    assert "a fault in careflow: RuntimeError: it broke" in result.stderr
    assert "Traceback" not in result.stderr
    (log,) = tmp_path.glob("careflow-*.log")
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert isinstance(CliRunner().invoke(cli, ["--debug", "check"]).exception, RuntimeError)


def test_the_mode_is_told() -> None:
    assert json.loads(CliRunner().invoke(cli, ["check", "--json"]).stdout)["mode"] == "live"
    shadow = CliRunner().invoke(cli, ["check"], env={"CAREFLOW_MODE": "shadow"}).stdout
    assert "mode shadow: nothing is written to Jira" in shadow
