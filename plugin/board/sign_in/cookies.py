"""The two cookies: of a session, and of a visit, which ties what was asked for to the browser that asked.

Over https they bear the prefix ``__Host-``: no other host, not even one of the same domain, can plant one, so that
nobody is signed in as somebody else (RFC 6265bis, 4.1.3.2). It demands the path ``/``. On loopback, where there is no
https, the path is ``/board``. ``SameSite=Lax`` and not ``Strict``: people come from links in Jira and in emails.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from plugin.board.sign_in import secret_values

_VISIT = "careflow-visit"
_SESSION = "careflow-session"


@dataclass(frozen=True, slots=True)
class Cookies:
    """``secure``: the pages are reached by https."""

    secure: bool

    def visit(self) -> str | None:
        """The visit that the request bears."""
        return self._read(_VISIT)

    def session(self) -> str | None:
        """The session that the request bears."""
        return self._read(_SESSION)

    def give_visit(self, answer: Response, value: str) -> None:
        """Until the browser is closed: the links and states that it is for end long before."""
        self._give(answer, _VISIT, value)

    def give_session(self, answer: Response, value: str) -> None:
        """Until the browser is closed, or the session ends in Redis. The visit has done its work."""
        self._give(answer, _SESSION, value)
        self._take(answer, _VISIT)

    def take_session(self, answer: Response) -> None:
        """Signed out."""
        self._take(answer, _SESSION)

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

    @property
    def _path(self) -> str:
        return "/" if self.secure else "/board"

    def _read(self, name: str) -> str | None:
        value = request.cookies.get(self._name(name))
        return value if secret_values.is_one(value) else None

    def _give(self, answer: Response, name: str, value: str) -> None:
        named = self._name(name)
        answer.set_cookie(named, value, path=self._path, secure=self.secure, httponly=True, samesite="Lax")

    def _take(self, answer: Response, name: str) -> None:
        named = self._name(name)
        answer.delete_cookie(named, path=self._path, secure=self.secure, httponly=True, samesite="Lax")
