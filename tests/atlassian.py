"""Atlassian beside a sandbox Jira, over real HTTP on loopback: the site's own host, the login host and the gateway.

The authorization server gives each refresh token once, and takes one again for ten minutes after its use; later the
whole consent ends. The gateway lets a request through to the sandbox only with a token whose scopes cover it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from plugin.credentials.accounts import Account
from plugin.credentials.atlassian import Atlassian
from plugin.credentials.scopes import operations
from plugin.sandbox import Sandbox
from plugin.sandbox.server import RESET, Server

CLOUD_ID = "1a11d016-8984-4c3e-b9ab-142dd06acb1b"
APP, APP_SECRET = "app-of-the-tests", "hunter2-client-secret"
SCOPED_TOKEN = "hunter2-scoped-token"
HOUR, LEEWAY = 3600.0, 600.0
EVERYTHING = frozenset({"everything"})

Answer = tuple[int, dict[str, str], Any]
Covers = Callable[[str, str, frozenset[str]], bool]
_OUTSIDE: Answer = (401, {}, {"code": 401, "message": "Unauthorized; scope does not match"})
_NOBODY: Answer = (401, {}, {"code": 401, "message": "Unauthorized"})
_DEAD: Answer = (403, {}, {"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."})


@dataclass
class Family:
    """One consent, and the tokens that came of it. ``used``: refresh tokens, and when each was used first."""

    scopes: frozenset[str]
    refresh: str = ""
    used: dict[str, float] = field(default_factory=dict)
    ended: bool = False


@dataclass(frozen=True)
class Heard:
    """A request. ``host``: ``site``, ``login`` or ``api``."""

    host: str
    method: str
    path: str
    query: str
    authorization: str
    type: str
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return _first(self.body.decode()) if "form-urlencoded" in self.type else {}


def by_the_table(method: str, path: str, scopes: frozenset[str]) -> bool:
    """Whether scopes open a request of careflow's accounts, by ``plugin/credentials/scopes.yaml``."""
    for account in Account:
        for operation, ways in operations(account).items():
            verb, endpoint = operation.split(" ")
            base = "" if endpoint.startswith("servicedesk/") else "/rest/api/2/"
            pattern = re.sub(r"{\w+}", "[^/]+", base + endpoint.replace("servicedesk/", "/rest/servicedeskapi/", 1))
            if verb == method and re.fullmatch(pattern, path):
                return not ways or any(way <= scopes for way in ways)
    return False


class AtlassianOnLoopback:
    """``covers(method, path, scopes)`` says whether scopes cover a request to Jira."""

    def __init__(self, sandbox: Sandbox, covers: Covers = by_the_table) -> None:
        self.sandbox = sandbox
        self.covers = covers
        self.time = 0.0
        self.callback: str | None = None  # None: any
        self.granted: frozenset[str] | None = EVERYTHING  # what is consented to; None: nothing
        self.token_scopes = EVERYTHING  # of SCOPED_TOKEN
        self.sites: list[dict[str, Any]] = []  # what a consent opens
        self.failures: list[Answer] = []  # of the token endpoint, before it works again
        self.lose_answers = 0  # so many tokens are given, and their answers lost on the way
        self.lingers = 0.0  # seconds for which an answer with tokens takes
        self.forwards_as = (sandbox.user, sandbox.token)  # whose account the tokens belong to
        self.keeps_refresh_tokens = False  # the answer bears none then
        self.shut = False  # the gateway takes no token at all
        self.heard: list[Heard] = []
        self.outside: list[Heard] = []  # what no scope opened
        self.login_routes = {
            "/authorize": self._authorize,
            "/oauth/token": self._token_endpoint,
            "/oauth/revoke": self._revoke,
        }
        self._codes: dict[str, tuple[Family, str, str]] = {}
        self._families: list[Family] = []
        self._access: dict[str, tuple[Family, float]] = {}
        self._lock = threading.Lock()
        self._servers = {name: Server(partial(self._serve, name)) for name in ("site", "login", "api")}

    def address(self, host: str) -> str:
        return f"http://127.0.0.1:{self._servers[host].port}"

    @property
    def site(self) -> str:
        """The address that people know; no token with scopes gets in there."""
        return self.address("site")

    @property
    def addresses(self) -> Atlassian:
        return Atlassian(login=self.address("login"), api=self.address("api"))

    def __enter__(self) -> AtlassianOnLoopback:
        self.sites = [{"id": CLOUD_ID, "url": self.site, "name": "example"}]
        for server in self._servers.values():
            server.start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers.values():
            server.stop()

    # -- what a test does, and asks --

    def browse(self, address: str) -> str:
        """Sign in and answer as ``granted`` says; where the browser is sent back to."""
        answer = requests.get(address, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def end_consents(self) -> None:
        """As somebody does under Connected apps."""
        for family in self._families:
            family.ended = True

    def exchanges(self, kind: str) -> list[Heard]:
        return [one for one in self.heard if one.path == "/oauth/token" and one.form["grant_type"] == kind]

    def hosts_that_heard(self, secret: str) -> set[str]:
        plain = [base64.b64encode(f"{name}:{secret}".encode()).decode() for name in (self.sandbox.user, APP)]
        return {
            one.host
            for one in self.heard
            if any(text in f"{one.query} {one.authorization} {one.body.decode()}" for text in (secret, *plain))
        }

    # -- what it answers --

    def _serve(self, host: str, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Heard(
            host,
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"],
            environ["QUERY_STRING"],
            environ.get("HTTP_AUTHORIZATION", ""),
            environ["CONTENT_TYPE"],
            environ["wsgi.input"].read(),
        )
        with self._lock:
            self.heard.append(request)
        status, headers, body = self._route(request)(request)
        if request.path == "/oauth/token" and status == 200 and self.lose_answers:
            self.lose_answers -= 1
            environ[RESET] = True
        start(f"{status} .", [("Content-Type", "application/json"), *headers.items()])
        return [body if isinstance(body, bytes) else json.dumps(body).encode()]

    def _route(self, request: Heard) -> Callable[[Heard], Answer]:
        if request.host == "login":
            return self.login_routes.get(request.path, _nothing)
        if request.host == "site":
            return _tenant_info if request.path == "/_edge/tenant_info" else lambda _: _NOBODY
        if request.path == "/oauth/token/accessible-resources":
            return self._resources
        return self._gateway if request.path.startswith(f"/ex/jira/{CLOUD_ID}/") else _nothing

    def _authorize(self, request: Heard) -> Answer:
        said = _first(request.query)
        wanted = frozenset(said["scope"].split())
        redirect_is_known = said["redirect_uri"] == (self.callback or said["redirect_uri"])
        if said["client_id"] != APP or not redirect_is_known or said["audience"] != "api.atlassian.com":
            return 400, {}, {"error": "invalid_request"}
        back = {"state": said["state"]}
        if self.granted is None:
            back |= {"error": "access_denied", "error_description": "User did not authorize the request"}
        else:
            scopes = wanted - {"offline_access"} if self.granted is EVERYTHING else self.granted
            back["code"] = secrets.token_urlsafe(16)
            self._codes[back["code"]] = (Family(scopes), said["redirect_uri"], said["code_challenge"])
        return 302, {"Location": f"{said['redirect_uri']}?{urlencode(back)}"}, {}

    def _token_endpoint(self, request: Heard) -> Answer:
        if self.failures:
            return self.failures.pop(0)
        form = request.form
        if (form.get("client_id"), form.get("client_secret")) != (APP, APP_SECRET):
            return 401, {}, {"error": "access_denied", "error_description": "Unauthorized"}
        with self._lock:
            answer = self._exchange(form) if form["grant_type"] == "authorization_code" else self._rotate(form)
        time.sleep(self.lingers)
        return answer

    def _exchange(self, form: dict[str, str]) -> Answer:
        if form["code"] not in self._codes:
            return _DEAD
        family, redirect, challenge = self._codes.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if redirect != form["redirect_uri"] or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
            return _DEAD
        self._families.append(family)
        return self._issue(family)

    def _rotate(self, form: dict[str, str]) -> Answer:
        token = form["refresh_token"]
        for family in self._families:
            if token != family.refresh and token not in family.used:
                continue
            if self.time - family.used.setdefault(token, self.time) > LEEWAY:
                family.ended = True
            return _DEAD if family.ended else self._issue(family)
        return _DEAD

    def _issue(self, family: Family) -> Answer:
        access = f"hunter2-access-{secrets.token_hex(8)}"
        self._access[access] = (family, self.time + HOUR)
        if self.keeps_refresh_tokens:
            family.used.clear()
            return 200, {}, {"access_token": access, "expires_in": int(HOUR)}
        family.refresh = f"hunter2-refresh-{secrets.token_hex(8)}"
        told = {"access_token": access, "token_type": "Bearer", "expires_in": int(HOUR)}
        return 200, {}, {**told, "refresh_token": family.refresh, "scope": " ".join(sorted(family.scopes))}

    def _revoke(self, request: Heard) -> Answer:
        for family in self._families:
            family.ended |= request.form.get("token") in (family.refresh, *family.used)
        return 200, {}, {}

    def _family_of(self, authorization: str) -> Family | None:
        family, until = self._access.get(authorization.removeprefix("Bearer "), (None, 0.0))
        return family if family and not family.ended and self.time < until else None

    def _resources(self, request: Heard) -> Answer:
        family = self._family_of(request.authorization)
        if family is None:
            return _NOBODY
        return 200, {}, [{**site, "scopes": sorted(family.scopes)} for site in self.sites]

    def _gateway(self, request: Heard) -> Answer:
        scopes = self._scopes_of(request.authorization)
        path = request.path.removeprefix(f"/ex/jira/{CLOUD_ID}")
        if scopes is None or self.shut:
            return _NOBODY
        if scopes is not EVERYTHING and not self.covers(request.method, path, scopes):
            self.outside.append(request)
            return _OUTSIDE
        answer = requests.request(
            request.method,
            f"{self.sandbox.url}{path}?{request.query}",
            data=request.body or None,
            headers={"Content-Type": request.type},
            auth=self.forwards_as,
            timeout=10,
        )
        return answer.status_code, {"Date": answer.headers["Date"]}, answer.content

    def _scopes_of(self, authorization: str) -> frozenset[str] | None:
        named = base64.b64encode(f"{self.sandbox.user}:{SCOPED_TOKEN}".encode()).decode()
        if authorization in (f"Basic {named}", f"Bearer {SCOPED_TOKEN}"):
            return self.token_scopes
        family = self._family_of(authorization)
        return family.scopes if family else None


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def query_of(address: str) -> dict[str, str]:
    return _first(urlsplit(address).query)


def _tenant_info(request: Heard) -> Answer:
    return 200, {}, {"cloudId": CLOUD_ID}


def _nothing(request: Heard) -> Answer:
    return 404, {}, {"code": 404, "message": "Not Found"}
