"""Whether a delivery was signed with our secret (FACTS 1.1): HMAC over the raw bytes, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

HEADER = "X-Hub-Signature"

# WebSub names the method before the digest; Jira uses sha256 and warns that it may change one day. SHA-1 is not taken.
_METHODS = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_HEXADECIMAL = frozenset("0123456789abcdef")


def sign(body: bytes, secret: bytes, method: str = "sha256") -> str:
    """The header's value for ``body``, as Jira computes it."""
    return f"{method}={hmac.new(secret, body, _METHODS[method]).hexdigest()}"


def is_signature(header: str | None) -> bool:
    """Whether ``header`` can be a signature at all: a known method, and as many hexadecimal digits as it gives.

    What is not is refused before its body is read: whoever does not even sign is not waited for.
    """
    method, digest = _parts(header)
    return method in _METHODS and len(digest) == _METHODS[method]().digest_size * 2 and _HEXADECIMAL.issuperset(digest)


def is_signed(body: bytes, header: str | None, secrets: Sequence[bytes]) -> bool:
    """Whether ``header`` signs ``body`` with one of ``secrets``: two, while an old one is being replaced.

    Raises ValueError without a secret: there is no unsigned mode.
    """
    if not secrets or not all(secrets):
        raise ValueError("a webhook secret must not be empty")
    if not is_signature(header):
        return False
    method, digest = _parts(header)
    # No early end: how long this takes says nothing about which secret fitted.
    expected = [sign(body, secret, method).partition("=")[2] for secret in secrets]
    return any([hmac.compare_digest(digest, one) for one in expected])  # noqa: C419


def _parts(header: str | None) -> tuple[str, str]:
    """The method and the digest, in small letters."""
    method, _, digest = (header or "").strip().lower().partition("=")
    return method.strip(), digest.strip()
