"""The survivors that somebody has looked at: ``explained.yaml``, by module and function, each with its reason.

A mutant is known by what it makes of a line, not by its number, which changes with every line above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("explained.yaml")


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of a module, what a mutant makes of it, and why no test can tell."""

    module: str
    function: str
    was: str
    becomes: str
    because: str


def explained() -> list[Explained]:
    """All of them, in the order of the file."""
    return [
        Explained(module, function, **entry)
        for module, functions in (yaml.safe_load(FILE.read_text()) or {}).items()
        for function, entries in functions.items()
        for entry in entries
    ]
