"""``careflow up`` for real: signed webhooks of a sandbox Jira, an embedded Redis, real workers, kill -9."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plugin.sandbox import Flavour, Sandbox

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.parametrize("flavour", [Flavour.CLOUD])


class Up:
    """A running ``careflow up``."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.environ = {name: text for name, text in os.environ.items() if not name.startswith("CAREFLOW_")} | {
            "CAREFLOW_JIRA__URL": sandbox.url,
            "CAREFLOW_JIRA__USER": sandbox.user,
            "CAREFLOW_JIRA__TOKEN": sandbox.token,
            "CAREFLOW_WEBHOOK__SECRET": "s3cret",
            "CAREFLOW_DATA_DIR": str(folder),
            "PYTHONPATH": str(ROOT),
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = ""
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "plugin", "up", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("careflow is up: http://127.0.0.1:"), line
        self.url = line.split(": ", 1)[1].strip()

    def parts(self, name: str) -> list[int]:
        """The process ids of the parts that the supervisor started."""
        assert self.process is not None
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", f"plugin.supervised {name}"], capture_output=True, text=True
        )
        return [int(line) for line in found.stdout.split()]

    def end(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        finally:
            self.process.kill()
            self.process.communicate()


@pytest.fixture
def up(sandbox: Sandbox, tmp_path: Path) -> Iterator[Up]:
    careflow = Up(sandbox, tmp_path)
    careflow.start()
    sandbox.hook(careflow.url, secret="s3cret")
    yield careflow
    if careflow.process and careflow.process.poll() is None:
        careflow.end()


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it did not come to that"
        time.sleep(0.1)


def has_its_dues(sandbox: Sandbox, key: str) -> bool:
    return bool(sandbox.issue(key).fields.get("Response Due"))


def test_a_case_opened_in_jira_gets_its_dues_and_everything_ends_with_0(sandbox: Sandbox, up: Up) -> None:
    key = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
    until(lambda: has_its_dues(sandbox, key))
    assert up.end() == 0
    found = subprocess.run(["pgrep", "-f", str(up.environ["CAREFLOW_DATA_DIR"])], capture_output=True, text=True)
    assert found.stdout == ""


def test_whatever_is_killed_comes_back_and_no_case_is_lost(sandbox: Sandbox, up: Up) -> None:
    for name in ("worker", "receiver"):
        (pid,) = up.parts(name)
        os.kill(pid, signal.SIGKILL)
    key = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
    until(lambda: has_its_dues(sandbox, key))
    assert up.process is not None
    up.process.kill()
    up.process.communicate()
    second = sandbox.open_case(by="clara", summary="Opened while all was down", severity="Major")
    up.start()
    until(lambda: has_its_dues(sandbox, second))
    assert up.end() == 0


def test_without_a_secret_it_does_not_start(sandbox: Sandbox, tmp_path: Path) -> None:
    careflow = Up(sandbox, tmp_path)
    del careflow.environ["CAREFLOW_WEBHOOK__SECRET"]
    for command in (["up"], ["serve"], ["worker"]):
        found = subprocess.run(
            [sys.executable, "-m", "plugin", *command], cwd=ROOT, env=careflow.environ, capture_output=True, text=True
        )
        assert found.returncode == 2
        assert "Traceback" not in found.stderr
        assert ("CAREFLOW_WEBHOOK__SECRET" in found.stderr) or ("CAREFLOW_REDIS__URL" in found.stderr)
