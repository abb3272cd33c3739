"""By which rules the Redis' memory was made: with other settings, what was found out about cases holds no more."""

from __future__ import annotations

from typing import cast

from redis import Redis

_RULES = "careflow:rules"


def bind_rules(connection: Redis, rules: str) -> bool:
    """Forget which cases wanted nothing by other rules; answers whether there were any. Raises redis' errors.

    ``rules``: anything that differs when a case may be judged otherwise. Queues and timers stay: the next sweep sets
    the timers anew.
    """
    before = cast("bytes | None", connection.get(_RULES))
    if before is not None and before.decode() == rules:
        return False
    for name in connection.scan_iter(match="careflow:settled:*", count=1000):
        connection.delete(name)
    connection.set(_RULES, rules)  # last: a start that is killed in between forgets once more
    return before is not None
