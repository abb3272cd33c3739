"""The receiver's server: granian, which is worth three gunicorns here (PERF.md) and stops gracefully.

Its processes follow the settings themselves (``webhooks.process``): this one checks them first, and tells the others.
"""

from __future__ import annotations

import importlib
import logging
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from plugin.configuration_errors import UserMistake
from plugin.reloading import Hangup, read_again
from plugin.settings import Settings
from plugin.settings_board import LOOPBACK

_APPLICATION = "webhooks.process:begin"  # by name: imports go down only
# Of each process at most, begun as they are needed. A sender that stops in the middle of a body holds one for as long
# as it likes: granian has no limit for that (https://github.com/emmett-framework/granian/issues/728), and a thread that
# reads cannot be left behind without stopping its process. So there are many, and a proxy in front reads bodies first.
THREADS = 256
_HEADERS = HTTP1Settings(header_read_timeout=10_000)  # ms
_LOGGING = {"loggers": {"_granian": {"propagate": True}}}  # to our own handler, instead of to stdout
_HURRY = 5  # seconds that a request may go on after SIGTERM: longer than the receiver waits for Redis


@dataclass
class Application:
    """What granian calls in each process that it starts, with the settings that are in force then."""

    settings: Settings
    open_board: bool = False

    def __call__(self) -> Callable[..., Any]:
        """The application."""
        module, _, function = _APPLICATION.partition(":")
        begin: Callable[..., Callable[..., Any]] = getattr(importlib.import_module(module), function)
        return begin(self.settings, open_board=self.open_board)

    def read_again(self, *, leads: bool) -> None:
        """Where the settings are right, take them, and let the processes that run take them too."""
        settings = read_again(self.settings, "webhook", "redis", "board", leads=leads)
        if settings is not None:
            self.settings = settings
            for child in multiprocessing.active_children():
                with suppress(ProcessLookupError):
                    os.kill(child.pid or 0, signal.SIGHUP)


def serve(
    settings: Settings, host: str, port: int, processes: int = 2, *, leads: bool = True, open_board: bool = False
) -> None:
    """Serve until SIGTERM or SIGINT. The caller has checked the settings (``webhook`` and ``redis``).

    ``leads`` as for ``plugin.reloading.read_again``. ``open_board``: everybody may look, as in the demo and nowhere
    else: raises ValueError where others than this machine's could.
    """
    if open_board and host not in LOOPBACK:
        raise ValueError(f"the board is open to all on loopback only, not on {host}")
    hangup = Hangup()
    # Imported here, before granian forks: its processes share it, and are deaf to SIGTERM while they import.
    importlib.import_module(_APPLICATION.partition(":")[0])
    application = Application(settings, open_board)
    server = Granian(
        _APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        http1_settings=_HEADERS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGGING,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=_HURRY,
    )
    logging.getLogger("_granian").addFilter(_is_news)
    hangup.each(lambda: application.read_again(leads=leads))
    server.serve(target_loader=application, wrap_loader=False)


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
