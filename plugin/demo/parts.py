"""The parts that the demo is played on, started and ended together: the sandbox Jira here, careflow as processes.

Everything listens on free ports of 127.0.0.1; secrets are random; what is written to disk is in a temporary folder.
"""

from __future__ import annotations

import json
import os
import secrets
import select
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis

from plugin.configuration_errors import UserMistake
from plugin.connecting import connect
from plugin.jira import MemoryCache
from plugin.reconcile import Reconciler
from plugin.sandbox import Sandbox
from plugin.settings import Settings, load
from plugin.shipped import shipped_folder
from plugin.subscription import EVENTS
from plugin.workbench import gateway, reconciler

_START = 60.0  # seconds that Redis, receiver and worker may take to come up, on a machine that does much else
_END = 30.0


class DoesNotStart(UserMistake):
    """One of the parts did not come up. The message says what it said last."""


class Parts:
    """A context manager: all parts run inside it, and none outlives it."""

    def __init__(self, flavour: str, start: datetime) -> None:
        """``flavour``: ``cloud`` or ``datacenter``; ``start``: the sandbox's first instant, where its time stands."""
        self.jira = Sandbox.default(flavour, start, frozen=True)
        self.receiver = ""
        self.board = ""
        self.redis: Redis
        self.explainer: Reconciler
        self._open = ExitStack()
        self._log: Path | None = None

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            folder = Path(starting.enter_context(tempfile.TemporaryDirectory(prefix="careflow-demo-")))
            self._log = folder / "careflow.log"
            starting.enter_context(self.jira)
            environment = self._environment(folder)
            settings = load(environment)
            where = self._start(starting, folder, environment)
            self.receiver, self.board = f"{where['receiver']}/webhooks/jira", f"{where['receiver']}/board"
            self.jira.hook(self.receiver, environment["CAREFLOW_WEBHOOK__SECRET"], EVENTS, "project = CARE")
            self.redis = connect(where["redis"])
            starting.callback(self.redis.close)
            self.explainer = self._explainer(starting, settings)
            self._open = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def last_words(self) -> str:
        """The newest lines of careflow's log, for a message."""
        text = self._log.read_text(errors="replace") if self._log and self._log.exists() else ""
        return "\n".join(text.splitlines()[-5:])

    def _environment(self, folder: Path) -> dict[str, str]:
        """How an admin configures careflow, by the environment. What chooses the policy is left as it is set."""
        ours = dict(os.environ)  # noqa: TID251 handed on to the processes, as the supervisor does
        ours.pop("CAREFLOW_SECRETS_DIR", None)
        ours.pop("CAREFLOW_REDIS__URL", None)
        ours.setdefault("CAREFLOW_APP_FILE", str(shipped_folder() / "app.yaml"))
        return ours | {
            "CAREFLOW_JIRA__URL": self.jira.url,
            "CAREFLOW_JIRA__USER": self.jira.user,
            "CAREFLOW_JIRA__TOKEN": self.jira.token,
            "CAREFLOW_WEBHOOK__SECRET": secrets.token_urlsafe(32),
            "CAREFLOW_DATA_DIR": str(folder),
            "CAREFLOW_LOG_LEVEL": "INFO",
            "CAREFLOW_MODE": "live",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    def _start(self, starting: ExitStack, folder: Path, environment: dict[str, str]) -> dict[str, str]:
        log = starting.enter_context((folder / "careflow.log").open("wb"))
        process = subprocess.Popen(
            [sys.executable, "-m", "plugin.demo.backstage", str(folder)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches it through us, once
        )
        starting.callback(_end, process)
        return self._where(process)

    def _where(self, process: subprocess.Popen[bytes]) -> dict[str, str]:
        if process.stdout is None:
            raise DoesNotStart("careflow has no output")
        ready, _, _ = select.select([process.stdout], [], [], _START)
        line = process.stdout.readline() if ready else b""
        if not line:
            raise DoesNotStart(f"careflow does not come up. It said last:\n{self.last_words()}")
        where: dict[str, str] = json.loads(line)
        return where

    def _explainer(self, starting: ExitStack, settings: Settings) -> Reconciler:
        """What ``careflow explain`` works with."""
        reader = gateway(settings, MemoryCache())
        starting.callback(reader.close)
        return reconciler(settings, reader)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
