"""Which Jira the Redis' memory is about: with another address in the settings, what was learned holds no more."""

from __future__ import annotations

import logging
from typing import cast

from redis import Redis

log = logging.getLogger(__name__)

_SITE = "careflow:site"
_LEARNED = ("careflow:alias", "careflow:swept", "careflow:delivered", "careflow:board", "careflow:own")
_LEARNED_EACH = tuple(f"careflow:{what}:*" for what in ("settled", "counted", "instance", "board", "wrote"))


def bind_site(connection: Redis, url: str) -> bool:
    """Forget what was learned of another Jira; answers whether there was one. Raises redis' errors.

    Ids and keys of two sites (a test system and the real one) are alike and mean other cases. Queues and timers stay:
    waking a case too often does no harm.
    """
    site = url.rstrip("/").casefold()
    before = cast("bytes | None", connection.get(_SITE))
    if before is not None and before.decode() == site:
        return False
    connection.delete(*_LEARNED)
    for pattern in _LEARNED_EACH:
        for name in connection.scan_iter(match=pattern, count=1000):
            connection.delete(name)
    connection.set(_SITE, site)  # last: a start that is killed in between forgets once more
    if before is not None:
        log.warning("this Redis was used with another Jira: forgot what was learned there")
    return before is not None
