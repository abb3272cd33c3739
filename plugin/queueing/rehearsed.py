"""What has been told already of what careflow in shadow would have done on a case: a cache, so that it is told once.

When it is lost, what would have been done since people last acted on the case is told again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from redis import Redis

_KEPT = 30 * 86_400  # seconds since it was last added to


def remember_rehearsed(connection: Redis, key: str, marks: Iterable[str]) -> None:
    """Put down what has been told of a case; nothing at all is worth putting down too."""
    with connection.pipeline() as pipe:
        pipe.sadd(_name(key), "", *marks)
        pipe.expire(_name(key), _KEPT)
        pipe.execute()


def rehearsed(connection: Redis, key: str) -> frozenset[str] | None:
    """What has been told of a case; None: nothing is known of it."""
    found = cast("set[bytes]", connection.smembers(_name(key)))
    return frozenset(mark.decode() for mark in found) if found else None


def _name(key: str) -> str:
    return f"careflow:rehearsed:{key}"
