"""SCO-3: which cases are to be looked at because the work logged for their instance has changed.

What was last seen of an instance is kept: only a sum that differs wakes its open cases, so that they do not wake each
other for ever. It is put down after they were woken: a process that is killed in between wakes them again. Losing it
wakes them once more.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, cast

from redis import Redis

from plugin.queueing.wakes import wake
from workflows.allowance import Share

_KEPT = 30 * 86_400  # seconds; a change after that is found by the sweep


def tell_instance(connection: Redis, share: Share, key: str = "") -> tuple[str, ...]:
    """Wake the open cases of an instance where its sum is not the one last seen; answers which.

    ``key``: the case from which it was seen, which is not woken; that it counts on the instance is remembered. Raises
    redis' errors.
    """
    if key:
        former = cast("bytes | None", connection.get(_counted(key)))
        if former is not None and former.decode() != share.instance:
            tell_former_instance(connection, key)
        connection.set(_counted(key), share.instance, ex=_KEPT)
    if share.total is None:
        return ()
    last = _last_seen(connection, share.instance)
    seconds = share.total.total_seconds()
    changed = last.get("seconds") != seconds
    woken = _wake(connection, share.open_cases if changed else (), key)
    if changed or last.get("open") != list(share.open_cases):
        seen = json.dumps({"seconds": seconds, "open": share.open_cases})
        connection.set(_seen(share.instance), seen, ex=_KEPT)
    return woken


def tell_former_instance(connection: Redis, key: str) -> tuple[str, ...]:
    """A case counts on no instance any more, or is gone: wake those that it counted with, if any; answers which."""
    former = cast("bytes | None", connection.get(_counted(key)))
    if former is None:
        return ()
    woken = _wake(connection, _last_seen(connection, former.decode()).get("open", ()), key)
    connection.delete(_counted(key))
    return woken


def _wake(connection: Redis, cases: tuple[str, ...] | list[str], key: str) -> tuple[str, ...]:
    others = tuple(case for case in cases if case != key)
    for case in others:
        wake(connection, case, "the work logged for its instance has changed")
    return others


def _last_seen(connection: Redis, instance: str) -> dict[str, Any]:
    found = cast("bytes | None", connection.get(_seen(instance)))
    return cast("dict[str, Any]", json.loads(found)) if found else {}


def _counted(key: str) -> str:
    return f"careflow:counted:{key}"


def _seen(instance: str) -> str:
    return f"careflow:instance:{hashlib.sha256(instance.encode()).hexdigest()[:24]}"
