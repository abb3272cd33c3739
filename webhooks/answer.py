"""An answer in JSON: a WSGI application itself, which Flask's views may return and others may call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from wsgiref.types import StartResponse, WSGIEnvironment

import msgspec

SECURE: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; form-action 'self'; "
            "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    }
)
"""What every answer bears, a page's as well."""

_HEADERS = (("Content-Type", "application/json"), *SECURE.items())


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, what is said, and headers of its own."""

    status: HTTPStatus
    said: Mapping[str, object]
    headers: tuple[tuple[str, str], ...] = ()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        text = msgspec.json.encode(self.said) + b"\n"
        length = ("Content-Length", str(len(text)))
        start_response(f"{self.status.value} {self.status.phrase}", [*_HEADERS, length, *self.headers])
        return [text]


def refused(status: HTTPStatus, why: str, *headers: tuple[str, str]) -> Answer:
    """An answer that says what is wrong with the request."""
    return Answer(status, {"error": why}, headers)


def faulty() -> Answer:
    """After a fault of ours: nothing was queued, so that Jira may come back (five times at most, FACTS 1.1)."""
    return refused(HTTPStatus.INTERNAL_SERVER_ERROR, "internal error")
