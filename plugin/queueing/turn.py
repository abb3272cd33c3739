"""Taking turns: what two workers must not do at the same moment (OPN-2: each would count before the other assigned)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from redis import Redis
from redis.exceptions import LockNotOwnedError

PREFIX = "careflow:turn:"
LONGEST = timedelta(seconds=20)  # that one turn is held for: some requests; who was killed in it holds nobody up longer
PATIENCE = timedelta(seconds=60)  # within a job's time

log = logging.getLogger(__name__)


class Turn:
    """A lock in Redis for each name. Who waited in vain goes ahead: an unequal share is better than no assignee."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection

    @contextmanager
    def __call__(self, name: str) -> Iterator[bool]:
        """Have the turn of ``name`` within the block. Yields whether it was waited for."""
        lock = self._connection.lock(PREFIX + name, timeout=LONGEST.total_seconds(), sleep=0.05)
        waited = not lock.acquire(blocking=False)
        if waited and not lock.acquire(blocking_timeout=PATIENCE.total_seconds()):
            log.warning("turn of %s: waited in vain", name)
            yield True
            return
        try:
            yield waited
        finally:
            try:
                lock.release()
            except LockNotOwnedError:
                log.info("turn of %s: took longer than %s", name, LONGEST)
