"""The two accounts: the one that careflow works as, and the one that installs."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from plugin.credentials.atlassian import ATLASSIAN, Atlassian
from plugin.credentials.cloud_id import GatewayAddress
from plugin.credentials.grants import GrantFile
from plugin.jira.cache import Cache, MemoryCache, PerSite
from plugin.jira.connection import Connection
from plugin.jira.session import Session
from plugin.settings import Settings
from plugin.settings_sections import Auth

if TYPE_CHECKING:
    from plugin.credentials.tokens import ConsentedTokens

UNHURRIED = 60.0  # seconds for Jira to answer: a workflow is not made in a moment
PATIENCE = 20.0  # seconds for Jira to answer: whoever asks a worker to stop waits through it (systemd: up to 90)


class Account(StrEnum):
    """Named as the section of app.yaml that sets it."""

    CAREFLOW = "jira"
    ADMIN = "admin"


def acting(settings: Settings, account: Account) -> Account:
    """The account that is meant: careflow's own installs where no other is set."""
    return Account.ADMIN if account is Account.ADMIN and settings.admin.is_set else Account.CAREFLOW


def connection_of(
    settings: Settings,
    account: Account = Account.CAREFLOW,
    cache: Cache | None = None,
    atlassian: Atlassian = ATLASSIAN,
) -> Connection:
    """The way to Jira of an account. Asks nobody yet; ``Settings.require`` has been called (``jira``, ``install``).

    ``cache``: where the cloud id is remembered, that tokens with scopes need.
    """
    said = settings.admin if acting(settings, account) is Account.ADMIN else settings.jira
    site = settings.jira.url or ""
    if said.auth is Auth.OAUTH:
        tokens = consented(settings, account, atlassian)
        return Connection(site, read_timeout=PATIENCE, base=tokens.base, tokens=tokens)
    token = said.token.get_secret_value() if said.token else ""
    base = None
    if said.auth is Auth.SCOPED and not by_gateway(site, atlassian):
        base = GatewayAddress(site, PerSite(cache or MemoryCache(), site), atlassian)
    return Connection(site, said.user, token, read_timeout=PATIENCE, base=base)


def consented(settings: Settings, account: Account, atlassian: Atlassian = ATLASSIAN) -> ConsentedTokens:
    """The access tokens of an account that goes by a consent (``oauth``)."""
    from plugin.credentials.authorization import AuthorizationServer  # Authlib is imported only where it is used
    from plugin.credentials.tokens import ConsentedTokens

    meant, said = acting(settings, account), settings.jira
    secret = said.client_secret.get_secret_value() if said.client_secret else ""
    server = AuthorizationServer(atlassian, said.client_id or "", secret)
    mend = "careflow connect --admin" if meant is Account.ADMIN else "careflow connect"
    return ConsentedTokens(GrantFile(settings.data_dir, meant), server, said.url or "", mend)


def session_of(settings: Settings, account: Account) -> Session:
    """A conversation with Jira as an account, for somebody at a terminal."""
    return Session(replace(connection_of(settings, account), read_timeout=UNHURRIED))


def by_gateway(site: str, atlassian: Atlassian = ATLASSIAN) -> bool:
    """Whether ``jira.url`` is the gateway's address itself: then nothing is to be found out."""
    return urlsplit(site).netloc == urlsplit(atlassian.api).netloc
