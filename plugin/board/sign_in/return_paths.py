"""Where somebody goes on after signing in: to a page of ours, whatever an address asks for."""

from __future__ import annotations

import re

BOARD = "/board"
# Printable ASCII without the backslash, which browsers read as a slash; what begins with /board names no other host.
_OURS = re.compile(r"/board(?:[/?][!-\[\]-~]*)?", re.ASCII)
_LONGEST = 2000
_AGAIN = f"{BOARD}/sign-"


def safe(path: str | None) -> str:
    """``path`` if it leads to one of our pages, else the board. Never back to signing in or out."""
    if path is None or len(path) > _LONGEST or not _OURS.fullmatch(path) or path.startswith(_AGAIN):
        return BOARD
    return path
