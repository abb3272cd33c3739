"""``careflow doctor`` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plugin.cli import cli
from plugin.doctor import CHECKS
from plugin.sandbox import Flavour
from plugin.subscription import EVENTS
from tests.plugin.doctor.conftest import NOBODY, SECRET, Doctor

pytestmark = pytest.mark.parametrize("flavour", [Flavour.CLOUD])


def run(doctor: Doctor, *arguments: str, **variables: str) -> Result:
    typed = ["doctor", "--receiver", doctor.receiver, *arguments]
    return CliRunner().invoke(cli, typed, env={"COLUMNS": "80", **doctor.environ, **variables})


def test_it_ends_with_0_when_nothing_fails(doctor: Doctor, case: str, hook: None, lists: None):
    result = run(doctor)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].startswith("All is well, 1 warning, ")


def test_it_ends_with_1_when_something_fails_and_counts_it(doctor: Doctor, case: str):
    doctor.jira.hide_field("SLA State")
    result = run(doctor)
    assert result.exit_code == 1
    assert "2 things fall short" in result.stdout.splitlines()[-1]  # the field, and no webhook


def test_no_line_is_wider_than_the_terminal(doctor: Doctor, case: str):
    doctor.jira.hide_field("SLA State")
    doctor.jira.hook("https://careflow.example/webhooks/jira", SECRET, EVENTS[:1])
    for width in (80, 200):
        lines = run(doctor, COLUMNS=str(width), CAREFLOW_DATA_DIR="/nowhere").stdout.splitlines()
        assert max(map(len, lines)) <= width


def test_each_line_begins_with_level_and_id_and_the_mend_stands_below(doctor: Doctor, case: str):
    doctor.jira.hide_field("SLA State")
    lines = run(doctor, COLUMNS="200").stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("fails   jira.screen"))
    assert lines[at + 1].strip().startswith("→ project CARE ▸ Project settings ▸ Screens")


def test_the_json_has_every_finding_with_id_level_what_and_mend(doctor: Doctor, case: str):
    result = run(doctor, "--json")
    told = json.loads(result.stdout)
    assert told["ok"] is False
    assert list(dict.fromkeys(finding["id"] for finding in told["findings"])) == [check.id for check in CHECKS]
    assert all(set(finding) == {"id", "level", "what", "mend"} for finding in told["findings"])


def test_a_wrong_configuration_ends_with_2(doctor: Doctor, tmp_path: Path):
    result = run(doctor, CAREFLOW_DEFAULT_SEVERITY="Majour")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean `Major`?" in result.stderr
    told = json.loads(run(doctor, "--json", CAREFLOW_DEFAULT_SEVERITY="Majour").stdout)
    assert told["ok"] is False
    assert told["faults"][0]["key"] == "default_severity"


def test_without_an_address_it_ends_with_2(doctor: Doctor):
    result = run(doctor, CAREFLOW_JIRA__URL="")
    assert result.exit_code == 2
    assert "CAREFLOW_JIRA__URL" in result.stderr


@pytest.mark.parametrize("receiver", ["localhost:8080", "http://", "ftp://careflow.example"])
def test_an_address_of_the_receiver_that_is_none_is_bad_usage(doctor: Doctor, receiver: str):
    doctor.receiver = receiver
    assert run(doctor).exit_code == 2


def test_names_of_other_people_cannot_paint_the_terminal(doctor: Doctor):
    doctor.jira.hook("https://careflow.example/webhooks/jira", SECRET, EVENTS[:1]).name = "nice\x1b[2Jhook"
    assert "\x1b" not in run(doctor).stdout
    assert "\\u001b" not in run(doctor, "--json").stdout


def test_secrets_are_never_printed(doctor: Doctor, case: str, hook: None):
    result = run(doctor, CAREFLOW_REDIS__URL=f"redis://:hunter2@{NOBODY.removeprefix('http://')}/0")
    for secret in (SECRET, "hunter2", doctor.jira.token):
        assert secret not in result.output


def test_that_it_is_in_shadow_is_said_on_a_line_of_its_own(doctor: Doctor, case: str, hook: None):
    assert "ok      mode" in run(doctor).stdout
    result = run(doctor, CAREFLOW_MODE="shadow")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("warning mode "))
    assert "in shadow: careflow writes nothing" in lines[at]
    assert "mode: live" in " ".join(lines[at : at + 4])
    assert all(seen.method == "GET" for seen in doctor.jira.requests)
