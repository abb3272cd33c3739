"""The lines of the board in Redis: put there by each reconcile and each sweep. Nobody's truth, but a cache.

=======================  ======  ================================================================================
``careflow:board``       hash    key → the case's line (JSON): every open case, and closed ones that had a review
``careflow:board:moved`` zset    key → number of its latest change
``careflow:board:gone``  zset    key that was taken off → number of that change; the newest thousand
``careflow:board:count`` hash    ``n``, the number of the latest change; ``floor``, the latest that ``gone`` forgot;
                                 ``born``, which differs from that of the index before a flush; ``at``, Jira's
                                 time at the latest reading
=======================  ======  ================================================================================

So a process that has the lines up to a number asks for those that have changed since (``mirror``).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

import msgspec
from redis import Redis

from plugin.board.row import Row, row_of
from workflows.decision import Decision
from workflows.record import from_text, to_text
from workflows.summary import summary_of

_SCRIPT = """
local rows, moved, gone, count = 'careflow:board', 'careflow:board:moved', 'careflow:board:gone', 'careflow:board:count'
local call, key, text = redis.call, ARGV[1], ARGV[2]
if ARGV[4] ~= '' then call('HSET', count, 'at', ARGV[4]) end
if text == '' then
  if call('HDEL', rows, key) == 0 then return 0 end
elseif call('HGET', rows, key) == text then
  return 0
else
  call('HSET', rows, key, text)
end
call('HSETNX', count, 'born', ARGV[3])
local n = call('HINCRBY', count, 'n', 1)
if text ~= '' then
  call('ZADD', moved, n, key)
  call('ZREM', gone, key)
else
  call('ZREM', moved, key)
  call('ZADD', gone, n, key)
  while call('ZCARD', gone) > 1000 do
    call('HSET', count, 'floor', call('ZPOPMIN', gone)[2])
  end
end
return n
"""
_WHOLE = "return table.concat(redis.call('HVALS', 'careflow:board'), ',')"
"""All lines as one text: ten thousand answers are ten times as slow to take apart."""
KEYS = ("careflow:board", "careflow:board:moved", "careflow:board:gone", "careflow:board:count")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an index has come: ``born`` and ``n`` of its count. The first one of all is ``("", 0)``."""

    born: str = ""
    n: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What has changed since another standing. ``whole``: everything there is; what is not named is not there.

    ``at``: Jira's time at the latest reading that a line was made of.
    """

    standing: Standing
    rows: dict[str, Row]
    gone: frozenset[str] = frozenset()
    whole: bool = False
    at: datetime | None = None


class Index:
    """The lines in one Redis. Every method raises redis' errors."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._change = connection.register_script(_SCRIPT)

    def show(self, decision: Decision) -> None:
        """Put a case's line there, in the place of the one before; take off a closed one that nobody needs."""
        row = row_of(summary_of(decision))
        text = row.to_json() if row.is_open or row.reviews else ""
        self._change(args=[row.key, text, secrets.token_hex(8), to_text(decision.at)])

    def seen(self, at: datetime) -> None:
        """All lines are as they should be at ``at``, in Jira's time, whether or not one of them was put there anew."""
        self._connection.hset(KEYS[3], "at", to_text(at))

    def drop(self, key: str) -> None:
        """The case is gone, or bears another key."""
        self._change(args=[key, "", secrets.token_hex(8), ""])

    def keep_only(self, open_keys: Collection[str], since: Standing) -> None:
        """After a whole sweep: take off open cases that it did not find and that have not changed since it began."""
        there = self.news(since)
        everything = self.news(Standing()).rows
        for key, row in everything.items():
            if row.is_open and key not in open_keys and (there.whole or key not in there.rows):
                self.drop(key)

    def keys(self) -> frozenset[str]:
        """Of which cases there is a line that can be read."""
        return frozenset(self._whole())

    def standing(self) -> Standing:
        """How far it has come."""
        return _standing(cast("dict[bytes, bytes]", self._connection.hgetall(KEYS[3])))

    def news(self, since: Standing) -> News:
        """What has changed since then; everything, where that is not known any more."""
        count = cast("dict[bytes, bytes]", self._connection.hgetall(KEYS[3]))
        now, at = _standing(count), from_text(count[b"at"].decode()) if b"at" in count else None
        if now.born != since.born or since.n < int(count.get(b"floor", b"0")):
            return News(now, self._whole(), whole=True, at=at)
        return replace(self._changed(since, now), at=at) if now.n != since.n else News(now, {}, at=at)

    def _whole(self) -> dict[str, Row]:
        text = cast(bytes, self._connection.eval(_WHOLE, 0))
        try:
            lines = msgspec.json.decode(b"[%b]" % text)
        except ValueError:  # one of them is no line at all
            lines = [_json(line) for line in cast("list[bytes]", self._connection.hvals(KEYS[0]))]
        return _rows(lines)

    def _changed(self, since: Standing, now: Standing) -> News:
        # A line may be changed again between these: it comes with its newer text now, and once more the next time.
        bounds: Any = (f"({since.n}", "+inf")
        moved = cast("list[bytes]", self._connection.zrangebyscore(KEYS[1], *bounds))
        gone = cast("list[bytes]", self._connection.zrangebyscore(KEYS[2], *bounds))
        texts = cast("list[bytes | None]", self._connection.hmget(KEYS[0], moved)) if moved else []
        return News(now, _rows(_json(text) for text in texts if text), frozenset(key.decode() for key in gone))


def _standing(count: dict[bytes, bytes]) -> Standing:
    return Standing(count.get(b"born", b"").decode(), int(count.get(b"n", b"0")))


def _json(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _rows(lines: Iterable[object]) -> dict[str, Row]:
    """Those that can be read: a line of another version of careflow is put there anew by the next reconcile."""
    rows = {}
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            row = Row.unpacked(line)
            rows[row.key] = row
    return rows
