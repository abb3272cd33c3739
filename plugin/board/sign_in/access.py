"""The answer to every request for a page: who it is, what they may see; by sessions."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from flask import Blueprint, g, redirect, request
from redis import Redis
from werkzeug.wrappers import Response

from plugin.board.access import Viewer
from plugin.board.sign_in import refusals, secret_values
from plugin.board.sign_in.cookies import Cookies
from plugin.board.sign_in.return_paths import BOARD, safe
from plugin.board.sign_in.sessions import Sessions
from plugin.board.told import Instead
from plugin.settings import Settings

if TYPE_CHECKING:
    from plugin.board.sign_in.sight import Sight
    from plugin.jira import Gateway

SIGN_IN = f"{BOARD}/sign-in"


class BySignIn:
    """``Access`` for those who have signed in and are staff in Jira. ``pages``: where one signs in and out."""

    def __init__(self, settings: Settings, connection: Redis, pages: Callable[[BySignIn], Blueprint]) -> None:
        self._pages = pages
        self.settings = settings
        self.connection = connection
        self.origin = settings.board.url or ""
        self.cookies = Cookies(secure=self.origin.startswith("https:"))
        times = settings.board.sessions
        self.sessions = Sessions(connection, times.idle, times.longest, _way(settings))
        self._lock = threading.RLock()
        self._closing = ExitStack()
        self._gateway: Gateway | None = None
        self._sight: Sight | None = None

    def viewer(self) -> Viewer | Response:
        """Somebody with a session who is still staff; else where to sign in. Raises Instead and JiraError."""
        session = self.cookies.session()
        # A page that refreshes itself in a forgotten tab is nobody's look.
        viewer = self.sessions.whose(session, used=not _is_by_script()) if session else None
        if session is None or viewer is None:
            return _to_sign_in()
        if not self.sight.is_staff(viewer.id):
            self.sessions.end(session)
            raise Instead(refusals.NOT_STAFF)
        g.form_token = secret_values.form_token(session)
        return viewer

    def sees(self, viewer: Viewer, keys: Iterable[str]) -> frozenset[str]:
        """What Jira lets them browse. Raises JiraError where it does not say."""
        return self.sight.sees(viewer.id, keys)

    def browses(self, viewer: Viewer, projects: Iterable[str]) -> frozenset[str]:
        """In which projects Jira lets them browse any case. Raises JiraError where it does not say."""
        return self.sight.browses(viewer.id, projects)

    def entrance(self) -> Blueprint:
        """Where one signs in and out."""
        return self._pages(self)

    @property
    def gateway(self) -> Gateway:
        """The way to Jira; in shadow one that cannot write."""
        # Imported here: a receiver whose pages nobody opens does not pay for it.
        from plugin.jira import RedisCache
        from plugin.workbench import gateway

        with self._lock:
            if self._gateway is None:
                self._gateway = gateway(self.settings, RedisCache(self.connection))
            return self._gateway

    @property
    def sight(self) -> Sight:
        """What people may see."""
        from plugin.board.sign_in.sight import Sight

        with self._lock:
            if self._sight is None:
                self._sight = Sight(self.connection, self.settings.jira.url or "", lambda: self.gateway.viewers())
            return self._sight

    def closes(self, what: Callable[[], object]) -> None:
        """What is to be ended with it."""
        self._closing.callback(what)

    def close(self) -> None:
        """End the connections to Jira, and what works beside the pages."""
        self._closing.close()
        with self._lock:
            if self._sight is not None:
                self._sight.close()
                self._sight = None
            if self._gateway is not None:
                self._gateway.close()
                self._gateway = None


def _to_sign_in() -> Response:
    """A page leads there; a script that fetches is told."""
    if request.method not in ("GET", "HEAD") or _is_by_script():
        raise Instead(refusals.SIGN_IN_FIRST)
    wanted = request.full_path if request.query_string else request.path
    return redirect(f"{SIGN_IN}?next={quote(safe(wanted), safe='/')}", HTTPStatus.SEE_OTHER)


def _is_by_script() -> bool:
    return request.headers.get("Sec-Fetch-Dest", "document") == "empty"


def _way(settings: Settings) -> str:
    """A digest of how people come in: where that changes, they come in anew."""
    board = settings.board
    said = f"{board.url} {board.sign_in} {board.oidc.model_dump_json()} {settings.jira.url}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def host_of(url: str) -> str:
    """The host in an address, for people."""
    return urlsplit(url).hostname or url
