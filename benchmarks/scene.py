"""What the benchmarks measure on: a sandbox Jira, an embedded Redis, our receiver, a worker's jobs in this process."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from redis import Redis
from werkzeug.serving import make_server

from plugin import jobs, queueing
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.jobs import Bench
from plugin.queueing.units import QUEUES
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import Settings, load
from plugin.workbench import bench as build
from webhooks.app import create_app

SECRET = "a-secret-of-the-benchmark-0123456"
MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything, with Jira's clock moved by hand. ``bench`` is what jobs run on here."""

    jira: Sandbox
    redis: Redis
    redis_url: str
    hook_url: str
    settings: Settings
    bench: Bench
    secret: str = SECRET

    def reads(self) -> int:
        """How many requests have only read since they were last forgotten."""
        return sum(seen.is_read for seen in self.jira.requests)

    def writes(self) -> int:
        """How many others."""
        return sum(not seen.is_read for seen in self.jira.requests)

    def work_off(self) -> int:
        """Run all that is queued, and what comes of it, until deliveries and queues are quiet; how many cases ran."""
        runs = 0
        while True:
            self.jira.settle()
            queued = [self.redis.zrange(f"careflow:queued:{queue}", 0, -1) for queue in QUEUES]
            units = [unit.decode() for units in cast("list[list[bytes]]", queued) for unit in units]
            if not units:
                return runs
            for unit in units:
                jobs.run_case(unit) if unit != "sweep" else jobs.run_sweep()
            runs += sum(unit != "sweep" for unit in units)

    def pass_time(self, **span: float) -> int:
        """Time goes on in Jira; timers that come due ring, each at its moment; how many did."""
        until, rung = self.jira.now() + timedelta(**span), 0
        while (timer := queueing.next_timer(self.redis)) and timer.wake_at <= until:
            self.jira.set_clock(max(timer.wake_at, self.jira.now()))
            rung += len(queueing.fire_until(self.redis, timer.wake_at))
            self.work_off()
        self.jira.set_clock(until)
        return rung


@contextmanager
def scene(flavour: Flavour = Flavour.CLOUD) -> Iterator[Scene]:
    """The scene of one benchmark; all of it ends with the block."""
    with EmbeddedRedis(Path(tempfile.mkdtemp())) as server, Sandbox.default(flavour, MONDAY_TEN, frozen=True) as jira:
        redis = connect(server.url, patience=5.0)
        settings = load(environ(jira))
        made = build(settings, redis)
        jobs.equip(lambda: made)
        receiver = make_server("127.0.0.1", 0, create_app(settings, redis), threaded=True)
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        hook_url = f"http://127.0.0.1:{receiver.server_port}/webhooks/jira"
        jira.hook(hook_url, SECRET)
        try:
            yield Scene(jira, redis, server.url, hook_url, settings, made)
        finally:
            receiver.shutdown()
            made.close()


def environ(jira: Sandbox) -> dict[str, str]:
    """The settings by which careflow is at work on that Jira."""
    return {
        "CAREFLOW_JIRA__URL": jira.url,
        "CAREFLOW_JIRA__USER": jira.user,
        "CAREFLOW_JIRA__TOKEN": jira.token,
        "CAREFLOW_WEBHOOK__SECRET": SECRET,
    }
