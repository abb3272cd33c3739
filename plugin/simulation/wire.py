"""The worker's session with the sandbox Jira without a socket between: each request is a step that may be struck.

Everything above the wire is real: the session, its errors and retries, the ``jira`` library, the gateway.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
from jira import JIRA
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from werkzeug.test import EnvironBuilder

from plugin.jira import Session
from plugin.sandbox import Fault, Sandbox
from plugin.sandbox.faults import When
from plugin.sandbox.server import RESET
from plugin.simulation.plan import BEFORE, Kind, Thing
from plugin.simulation.strikes import Killed, Strikes

_RETRY_AFTER = 90  # seconds
_SLOW = timedelta(seconds=20)
_PATIENCE = timedelta(seconds=30)  # of the session, for an answer
_FAULTS: Mapping[Kind, dict[str, Any]] = {
    Kind.TOO_MANY: {"status": 429},
    Kind.TOO_MANY_AFTER: {"status": 429, "headers": {"Retry-After": str(_RETRY_AFTER)}},
    Kind.BROKEN_BEFORE: {"status": 503},
    Kind.BROKEN_AFTER: {"status": 503, "when": When.AFTER},
    Kind.RESET_BEFORE: {"reset": True},
    Kind.RESET_AFTER: {"reset": True, "when": When.AFTER},
    Kind.HUNG_BEFORE: {"reset": True},
    Kind.HUNG_AFTER: {"reset": True, "when": When.AFTER},
}
_ISSUE = re.compile(r".*/issue/([^/]+)(/notify)?")


class Wire(BaseAdapter):
    """``excused``: for each issue, how often an email was accepted and we never came to record it: it may go twice.

    Until ``away_until`` Jira answers nothing at addresses with ``away_at`` in them but that it is away.
    ``trace``: a digest of every request and its answer, in order: two runs of one seed have the same.
    """

    def __init__(self, jira: Sandbox, strikes: Strikes, rest: Callable[[timedelta], None]) -> None:
        super().__init__()
        self.jira = jira
        self.strikes = strikes
        self.rest = rest
        self.excused: Counter[str] = Counter()
        self.trace = hashlib.sha256()
        self.away_until, self.away_at = jira.now(), ""
        self._sent: str | None = None  # the issue of an email that is not recorded yet
        self._meanwhile: dict[str, Callable[[], None]] = {}

    def session(self) -> type[Session]:
        """The session that a bench is to open: one on this wire."""
        return type("OnTheWire", (_Session,), {"wire": self})

    def while_read(self, key: str, happens: Callable[[], None]) -> None:
        """Let something happen once a case has been read, before anything is made of what was read."""
        self._meanwhile[key] = happens

    def read_no_more(self) -> None:
        """Let all of it happen at once: the worker is about to wait, and people do not."""
        while self._meanwhile:
            _, happens = self._meanwhile.popitem()
            happens()

    def never_read(self, key: str) -> bool:
        """Whether what was to happen then has not, and now never will."""
        return self._meanwhile.pop(key, None) is not None

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        """Carry a request out in the sandbox, or what becomes of it."""
        if self.strikes.dead:
            raise Killed
        kind = self.strikes.next(Thing.READ if request.method == "GET" else Thing.WRITE)
        if self._is_away(request):
            kind = Kind.BROKEN_BEFORE
        if kind is not None and kind in _FAULTS:
            self.jira.faults.add(Fault(**_FAULTS[kind]))
        if kind is Kind.SLOW:
            self.rest(_SLOW)
        response = self._carried_out(request)
        self.trace.update(f"{request.method} {request.path_url} {response and response.status_code}\n".encode())
        self._watch(request, kind)
        if kind is Kind.KILLED_AFTER:
            self.strikes.die()
        if kind in (Kind.HUNG_BEFORE, Kind.HUNG_AFTER):
            self.rest(_PATIENCE)
            raise requests.ReadTimeout("no answer in 30 s")
        if response is None:
            raise requests.ConnectionError("the connection was reset")
        return response

    def close(self) -> None:
        """Nothing is open."""

    def worker_ended(self) -> None:
        """The run is over, or its worker was killed: an email that was not recorded until now will go again."""
        if self._sent is not None:
            self.excused[self._sent] += 1
            self._sent = None

    def _is_away(self, request: requests.PreparedRequest) -> bool:
        return self.jira.now() < self.away_until and self.away_at in request.path_url

    def _carried_out(self, request: requests.PreparedRequest) -> requests.Response | None:
        parts = urlsplit(request.url or "")
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        builder = EnvironBuilder(
            path=parts.path,
            query_string=parts.query,
            base_url=f"{parts.scheme}://{parts.netloc}",
            method=request.method or "GET",
            headers=list(request.headers.items()),
            data=body,
        )
        environ = builder.get_environ()
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], failed: object = None, /) -> Callable[[bytes], object]:
            del failed
            started.append((status, headers))
            return payload.extend

        payload = bytearray()
        payload.extend(b"".join(self.jira.app(environ, start)))
        if environ.get(RESET):
            return None
        status, headers = started[-1]
        answer = requests.Response()
        answer.status_code, answer.reason = int(status[:3]), status[4:]
        answer.headers = CaseInsensitiveDict(headers)
        answer.raw = io.BytesIO(bytes(payload))
        answer.url, answer.request, answer.encoding = request.url or "", request, "utf-8"
        return answer

    def _watch(self, request: requests.PreparedRequest, kind: Kind | None) -> None:
        found = _ISSUE.fullmatch(urlsplit(request.url or "").path)
        if found is None or kind in BEFORE:
            return
        if request.method == "GET" and (happens := self._meanwhile.pop(found[1], None)):
            happens()
        if found[2] and request.method == "POST":
            self._sent = found[1]
        elif request.method == "PUT":
            self._sent = None


class _Session(Session):
    wire: ClassVar[Wire]

    def _connected(self) -> JIRA:
        client = super()._connected()
        base = f"{self.wire.jira.url}/"
        if client._session.adapters.get(base) is not self.wire:
            client._session.mount(base, self.wire)
        return client

    def _rest(self, seconds: float) -> None:
        self.wire.rest(timedelta(seconds=seconds))
