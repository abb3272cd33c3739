"""One process of the receiver: the application, and another in its place when the settings are read again.

The process and its socket stay, so that no delivery is refused meanwhile; a request that runs ends as it began. Granian
can start processes anew, but on Linux what waits at the socket of one that ends is reset
(https://github.com/emmett-framework/granian: ``net.ipv4.tcp_migrate_req``).
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Timer
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from redis import Redis

from plugin.board.access import OpenToAll
from plugin.board.opening import access_by
from plugin.connecting import connect
from plugin.logs import listen_to_level
from plugin.orphans import end_with_parent
from plugin.reloading import Hangup, read_again
from plugin.settings import Settings
from plugin.short_way import ShortWay
from webhooks.app import DESK, create_app

_LINGERING = 30.0  # seconds that requests which had begun may go on with the settings from before
_PATIENCE = 3.0  # seconds for Redis to answer: Jira waits 20 (FACTS 1.1), and tries again after a 503


class Process:
    """A WSGI application that follows the settings. ``open_board``: the demo's, whose pages are open to all."""

    def __init__(self, settings: Settings, connection: Redis, *, open_board: bool = False) -> None:
        self._connection = connection
        self._settings = settings
        self._open_board = open_board
        self._app = self._made()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        return self._app(environ, start_response)

    def read_again(self) -> None:
        """Go on with the settings as they are now, or with those from before where they are wrong."""
        settings = read_again(self._settings, "webhook", "redis", "board", leads=False)
        if settings is not None:
            before = self._app
            self._settings = settings
            self._app = self._made()
            closing = Timer(_LINGERING, before.extensions[DESK].close)
            closing.daemon = True
            closing.start()

    def _made(self) -> Flask:
        access = OpenToAll() if self._open_board else access_by(self._settings, self._connection)
        return create_app(self._settings, self._connection, access)


def begin(settings: Settings, *, open_board: bool = False) -> Process:
    """The application in a process of our server. The caller has checked the settings (``webhook`` and ``redis``)."""
    hangup = Hangup()
    end_with_parent()
    listen_to_level(settings.log_level, settings.log_format)
    connection = connect(settings.redis.url or "", _PATIENCE, ShortWay)
    process = Process(settings, connection, open_board=open_board)
    hangup.each(process.read_again)
    return process
