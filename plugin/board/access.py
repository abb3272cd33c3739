"""Who looks at the pages, and what they may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from werkzeug.wrappers import Response


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who has signed in: the Jira account (Cloud: account id; Data Center: user name)."""

    id: str
    name: str


class Access(Protocol):
    """Asked at every request. A look-up that fails means no."""

    def viewer(self) -> Viewer | Response:
        """Who makes the present request; or the answer to somebody who has to sign in first, or may not."""

    def sees(self, viewer: Viewer, keys: Iterable[str]) -> frozenset[str]:
        """Which of these cases the viewer may see in Jira."""


class OpenToAll:
    """Of the demo alone, on loopback: whoever looks sees everything."""

    def viewer(self) -> Viewer | Response:
        """Somebody without an account."""
        return Viewer("", "Demo")

    def sees(self, viewer: Viewer, keys: Iterable[str]) -> frozenset[str]:
        """All of them."""
        return frozenset(keys)
