"""CON-3: which languages there are: every folder beside this file that has its words (``words.yaml``).

A language is added by adding a folder: ``words.yaml`` and, as far as they are translated, the texts under the names of
the English ones. English stands in for what it lacks, and ``careflow check`` names it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
REFERENCE = "en"
"""The language that every text exists in; it stands in where another lacks one."""


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that ship, in order: ``en``, ``fr``."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/words.yaml")))


def choose_language(locale: str | None, default: str) -> str:
    """The language for a reader with this Jira locale (``fr_FR``, ``fr-CA``, ``fr``), or ``default`` (CON-3)."""
    code = (locale or "").replace("-", "_").partition("_")[0].lower()
    return code if code in languages() else default
