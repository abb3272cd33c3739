"""One world with real processes: ``careflow up`` beside a sandbox Jira whose time is stepped, and what strikes it.

Processes take *now* from Jira's Date header, so the same acts have the same moments here and in the calm world of
``plugin.simulation``. Time moves only when everything has come to rest and a sweep has looked over all cases since the
last strike: in production the sweep comes every ten minutes, and here time stands while one minute is made up for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Self

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from plugin import queueing
from plugin.demo.time_machine import TimeMachine, Unsettled
from plugin.embedded import EmbeddedRedis
from plugin.queueing.units import SWEEP
from plugin.sandbox import Clock, Fault, Sandbox, sites
from plugin.simulation.acts import START, Act, play
from plugin.subscription import EVENTS
from tests.chaos.strikes import Strikes
from tests.plugin.running import Up

_SECRET = "s3cret"
_AFTER = timedelta(days=21, hours=2)  # after the last act, as long as the calm world: what is solved is closed by then
_PATIENCE = 180.0  # seconds; a part that died young again and again is started after 30
_SLOW = (0.01, 0.2)  # seconds that Jira takes for some requests, so that strikes fall into the midst of runs
_SETTINGS = {"CAREFLOW_APPROVAL__REMIND_AFTER": "8h", "CAREFLOW_APPROVAL__ESCALATE_AFTER": "16h"}  # as in simulation


class Steps(TimeMachine):
    """Moves time in steps, none before what struck since the last one has been made up for."""

    def __init__(self, jira: Sandbox, redis: Redis, strikes: Strikes) -> None:
        super().__init__(jira, redis, _PATIENCE)
        self._strikes = strikes
        self._made_up = (0, 0)

    def settle(self) -> None:
        """As the time machine's, with a sweep after each strike and each delivery that never arrived."""
        self._strikes.held.release()
        try:
            while True:
                try:
                    super().settle()
                    with self._strikes.held:
                        wrong = self._wrong()
                        if wrong == self._made_up:
                            self._strikes.held.acquire()
                            self._strikes.made_up.set()
                            return
                    queueing.wake(self._redis, SWEEP, "something went wrong")
                    self._made_up = wrong
                except RedisError:  # it takes nothing at the moment
                    continue
        except BaseException:
            self._strikes.held.acquire()
            raise

    def _wrong(self) -> tuple[int, int]:
        undelivered = sum(1 for each in self._jira.deliveries if each.statuses[-1:] not in ([200], [202]))
        return self._strikes.struck.total(), undelivered


class World:
    """A context manager: a sandbox Jira and ``careflow up``; ``play`` acts in it while it is struck."""

    def __init__(self, folder: Path, workers: int, random: Random, flavour: str = "cloud") -> None:
        self.jira = Sandbox(sites.shipped(flavour), Clock(START, frozen=True))
        self.keys: dict[int, str] = {}
        self.up = Up(self.jira, folder, workers)
        self.up.environ |= _SETTINGS
        self._folder = folder
        self._random = random
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            starting.enter_context(self.jira)
            starting.callback(self._end)
            self.up.start()
            self.jira.hook(self.up.url, _SECRET, EVENTS, "project = CARE")
            self.redis = patient(EmbeddedRedis(self._folder).find() or "")
            starting.callback(self.redis.close)
            self.strikes = Strikes(self.up, self._folder, self.redis, self._random)
            self.strikes.held.acquire()
            self.steps = Steps(self.jira, self.redis, self.strikes)
            self._open = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def play(self, rounds: Sequence[Sequence[Act]], meanwhile: Callable[[], object] = lambda: None) -> None:
        """All rounds, and then three weeks; ``meanwhile`` happens while careflow works on a round. Raises Unsettled."""
        for together in rounds:
            self.steps.move(together[0].at)
            with self.let_strike():
                for act in together:
                    self.jira.set_clock(max(act.at, self.jira.now()))
                    self._slow_down()
                    play(act, self.jira, self.keys)
                meanwhile()
            self.steps.settle()
        self.live_on()

    def live_on(self) -> None:
        """Three weeks in which nobody does anything. Raises Unsettled."""
        self.steps.move(self.jira.now() + _AFTER)

    def come_to_rest(self) -> list[str]:
        """Two sweeps over everything, and then what is left of the queue though nothing strikes any more."""
        try:
            for _ in range(2):
                self.steps.sweep()
        except Unsettled as error:
            return [str(error)]
        return [f"{each.unit} was given up: {each.reason}" for each in queueing.park_list(self.redis)]

    @contextmanager
    def let_strike(self) -> Iterator[None]:
        """Strikes may come while the block runs, as they may while everything comes to rest."""
        self.strikes.held.release()
        try:
            yield
        finally:
            self.strikes.held.acquire()

    def _slow_down(self) -> None:
        self.jira.faults.add(Fault(hang=self._random.uniform(*_SLOW), count=2, skip=self._random.randrange(4)))

    def _end(self) -> None:
        self.up.end_if_up()
        server = EmbeddedRedis(self._folder)
        if server.find():
            server.stop()


def patient(url: str) -> Redis:
    """A client that waits for its server to come back."""
    gone = (RedisConnectionError, RedisTimeoutError, BusyLoadingError)
    retry = Retry(ExponentialBackoff(base=0.05, cap=0.5), 240, supported_errors=gone)
    return Redis.from_url(url, retry=retry, retry_on_error=list(gone), socket_timeout=5.0)
