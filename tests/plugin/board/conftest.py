"""A support desk at work: a sandbox Jira, a Redis, careflow's one path, and the pages over them, open to all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from werkzeug.test import TestResponse

from plugin.board.access import Access, OpenToAll
from plugin.jobs import Bench
from plugin.sandbox import Sandbox
from plugin.settings import Settings, load
from plugin.workbench import bench
from webhooks.app import create_app

SECRET = "a-secret-of-the-tests-1234567890"


@dataclass
class Office:
    """Cases are opened and lived in Jira; ``careflow`` looks at each of them; ``pages`` are what people see."""

    jira: Sandbox
    redis: Redis
    settings: Settings
    bench: Bench
    pages: FlaskClient

    def open(self, summary: str = "It does not start", by: str = "clara", **fields: Any) -> str:
        """A case, looked at at once. Fields by name with ``_`` for blanks."""
        named = {name.replace("_", " "): value for name, value in fields.items()}
        key = self.jira.open_case(by, summary, named)
        self.careflow(key)
        return key

    def careflow(self, *keys: str) -> None:
        """What a worker does after a webhook, for these or for all cases."""
        for key in keys or self.jira.keys:
            self.bench.reconciler.run(key)

    def later(self, **span: float) -> None:
        """Time moves on; nobody looks at anything."""
        self.jira.move_time(self.jira.now() + timedelta(**span))

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.pages.get(path)

    def text(self, path: str) -> str:
        """What a page says, its marks included."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def seen_by(self, access: Access) -> FlaskClient:
        """The pages for somebody else."""
        return create_app(self.settings, self.redis, access).test_client()


@pytest.fixture
def office(sandbox: Sandbox, redis: Redis, tmp_path: Path) -> Iterator[Office]:
    """On both Jiras; parametrize ``flavour`` where one is enough."""
    settings = load(
        {
            "CAREFLOW_JIRA__URL": sandbox.url,
            "CAREFLOW_JIRA__USER": sandbox.user,
            "CAREFLOW_JIRA__TOKEN": sandbox.token,
            "CAREFLOW_WEBHOOK__SECRET": SECRET,
            "CAREFLOW_DATA_DIR": str(tmp_path),
        }
    )
    place = bench(settings, redis)
    pages = create_app(settings, redis, OpenToAll()).test_client()
    yield Office(sandbox, redis, settings, place, pages)
    place.close()
