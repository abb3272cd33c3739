"""Pieces that the patterns of both languages are built of. All repetition is bounded."""

from __future__ import annotations

from workflows.requests.levels import LEVELS

LEVEL = f"(?:{'|'.join(sorted(LEVELS, key=len, reverse=True))})\\b"
NOUN = "(?:severity|sev|priority|criticality|gravite|severite|criticite|priorite|niveau|level)\\b"


def any_of(words: str) -> str:
    """One of the blank-separated ``words``, the whole word."""
    return rf"\b(?:{'|'.join(words.split())})\b"


def some(words: str, most: int) -> str:
    """None to ``most`` of ``words``, each followed by a blank."""
    return f"(?:{any_of(words)} ){{0,{most}}}"
