"""A pause of everything: what Jira asks for when a quota is used up, and what a refused token calls for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from redis import Redis

_KEY = "careflow:paused"


@dataclass(frozen=True, slots=True)
class Pause:
    """Why everything pauses, and for how many more seconds."""

    reason: str
    seconds: float


def paused(connection: Redis) -> Pause | None:
    """The pause that is on, for ``doctor``; None where work goes on."""
    with connection.pipeline() as pipe:
        pipe.get(_KEY)
        pipe.pttl(_KEY)
        reason, milliseconds = cast("tuple[bytes | None, int]", tuple(pipe.execute()))
    return Pause(reason.decode(errors="replace"), milliseconds / 1000) if reason is not None else None


def pause_everything(connection: Redis, wait: timedelta, reason: str) -> None:
    """Begin no run before ``wait`` is over: units that would are held until then, and then queued again."""
    connection.set(_KEY, reason, px=max(1, int(wait.total_seconds() * 1000)))
