"""careflow doctor on a sandbox Jira: what it says of each check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from redis import Redis
from werkzeug.serving import make_server

from plugin.doctor import Finding, Installation, Level, examine
from plugin.embedded import EmbeddedRedis
from plugin.install.mark import marked
from plugin.jira import MemoryCache
from plugin.sandbox import Sandbox
from plugin.sandbox.shared_lists import Dashboard, SavedFilter
from plugin.settings import load
from plugin.subscription import EVENTS
from plugin.workbench import gateway
from webhooks.app import create_app

SECRET = "s3cret"
NOBODY = "http://127.0.0.1:9"  # the discard port: nobody listens there


@dataclass
class Report:
    """What was said, by check."""

    findings: dict[str, list[Finding]]

    def only(self, check: str) -> Finding:
        found = self.findings[check]
        assert len(found) == 1, found
        return found[0]

    def level(self, check: str) -> Level:
        return self.only(check).level

    @property
    def failing(self) -> list[str]:
        return [check for check, said in self.findings.items() if any(f.level is Level.FAILS for f in said)]

    @property
    def warned(self) -> list[str]:
        return [check for check, said in self.findings.items() if any(f.level is Level.WARNING for f in said)]


@dataclass
class Doctor:
    """Examines the installation whose settings are in ``environ``."""

    jira: Sandbox
    environ: dict[str, str]
    receiver: str = NOBODY
    probe: str | None = None

    def examine(self) -> Report:
        settings = load(self.environ)
        it = Installation(settings, gateway(settings, MemoryCache()), self.receiver, probe=self.probe)
        found: dict[str, list[Finding]] = {}
        try:
            for line in examine(it):
                found.setdefault(line.id, []).append(line.finding)
        finally:
            it.close()
        return Report(found)


@pytest.fixture
def doctor(sandbox: Sandbox, tmp_path: Path) -> Doctor:
    environ = {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
        "CAREFLOW_WEBHOOK__SECRET": SECRET,
        "CAREFLOW_DATA_DIR": str(tmp_path),
    }
    return Doctor(sandbox, environ)


@pytest.fixture
def case(sandbox: Sandbox) -> str:
    return sandbox.open_case(by="clara", summary="The board does not load", severity="Major")


@pytest.fixture
def lists(sandbox: Sandbox) -> None:
    """The filters and the dashboard that `careflow apply` makes, as far as doctor looks at them."""
    shares = [{"type": "project", "project": {"id": sandbox.site.projects["CARE"].id}}]
    ada, filters = sandbox.person("ada"), sandbox.site.filters
    for worklist in load({}).maps.worklists:
        mark = marked(worklist.description, f"filter {worklist.id}")
        filters[worklist.id] = SavedFilter(worklist.id, worklist.name, ada, "project = CARE", mark, shares)
    board = Dashboard("1", "CARE: Customer Care", ada, marked("", "dashboard"), shares)
    sandbox.site.dashboards["1"] = board
    ledger = {"filters": {known: known for known in filters}}
    sandbox.site.projects["CARE"].properties["careflow-install"] = ledger


@pytest.fixture
def hook(sandbox: Sandbox) -> None:
    sandbox.hook("https://careflow.example/webhooks/jira", SECRET, EVENTS, "project = CARE")


@pytest.fixture
def queue(doctor: Doctor, redis: Redis, redis_server: EmbeddedRedis) -> Redis:
    """The Redis that the doctor is told of."""
    doctor.environ["CAREFLOW_REDIS__URL"] = redis_server.url
    return redis


@pytest.fixture
def receiver(doctor: Doctor, queue: Redis) -> Iterator[None]:
    """The real receiver, where the doctor looks for it."""
    server = make_server("127.0.0.1", 0, create_app(load(doctor.environ), queue))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    doctor.receiver = f"http://127.0.0.1:{server.server_port}"
    yield
    server.shutdown()
    thread.join()
    server.server_close()
