"""A worker's process with a reconciler that only takes its time: ``python … REDIS_URL SECONDS``.

It writes down in Redis when each run of a case began and ended. CARE-666 hangs where Python cannot interrupt it.
"""

from __future__ import annotations

import ctypes
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from redis import Redis

from plugin import jobs, worker
from plugin.connecting import connect
from plugin.jobs import Bench
from workflows.allowance import Share

NOW = datetime(2019, 3, 1, 12, tzinfo=UTC)


@dataclass
class Outcome:
    key: str
    now: datetime = NOW
    wake_at: datetime | None = None
    alone: bool = False
    critical: bool = False
    written_as: str | None = None
    unchanged_since: datetime | None = None
    share: Share | None = None


@dataclass
class Slow:
    redis: Redis
    seconds: float

    def run(self, key: str) -> Outcome:
        self.redis.rpush("began", key)
        if key == "CARE-666":
            ctypes.PyDLL(None).sleep(600)  # holds the interpreter's lock
        time.sleep(self.seconds)
        self.redis.rpush("ended", key)
        return Outcome(key)

    def sweep(self) -> None:
        self.redis.rpush("swept", 1)

    def wake_fixed_in(self, version_id: str) -> None:
        raise NotImplementedError

    def key_of(self, issue_id: str) -> str:
        raise NotImplementedError


if __name__ == "__main__":
    connection = connect(sys.argv[1])
    slow = Slow(connection, float(sys.argv[2]))
    jobs.equip(lambda: Bench(connection, slow, slow, frozenset({"CARE"}), timedelta(minutes=10)))
    if len(sys.argv) > 3:
        worker.JOB_TIMEOUT, worker._GRACE = int(sys.argv[3]), 0
    sys.exit(worker.work(connection, connect(sys.argv[1], patience=3.0)))
