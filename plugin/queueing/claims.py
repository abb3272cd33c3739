"""The lease on a unit while it runs: short, renewed by a thread, and gone soon after its process was killed."""

from __future__ import annotations

import logging
import threading
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import uuid4

from redis import Redis
from redis.exceptions import RedisError

from plugin.queueing.scripts import BEGIN, FINISH, HOLD, PARK, RENEW, script
from plugin.queueing.wakes import stamp

LEASE = timedelta(seconds=10)
_RENEWALS = 4  # in the life of one lease: three may fail before it is lost

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of the wish to run a unit: ``run``, or why not: ``clean``, ``busy``, ``held``.

    ``attempts``: runs since one ended well, with this one; ``deaths``: those just before it that ended with their
    process.
    """

    state: str
    number: int
    attempts: int
    deaths: int = 0


class Claim:
    """The right to run a unit, from ``begin`` until ``finish``, ``hold`` or ``park``.

    A context manager: the renewing ends with the block. If the block ends without one of the three, the lease
    runs out by itself and ``revive`` queues the unit again.
    """

    def __init__(self, connection: Redis, unit: str) -> None:
        self.unit = unit
        self._connection = connection
        self._token = uuid4().hex
        self._over = threading.Event()
        self._renewer: threading.Thread | None = None
        self._begun = Begun("clean", 0, 0)

    def __enter__(self) -> Begun:
        """Clear the queued mark and take the lease: all that happens from now on is for the next run."""
        args: list[str | int] = [self.unit, self._token, _milliseconds(LEASE)]
        begun = cast("tuple[bytes, int, int, int]", script(self._connection, BEGIN)(args=args))
        self._begun = Begun(begun[0].decode(), *begun[1:])
        if self._begun.state == "run":
            here = copy_context()  # what the log is told to be about
            self._renewer = threading.Thread(target=here.run, args=(self._renew,), name="lease", daemon=True)
            self._renewer.start()
        return self._begun

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._renewer:
            self._renewer.join(timeout=LEASE.total_seconds())

    def _renew(self) -> None:
        args: list[str | int] = [self.unit, self._token, _milliseconds(LEASE)]
        while not self._over.wait(LEASE.total_seconds() / _RENEWALS):
            try:
                if not script(self._connection, RENEW)(args=args):
                    return
            except RedisError as error:
                log.warning("the lease was not renewed: %s", error)

    def finish(self) -> bool:
        """The run ended well. True if the unit was woken meanwhile: then it is queued again already."""
        args: list[str | int] = [self.unit, self._token, self._begun.number, stamp()]
        return bool(script(self._connection, FINISH)(args=args))

    def hold(self, wait: timedelta) -> None:
        """Put it back: not before ``wait`` is over, and then again."""
        script(self._connection, HOLD)(args=[self.unit, self._token, _milliseconds(wait)])

    def park(self, reason: str) -> None:
        """Leave it alone until it is woken again."""
        args: list[str | int] = [self.unit, self._token, self._begun.number, reason, stamp()]
        script(self._connection, PARK)(args=args)


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
