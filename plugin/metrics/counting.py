"""Sums over all processes: each adds up for itself, and hands its sums to Redis once a second.

Nothing that counts waits for Redis: neither a request to the receiver nor a request to Jira costs a round trip more.
What was counted while Redis was away is handed over when it is back, and nothing fails because of counting.
"""

from __future__ import annotations

import json
import logging
import threading
from bisect import bisect_left
from collections import Counter
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
        self._sums: Counter[Series] = Counter()
        self._lock = threading.Lock()
        self._handing_over: threading.Thread | None = None

    def add(self, metric: Metric, *values: str) -> None:
        """Count one, of these label values."""
        self._add({(metric.name, *values): 1})

    def observe(self, metric: Metric, seconds: float, *values: str) -> None:
        """Put a duration into its bucket."""
        series = (metric.name, *values)
        self._add({(*series, bucket_of(metric, seconds)): 1, (*series, SUM): round(seconds * MICROSECONDS)})

    def hand_over(self) -> None:
        """Add this process' sums to Redis'. Raises redis' errors, and then keeps them."""
        with self._lock:
            sums, self._sums = self._sums, Counter()
        if not sums:
            return
        try:
            with self._connection.pipeline() as pipe:
                for series, count in sums.items():
                    pipe.hincrby(_KEY, json.dumps(series), count)
                pipe.execute()
        except RedisError:
            with self._lock:
                self._sums.update(sums)
            raise

    def total(self) -> Mapping[Series, int]:
        """The sums of all processes. Raises redis' errors."""
        self.hand_over()
        kept = cast("dict[bytes, bytes]", self._connection.hgetall(_KEY))
        return {tuple(json.loads(series)): int(count) for series, count in kept.items()}

    def _add(self, sums: Mapping[Series, int]) -> None:
        with self._lock:
            for series, count in sums.items():
                self._sums[series] += count
            if self._handing_over is None or not self._handing_over.is_alive():
                self._handing_over = threading.Thread(target=self._hand_over_until_quiet, name="counts")
                with suppress(RuntimeError):  # no thread is to be had: the next one that is counted tries again
                    self._handing_over.start()

    def _hand_over_until_quiet(self) -> None:
        """Once a second while there is something. No daemon: the process waits for it, and it does not tarry then."""
        main = threading.main_thread()
        while True:
            main.join(_EVERY)
            with self._lock:
                if not self._sums:
                    self._handing_over = None
                    return
            try:
                self.hand_over()
            except RedisError as error:
                log.debug("counts kept: %s", type(error).__name__)
                if not main.is_alive():
                    return


def bucket_of(metric: Metric, seconds: float) -> str:
    """The bound of the bucket that a duration falls into, as Prometheus writes it (``le``)."""
    at = bisect_left(metric.buckets, seconds)
    return bound(metric.buckets[at]) if at < len(metric.buckets) else "+Inf"


def bound(seconds: float) -> str:
    """A bucket's bound as text."""
    return f"{seconds:g}"
