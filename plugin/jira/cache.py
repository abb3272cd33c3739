"""What is remembered of Jira between reads, for a while: field ids, options, groups. Losing it costs requests only."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Protocol, cast

import redis

log = logging.getLogger(__name__)

PREFIX = "careflow:cache:"


class Cache(Protocol):
    """JSON values by key, each for a number of seconds."""

    def get(self, key: str) -> Any:
        """The value, or None where there is none (any more)."""

    def put(self, key: str, value: Any, ttl: float) -> None:
        """Keep ``value`` for ``ttl`` seconds; 0 or less forgets the key."""


class MemoryCache:
    """In this process. Holds ``largest`` entries; the oldest make room."""

    def __init__(self, largest: int = 10_000) -> None:
        self._largest = largest
        self._entries: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> Any:
        """The value, or None."""
        with self._lock:
            until, text = self._entries.get(key, (0.0, ""))
            if not text or until <= monotonic():
                self._entries.pop(key, None)
                return None
        return json.loads(text)

    def put(self, key: str, value: Any, ttl: float) -> None:
        """Keep ``value`` for ``ttl`` seconds; 0 or less forgets the key."""
        with self._lock:
            self._entries.pop(key, None)
            if ttl > 0:
                self._entries[key] = (monotonic() + ttl, json.dumps(value))
            while len(self._entries) > self._largest:
                del self._entries[next(iter(self._entries))]


class RedisCache:
    """On the workers' Redis, shared by all of them. A Redis that is away is a cache that is empty."""

    def __init__(self, connection: redis.Redis, prefix: str = PREFIX) -> None:
        self._connection = connection
        self._prefix = prefix

    def get(self, key: str) -> Any:
        """The value, or None."""
        return _value(self.texts([key])[key])

    def texts(self, keys: Collection[str]) -> dict[str, bytes | None]:
        """The JSON of each, or None, in one round trip."""
        if not keys:
            return {}
        try:
            found = self._connection.mget([self._prefix + key for key in keys])
        except redis.RedisError as error:
            log.warning("cache not read: %s", type(error).__name__)
            return dict.fromkeys(keys)
        return dict(zip(keys, cast("list[bytes | None]", found), strict=True))

    def put(self, key: str, value: Any, ttl: float) -> None:
        """Keep ``value`` for ``ttl`` seconds; 0 or less forgets the key."""
        try:
            if ttl > 0:
                self._connection.set(self._prefix + key, json.dumps(value), px=max(1, int(ttl * 1000)))
            else:
                self._connection.delete(self._prefix + key)
        except redis.RedisError as error:
            log.warning("cache not written: %s", type(error).__name__)


class ReadAhead:
    """Redis' cache for one thread. Within ``stretch`` nothing is asked for twice; outside of it all is as without.

    What a stretch asked for is asked for at the beginning of the next, in one round trip: from case to case it is
    nearly the same, and a dozen round trips would take as long as the request to a near Jira.
    """

    def __init__(self, cache: RedisCache) -> None:
        self._cache = cache
        self._asked: set[str] = set()
        self._known: dict[str, bytes | None] | None = None

    @contextmanager
    def stretch(self) -> Iterator[None]:
        """A piece of work that is short beside the times for which things are kept, as a look at one case."""
        self._known, self._asked = self._cache.texts(self._asked), set()
        try:
            yield
        finally:
            self._known = None

    def get(self, key: str) -> Any:
        """The value, or None."""
        if self._known is None:
            return self._cache.get(key)
        self._asked.add(key)
        if key not in self._known:
            self._known |= self._cache.texts([key])
        return _value(self._known[key])

    def put(self, key: str, value: Any, ttl: float) -> None:
        """Keep ``value`` for ``ttl`` seconds; 0 or less forgets the key."""
        if self._known is not None:
            self._known[key] = json.dumps(value).encode() if ttl > 0 else None
        self._cache.put(key, value, ttl)


def _value(text: bytes | None) -> Any:
    return json.loads(text) if text else None


class PerSite:
    """A cache whose keys bear the Jira site's address: another Jira has other field ids."""

    def __init__(self, cache: Cache, url: str) -> None:
        self._cache = cache
        self._site = url.rstrip("/") + ":"

    def get(self, key: str) -> Any:
        """The value, or None."""
        return self._cache.get(self._site + key)

    def put(self, key: str, value: Any, ttl: float) -> None:
        """Keep ``value`` for ``ttl`` seconds; 0 or less forgets the key."""
        self._cache.put(self._site + key, value, ttl)
