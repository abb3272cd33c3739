"""The receiver's server: granian, which is worth three gunicorns here (PERF.md) and stops gracefully."""

from __future__ import annotations

import importlib
import logging
import socket

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from plugin.configuration_errors import UserMistake

_APPLICATION = "webhooks.app:from_environment"  # by name: imports go down only
# Of each process at most, begun as they are needed. A sender that stops in the middle of a body holds one for as long
# as it likes: granian has no limit for that (https://github.com/emmett-framework/granian/issues/728), and a thread that
# reads cannot be left behind without stopping its process. So there are many, and a proxy in front reads bodies first.
_THREADS = 256
_HEADERS = HTTP1Settings(header_read_timeout=10_000)  # ms
_LOGGING = {"loggers": {"_granian": {"propagate": True}}}  # to our own handler, instead of to stdout
_HURRY = 5  # seconds that a request may go on after SIGTERM: longer than the receiver waits for Redis


def serve(host: str, port: int, processes: int = 2) -> None:
    """Serve until SIGTERM or SIGINT. The caller has checked the settings; each process reads them again."""
    # Imported here, before granian forks: its processes share it, and are deaf to SIGTERM while they import.
    importlib.import_module(_APPLICATION.partition(":")[0])
    server = Granian(
        _APPLICATION,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=_THREADS,
        http1_settings=_HEADERS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGGING,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=_HURRY,
    )
    logging.getLogger("_granian").addFilter(_is_news)
    server.serve()


def must_be_free(host: str, port: int) -> None:
    """Raises CannotListen where nobody can listen there: granian says so in a traceback."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror}") from None


class CannotListen(UserMistake):
    """A port that is taken, or that is not ours to take; an address that is none of this machine's."""


def _is_news(record: logging.LogRecord) -> bool:
    """Granian warns of more threads than it has use for; ours are for waiting, not for computing."""
    return "Python threads" not in record.getMessage()
