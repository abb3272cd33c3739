"""OpenID Connect with one provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1).

By Authlib, which is imported when somebody signs in. The provider is spoken to by https only (loopback apart), each
address alone, without a redirect followed, and within times. Nothing that it sends is kept but what its ID token, once
checked, says of the person; codes, tokens and states reach no log.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from plugin.board.sign_in import secret_values
from plugin.credentials.asking import TIMEOUTS, ask
from plugin.jira.answers import error_in
from plugin.jira.errors import JiraError, Transient
from plugin.jira.one_host import confine, typed_errors
from plugin.settings_board import LOOPBACK, OidcSection

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session
    from joserfc.jwk import KeySet

log = logging.getLogger(__name__)

BACK = "/board/sign-in/back"
# Signatures by a key that only the provider has; neither `none` nor HS256, whose key whoever knows the client has.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_LEEWAY = 60  # seconds between the provider's clock and this machine's
_KNOWN_FOR = 600.0  # seconds that what the provider says of itself is believed
_CONFIGURATION = "/.well-known/openid-configuration"
_TOKEN = "token"  # noqa: S105 what errors call the endpoint
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class NotVouchedFor(Exception):
    """What the provider answered does not show who somebody is. The text is for the log, and holds no secret."""


class ProviderAway(Exception):
    """The provider does not answer, or not as it should. The text is for the log, and holds no secret."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that somebody was sent off with: where to, and what its end has to fit."""

    address: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass
class Provider:
    """``redirect``: where people come back to, as the provider knows it. Raises ProviderAway."""

    said: OidcSection
    redirect: str
    _known: tuple[float, Mapping[str, Any]] | None = None

    def begin(self) -> Begun:
        """Somebody wants to sign in."""
        state, nonce, verifier = secret_values.new(), secret_values.new(), secret_values.new() + secret_values.new()
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self.configuration()["authorization_endpoint"],
                state=state,
                nonce=nonce,
                code_verifier=verifier,
                redirect_uri=self.redirect,
                scope=" ".join(dict.fromkeys(("openid", *self.said.scopes))),
            )
        return Begun(str(address), state, nonce, verifier)

    def end(self, code: str, issuer: str | None, nonce: str, verifier: str) -> Mapping[str, Any]:
        """What the provider vouches for, for the code that somebody came back with. Raises NotVouchedFor.

        ``issuer``: who sent them back, where they said so (RFC 9207).
        """
        if issuer is not None and issuer != self.configuration()["issuer"]:
            raise NotVouchedFor("another provider sent them back")
        tokens = self._exchanged(code, verifier)
        claims = self._checked(str(tokens.get("id_token") or ""), str(tokens.get("access_token") or ""), nonce)
        lacking = {self.said.groups_claim if self.said.groups else "sub", self.said.account_claim or "email"} - set(
            claims
        )
        return self._completed(claims, str(tokens.get("access_token") or "")) if lacking else claims

    def configuration(self) -> Mapping[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0, 4)."""
        if self._known is None or time.monotonic() - self._known[0] > _KNOWN_FOR:
            self._known = time.monotonic(), self._discovered()
        return self._known[1]

    def _discovered(self) -> Mapping[str, Any]:
        issuer = self.said.issuer or ""
        said = _asked(issuer + _CONFIGURATION, "openid-configuration")
        # With or without a slash at the end: app.yaml's addresses have none.
        if str(said.get("issuer", "")).rstrip("/") != issuer:
            raise ProviderAway(f"the provider at {issuer} names itself otherwise: correct board.oidc.issuer")
        for name in _ADDRESSES:
            if not _is_private(said.get(name)):
                raise ProviderAway(f"the provider at {issuer} names no {name} by https")
        return said

    def _exchanged(self, code: str, verifier: str) -> Mapping[str, Any]:
        from authlib.integrations.base_client import OAuthError

        address = self.configuration()["token_endpoint"]
        with self._session(address) as session, _in_words():
            try:
                told: Mapping[str, Any] = session.fetch_token(
                    address,
                    grant_type="authorization_code",
                    code=code,
                    redirect_uri=self.redirect,
                    code_verifier=verifier,
                    timeout=TIMEOUTS,
                    allow_redirects=False,
                )
            except OAuthError as error:
                raise NotVouchedFor(f"the code was not taken ({_word(error.error)})") from None
            except ValueError:
                raise ProviderAway("the token endpoint does not answer in JSON") from None
        return told

    def _checked(self, token: str, access_token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token that is signed, of this issuer, for us, in time and of this sign-in."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError

        configuration = self.configuration()
        options = {
            "iss": {"essential": True, "value": configuration["issuer"]},
            "aud": {"essential": True, "value": self.said.client_id},
        }
        params = {"nonce": nonce, "client_id": self.said.client_id, "access_token": access_token}
        try:
            read = jwt.decode(token, self._keys(configuration["jwks_uri"]), algorithms=ALGORITHMS)
            claims = CodeIDToken(read.claims, read.header, options, params)
            claims.validate(leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotVouchedFor(f"the ID token is not good ({type(error).__name__}: {_word(error)})") from None
        return dict(claims)

    def _keys(self, address: str) -> KeySet:
        """Read anew for each sign-in: keys change, and sign-ins are few."""
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            return KeySet.import_key_set({"keys": _asked(address, "keys").get("keys") or []})
        except (JoseError, ValueError, TypeError, KeyError):
            raise ProviderAway("the provider's keys cannot be read") from None

    def _completed(self, claims: dict[str, Any], access_token: str) -> Mapping[str, Any]:
        """With what only the UserInfo endpoint tells: some providers keep email and groups out of the ID token."""
        address = self.configuration().get("userinfo_endpoint")
        if not access_token or not _is_private(address):
            return claims
        told = _asked(str(address), "userinfo", access_token)
        if told.get("sub") != claims.get("sub"):  # OpenID Connect Core 1.0, 5.3.4
            raise NotVouchedFor("the UserInfo endpoint speaks of somebody else")
        return {**told, **claims}

    def _session(self, address: str = "") -> OAuth2Session:
        from authlib.integrations.requests_client import OAuth2Session

        secret = self.said.client_secret.get_secret_value() if self.said.client_secret else ""
        ways = self.configuration().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        session = OAuth2Session(
            self.said.client_id, secret, token_endpoint_auth_method=way, code_challenge_method="S256"
        )
        confine(session, address or (self.said.issuer or ""), TIMEOUTS[1])
        session.register_compliance_hook("access_token_response", _no_failure)
        return session


def _no_failure(response: Any) -> Any:
    """What passes, and what leads elsewhere, before Authlib reads it as an answer."""
    error = error_in(response, "POST", _TOKEN, _TOKEN)
    if response.status_code >= 500 or response.is_redirect or isinstance(error, Transient):
        raise ProviderAway(f"the token endpoint answers {response.status_code}")
    return response


def _asked(address: str, what: str, bearer: str = "") -> Mapping[str, Any]:
    with _in_words():
        return ask(address, what, bearer).object()


@contextmanager
def _in_words() -> Iterator[None]:
    """Whatever goes wrong on the wire."""
    try:
        with typed_errors("POST", _TOKEN, _TOKEN):
            yield
    except JiraError as error:
        raise ProviderAway(f"{error.endpoint}: {type(error).__name__}, status {error.status}") from None


def _is_private(address: object) -> bool:
    parts = urlsplit(address) if isinstance(address, str) else None
    return parts is not None and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def _word(error: object) -> str:
    """An error's own word, shortened: never what was sent."""
    return "".join(sign for sign in str(getattr(error, "error", None) or error) if sign.isprintable())[:80]
