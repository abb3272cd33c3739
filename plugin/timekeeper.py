"""What each worker's process always does: ring the timers that are due, and revive what a killed process left.

In a thread beside RQ's worker, so while a long job runs too, and on a connection of its own. Both are scripts that find
nothing more to do where another process was first, so every worker does it: no lock, and nobody's death is waited for.
"""

from __future__ import annotations

import logging
import threading
from itertools import count
from types import TracebackType

from redis import Redis
from redis.exceptions import RedisError

from plugin import queueing
from plugin.connecting import told

log = logging.getLogger(__name__)

_TICK = 0.2  # seconds between two looks at the timers
_REVIVE = 5  # ticks between two looks at what was left behind, which may also be a job that is just being begun
_END = 5.0  # seconds that the end of a tick is waited for


class Timekeeper:
    """A context manager: it ticks, first at once, until the block ends. No error of Redis ends it."""

    def __init__(self, connection: Redis) -> None:
        """``connection``: nobody else's, with a patience of its own; it is closed with the block."""
        self._connection = connection
        self._over = threading.Event()
        self._rests = False
        self._thread = threading.Thread(target=self._run, name="timekeeper", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join(_END)
        self._connection.close()

    def _run(self) -> None:
        for number in count():
            self._tick(number)
            if self._over.wait(_TICK):
                return

    def _tick(self, number: int) -> None:
        try:
            queueing.ring_due(self._connection)
            if self._rests or number % _REVIVE == 0:
                queueing.revive(self._connection)
        except RedisError as error:
            if not self._rests:
                log.warning("the timers rest: %s", told(error))
            self._rests = True
        else:
            if self._rests:
                log.info("the timers go on")
            self._rests = False
