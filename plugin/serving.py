"""The receiver's server: granian, which is worth three gunicorns here (PERF.md) and stops gracefully."""

from __future__ import annotations

import importlib

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

_APPLICATION = "webhooks.app:from_environment"  # by name: imports go down only
_THREADS = 4  # of each process; a request spends its time waiting for Redis
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
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=_HURRY,
    )
    server.serve()
