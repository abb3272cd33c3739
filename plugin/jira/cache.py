"""What is remembered of Jira between reads, for a while: field ids, options, groups. Losing it costs requests only."""

from __future__ import annotations

import json
import logging
import threading
from time import monotonic
from typing import Any, Protocol

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
        try:
            text = self._connection.get(self._prefix + key)
        except redis.RedisError as error:
            log.warning("cache not read: %s", type(error).__name__)
            return None
        return json.loads(text) if isinstance(text, (str, bytes)) else None

    def put(self, key: str, value: Any, ttl: float) -> None:
        """Keep ``value`` for ``ttl`` seconds; 0 or less forgets the key."""
        try:
            if ttl > 0:
                self._connection.set(self._prefix + key, json.dumps(value), px=max(1, int(ttl * 1000)))
            else:
                self._connection.delete(self._prefix + key)
        except redis.RedisError as error:
            log.warning("cache not written: %s", type(error).__name__)


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
