"""Addresses of this machine alone: where `careflow up` listens, and whether a Jira is a sandbox beside it."""

from __future__ import annotations

from urllib.parse import urlsplit

PORT = 8080
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def receiver_here(port: int = PORT) -> str:
    """The base address of the receiver of this machine."""
    return f"http://127.0.0.1:{port}"


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own."""
    return urlsplit(url).hostname in LOOPBACK
