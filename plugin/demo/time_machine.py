"""Moves the sandbox's time, and careflow's with it: every wake-up on the way happens at its moment.

*Now* is the ``Date`` header of Jira's answers, so moving the sandbox's clock moves careflow's. But careflow's timers
wait in real time; the machine goes from one to the next, rings it as a worker would, and waits until everything has
settled before it goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic, sleep

from redis import Redis

from plugin import queueing
from plugin.queueing.units import SWEEP, is_case
from plugin.sandbox import Sandbox

_LOOK, _SELDOM = 0.004, 0.05  # seconds between two looks: at first, and after a while
_PATIENCE = 45.0  # seconds; a worker that was killed is started again within a few
_SECOND = timedelta(seconds=1)


class Unsettled(RuntimeError):
    """Something is still delivered, queued or running after a long while; the text says what."""


class TimeMachine:
    """The sandbox's clock and careflow's timers, in step. Its methods may be called from any thread."""

    def __init__(self, jira: Sandbox, connection: Redis, patience: float = _PATIENCE) -> None:
        """``patience``: real seconds for everything to settle."""
        self._jira = jira
        self._redis = connection
        self._patience = patience
        self._lock = threading.RLock()

    def move(self, target: datetime, seen: Callable[[], None] = lambda: None) -> None:
        """Move on to ``target`` (aware), through every wake-up before or at it; ``seen`` is called after each.

        Where the sandbox is later than that already, nothing moves. Raises Unsettled.
        """
        with self._lock:
            self.settle()
            moment = self._jira.now()
            while (due := self._next(target)) is not None:
                # Jira's Date header is cut to whole seconds: a moment with a fraction is reached a second later. The
                # second step on the same moment is a second later too, so that nothing can keep time from moving.
                moment = max(_whole(due), moment)
                self._jira.set_clock(max(moment, self._jira.now()))
                self._ring(moment)
                self.settle()
                seen()
                moment += _SECOND
            if target > self._jira.now():
                self._jira.set_clock(target)
            self.settle()

    def sweep(self) -> None:
        """Look over all open cases, as the sweep's own timer has it done every ten minutes of real time."""
        with self._lock:
            queueing.wake(self._redis, SWEEP, "asked for")
            self.settle()

    def settle(self) -> None:
        """Wait until all webhooks are out and answered, and nothing is queued, running or put off. Raises Unsettled."""
        until, pause = monotonic() + self._patience, _LOOK
        while True:
            out = self._jira.settle(max(0.0, until - monotonic()))
            sent = self._deliveries()
            waiting = self._redis.hlen("careflow:dirty")
            # What ran until just now may have written, and Jira may have told of it since we looked at the webhooks.
            if out and not waiting and self._jira.settle(0.0) and sent == self._deliveries():
                return
            if monotonic() > until:
                raise Unsettled(self._standing())
            sleep(pause)
            pause = min(pause * 1.1, _SELDOM)

    def _next(self, target: datetime) -> datetime | None:
        moments = (timer.wake_at for timer in queueing.timers(self._redis) if is_case(timer.unit))
        return next((moment for moment in moments if moment <= target), None)

    def _ring(self, moment: datetime) -> None:
        for timer in queueing.timers(self._redis):
            if is_case(timer.unit) and timer.wake_at <= moment:
                queueing.disarm(self._redis, timer.unit)
                queueing.wake(self._redis, timer.unit, "timer")

    def _deliveries(self) -> tuple[int, str]:
        log = self._jira.deliveries
        return len(log), log[-1].identifier if log else ""

    def _standing(self) -> str:
        parked = ", ".join(f"{entry.unit}: {entry.reason}" for entry in queueing.park_list(self._redis))
        return f"careflow has not settled: {queueing.standing(self._redis)}" + (f"; parked: {parked}" if parked else "")


def _whole(moment: datetime) -> datetime:
    return moment + _SECOND - timedelta(microseconds=moment.microsecond) if moment.microsecond else moment
