"""How what careflow made is recognised: the end of its description, in the very request that makes it.

A thing without a description (an option, a field's place on a screen) is in the ledger instead (``ledger``).
"""

from __future__ import annotations

import re

_MARK = re.compile(r"\s*\[careflow:([^\]\n]+)\]\s*\Z")


def marked(text: str, what: str, most: int = 10_000) -> str:
    """``text`` with the mark of ``what`` at its end, cut so that both fit into ``most`` characters."""
    sign = f"[careflow:{what}]"
    room = most - len(sign) - 1
    kept = text if len(text) <= room else text[: room - 1].rstrip() + "…"
    return f"{kept}\n{sign}" if kept else sign


def mark_in(description: object) -> str | None:
    """What a description says that it is of careflow's; None for what careflow did not make."""
    found = _MARK.search(description) if isinstance(description, str) else None
    return found[1] if found else None


def bare(description: object) -> str:
    """A description without the mark."""
    return _MARK.sub("", description) if isinstance(description, str) else ""
