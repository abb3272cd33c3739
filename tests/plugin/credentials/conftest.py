"""Accounts of a sandbox Jira Cloud that is reached by way of Atlassian's hosts, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plugin.credentials.accounts import Account, connection_of, consented
from plugin.credentials.consent import code_in, granted
from plugin.credentials.grants import Grant
from plugin.credentials.listener import redirect_to
from plugin.credentials.scopes import least
from plugin.credentials.tokens import ConsentedTokens
from plugin.jira.cache import Cache
from plugin.jira.session import Session
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import Settings, load
from tests.atlassian import APP, APP_SECRET, AtlassianOnLoopback


@dataclass
class Site:
    """An installation on it, set by ``environ``."""

    atlassian: AtlassianOnLoopback
    environ: dict[str, str]

    def set(self, **said: str) -> Settings:
        """The settings with these variables more: ``JIRA__AUTH="oauth"``."""
        self.environ |= {f"CAREFLOW_{name}": value for name, value in said.items()}
        return load(self.environ)

    def tokens(self, account: Account = Account.CAREFLOW) -> ConsentedTokens:
        return consented(load(self.environ), account, self.atlassian.addresses)

    def consent(self, account: Account = Account.CAREFLOW) -> Grant:
        """Somebody consents, and what they consented to is kept. Raises NotConsented and JiraError."""
        tokens = self.tokens(account)
        asked = tokens.server.consent(least(account, service_management=True), redirect_to(8765))
        code = code_in(self.atlassian.browse(asked.address), asked)
        grant = granted(tokens.server, asked, code, tokens.site)
        with tokens.file.locked():
            tokens.file.write(grant)
        return grant

    def session(self, account: Account = Account.CAREFLOW, cache: Cache | None = None) -> Session:
        return Session(connection_of(load(self.environ), account, cache, self.atlassian.addresses))


@pytest.fixture
def flavour() -> Flavour:
    return Flavour.CLOUD


@pytest.fixture
def atlassian(sandbox: Sandbox) -> Iterator[AtlassianOnLoopback]:
    with AtlassianOnLoopback(sandbox) as running:
        yield running


@pytest.fixture
def site(atlassian: AtlassianOnLoopback, tmp_path: Path) -> Site:
    environ = {"CAREFLOW_JIRA__URL": atlassian.site, "CAREFLOW_DATA_DIR": str(tmp_path / "data")}
    return Site(atlassian, environ)


@pytest.fixture
def oauth(site: Site) -> Site:
    """The same, by a consent that nobody has given yet."""
    site.set(JIRA__AUTH="oauth", JIRA__CLIENT_ID=APP, JIRA__CLIENT_SECRET=APP_SECRET)
    return site
