"""Who looks at the pages, and what they may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit

from flask import Blueprint, request
from werkzeug.wrappers import Response

from plugin.board.told import Instead, Words
from plugin.settings_board import LOOPBACK

_CLOSED = Words(
    HTTPStatus.FORBIDDEN,
    "The board is closed",
    "Nobody may look at these pages yet. An administrator opens them with `board.sign_in` in app.yaml "
    "(README, Who may look).",
    way_on="",
)
_ONLY_HERE = Words(
    HTTPStatus.FORBIDDEN,
    "Only on this machine",
    "The board of the demo is open to whoever sits at this machine, by an address of its own: http://127.0.0.1 or "
    "http://localhost.",
    way_on="",
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who has signed in: the Jira account (Cloud: account id; Data Center: user name)."""

    id: str
    name: str


class Access(Protocol):
    """Asked at every request. A look-up that fails means no: nothing is seen, or JiraError says why."""

    def viewer(self) -> Viewer | Response:
        """Who makes the present request; or the answer to somebody who has to sign in first, or may not.

        Raises Instead to answer in words.
        """

    def sees(self, viewer: Viewer, keys: Iterable[str]) -> frozenset[str]:
        """Which of these cases the viewer may see in Jira. Raises JiraError where Jira does not answer."""

    def browses(self, viewer: Viewer, projects: Iterable[str]) -> frozenset[str]:
        """In which of these projects the viewer may see any case at all. Raises JiraError."""

    @property
    def origin(self) -> str:
        """Where people reach the pages: forms come from there."""

    def entrance(self) -> Blueprint | None:
        """The pages where one signs in, which are open to everybody; None where nobody can."""

    def close(self) -> None:
        """End the connections."""


class OpenToAll:
    """Of the demo alone, on loopback: whoever looks sees everything.

    Only under a name of this machine: a page elsewhere, whose own name was made to lead here (DNS rebinding), reads
    nothing.
    """

    @property
    def origin(self) -> str:
        """That of the request, which has a name of this machine."""
        return request.host_url.rstrip("/")

    def viewer(self) -> Viewer | Response:
        """Somebody without an account."""
        if urlsplit(f"//{request.host}").hostname not in LOOPBACK or request.remote_addr not in LOOPBACK:
            raise Instead(_ONLY_HERE)
        return Viewer("", "Demo")

    def sees(self, viewer: Viewer, keys: Iterable[str]) -> frozenset[str]:
        """All of them."""
        return frozenset(keys)

    def browses(self, viewer: Viewer, projects: Iterable[str]) -> frozenset[str]:
        """All of them."""
        return frozenset(projects)

    def entrance(self) -> Blueprint | None:
        """There is nothing to sign in to."""
        return None

    def close(self) -> None:
        """There is nothing to end."""


class Closed:
    """As long as app.yaml does not say who may look: nobody."""

    origin = ""

    def viewer(self) -> Viewer | Response:
        """Raises Instead."""
        raise Instead(_CLOSED)

    def sees(self, viewer: Viewer, keys: Iterable[str]) -> frozenset[str]:
        """Nothing."""
        return frozenset()

    def browses(self, viewer: Viewer, projects: Iterable[str]) -> frozenset[str]:
        """None."""
        return frozenset()

    def entrance(self) -> Blueprint | None:
        """None."""
        return None

    def close(self) -> None:
        """There is nothing to end."""
