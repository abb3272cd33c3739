"""Whether a delivery was signed with our secret (FACTS 1.1): HMAC over the raw bytes, compared in constant time."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence

HEADER = "X-Hub-Signature"

# WebSub names the method before the digest; Jira uses sha256 and warns that it may change one day. SHA-1 is not taken.
_METHODS = {"sha256": 64, "sha384": 96, "sha512": 128}  # with the digits of each
_HEXADECIMAL = re.compile("[0-9a-f]*")


def sign(body: bytes, secret: bytes, method: str = "sha256") -> str:
    """The header's value for ``body``, as Jira computes it."""
    return f"{method}={_digest(body, secret, method)}"


def is_signature(header: str | None) -> bool:
    """Whether ``header`` can be a signature at all: a known method, and as many hexadecimal digits as it gives.

    What is not is refused before its body is read: whoever does not even sign is not waited for.
    """
    method, digest = _parts(header)
    return len(digest) == _METHODS.get(method) and _HEXADECIMAL.fullmatch(digest) is not None


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
    return any([hmac.compare_digest(digest, _digest(body, secret, method)) for secret in secrets])  # noqa: C419


def _digest(body: bytes, secret: bytes, method: str) -> str:
    return hmac.digest(secret, body, method).hex()


def _parts(header: str | None) -> tuple[str, str]:
    """The method and the digest, in small letters."""
    method, _, digest = (header or "").strip().lower().partition("=")
    return method.strip(), digest.strip()
