"""Random values that open something: made of 256 bits, kept in Redis as digests only.

Whoever reads Redis, or a copy of it, learns nothing that would let them in.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

_FORM = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def new() -> str:
    """256 bits, as an address or a cookie can hold them."""
    return secrets.token_urlsafe(32)


def is_one(text: str | None) -> bool:
    """Whether ``text`` has the form of one."""
    return text is not None and _FORM.fullmatch(text) is not None


def digest(value: str) -> str:
    """What Redis knows it by. No salt: 256 random bits cannot be guessed."""
    return hashlib.sha256(value.encode()).hexdigest()


def form_token(cookie: str) -> str:
    """What a form has to send back: only a page of ours, shown to the bearer of the cookie, can have it in it."""
    return hmac.new(cookie.encode(), b"careflow board form", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
