"""The sandbox's own time: real time by default, or any other, moved on by hand.

Careflow takes *now* from the ``Date`` header of Jira's answers, so moving this clock moves time for real, unmodified
code. This is one of the few modules that may read the machine's clock.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime


class Clock:
    """Instants in UTC, cut to milliseconds as Jira keeps them.

    ``start``: the first instant (aware); None is real time. It runs on with real time unless ``frozen``.
    """

    def __init__(self, start: datetime | None = None, frozen: bool = False) -> None:
        self._lock = threading.Lock()
        self._base = _aware(start) if start else datetime.fromtimestamp(time.time(), UTC)
        self._since = time.monotonic()
        self._frozen = frozen

    def now(self) -> datetime:
        """The present instant, in UTC, with whole milliseconds."""
        with self._lock:
            return self._now()

    def date_header(self) -> str:
        """The present as HTTP's ``Date`` header gives it: whole seconds, cut off, not rounded (RFC 9110, 5.6.7)."""
        return format_datetime(self.now().replace(microsecond=0), usegmt=True)

    def advance(self, span: timedelta) -> datetime:
        """Move on by ``span`` and return the new instant. Raises ValueError on a negative span."""
        if span < timedelta(0):
            raise ValueError("time only moves forward here")
        with self._lock:
            return self._put(self._now() + span)

    def set(self, instant: datetime) -> datetime:
        """Move to ``instant`` (aware; an earlier one is allowed, for replaying). Raises ValueError if naive."""
        with self._lock:
            return self._put(_aware(instant))

    def freeze(self) -> None:
        """Stand still until ``run``, ``advance`` or ``set``."""
        with self._lock:
            self._put(self._now())
            self._frozen = True

    def run(self) -> None:
        """Run on with real time again."""
        with self._lock:
            self._put(self._now())
            self._frozen = False

    def _now(self) -> datetime:
        passed = 0.0 if self._frozen else time.monotonic() - self._since
        return _milliseconds(self._base + timedelta(seconds=passed))

    def _put(self, instant: datetime) -> datetime:
        self._base = instant
        self._since = time.monotonic()
        return _milliseconds(instant)


def _milliseconds(instant: datetime) -> datetime:
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {instant!r}")
    return instant.astimezone(UTC)
