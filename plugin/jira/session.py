"""One conversation with one Jira: the ``jira`` library's client and session, with our own rules on top.

What the library leaves open, run against a loopback server (FACTS 10): its retrying repeats writes, its default
timeout is none, and it follows redirects. Here it never retries, always has a timeout, a limit on an answer's size and
on its duration, follows no redirect and speaks to no other host. Errors are typed (``errors``); tokens, headers and
bodies never reach an error, a log or a repr.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import requests
from jira import JIRA, JIRAError

from plugin.jira import answers
from plugin.jira.connection import Connection
from plugin.jira.errors import SAFE, InShadow, JiraError, Malformed, NotJson, RateLimited, Unauthorized, Unavailable
from plugin.jira.moments import http_date
from plugin.jira.one_host import confine, typed_errors
from plugin.jira.retrying import Again, next_step

log = logging.getLogger(__name__)

SERVICE_DESK = "servicedesk/"
BASES: Mapping[str, str] = {
    SERVICE_DESK: "{server}/rest/servicedeskapi/{path}",
    # Where webhooks are registered (FACTS 1.3): Cloud and Data Center before 10; Data Center since.
    "webhooks/": "{server}/rest/webhooks/1.0/{path}",
    "jira-webhook/": "{server}/rest/jira-webhook/1.0/{path}",
    "pat/": "{server}/rest/pat/latest/{path}",  # Data Center's personal access tokens
}
"""Beginnings of endpoints that are not below ``/rest/api/2``, and where they are."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, for metrics. ``outcome``: ``ok``, or the name of the error's class. ``seconds`` as we waited.

    ``scope``: what Jira wants slowed (RateLimited), else empty.
    """

    method: str
    endpoint: str
    status: int | None
    outcome: str
    seconds: float
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Jira answered: ``data`` is the JSON (None for an empty body), ``date`` the header, in whole seconds."""

    status: int
    data: Any
    date: datetime | None
    endpoint: str = ""
    path: str = ""

    def object(self) -> Mapping[str, Any]:
        """The data as an object. Raises Malformed."""
        if not isinstance(self.data, dict):
            raise self.malformed("an object is due")
        return self.data

    def list(self, name: str = "") -> list[Mapping[str, Any]]:
        """The objects of the list that the data is, or has under ``name``. Raises Malformed."""
        listed = self.object().get(name) if name else self.data
        if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
            raise self.malformed(f"a list {name} is due")
        return listed

    def malformed(self, why: str) -> Malformed:
        """The error to raise where the answer is not what it should be."""
        return Malformed(why, method="GET", endpoint=self.endpoint, path=self.path, status=self.status)


def _client(connection: Connection) -> JIRA:
    base = connection.base() if connection.base else connection.url
    named = (connection.user, connection.token) if connection.user else None
    client = JIRA(
        server=base.rstrip("/"),
        options={"verify": connection.verify},
        basic_auth=None if connection.tokens else named,
        token_auth=None if connection.tokens or named else connection.token,
        get_server_info=False,  # one request the fewer; the deployment is cached by ``metadata``
        max_retries=0,
        timeout=(connection.connect_timeout, connection.read_timeout),
    )
    confine(client._session, base, connection.read_timeout)
    return client


@dataclass(frozen=True, slots=True)
class _Request:
    """``places`` fill the endpoint."""

    method: str
    endpoint: str
    places: Mapping[str, str]
    params: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None

    @property
    def path(self) -> str:
        return self.endpoint.format(**{name: quote(value, safe="") for name, value in self.places.items()})


class Session:
    """Requests to one Jira. Safe reads are asked again in place as ``next_step`` says; writes never."""

    def __init__(self, connection: Connection, *, on_call: Callable[[Call], None] | None = None) -> None:
        self._connection = connection
        self._client: JIRA | None = None
        self._made_in = 0
        self._on_call = on_call

    def __repr__(self) -> str:
        return f"Session({self._connection.url!r})"

    def get(self, endpoint: str, params: Mapping[str, Any] | None = None, **places: str) -> Answer:
        """GET an endpoint such as ``issue/{issue}``; ``places`` fill it. Raises JiraError."""
        request = _Request("GET", endpoint, places, params)
        attempt = 1
        while True:
            try:
                return self._once(request)
            except JiraError as error:
                step = next_step(error, attempt=attempt)
                if not isinstance(step, Again):
                    raise
                log.info("jira asks again after %.1f s: %s", step.pause, error)
                self._rest(step.pause)
                attempt += 1

    def send(
        self,
        method: str,
        endpoint: str,
        body: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        **places: str,
    ) -> Answer:
        """A write, once. Raises JiraError; after Unavailable and TimedOut it may have been done all the same."""
        return self._once(_Request(method, endpoint, places, params, body))

    def close(self) -> None:
        """End the connections."""
        if self._client is not None:
            self._client.close()  # type: ignore[no-untyped-call]
            self._client = None

    def _rest(self, seconds: float) -> None:
        """Wait before a read is asked again. On virtual time (``plugin.simulation``) nobody waits for real."""
        time.sleep(seconds)

    def _connected(self) -> JIRA:
        if self._client is None or self._made_in != os.getpid():
            # RQ forks for each job: a connection that two processes share would mix up their answers.
            self._client, self._made_in = _client(self._connection), os.getpid()
        return self._client

    def _once(self, request: _Request) -> Answer:
        """Twice only where an access token is refused, which says that nothing was done, and there is another."""
        tokens = self._connection.tokens
        if tokens is None:
            return self._asked(request, None)
        bearer = tokens.current()
        try:
            return self._asked(request, bearer)
        except Unauthorized:
            return self._asked(request, tokens.renewed(bearer))

    def _asked(self, request: _Request, bearer: str | None) -> Answer:
        method, endpoint = request.method, request.endpoint
        began = time.monotonic()
        status: int | None = None
        outcome, scope = "ok", ""
        try:
            response = self._response(request, bearer)
            status = response.status_code
            return understood(response, method, endpoint, request.path)
        except JiraError as error:
            status, outcome = error.status, type(error).__name__
            scope = error.scope if isinstance(error, RateLimited) else ""
            raise
        finally:
            seconds = time.monotonic() - began
            about = {"case": request.places["issue"]} if "issue" in request.places else {}
            log.debug("jira %s %s %s %s %.0f ms", method, endpoint, status, outcome, seconds * 1000, extra=about)
            if self._on_call is not None:
                self._on_call(Call(method, endpoint, status, outcome, seconds, scope))

    def _response(self, request: _Request, bearer: str | None) -> requests.Response:
        client = self._connected()
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        if request.endpoint.startswith(SERVICE_DESK):
            headers["X-ExperimentalApi"] = "opt-in"  # older Data Center (FACTS 6)
        arguments: dict[str, Any] = {"params": request.params, "allow_redirects": False, "headers": headers}
        if request.body is not None:
            arguments["data"] = json.dumps(request.body)
        address = _address(client, request.endpoint, request.path)
        with typed_errors(request.method, request.endpoint, request.path):
            try:
                return client._session.request(request.method, address, **arguments)
            except JIRAError as error:
                # The library's error prints headers and body: only the answer is taken out of it.
                answered = error.response
        if answered is None:
            raise Unavailable("no answer", method=request.method, endpoint=request.endpoint, path=request.path)
        return answered


class ReadOnly(Session):
    """The session of a careflow in shadow: it has no way to write. Every write raises InShadow, and nothing is sent."""

    def send(
        self,
        method: str,
        endpoint: str,
        body: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        **places: str,
    ) -> Answer:
        """Raises InShadow."""
        raise InShadow(method=method, endpoint=endpoint, path=_Request(method, endpoint, places).path)

    def _response(self, request: _Request, bearer: str | None) -> requests.Response:
        """The one place where a request leaves: only what changes nothing does."""
        if request.method not in SAFE or request.body is not None:
            raise InShadow(method=request.method, endpoint=request.endpoint, path=request.path)
        return super()._response(request, bearer)


def _address(client: JIRA, endpoint: str, path: str) -> str:
    for beginning, base in BASES.items():
        if endpoint.startswith(beginning):
            return client._get_url(path.removeprefix(beginning), base=base)
    return client._get_url(path)


def understood(response: requests.Response, method: str, endpoint: str, path: str) -> Answer:
    """The answer that a response is. Raises JiraError."""
    error = answers.error_in(response, method, endpoint, path)
    if error is not None:
        raise error
    date = http_date(response.headers.get("Date"))
    if not response.content:
        if method == "GET":  # every read has a body: a connection lost among the headers looks like this
            raise Unavailable(
                "an empty answer", method=method, endpoint=endpoint, path=path, status=response.status_code
            )
        return Answer(response.status_code, None, date, endpoint, path)
    try:
        data = json.loads(response.content)
    except (ValueError, RecursionError):
        kind = response.headers.get("Content-Type", "no type")[:60]
        raise NotJson(
            f"{kind} where JSON was due", method=method, endpoint=endpoint, path=path, status=response.status_code
        ) from None
    return Answer(response.status_code, data, date, endpoint, path)
