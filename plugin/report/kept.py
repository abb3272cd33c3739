"""What the page keeps in Redis of the cases of a period, so that only those that have changed are read again: a cache.

A case as it stood at the end of the period holds while Jira's ``updated`` is the one that it was read with; where the
period is not over, also only until time alone changes one of its clocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from pydantic import TypeAdapter
from redis import Redis

from workflows.period import Period
from workflows.summary import Summary

_KEPT = 8 * 86_400  # seconds
_FRESH = 60  # for so long nobody looks again whether a case has changed
_LATE_FOR = timedelta(hours=1)
_BUSY = 120  # a gathering that has not been heard of for so long has died


@dataclass(frozen=True)
class Held:
    """A case, when Jira had last seen it change, and until when the clocks stay so (None: for good)."""

    updated: datetime
    holds_until: datetime | None
    case: Summary | None  # None: it was opened after the period


@dataclass(frozen=True)
class Gathered:
    """The cases of a period, when all of them had been read; ``unread`` are those that could not be."""

    keys: tuple[str, ...]
    unread: tuple[str, ...] = ()


class Kept:
    """Of one period under one set of rules (``plugin.workbench.rules_of``, and the mode)."""

    def __init__(self, connection: Redis, rules: str, period: Period) -> None:
        self._connection = connection
        self._cases = f"careflow:report:{rules}:{period.last}"
        self._period = f"careflow:report:{rules}:{period.first}:{period.last}"

    def cases(self, keys: Iterable[str]) -> dict[str, Held]:
        """What is known of these cases."""
        wanted = list(keys)
        texts = cast("list[bytes | None]", self._connection.hmget(self._cases, wanted)) if wanted else []
        return {key: _held().validate_json(text) for key, text in zip(wanted, texts, strict=True) if text}

    def put(self, held: Mapping[str, Held]) -> None:
        """Cases that were read."""
        if held:
            self._connection.hset(self._cases, mapping={key: _held().dump_json(one) for key, one in held.items()})
            self._connection.expire(self._cases, _KEPT)

    def finish(self, gathered: Gathered) -> None:
        """All of them are read."""
        self._connection.set(self._period, _gathered().dump_json(gathered), ex=_KEPT)
        self._connection.set(f"{self._period}:fresh", 1, ex=_FRESH)

    def gathered(self) -> Gathered | None:
        """Which cases the period has, if they have been read."""
        text = cast("bytes | None", self._connection.get(self._period))
        return _gathered().validate_json(text) if text else None

    def begin(self) -> bool:
        """Whether they should be read now, by whoever asks: nobody does, and it is not as good as just done."""
        if self._connection.exists(f"{self._period}:fresh"):
            return False
        return bool(self._connection.set(f"{self._period}:busy", 0, ex=_BUSY, nx=True))

    def tell(self, read: int) -> None:
        """How many cases have been looked at so far."""
        self._connection.set(f"{self._period}:busy", read, ex=_BUSY)

    def end(self) -> None:
        """Nobody reads them any more."""
        self._connection.delete(f"{self._period}:busy")

    def busy(self) -> int | None:
        """How many cases somebody who reads them has looked at so far; None where nobody does."""
        text = cast("bytes | None", self._connection.get(f"{self._period}:busy"))
        return int(text) if text is not None else None


def holds_until(case: Summary) -> datetime | None:
    """Up to when a case stays as it is unless somebody does something; None: for good.

    How late a clock is that is breached and not met yet grows all the time, and may be an hour old.
    """
    open_clocks = [clock for clock in case.clocks if not clock.met_at]
    moments = [clock.due_at for clock in open_clocks if clock.due_at and clock.due_at > case.at]
    moments += [case.next.at] if case.next else []
    moments += [case.at + _LATE_FOR] if any(clock.breached_at for clock in open_clocks) else []
    return min(moments, default=None)


@cache
def _held() -> TypeAdapter[Held]:
    return TypeAdapter(Held)


@cache
def _gathered() -> TypeAdapter[Gathered]:
    return TypeAdapter(Gathered)
