"""``board`` in app.yaml: who may look at the pages."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from plugin.configuration_errors import WrongAt, shown
from plugin.durations import Duration
from plugin.one_or_many import Many
from plugin.settings_sections import Section
from plugin.settings_values import Site

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine itself."""


class SignIn(StrEnum):
    """How people come in."""

    NONE = "none"
    OIDC = "oidc"
    LINK = "link"


def _kept_secret(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValueError("must be https: whoever listens on the way would sign in as others")
    return url


def _bare(url: str) -> str:
    parts = urlsplit(url)
    if parts.path or parts.query or parts.fragment:
        raise ValueError(f"must end with the host: the pages are at /board there; found `{shown(url)}`")
    return url


Private = Annotated[Site, AfterValidator(_kept_secret)]
Origin = Annotated[Private, AfterValidator(_bare)]


class OidcSection(Section):
    """The OpenID Connect provider, and what its tokens say of people."""

    issuer: Private | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None
    scopes: Many = ("profile", "email")
    groups_claim: str = Field(default="groups", min_length=1)
    groups: Many = ()
    account_claim: str | None = None


class SessionsSection(Section):
    """How long somebody stays signed in."""

    idle: Duration = timedelta(hours=2)
    longest: Duration = timedelta(hours=12)

    @model_validator(mode="after")
    def _idle_within(self) -> SessionsSection:
        if self.idle > self.longest:
            raise WrongAt(("idle",), "must not be more than `longest`, which ends a session however much it is used")
        return self


class BoardSection(Section):
    """Who may look at the pages, and where people reach them."""

    sign_in: SignIn = SignIn.NONE
    url: Origin | None = None
    oidc: OidcSection = OidcSection()
    sessions: SessionsSection = SessionsSection()

    @property
    def is_open(self) -> bool:
        """Whether anybody may come in."""
        return self.sign_in is not SignIn.NONE

    @model_validator(mode="after")
    def _can_be_opened(self) -> BoardSection:
        if self.is_open and self.url is None:
            raise WrongAt(("url",), "is missing: links and sign-ins lead there; like https://careflow.example.org")
        for key in ("issuer", "client_id") if self.sign_in is SignIn.OIDC else ():
            if not getattr(self.oidc, key):
                raise WrongAt(("oidc", key), "is missing: sign_in is oidc")
        return self
