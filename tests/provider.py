"""An OpenID Connect provider over real HTTP on loopback: discovery, consent, tokens signed with RS256, UserInfo.

It gives each code once, to the client that asked, for the verifier of its challenge. What a hostile or broken provider
says instead is set by ``lies``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from plugin.sandbox.server import Server

CLIENT, CLIENT_SECRET = "careflow-of-the-tests", "hunter2-oidc-secret"
FORM = "application/x-www-form-urlencoded"
Json = dict[str, Any]


@cache
def key(name: str) -> RSAKey:
    """A key pair; made once, for it takes a while."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


@dataclass
class Lies:
    """What is not as it should be. ``claims`` lie over those of the ID token; None takes one away."""

    claims: Json = field(default_factory=dict)
    configuration: Json = field(default_factory=dict)
    sign: Callable[[Json], str] | None = None
    userinfo: Json | None = None
    token_answer: tuple[int, dict[str, str], str] | None = None


@dataclass
class Provider:
    """``person``: the claims of whoever consents now. ``asked`` are the requests, as method and path."""

    person: Json
    lies: Lies = field(default_factory=Lies)
    thin: bool = False  # the ID token says only who it is; UserInfo the rest
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _tokens: dict[str, Json] = field(default_factory=dict)

    def start(self) -> Provider:
        self._server = Server(self._answer)
        self._server.start()
        return self

    def stop(self) -> None:
        self._server.stop()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.port}/realms/main"

    def consent(self, address: str) -> str:
        """What the browser does that was sent there: the address that it is sent back to."""
        parts = urlsplit(address)
        connection = HTTPConnection(parts.netloc, timeout=5)  # which logs nothing: it stands for a browser
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        assert answer.status == 302, answer.read()
        connection.close()
        return answer.headers["Location"]

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path, query = environ["PATH_INFO"], _first(environ["QUERY_STRING"])
        self.asked.append(f"{environ['REQUEST_METHOD']} {path}")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        status, headers, text = self._routes(path.removeprefix("/realms/main"), query, _first(body), environ)
        start(f"{status} x", [("Content-Length", str(len(text.encode()))), *headers.items()])
        return [text.encode()]

    def _routes(
        self, path: str, query: dict[str, str], form: dict[str, str], environ: dict[str, Any]
    ) -> tuple[int, dict[str, str], str]:
        match path:
            case "/.well-known/openid-configuration":
                return _json(self._configuration())
            case "/authorize":
                return self._authorized(query)
            case "/token":
                return self._exchanged(form, environ.get("HTTP_AUTHORIZATION", ""))
            case "/keys":
                return _json(KeySet([key("first")]).as_dict(private=False))
            case "/userinfo":
                return self._userinfo(environ.get("HTTP_AUTHORIZATION", ""))
        return 404, {}, "nothing here"

    def _configuration(self) -> Json:
        at = self.issuer
        told = {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/keys",
            "userinfo_endpoint": f"{at}/userinfo",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        return told | self.lies.configuration

    def _authorized(self, query: dict[str, str]) -> tuple[int, dict[str, str], str]:
        wanted = {"client_id": CLIENT, "response_type": "code", "code_challenge_method": "S256"}
        if any(query.get(name) != value for name, value in wanted.items()) or "openid" not in query["scope"].split():
            return 400, {}, "wrong request"
        code = secrets.token_urlsafe(16)
        self._codes[code] = {**query, "person": json.dumps(self.person)}
        back = urlencode({"code": code, "state": query["state"], "iss": self.issuer})
        return 302, {"Location": f"{query['redirect_uri']}?{back}"}, ""

    def _exchanged(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, str], str]:
        if self.lies.token_answer is not None:
            return self.lies.token_answer
        basic = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        if authorization != f"Basic {basic}":
            return _json({"error": "invalid_client"}, 401)
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        fits = asked and asked["code_challenge"] == base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        if asked is None or not fits or asked["redirect_uri"] != form.get("redirect_uri"):
            return _json({"error": "invalid_grant"}, 400)
        person = json.loads(asked["person"])
        access = secrets.token_urlsafe(16)
        self._tokens[access] = person
        return _json({"access_token": access, "token_type": "Bearer", "id_token": self._id_token(person, asked)})

    def _id_token(self, person: Json, asked: dict[str, str]) -> str:
        now = int(time.time())
        said = {"sub": person["sub"]} if self.thin else person
        claims = {**said, "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in (claims | self.lies.claims).items() if value is not None}
        return (self.lies.sign or signed)(claims)

    def _userinfo(self, authorization: str) -> tuple[int, dict[str, str], str]:
        person = self._tokens.get(authorization.removeprefix("Bearer "))
        return _json(self.lies.userinfo or person) if person else _json({"error": "invalid_token"}, 401)


def signed(claims: Json) -> str:
    """As it should be."""
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, key("first"))


def signed_by_another(claims: Json) -> str:
    """By a key that the provider does not publish, under the name of the one that it does."""
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, key("another"))


def unsigned(claims: Json) -> str:
    """``alg: none``."""
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def signed_with_the_public_key(claims: Json) -> str:
    """HS256 with what everybody knows as its secret."""
    text = f"{_part({'alg': 'HS256', 'kid': 'first'})}.{_part(claims)}"
    public = key("first").as_pem(private=False)
    return f"{text}.{_encoded(hmac.digest(public, text.encode(), 'sha256'))}"


def signed_with_the_clients_secret(claims: Json) -> str:
    """HS256 with the client's secret: not taken either, since more than the provider knows it."""
    return jwt.encode({"alg": "HS256", "kid": "first"}, claims, OctKey.import_key(CLIENT_SECRET))


def _part(said: Json) -> str:
    return _encoded(json.dumps(said).encode())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _json(body: Any, status: int = 200) -> tuple[int, dict[str, str], str]:
    return status, {"Content-Type": "application/json", "Cache-Control": "no-store"}, json.dumps(body)


def _first(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


def parameters(address: str) -> dict[str, str]:
    """Those of an address."""
    return _first(urlsplit(address).query)
