"""One world: a sandbox Jira, the real receiver, queue and jobs, stepping through virtual time in one thread.

Work takes no time. Between two acts of people the world goes from one moment at which something is due to the next: a
delivery on its way, a timer, a hold that is over, the lease of a worker that was killed (ten seconds, as in production:
nobody takes it away). At each the worker does what ``plugin.worker`` does between two jobs and then all that is queued.

Sweeps, every ten minutes, are passed over while nothing went wrong since the last: in a world without faults that a
sweep could mend they would only read.
"""

from __future__ import annotations

import importlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from plugin import jobs, queueing
from plugin.metrics.counting import Counts
from plugin.queueing.claims import LEASE
from plugin.queueing.units import BULK_QUEUE, QUEUES, SWEEP
from plugin.sandbox import Clock, Sandbox, sites
from plugin.sandbox.webhooks import Delivery
from plugin.settings import Settings, load
from plugin.shipped import shipped_folder
from plugin.simulation.acts import START, Act, play
from plugin.simulation.plan import Fault, Kind, Thing
from plugin.simulation.post import LATE, Post
from plugin.simulation.strikes import Killed, Strikes
from plugin.simulation.virtual_redis import VirtualRedis
from plugin.simulation.wire import Wire
from plugin.subscription import EVENTS, PATH
from plugin.workbench import bench

_APPLICATION = "webhooks.app:create_app"  # by name: imports go down only
_SECRET = "simulation"  # noqa: S105 of a receiver that nobody else reaches
_AFTER = timedelta(days=21)  # after the last act: what is solved is asked after and closed
_AWAY = timedelta(minutes=10)
_ADDRESSES = {Kind.DOWN: "/rest/", Kind.NO_GROUPS: "group"}
_SECOND, _MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)
_MOST = 2_000  # jobs at one moment: more is a loop


class Spinning(AssertionError):
    """At one moment the queue never became empty."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is the same for both worlds of a seed: the shape of Jira, and how far Redis' clock goes before Jira's."""

    flavour: str = "cloud"
    skew: timedelta = timedelta(0)


def skew_of(seed: int) -> timedelta:
    """How far the clocks of a seed's worlds are apart."""
    return timedelta(seconds=(0, -90, 45)[seed % 3])


def settings_for(jira: Sandbox) -> Settings:
    """Those that careflow ships with; a review that nobody decides is asked for every eight hours, not ten minutes."""
    return load(
        {
            "CAREFLOW_APP_FILE": str(shipped_folder() / "app.yaml"),
            "CAREFLOW_JIRA__URL": jira.url,
            "CAREFLOW_JIRA__USER": jira.user,
            "CAREFLOW_JIRA__TOKEN": jira.token,
            "CAREFLOW_WEBHOOK__SECRET": _SECRET,
            "CAREFLOW_APPROVAL__REMIND_AFTER": "8h",
            "CAREFLOW_APPROVAL__ESCALATE_AFTER": "16h",
        }
    )


class World:
    """Plays ``acts`` under a ``plan`` on the Redis at ``redis_url``, which it empties."""

    def __init__(
        self, redis_url: str, acts: Sequence[Act], plan: Sequence[Fault] = (), around: Circumstances | None = None
    ) -> None:
        self._to_come = deque(acts)
        self.around = around or Circumstances()
        self.strikes = Strikes(plan)
        self.jira = Sandbox(sites.shipped(self.around.flavour), Clock(START, frozen=True))
        self.redis = VirtualRedis.at(redis_url)
        self.wire = Wire(self.jira, self.strikes, self._rest)
        self.settings = settings_for(self.jira)
        self.keys: dict[int, str] = {}
        self._url = redis_url
        self._resting = False
        self._stale_until: datetime | None = None
        self._worker: VirtualRedis | None = None

    def play(self) -> None:
        """From the first act to three weeks after the last, and on until nothing moves. Raises Spinning."""
        self.redis.flushdb()
        self.redis.move_to(START, self.around.skew)
        with self._served() as receive:
            self._post = Post(self.jira, self.strikes, receive)
            self._start_worker()
            while self._to_come:
                self._until(self._to_come[0].at)
                self._play_due()
            self._until(self.jira.now() + _AFTER)
            self._come_to_rest()
        jobs.equip(_nobody_works)

    def left(self) -> list[str]:
        """What of the queue is left though nothing moves any more: units that are dirty, or were given up."""
        dirty = sorted(unit.decode() for unit in cast("list[bytes]", self.redis.hkeys("careflow:dirty")))
        return [f"{unit} was never done" for unit in dirty] + [
            f"{parked.unit} was given up: {parked.reason}" for parked in queueing.park_list(self.redis)
        ]

    # -- the parts --

    @contextmanager
    def _served(self) -> Iterator[Callable[[Delivery], None]]:
        """The receiver, on a client of its own that nobody kills."""
        module, _, function = _APPLICATION.partition(":")
        connection = VirtualRedis.at(self._url)
        client = getattr(importlib.import_module(module), function)(self.settings, connection).test_client()
        self.jira.hook(f"http://careflow{PATH}", _SECRET, EVENTS, "project = CARE")

        def receive(delivery: Delivery) -> None:
            headers = self.jira.webhooks.headers(delivery)
            answer = client.post(urlsplit(delivery.hook.url).path, data=delivery.body, headers=headers)
            delivery.statuses.append(answer.status_code)

        try:
            yield receive
        finally:
            self.jira.stop()
            # The receiver's connection is left to whoever has it last: a thread may be handing its counts over.
            if self._worker is not None:
                self._worker.close()

    def _start_worker(self) -> None:
        """As the supervisor and ``plugin.worker`` do it, also after a kill."""
        self.strikes.dead = False
        worker = self._worker = VirtualRedis.at(self._url, self.strikes, self._rest)
        counts = Counts(self.redis)  # by a thread of its own: on a connection that nobody kills
        jobs.equip(lambda: bench(self.settings, worker, counts, opens=self.wire.session()))
        try:
            queueing.revive(worker)
            queueing.wake(worker, SWEEP, "a worker starts")
        except Killed:
            worker.close()
            self._start_worker()

    # -- acts --

    def _play_due(self) -> None:
        """The acts whose moment has come; before each goes wrong what is planned."""
        while self._to_come and self._to_come[0].at <= self.jira.now():
            act, fault = self._to_come.popleft(), self.strikes.next(Thing.ACT)
            if fault is Kind.DURING and act.case in self.keys and not self._resting:
                self._play_while_read(act, self.keys[act.case])
            else:
                self._go_wrong(fault)
                self._act(act)

    def _go_wrong(self, fault: Kind | None) -> None:
        if fault is Kind.FLUSHED:
            self.redis.flush()
        elif fault is Kind.STALE:
            self._stale_until = self.jira.now() + LATE
            self.jira.stale_search(LATE.total_seconds())
        elif fault in (Kind.DOWN, Kind.NO_GROUPS):
            self.wire.away_until, self.wire.away_at = self.jira.now() + _AWAY, _ADDRESSES[fault]

    def _play_while_read(self, act: Act, key: str) -> None:
        """Wake the case for nothing, and let the act happen once it has been read."""
        self.wire.while_read(key, lambda: self._act(act))
        queueing.wake(self.redis, key, "an event that came twice")
        self._work()
        if self.wire.never_read(key):
            self._act(act)

    def _act(self, act: Act) -> None:
        play(act, self.jira, self.keys)
        self._post.carry()

    # -- time --

    def _until(self, end: datetime) -> None:
        self._work()
        while (moment := self._next()) is not None and moment <= end:
            self._move_to(moment)
            self._work()
        self._move_to(end)
        self._work()

    def _move_to(self, moment: datetime) -> None:
        if moment > self.jira.now():
            self.jira.set_clock(moment)
        self.redis.move_to(self.jira.now(), self.around.skew)
        if self._stale_until and self.jira.now() >= self._stale_until:
            self._stale_until = None
            self.jira.stale_search(0)
            self.strikes.restless = True

    def _rest(self, span: timedelta) -> None:
        """A worker waits in the middle of its work: people do not, and its lease is renewed."""
        end, self._resting = self.jira.now() + span, True
        self.wire.read_no_more()
        while self._to_come and self._to_come[0].at <= end:
            self._move_to(self._to_come[0].at)
            self._play_due()
        self._move_to(end)
        self._resting = False
        lease = self.redis.now_ms() + LEASE // _MILLISECOND
        for unit in cast("list[bytes]", self.redis.zrange("careflow:running", 0, -1)):
            self.redis.zadd("careflow:running", {unit: lease}, xx=True)

    def _next(self) -> datetime | None:
        """The next moment at which something is due, in Jira's time; whole seconds, as its Date header."""
        with self.redis.pipeline() as pipe:
            for kept in ("due", "held", "running"):
                pipe.zrange(f"careflow:{kept}", 0, 0, withscores=True)
            found = [entry[0][1] for entry in pipe.execute() if entry]
        moments = [datetime.fromtimestamp(ms / 1000, START.tzinfo) - self.around.skew for ms in found]
        moments += [moment for moment in (self._post.next_at, self._stale_until) if moment]
        if not moments:
            return None
        return max(_whole(min(moments)), self.jira.now() + _SECOND)

    # -- work --

    def _work(self) -> None:
        """All that is due now: deliveries, timers, what was left behind, and every job, until the queue is empty."""
        for _ in range(_MOST):
            self._post.carry()
            try:
                self._tick()
                if not self._run_next():
                    return
            except Killed:
                self._bury()
        raise Spinning(f"never quiet at {self.jira.now()}: {queueing.standing(self.redis)}")

    def _run_next(self) -> bool:
        """Run the first job of the queues; False if there is none."""
        for queue in QUEUES:
            taken = cast("bytes | None", self.redis.lpop(f"rq:queue:{queue}"))
            if taken is not None:
                self._run(taken.decode())
                return True
        return False

    def _run(self, job_id: str) -> None:
        name = f"rq:job:{job_id}"
        data = cast("bytes | None", self.redis.hget(name, "data"))
        self.redis.delete(name)
        if data is None:
            return
        function, _, arguments, _ = cast("tuple[str, Any, list[str], Any]", tuple(json.loads(data)))
        if not function.endswith("run_sweep"):
            getattr(jobs, function.rpartition(".")[2])(*arguments)
        elif self.strikes.restless:
            jobs.run_sweep()
            if not self.redis.hexists("careflow:dirty", SWEEP):  # it saw all that the search shows
                self.strikes.restless = self._stale_until is not None
        else:
            self._pass_over_sweep()
        self.wire.worker_ended()

    def _pass_over_sweep(self) -> None:
        self.redis.hdel("careflow:dirty", SWEEP)
        self.redis.zrem(f"careflow:queued:{BULK_QUEUE}", SWEEP)
        queueing.disarm(self.redis, SWEEP)
        # A mark far ahead, so that ``revive`` does not take it for lost.
        self.redis.zadd("careflow:due", {SWEEP: self.redis.now_ms() + 10**12})

    def _tick(self) -> None:
        """What a worker's process does all the time: ``plugin.timekeeper``."""
        if self.strikes.restless and (self.redis.zscore("careflow:due", SWEEP) or 0) > self.redis.now_ms() + 10**11:
            queueing.arm(self.redis, SWEEP, self.jira.now() + self.settings.sweep.every, self.jira.now())
        if self._worker is not None:
            queueing.ring_due(self._worker)
            queueing.revive(self._worker)

    def _bury(self) -> None:
        """The killed worker's run is over, its lease is not; the supervisor starts another."""
        self.wire.worker_ended()
        if self._worker is not None:
            self._worker.close()
        self._start_worker()

    def _come_to_rest(self) -> None:
        """Two sweeps over everything; after them nothing may be left but timers."""
        for _ in range(2):
            self.strikes.restless = True
            queueing.wake(self.redis, SWEEP, "the end")
            self._until(self.jira.now() + timedelta(hours=1))


def _nobody_works() -> jobs.Bench:
    raise RuntimeError("the world has ended")


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0) + _SECOND if moment.microsecond else moment
