"""Sums over all processes: each adds up for itself, and hands its sums to Redis once a second.

Nothing that counts waits for Redis: neither a request to the receiver nor a request to Jira costs a round trip more.
What was counted while Redis was away is handed over when it is back, and nothing fails because of counting.
"""

from __future__ import annotations

import json
import logging
import threading
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Mapping
from contextlib import suppress
from typing import TypeAlias, cast

from redis import Redis
from redis.exceptions import RedisError

from plugin.metrics.catalogue import Metric

log = logging.getLogger(__name__)

Series: TypeAlias = tuple[str, ...]
"""The metric's name and its label values; of a histogram the part too: a bucket's bound, or ``sum``."""

SUM = "sum"
MICROSECONDS = 1_000_000  # sums of seconds are kept as whole numbers of these: they add up without error

_KEY = "careflow:metrics"
_EVERY = 1.0  # seconds


class Counts:
    """Counters and histograms; safe to use from threads. Made after a fork: what is not handed over is not inherited.

    ``connection`` should have short timeouts: the end of the process waits for the last sums.
    """

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._counted: deque[tuple[Series, int]] = deque()  # what threads put in and take out without waiting
        self._lock = threading.Lock()
        self._handing_over: threading.Thread | None = None

    def add(self, metric: Metric, *values: str) -> None:
        """Count one, of these label values."""
        self._count((metric.name, *values), 1)

    def observe(self, metric: Metric, seconds: float, *values: str) -> None:
        """Put a duration into its bucket."""
        series = (metric.name, *values)
        self._count((*series, bucket_of(metric, seconds)), 1)
        self._count((*series, SUM), round(seconds * MICROSECONDS))

    def hand_over(self) -> None:
        """Add this process' sums to Redis'. Raises redis' errors, and then keeps them."""
        sums = self._taken()
        if not sums:
            return
        try:
            with self._connection.pipeline() as pipe:
                for series, count in sums.items():
                    pipe.hincrby(_KEY, json.dumps(series), count)
                pipe.execute()
        except RedisError:
            self._counted.extend(sums.items())
            raise

    def total(self) -> Mapping[Series, int]:
        """The sums of all processes. Raises redis' errors."""
        self.hand_over()
        kept = cast("dict[bytes, bytes]", self._connection.hgetall(_KEY))
        return {tuple(json.loads(series)): int(count) for series, count in kept.items()}

    def _taken(self) -> Counter[Series]:
        sums: Counter[Series] = Counter()
        with suppress(IndexError):  # another thread takes too
            for _ in range(len(self._counted)):
                series, count = self._counted.popleft()
                sums[series] += count
        return sums

    def _count(self, series: Series, count: int) -> None:
        self._counted.append((series, count))
        if self._handing_over is None:
            self._begin()

    def _begin(self) -> None:
        with self._lock:
            if self._handing_over is not None:
                return
            self._handing_over = threading.Thread(target=self._hand_over_until_quiet, name="counts")
            try:
                self._handing_over.start()
            except RuntimeError:  # no thread is to be had: the next one that is counted tries again
                self._handing_over = None

    def _hand_over_until_quiet(self) -> None:
        """Once a second while there is something. No daemon: the process waits for it, and it does not tarry then."""
        main = threading.main_thread()
        try:
            while True:
                main.join(_EVERY)
                if not self._counted:
                    break
                try:
                    self.hand_over()
                except RedisError as error:
                    log.debug("counts kept: %s", type(error).__name__)
                    if not main.is_alive():
                        return
        finally:
            self._handing_over = None
        if self._counted:  # by somebody who still saw this thread
            self._begin()


def bucket_of(metric: Metric, seconds: float) -> str:
    """The bound of the bucket that a duration falls into, as Prometheus writes it (``le``)."""
    at = bisect_left(metric.buckets, seconds)
    return bound(metric.buckets[at]) if at < len(metric.buckets) else "+Inf"


def bound(seconds: float) -> str:
    """A bucket's bound as text."""
    return f"{seconds:g}"
