"""Addresses that answer, but not as they should."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from plugin.doubts.doubt import Doubt
from plugin.settings import Settings

_HERE = ("127.0.0.1", "::1", "localhost")
_CLOUD = (".atlassian.net", ".jira.com")


def in_clear(settings: Settings, today: date) -> Iterator[Doubt]:
    """The token goes over the network for everybody to read."""
    parts = urlsplit(settings.jira.url or "")
    if parts.scheme == "http" and parts.hostname not in _HERE:
        yield Doubt(("jira", "url"), "the token would go there unencrypted: use https://")


def deeper_than_the_site(settings: Settings, today: date) -> Iterator[Doubt]:
    """A page's address instead of the site's."""
    parts = urlsplit(settings.jira.url or "")
    if (parts.hostname or "").endswith(_CLOUD) and (parts.path or parts.query or parts.fragment):
        yield Doubt(
            ("jira", "url"), "Jira Cloud answers at the address of the site itself, without what stands behind it"
        )
