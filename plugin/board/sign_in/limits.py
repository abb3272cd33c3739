"""How often something may be tried: counted in Redis, from the first try on."""

from __future__ import annotations

import hashlib

from flask import request
from redis import Redis

from plugin.settings_board import LOOPBACK

_TRIES = "careflow:board:tries:"
WINDOW = 600  # seconds
OF_ADDRESS = 30
"""Sign-ins begun from one address in ``WINDOW``: a team behind one router signs in in the morning."""
OF_ACCOUNT = 3
"""Links sent to one account in ``WINDOW``."""


def allows(connection: Redis, what: str, who: str, most: int) -> bool:
    """Count a try; whether it is still within ``most``."""
    key = f"{_TRIES}{what}:{hashlib.sha256(who.encode()).hexdigest()}"
    pipe = connection.pipeline()
    pipe.set(key, 0, ex=WINDOW, nx=True)
    pipe.incr(key)
    return int(pipe.execute()[-1]) <= most


def address() -> str:
    """Whose request it is.

    Behind a proxy on this machine what that says, which is the last entry: the others are the sender's own words.
    """
    direct = request.remote_addr or ""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told if told and direct in LOOPBACK else direct
