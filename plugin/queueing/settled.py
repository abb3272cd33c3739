"""What is known of a case that wanted nothing when it was last read whole: a cache, so that a sweep need not read it.

A search does not bring all of a case (FACTS 0.8; on Data Center no properties at all). Where Jira's ``updated`` is
still the one of that reading, nothing has happened since, and only time can change what the policy wants. In shadow
nothing is ever done about what is wanted, so that what is known then is kept apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from redis import Redis

from workflows.record import from_text, to_text

LIVE, SHADOW = "settled", "settled-in-shadow"
_KEPT = 7 * 86_400  # seconds; longer than that no case is worth remembering
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Settled:
    """``updated`` of the reading at which the case wanted nothing, and when time alone changes that.

    ``alone``: but for time and the issue itself nothing was looked at, no version and no other case.
    """

    updated: datetime
    wake_at: datetime | None
    alone: bool = False


def remember_settled(connection: Redis, key: str, settled: Settled, mode: str = LIVE) -> None:
    """Put down that a case, read whole, wanted nothing; in shadow, that all that it wanted has been told."""
    words = [to_text(settled.updated), to_text(settled.wake_at) if settled.wake_at else "-"]
    text = " ".join([*words, *(["alone"] if settled.alone else [])])
    connection.set(_name(key, mode), text, ex=_KEPT)


def forget_settled(connection: Redis, key: str, mode: str = LIVE) -> None:
    """What was put down holds no more: careflow has written, or what else was known of the case is lost."""
    connection.delete(_name(key, mode))


def forget_shadow(connection: Redis) -> None:
    """What was put down in shadow may have been by another policy: every case is to be looked at again."""
    for name in connection.scan_iter(_name("*", SHADOW), count=1000):
        connection.delete(name)


def settled(connection: Redis, key: str, mode: str = LIVE) -> Settled | None:
    """What was put down, if anything."""
    return settled_among(connection, [key], mode).get(key)


def settled_among(connection: Redis, keys: Sequence[str], mode: str = LIVE) -> dict[str, Settled]:
    """What was put down of any of these cases, by key; a round trip for each thousand."""
    known = {}
    for start in range(0, len(keys), _AT_ONCE):
        asked = keys[start : start + _AT_ONCE]
        found = cast("list[bytes | None]", connection.mget([_name(key, mode) for key in asked]))
        known.update({key: _read(text) for key, text in zip(asked, found, strict=True) if text})
    return known


def _read(text: bytes) -> Settled:
    updated, wake_at, *alone = text.decode().split()
    return Settled(from_text(updated), None if wake_at == "-" else from_text(wake_at), bool(alone))


def _name(key: str, mode: str) -> str:
    return f"careflow:{mode}:{key}"
