"""A plain HTTP client with the own account's credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import requests

from plugin.sandbox import Sandbox


class Client:
    """Requests below ``/rest/api/2``, or anywhere with a path that begins with a slash."""

    def __init__(self, jira: Sandbox, http: requests.Session) -> None:
        self.jira = jira
        self.http = http

    def __call__(self, method: str, path: str, **more: Any) -> requests.Response:
        url = self.jira.url + (path if path.startswith("/") else f"/rest/api/2/{path}")
        return self.http.request(method, url, timeout=10, **more)

    def get(self, path: str, **query: Any) -> Any:
        answer = self("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()


def session(jira: Sandbox, user: str, token: str) -> requests.Session:
    http = requests.Session()
    http.trust_env = False
    if jira.site.cloud:
        http.auth = (user, token)
    else:
        http.headers["Authorization"] = f"Bearer {token}"
    return http


@pytest.fixture
def rest(sandbox: Sandbox) -> Iterator[Client]:
    with session(sandbox, sandbox.user, sandbox.token) as http:
        yield Client(sandbox, http)


@pytest.fixture
def admin(sandbox: Sandbox) -> Iterator[Client]:
    """The same, as the administrator."""
    with session(sandbox, sandbox.admin_user, sandbox.site.admin_token) as http:
        yield Client(sandbox, http)


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Takes deliveries; ``answers`` holds the statuses to give, then 202."""

    def __init__(self) -> None:
        self.got: list[Received] = []
        self.answers: list[int] = []
        self.url = ""

    def status(self) -> int:
        return self.answers.pop(0) if self.answers else 202


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    taken = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.got.append(Received(dict(self.headers.items()), body))
            self.send_response(taken.status())
            self.send_header("Content-Length", "0")
            self.end_headers()

        log_message: Callable[..., None] = lambda *_: None

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        taken.url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/jira"
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield taken
        server.shutdown()
