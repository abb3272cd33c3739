"""What strikes the processes of ``careflow up`` at work: kill -9, a Redis that is gone, empty, or takes nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from random import Random

from redis import Redis
from redis.exceptions import RedisError

from tests.plugin.running import Up

_LONG = (1.0, 5.0)  # seconds for which Redis takes nothing, or the disk is full
_ALONE = 0.5  # how many strikes wait until the last has been made up for; time would never move otherwise
_STARTS = 5  # of a supervisor that ends while it starts, as systemd would try again


class Kind(StrEnum):
    """What is struck."""

    WORKER = "worker"
    RECEIVER = "receiver"
    SUPERVISOR = "supervisor"
    REDIS = "Redis"
    EMPTY = "Redis, and its data"
    FULL = "Redis takes nothing"
    DISK = "disk full"


KILLS = (Kind.WORKER, Kind.RECEIVER, Kind.SUPERVISOR, Kind.REDIS)


class Strikes:
    """Strikes at a running ``careflow up``; ``struck`` counts. ``held``: nothing strikes while somebody has it."""

    def __init__(self, up: Up, folder: Path, redis: Redis, random: Random) -> None:
        self.struck: Counter[Kind] = Counter()
        self.held = threading.RLock()
        self.made_up = threading.Event()  # for the last strike
        self.ended = 0  # how often the supervisor ended by itself: it never should
        self._up = up
        self._folder = folder  # CAREFLOW_DATA_DIR
        self._redis = redis
        self._random = random

    @contextmanager
    def at_random(self, kinds: Sequence[Kind], pause: float, most: int) -> Iterator[None]:
        """While the block runs, strike one of ``kinds``, on average each ``pause`` seconds, ``most`` times in all."""
        over, failed = threading.Event(), list[BaseException]()

        def go() -> None:
            try:
                for _ in range(most):
                    if over.wait(min(self._random.expovariate(1 / pause), 4 * pause)):
                        return
                    if self._random.random() < _ALONE:
                        self._wait_until_made_up(over)
                    self.strike(self._random.choice(kinds))
            except BaseException as error:  # told where the block ends
                failed.append(error)

        thread = threading.Thread(target=go, name="strikes")
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
        if failed:
            raise failed[0]

    def _wait_until_made_up(self, over: threading.Event) -> None:
        while not over.is_set() and not self.made_up.wait(0.2):
            pass

    def strike(self, kind: Kind) -> None:
        """Once. Nobody moves time meanwhile."""
        with self.held:
            self._look_after_supervisor()
            self.struck[kind] += 1
            self.made_up.clear()
            match kind:
                case Kind.WORKER | Kind.RECEIVER:
                    self._kill_part(str(kind))
                case Kind.SUPERVISOR:
                    self._kill_supervisor()
                case Kind.REDIS:
                    self._kill_redis()
                case Kind.EMPTY:
                    self._kill_redis()
                    shutil.rmtree(self._folder / "redis" / "appendonlydir", ignore_errors=True)
                case Kind.FULL:
                    self._refusing()
                case Kind.DISK:
                    self._full_disk()

    def _kill_part(self, name: str) -> None:
        """One of the processes of a part: a receiver has several."""
        parts = self._up.parts(name)
        processes = [*parts, *(pid for part in parts for pid in children(part))]
        if processes:
            kill(self._random.choice(processes))

    def _kill_supervisor(self) -> None:
        process = self._up.process
        if process is not None:
            process.kill()
            process.communicate()
        time.sleep(self._random.uniform(0, 2))
        self.start()

    def _look_after_supervisor(self) -> None:
        if self._up.process is not None and self._up.process.poll() is not None:
            self.ended += 1
            self.start()

    def start(self) -> None:
        """Start it as systemd does: again, where it ends."""
        for _ in range(_STARTS):
            with suppress(AssertionError):
                self._up.start()
                return
            time.sleep(1)
        raise AssertionError(f"careflow up does not start:\n{self._up.said.read_text()[-2000:]}")

    def _kill_redis(self) -> None:
        found = subprocess.run(
            ["pgrep", "-f", str(self._folder / "redis" / "server.conf")], capture_output=True, text=True
        )
        pids = found.stdout.split() or _by_folder(self._folder / "redis")
        for pid in pids:
            kill(int(pid))

    def _refusing(self) -> None:
        if self._try(lambda: self._redis.config_set("maxmemory", 1)):
            time.sleep(self._random.uniform(*_LONG))
            while not self._try(lambda: self._redis.config_set("maxmemory", 0)):
                time.sleep(0.1)

    def _full_disk(self) -> None:
        """No byte is left; half of the time Redis is killed meanwhile, and must start on a full disk."""
        filler = self._folder / "filler"
        try:
            with filler.open("wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(bytes(64 * 1024))
            time.sleep(self._random.uniform(*_LONG))
            if self._random.random() < 0.5:
                self._kill_redis()
                time.sleep(self._random.uniform(*_LONG))
        finally:
            filler.unlink()

    def _try(self, do: Callable[[], object]) -> bool:
        try:
            do()
        except RedisError:
            return False
        return True


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


def kill(pid: int) -> None:
    """``kill -9``, if it is still there."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _by_folder(folder: Path) -> list[str]:
    """Valkey renames itself; it stays in its folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if Path(os.readlink(process / "cwd")) == folder and "valkey" in (process / "comm").read_text():
                found.append(process.name)
    return found
