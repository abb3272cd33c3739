"""Atlassian's authorization server, spoken to with Authlib, which nothing else imports: it takes a tenth of a second.

https://developer.atlassian.com/cloud/oauth/getting-started/implementing-oauth-3lo. The authorization code is bound to
us by PKCE too (RFC 7636). Atlassian does not document it for apps with a secret, and a server that does not know it
passes over it (RFC 6749, 3.1).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from plugin.credentials.asking import TIMEOUTS
from plugin.credentials.atlassian import Atlassian
from plugin.credentials.grants import Issued
from plugin.jira.answers import error_in
from plugin.jira.errors import JiraError, Malformed, Redirected, TimedOut, Transient, Unauthorized, Unavailable
from plugin.jira.one_host import confine, typed_errors
from plugin.jira.retrying import LAST, PAUSES

TOKEN = "oauth/token"  # noqa: S105 what errors call the endpoint
_POST: Mapping[str, Any] = {"timeout": TIMEOUTS, "allow_redirects": False}
_WHERE: Mapping[str, Any] = {"method": "POST", "endpoint": TOKEN, "path": TOKEN}
# Which words of RFC 6749, 5.2 speak of the consent, and which of the app.
_ENDED, _UNKNOWN_APP = {"invalid_grant"}, {"invalid_client", "unauthorized_client", "access_denied"}


class ConsentEnded(Unauthorized):
    """The code or refresh token is no longer good: somebody has to consent again."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody is asked for: ``address`` is what to open, ``redirect`` where they are sent back to."""

    address: str
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


class AuthorizationServer:
    """For one app (``client_id``, ``client_secret``). Raises JiraError."""

    def __init__(self, atlassian: Atlassian, client_id: str, client_secret: str) -> None:
        self.atlassian = atlassian
        self.client_id = client_id
        self._client_secret = client_secret

    def consent(self, scopes: Iterable[str], redirect: str) -> Consent:
        """Ask for ``scopes`` and for a refresh token. Sends nothing."""
        state, verifier = generate_token(43), generate_token(64)
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self.atlassian.consent,
                state=state,
                code_verifier=verifier,
                redirect_uri=redirect,
                scope=" ".join([*scopes, "offline_access"]),
                audience="api.atlassian.com",
                prompt="consent",
            )
        return Consent(str(address), redirect, state, verifier)

    def exchange(self, code: str, consent: Consent) -> Issued:
        """The tokens for an authorization code."""
        with self._session() as session, _told():
            told = session.fetch_token(
                self.atlassian.token,
                grant_type="authorization_code",
                code=code,
                redirect_uri=consent.redirect,
                code_verifier=consent.verifier,
                **_POST,
            )
        return _issued(told)

    def refresh(self, refresh_token: str) -> Issued:
        """New tokens for a refresh token. Asked again in place where no answer came.

        Whether Atlassian has taken the token then, nobody knows; it gives for a token that it has taken a new one all
        the same, for ten minutes (https://community.developer.atlassian.com/t/54172).
        """
        attempt = 1
        while True:
            try:
                return self._refreshed(refresh_token)
            except (Unavailable, TimedOut) as error:
                if error.retry_after is not None or attempt == LAST:
                    raise
                time.sleep(PAUSES[attempt - 1])
                attempt += 1

    def _refreshed(self, refresh_token: str) -> Issued:
        with self._session() as session, _told():
            told = session.refresh_token(self.atlassian.token, refresh_token=refresh_token, **_POST)
        return _issued(told)

    def revoke(self, refresh_token: str) -> bool:
        """Give a refresh token up; whether Atlassian says that it is."""
        with self._session() as session:
            try:
                with typed_errors("POST", "oauth/revoke", "oauth/revoke"):
                    answer = session.revoke_token(  # type: ignore[no-untyped-call]
                        self.atlassian.revocation, token=refresh_token, **_POST
                    )
            except JiraError:
                return False
        return bool(answer.status_code == requests.codes.ok)

    def _session(self) -> OAuth2Session:
        session = OAuth2Session(
            self.client_id,
            self._client_secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 as Atlassian documents it
            revocation_endpoint_auth_method="client_secret_post",
            code_challenge_method="S256",
        )
        confine(session, self.atlassian.login, TIMEOUTS[1])
        for step in ("access_token_response", "refresh_token_response"):
            session.register_compliance_hook(step, _no_failure)
        return session


def _no_failure(response: requests.Response) -> requests.Response:
    """What passes, and what leads elsewhere, before Authlib reads it as an answer."""
    error = error_in(response, "POST", TOKEN, TOKEN)
    if isinstance(error, (Transient, Redirected)):
        raise error
    return response


@contextmanager
def _told() -> Iterator[None]:
    """What Authlib raises, as JiraError. Nothing that the server wrote is kept but the code of the error."""
    try:
        with typed_errors("POST", TOKEN, TOKEN):
            yield
    except OAuthError as error:
        code = str(error.error)
        if code in _ENDED:
            raise ConsentEnded("Atlassian no longer takes the consent", **_WHERE) from None
        if code in _UNKNOWN_APP:
            raise Unauthorized(
                f"Atlassian does not know the app, or its secret ({code}): see CAREFLOW_JIRA__CLIENT_ID and "
                "CAREFLOW_JIRA__CLIENT_SECRET",
                **_WHERE,
            ) from None
        raise Malformed("an error that is not known here", **_WHERE) from None
    except ValueError:
        raise Malformed("an object with tokens is due", **_WHERE) from None


def _issued(told: Mapping[str, Any]) -> Issued:
    try:
        tokens = str(told["access_token"]), str(told["refresh_token"])
        return Issued(*tokens, float(told["expires_in"]), tuple(str(told.get("scope") or "").split()))
    except (KeyError, TypeError, ValueError):
        raise Malformed("an answer with both tokens is due", **_WHERE) from None
