"""``careflow demo`` as people run it: a process of its own, every part real."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from plugin.shipped import shipped_folder

COMMAND = [sys.executable, "-m", "plugin", "demo"]
PATIENCE = 240  # seconds: several such demos may run on two cores


@pytest.mark.timeout(PATIENCE + 20)
def test_every_scenario_ends_as_the_policy_says_and_the_account_can_be_read():
    ended = subprocess.run([*COMMAND, "--exit"], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr
    assert ended.stderr == ""
    assert "\x1b" not in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 80
    rows = re.findall(r"^ ?(\d+)  (.+?)  .*?(\d+)/(\d+)  ok$", ended.stdout, re.MULTILINE)
    assert len(rows) >= 11
    assert all(passed == of for _, _, passed, of in rows)


@pytest.mark.timeout(PATIENCE + 20)
def test_a_policy_that_is_not_the_policy_is_found_out_on_data_center_too(tmp_path: Path):
    shipped = (shipped_folder() / "app.yaml").read_text(encoding="utf-8")
    other = tmp_path / "app.yaml"
    changed = shipped.replace("Major: {respond: 60m, restore", "Major: {respond: 45m, restore")
    other.write_text(changed, encoding="utf-8")
    ended = subprocess.run(
        [*COMMAND, "--exit", "--flavour", "datacenter", "--json"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "CAREFLOW_APP_FILE": str(other)},
    )
    assert ended.returncode == 1, ended.stdout[-3000:] + ended.stderr
    found = json.loads(ended.stdout)
    failed = {scenario["name"]: scenario for scenario in found["scenarios"] if not scenario["ok"]}
    assert not found["ok"]
    assert "Platinum Critical on a Saturday night" not in failed
    differing = [check for check in failed["Major defect: dues, priority, warning"]["checks"] if not check["ok"]]
    assert differing[0]["clause"] == "SLO-P"
    assert (differing[0]["expected"], differing[0]["found"]) == ("Mon 20 Apr 10:00", "Mon 20 Apr 09:45")


@pytest.mark.timeout(120)
def test_sigterm_ends_everything_that_it_started():
    demo = subprocess.Popen([*COMMAND], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert demo.stdout is not None
    assert demo.stderr is not None
    for line in demo.stdout:
        if line.startswith("1/"):
            break
    started = _descendants(demo.pid)
    demo.send_signal(signal.SIGTERM)
    with demo.stdout, demo.stderr:
        demo.wait(60)
    assert len(started) >= 4  # the supervisor, the Redis, the receiver, the worker
    assert not [pid for pid in started if _is_alive(pid)]


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.exists():
        pytest.skip("no /proc here that tells of children")
    found = [int(child) for child in children.read_text().split()]
    return found + [grandchild for child in found for grandchild in _descendants(child)]


def _is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
