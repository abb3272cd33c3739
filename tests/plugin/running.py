"""``careflow up`` as a process, beside a sandbox Jira."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from plugin.sandbox import Sandbox

ROOT = Path(__file__).parents[2]


class Up:
    """A running ``careflow up``."""

    def __init__(self, sandbox: Sandbox, folder: Path, workers: int = 1) -> None:
        self.workers = workers
        self.environ = {name: text for name, text in os.environ.items() if not name.startswith("CAREFLOW_")} | {
            "CAREFLOW_JIRA__URL": sandbox.url,
            "CAREFLOW_JIRA__USER": sandbox.user,
            "CAREFLOW_JIRA__TOKEN": sandbox.token,
            "CAREFLOW_WEBHOOK__SECRET": "s3cret",
            "CAREFLOW_DATA_DIR": str(folder),
            "PYTHONPATH": str(ROOT),
        }
        self.port = self.free_port()
        self.url = ""
        self.said = folder / "stderr"
        self.process: subprocess.Popen[str] | None = None

    @staticmethod
    def free_port() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    def start(self) -> None:
        command = [sys.executable, "-m", "plugin", "up", "--port", str(self.port), "--workers", str(self.workers)]
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environ, stdout=subprocess.PIPE, stderr=said, text=True
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("careflow is up: http://127.0.0.1:"), line or self.said.read_text()
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

    def end_if_up(self) -> None:
        if self.process and self.process.poll() is None:
            self.end()


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it did not come to that"
        time.sleep(0.1)


def has_its_dues(sandbox: Sandbox, key: str) -> bool:
    return bool(sandbox.issue(key).fields.get("Response Due"))
