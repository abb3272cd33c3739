"""One process of the receiver: the application, and another in its place when the settings are read again.

The process and its socket stay, so that no delivery is refused meanwhile; a request that runs ends as it began. Granian
can start processes anew, but on Linux what waits at the socket of one that ends is reset
(https://github.com/emmett-framework/granian: ``net.ipv4.tcp_migrate_req``).
"""

from __future__ import annotations

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from redis import Redis

from plugin.connecting import connect
from plugin.logs import listen_to_level
from plugin.orphans import end_with_parent
from plugin.reloading import Hangup, read_again
from plugin.settings import Settings
from webhooks.app import create_app

_PATIENCE = 3.0  # seconds for Redis to answer: Jira waits 20 (FACTS 1.1), and tries again after a 503


class Process:
    """A WSGI application that follows the settings."""

    def __init__(self, settings: Settings, connection: Redis) -> None:
        self._connection = connection
        self._settings = settings
        self._app = create_app(settings, connection)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        return self._app(environ, start_response)

    def read_again(self) -> None:
        """Go on with the settings as they are now, or with those from before where they are wrong."""
        settings = read_again(self._settings, "webhook", "redis", "board", leads=False)
        if settings is not None:
            self._settings, self._app = settings, create_app(settings, self._connection)


def begin(settings: Settings) -> Process:
    """The application in a process of our server. The caller has checked the settings (``webhook`` and ``redis``)."""
    hangup = Hangup()
    end_with_parent()
    listen_to_level(settings.log_level, settings.log_format)
    process = Process(settings, connect(settings.redis.url or "", patience=_PATIENCE))
    hangup.each(process.read_again)
    return process
