"""README's walk through an installation, run as it stands there: its commands, in its order, on ports of this run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.plugin.running import Up

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("### Try installing\n")[2].partition("\n### ")[0]
MARK = "§ "

# What a reader waits to see after a command that goes on in the background.
SEEN = {
    "careflow sandbox": "until grep -q '^# open' jira.env; do sleep 0.1; done",
    "careflow up": "until grep -q '^careflow is up' careflow.log; do sleep 0.1; done",
}


def commands(section: str) -> list[str]:
    """The commands of the console blocks; lines that go on are put together."""
    blocks = re.findall(r"^```console\n(.*?)^```", section, re.M | re.S)
    return [command for block in blocks for command in re.findall(r"^\$ (.*(?:(?<=\\)\n.*)*)", block, re.M)]


def script(ports: Mapping[str, int]) -> str:
    """Bash that says which command comes, carries it out, and stops at the first that fails."""
    lines = ["set -e"]
    for command in commands(SECTION):
        for port, ours in ports.items():
            command = command.replace(port, str(ours))
        lines += [f"echo '{MARK}{' '.join(command.split()[:2])}'", command]
        lines += [wait for begins, wait in SEEN.items() if command.startswith(begins)]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What each command printed, by its first two words."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / ".venv").symlink_to(sys.prefix)
    environ = {name: text for name, text in os.environ.items() if not name.startswith("CAREFLOW_")}
    output = folder / "output"  # no pipe: what goes on in the background would keep it open
    with output.open("w") as file:
        walk = subprocess.Popen(
            ["bash", "-c", script({"8090": Up.free_port(), "8080": Up.free_port()})],
            cwd=folder,
            env=environ | {"COLUMNS": "100"},
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            ended = walk.wait(120)
        finally:
            os.killpg(walk.pid, signal.SIGTERM)  # what goes on in the background
            walk.wait()
    printed = output.read_text(encoding="utf-8")
    assert ended == 0, printed
    found: dict[str, list[str]] = {}
    for part in printed.split(MARK)[1:]:
        command, _, text = part.partition("\n")
        found.setdefault(command, []).append(text)
    return found


def test_init_writes_the_files_and_check_reads_them(said: dict[str, list[str]]):
    assert "wrote app.yaml" in said["careflow init"][0]
    assert said["careflow check"][0].startswith("ok: project CARE")


def test_the_plan_adds_and_apply_does_it_and_then_nothing_is_left_to_do(said: dict[str, list[str]]):
    shown, checked = said["careflow plan"]
    assert re.search(r"^Plan [0-9a-f]{12}: \d\d to add, \d to change, 0 to remove\.$", shown, re.M)
    assert said["careflow apply"][0].endswith("The site has what careflow needs.\n")
    assert "Nothing to do" in checked


def test_doctor_finds_nothing_that_fails_and_sees_a_delivery_of_jira(said: dict[str, list[str]]):
    before, after = said["careflow doctor"]
    assert not re.search(r"^(fails|warning)", before + after, re.M)
    assert re.search(r"^ok +webhook.registered", before, re.M)
    assert re.search(r"^ok +webhook.arrival +Jira's delivery about a note on CARE-1 came", after, re.M)


def test_the_first_case_is_explained(said: dict[str, list[str]]):
    assert '"key": "CARE-1"' in said["curl -d"][0]
    assert "respond      SLO-2   running  (SLO-P Major) target 1:00" in said["careflow explain"][0]
