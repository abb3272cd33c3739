"""No process outlives the one that started it."""

from __future__ import annotations

import os
import signal
import threading
from time import sleep

_LOOK = 0.5  # seconds


def end_with_parent() -> None:
    """End this process soon after its parent is gone: a kill -9 of the parent tells its children nothing."""
    threading.Thread(target=_watch, args=(os.getppid(),), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(_LOOK)
    stop_this_process()


def stop_this_process() -> None:
    """SIGTERM, from whatever thread: to the main thread, which alone runs handlers, and might sleep on otherwise."""
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
