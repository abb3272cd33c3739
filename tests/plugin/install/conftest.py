"""The installer's commands as an administrator types them, on sites over HTTP that careflow did not make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from plugin.cli import cli
from plugin.sandbox import Clock, Flavour, Sandbox, sites
from plugin.sandbox.site import Site
from plugin.sandbox.snapshot import snapshot
from tests.conftest import MONDAY_TEN

SECRET = "the webhook's s3cret"
SITES: dict[str, Callable[[Flavour], Site]] = {
    "empty": sites.empty,
    "french": sites.french,
    "mistyped": sites.mistyped,
    "shipped": sites.shipped,
}


@dataclass
class Admin:
    """Somebody who administers a Jira, in a folder of their own."""

    jira: Sandbox
    folder: Path

    @property
    def environ(self) -> dict[str, str]:
        """The variables of README, with the administrator's token."""
        cloud = self.jira.site.cloud
        return {
            "CAREFLOW_JIRA__URL": self.jira.url,
            "CAREFLOW_JIRA__USER": "ada@planview.example" if cloud else "",
            "CAREFLOW_JIRA__TOKEN": self.jira.site.admin_token,
            "CAREFLOW_WEBHOOK__SECRET": SECRET,
            "CAREFLOW_APP_FILE": str(self.app) if self.app.is_file() else "",
            "HOME": str(self.folder),
            "COLUMNS": "100",
        }

    @property
    def app(self) -> Path:
        """The administrator's own app.yaml, if there is one."""
        return self.folder / "app.yaml"

    def types(self, *words: str, **variables: str) -> Result:
        """``careflow`` with these words."""
        environ = {**self.environ, **variables}
        return CliRunner().invoke(cli, words, env=environ, catch_exceptions=False)

    def snapshot(self) -> dict[str, dict[str, Any]]:
        """What the site is set up as."""
        return snapshot(self.jira.site, self.jira.webhooks)


@contextmanager
def administered(name: str, flavour: Flavour, folder: Path) -> Iterator[Admin]:
    """An administrator of one of the ready-made sites."""
    with Sandbox(SITES[name](flavour), Clock(MONDAY_TEN, frozen=True)) as jira:
        yield Admin(jira, folder)


@pytest.fixture
def site() -> str:
    """Which site; a test that means another parametrizes it."""
    return "empty"


@pytest.fixture
def admin(site: str, flavour: Flavour, tmp_path: Path) -> Iterator[Admin]:
    """An administrator of that site, on both Jiras."""
    with administered(site, flavour, tmp_path) as person:
        yield person


@pytest.fixture
def sandbox(admin: Admin) -> Sandbox:
    """For ``valid_requests``."""
    return admin.jira
