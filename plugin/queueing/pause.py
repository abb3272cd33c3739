"""A pause of everything: what Jira asks for when a quota is used up, and what a refused token calls for."""

from __future__ import annotations

from datetime import timedelta

from redis import Redis

_KEY = "careflow:paused"


def pause_everything(connection: Redis, wait: timedelta, reason: str) -> None:
    """Begin no run before ``wait`` is over: units that would are held until then, and then queued again."""
    connection.set(_KEY, reason, px=max(1, int(wait.total_seconds() * 1000)))
