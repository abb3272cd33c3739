"""When Jira's deliveries came: for people who ask whether they come at all. No decision rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from redis import Redis


@dataclass(frozen=True, slots=True)
class Delivered:
    """Jira's last delivery about a unit; ``ago`` in seconds, by Redis' clock."""

    unit: str
    ago: float


def last_delivery(connection: Redis, unit: str | None = None) -> Delivered | None:
    """The last delivery about ``unit``, or about anything; None where none is remembered. Raises redis' errors."""
    with connection.pipeline() as pipe:
        pipe.time()
        if unit is None:
            pipe.zrevrange("careflow:delivered", 0, 0, withscores=True)
        else:
            pipe.zscore("careflow:delivered", unit)
        answers: list[Any] = pipe.execute()
    seconds, microseconds = answers[0]
    now = seconds + microseconds / 1_000_000
    if unit is not None:
        return Delivered(unit, max(0.0, now - answers[1] / 1000)) if answers[1] is not None else None
    return next((Delivered(name.decode(), max(0.0, now - at / 1000)) for name, at in answers[1]), None)
