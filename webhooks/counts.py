"""What the front door counted, for Prometheus: summed over all its processes in Redis.

Each process adds up for itself and hands its sums to Redis once a second, off the path of a request; what was
counted while Redis was away is handed over when it is back. A few lines instead of ``prometheus_client``, which
would share its sums through files, and bring its own registry and server.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

from plugin.queueing import Standing

log = logging.getLogger(__name__)

_KEY = "careflow:counts"
_EVERY = 1.0

_HELP = {
    "careflow_webhooks_received_total": "Deliveries that arrived.",
    "careflow_webhooks_queued_total": "Deliveries that woke a case or a version.",
    "careflow_webhooks_ignored_total": "Deliveries that concern nothing of ours, by reason.",
    "careflow_webhooks_refused_total": "Deliveries that were refused, by HTTP status.",
}


class Counts:
    """Counters by name, with at most one label; safe to use from threads, and after a fork."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._sums: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._handing_over: threading.Thread | None = None

    def add(self, name: str, label: str = "", value: str = "") -> None:
        """Count one."""
        series = f'{name}{{{label}="{value}"}}' if label else name
        with self._lock:
            self._sums[series] += 1
            if self._handing_over is None or not self._handing_over.is_alive():
                self._handing_over = threading.Thread(target=self._later, name="counts", daemon=True)
                self._handing_over.start()

    def hand_over(self) -> None:
        """Add this process' sums to Redis'. Raises redis' errors, and then keeps them."""
        with self._lock:
            sums, self._sums = self._sums, Counter()
        try:
            with self._connection.pipeline() as pipe:
                for series, count in sums.items():
                    pipe.hincrby(_KEY, series, count)
                pipe.execute()
        except RedisError:
            with self._lock:
                self._sums.update(sums)
            raise

    def text(self, standing: Standing) -> str:
        """Everything in Prometheus' text format. Raises redis' errors."""
        self.hand_over()
        kept = cast(dict[bytes, bytes], self._connection.hgetall(_KEY))
        series = {name.decode(): int(count) for name, count in kept.items()}
        lines: list[str] = []
        for name, explained in _HELP.items():
            lines += [f"# HELP {name} {explained}", f"# TYPE {name} counter"]
            found = sorted(one for one in series if one.partition("{")[0] == name)
            lines += [f"{one} {series[one]}" for one in found] or [f"{name} 0"]
        return "\n".join(lines + _gauges(standing)) + "\n"

    def _later(self) -> None:
        threading.Event().wait(_EVERY)
        try:
            self.hand_over()
        except RedisError as error:
            log.debug("counts kept: %s", type(error).__name__)


def _gauges(standing: Standing) -> list[str]:
    gauge = "# TYPE careflow_{0} gauge"
    lines = [gauge.format("queue_depth")]
    lines += [f'careflow_queue_depth{{queue="{name}"}} {depth}' for name, depth in standing.queued.items()]
    numbers = {
        "queue_oldest_seconds": round(standing.oldest, 3),
        "running": standing.running,
        "held": standing.held,
        "parked": standing.parked,
        "timers": standing.timers,
    }
    for name, number in numbers.items():
        lines += [gauge.format(name), f"careflow_{name} {number}"]
    return lines
