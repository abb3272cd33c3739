"""A client of a real Redis that lives on virtual time, and whose process can be killed at each of its scripts.

Redis has no clock that could be set. The queue's scripts ask ``TIME`` in one place and ``PTTL`` in one; here they are
given to Redis with both read from a key instead. What is kept for a while (caches, turns, the pause) is forgotten when
virtual time has come that far, by ``move_to``.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from redis import ConnectionError as Gone
from redis import Redis
from redis.commands.core import Script
from redis.lock import Lock

from plugin.simulation.plan import Kind, Thing
from plugin.simulation.strikes import Killed, Strikes

_LOOK = timedelta(seconds=5)  # between two looks whether a lock is free
_NOW = "simulation:now"
_UNTIL = "simulation:until"  # hash: key → ms until which it is kept
_TIME = re.compile(r"(?:redis\.)?call\('TIME'\)")
_PTTL = re.compile(r"(?:redis\.)?call\('PTTL', '([^']+)'\)")
_CLOCK = (
    f"(function() local ms = tonumber(redis.call('GET', '{_NOW}')) "
    "return {math.floor(ms / 1000), (ms % 1000) * 1000} end)()"
)


class _Turn(Lock):
    """A lock for which is waited in virtual time: its holder was killed, and holds it until its time is over."""

    def acquire(self, *args: Any, **more: Any) -> bool:
        """As redis-py's."""
        patience, rest = more.pop("blocking_timeout", None), self.redis.rest
        if patience is None or rest is None:
            return bool(super().acquire(*args, **more))
        for _ in range(int(patience / _LOOK.total_seconds())):
            if super().acquire(*args, **{**more, "blocking": False}):
                return True
            rest(_LOOK)
        return False


class VirtualRedis(Redis):
    """One process' client. Without ``strikes`` it is one that nobody kills: the receiver's, the world's own."""

    strikes: Strikes | None = None
    rest: Callable[[timedelta], None] | None = None

    @classmethod
    def at(
        cls, url: str, strikes: Strikes | None = None, rest: Callable[[timedelta], None] | None = None
    ) -> VirtualRedis:
        """A client of the Redis at ``url``; with ``strikes`` of a process that can be killed, and waits by ``rest``."""
        made = cast("VirtualRedis", cls.from_url(url))
        made.strikes, made.rest = strikes, rest
        return made

    def register_script(self, script: Any) -> Script:
        """As redis-py's, with virtual time in it; loaded at once, so that no run depends on those before it."""
        left = rf"(tonumber(redis.call('HGET', '{_UNTIL}', '\1') or 0) - tonumber(redis.call('GET', '{_NOW}')))"
        made = super().register_script(_PTTL.sub(left, _TIME.sub(_CLOCK, script)))
        self.script_load(made.script)
        return made

    def evalsha(self, *args: Any, **more: Any) -> Any:
        """A script of the queue: the process may be killed before it or after it."""
        if self.strikes is None:
            return super().evalsha(*args, **more)
        if threading.current_thread() is not threading.main_thread():
            return 1  # the lease is renewed by a thread, in real time; the world does it in virtual time
        self._must_live()
        fate = self.strikes.next(Thing.SCRIPT)
        answer = super().evalsha(*args, **more)
        if fate is Kind.KILLED_AFTER:
            self.strikes.die()
        return answer

    def execute_command(self, *args: Any, **more: Any) -> Any:
        """Who was killed says nothing more to Redis."""
        self._must_live()
        return super().execute_command(*args, **more)  # type: ignore[no-untyped-call]

    def pipeline(self, *args: Any, **more: Any) -> Any:
        """As redis-py's."""
        self._must_live()
        return super().pipeline(*args, **more)

    def lock(self, *args: Any, **more: Any) -> Any:
        """As redis-py's; who waits for it waits in virtual time."""
        return super().lock(*args, **{**more, "lock_class": _Turn})

    def set(self, name: Any, value: Any, *args: Any, **more: Any) -> Any:
        """What is to be kept for a while is kept for so long in virtual time."""
        kept = float(more.pop("px", None) or 0) + 1000 * float(more.pop("ex", None) or 0)
        answer = super().set(name, value, *args, **more)
        if answer and kept:
            self.hset(_UNTIL, name, str(int(self.now_ms() + kept)))
        elif answer:
            self.hdel(_UNTIL, name)
        return answer

    def now_ms(self) -> int:
        """Virtual now, in ms since 1970."""
        return int(super().get(_NOW) or 0)

    def move_to(self, moment: datetime, skew: timedelta) -> None:
        """Virtual time is ``moment`` by Jira's clock; Redis' own goes ``skew`` before it."""
        now = int((moment + skew).timestamp() * 1000)
        super().set(_NOW, now)
        over = [name for name, until in self.hgetall(_UNTIL).items() if int(until) <= now]
        if over:
            self.delete(*over)
            self.hdel(_UNTIL, *over)

    def flush(self) -> None:
        """Everything is gone but the time."""
        now = self.now_ms()
        self.flushdb()
        super().set(_NOW, now)

    def _must_live(self) -> None:
        if self.strikes is None or not self.strikes.dead:
            return
        if threading.current_thread() is threading.main_thread():
            raise Killed
        raise Gone("the process was killed")  # for the thread that renews the lease: it ends without a word
