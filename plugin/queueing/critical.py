"""Which cases are Critical, as they were when last looked at: an order in which to work, on which no decision rests."""

from __future__ import annotations

from redis import Redis

_KEY = "careflow:critical"


def remember_critical(connection: Redis, key: str, *, critical: bool) -> None:
    """Let what wakes the case from now on go before all else, or no longer (SEV-7)."""
    if critical:
        connection.sadd(_KEY, key)
    else:
        connection.srem(_KEY, key)
