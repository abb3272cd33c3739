"""The sandbox as a WSGI application: credentials, faults, the log of requests, and the routes."""

from __future__ import annotations

import base64
import json
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from plugin.sandbox.faults import Fault, Faults, When
from plugin.sandbox.fields import Json
from plugin.sandbox.people import Person
from plugin.sandbox.rest.answers import Problem, answer
from plugin.sandbox.rest.router import Router
from plugin.sandbox.server import RESET
from plugin.sandbox.site import Site
from plugin.sandbox.tracker import Tracker

_READ_BY_POST = (
    "/search",
    "/search/jql",
    "/bulkfetch",
    "/search/approximate-count",
    "/workflows",
    "/workflows/update/validation",
    "/context/mapping",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A REST request that was answered. ``body`` is its JSON, or the text where it is none.

    ``account`` is the name of the account, or empty; ``status`` what was answered (0: the connection was reset).
    """

    method: str
    path: str
    query: dict[str, list[str]]
    body: Any
    status: int
    account: str
    at: datetime
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_read(self) -> bool:
        """Whether it only read: every GET, and the POSTs that are searches, bulk reads or checks."""
        if self.method == "GET":
            return True
        return self.method == "POST" and self.path.endswith(_READ_BY_POST)


class SandboxApp(Flask):
    """Flask, with one request at a time inside the tracker's lock (a hanging fault is outside of it)."""

    def __init__(self, tracker: Tracker, faults: Faults) -> None:
        super().__init__("plugin.sandbox", template_folder="templates", static_folder=None)
        self.tracker = tracker
        self.faults = faults
        self.seen: deque[Seen] = deque(maxlen=100_000)
        self.router = Router()
        self.beside = Router()
        self.before_request(self._open)
        self.after_request(self._close)
        self.register_error_handler(Problem, _refuse)
        self.register_error_handler(HTTPException, _not_here)

    def wsgi_app(self, environ: Any, start_response: Any) -> Any:
        """``/rest/api/latest`` is the same as ``/rest/api/2``."""
        if environ["PATH_INFO"].startswith("/rest/api/latest/"):
            environ["PATH_INFO"] = environ["PATH_INFO"].replace("/latest/", "/2/", 1)
        return super().wsgi_app(environ, start_response)

    def dispatch_request(self) -> ResponseReturnValue:
        """Carry a request out: Jira's own alone, the sandbox's page and control without the lock."""
        if not request.path.startswith("/rest/"):
            handler, arguments = self.beside.find(request.method, request.path)
            return handler(**arguments)
        with self.tracker.lock:
            handler, arguments = self.router.find(request.method, request.path)
            return handler(**arguments)

    def _open(self) -> Response | None:
        if not request.path.startswith("/rest/"):
            return _foreign()
        g.account = credited(self.tracker.site, request.headers.get("Authorization", ""))
        fault = self.faults.strike(request.method, request.path, When.BEFORE)
        if fault:
            spoiled = _spoil(fault, None)
            if spoiled:
                g.struck = True
                return spoiled
        if g.account is None:
            if request.path == "/rest/api/2/serverInfo":
                g.account = self.tracker.site.people.the(self.tracker.site.own_account)
            else:
                raise Problem(401, "Client must be authenticated to access this resource.")
        return None

    def _close(self, response: Response) -> Response:
        response.headers["Date"] = self.tracker.clock.date_header()
        if not request.path.startswith("/rest/"):
            return response
        if not g.get("struck"):
            fault = self.faults.strike(request.method, request.path, When.AFTER)
            if fault:
                response = _spoil(fault, response) or response
                response.headers["Date"] = self.tracker.clock.date_header()
        response.headers["X-AREQUESTID"] = uuid4().hex
        account: Person | None = g.get("account")
        self.seen.append(
            Seen(
                request.method,
                request.path,
                request.args.to_dict(flat=False),
                _body(request.get_data()),
                0 if request.environ.get(RESET) else response.status_code,
                account.name if account else "",
                self.tracker.clock.now(),
                {name: value for name, value in request.headers if name != "Authorization"},
            )
        )
        return response


def credited(site: Site, authorization: str) -> Person | None:
    """The account that the credentials belong to: Cloud basic ``email:token``, Data Center a bearer token."""
    scheme, _, secret = authorization.partition(" ")
    if not site.cloud:
        return site.accounts.get(secret) if scheme.lower() == "bearer" else None
    try:
        plain = base64.b64decode(secret, validate=True).decode()
    except ValueError:
        return None
    by_login = {f"{person.email}:{token}": person for token, person in site.accounts.items()}
    return by_login.get(plain) if scheme.lower() == "basic" else None


def _foreign() -> Response | None:
    """A page of another site must not act here through the browser of whoever runs the sandbox."""
    origin = request.headers.get("Origin")
    if request.method != "GET" and origin and origin.rstrip("/") != request.host_url.rstrip("/"):
        return answer({"error": "a form of another site"}, 403)
    return None


def _spoil(fault: Fault, response: Response | None) -> Response | None:
    if fault.hang:
        time.sleep(fault.hang)
    if fault.reset:
        request.environ[RESET] = True
        return response or answer({"half": "an answer"})
    if fault.status is None:
        return response
    spoiled = answer({"errorMessages": list(fault.messages), "errors": {}}, fault.status)
    spoiled.headers.update(fault.headers)
    return spoiled


def _refuse(problem: Problem) -> Response:
    return answer(problem.body, problem.status)


def _not_here(error: HTTPException) -> Response:
    status = error.code or 500
    shown: Json = {"errorMessages": [f"{error.name}: {request.method} {request.path}"], "errors": {}}
    return answer(shown, status)


def _body(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw.decode(errors="replace")
