"""What is wrong with a configuration: every fault at once, each with its place and the way out of it.

UserMistake            somebody can mend it; a command prints it and ends with exit code 2
└── ConfigurationError faults in app.yaml, the field maps, the environment or the secret files
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class UserMistake(Exception):
    """Something that the person at the keyboard can mend; its text is the whole message."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a value was read: ``file`` with 1-based ``line`` and ``column``, or a source without lines (line 0)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; never holds a secret.

    ``key`` is the path of the key (``approval.rejected_to``), ``problem`` what is wrong and what is allowed.
    """

    place: Place
    key: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}: {self.key}: {self.problem}" if self.key else f"{self.place}: {self.problem}"


class ConfigurationError(UserMistake):
    """All faults that were found, ordered by place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        unique = dict.fromkeys(faults)
        self.faults: tuple[Fault, ...] = tuple(sorted(unique, key=lambda fault: (fault.place, fault.key)))
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.faults)
        head = "the configuration has a fault:" if count == 1 else f"the configuration has {count} faults:"
        return "\n".join([head, *(f"  {fault}" for fault in self.faults)])


def folded(text: str) -> str:
    """The text without case, accents and doubled spaces: how names are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def nearest(found: str, allowed: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The allowed name that ``found`` was probably meant to be, or None."""
    by_fold = {folded(name): name for name in allowed}
    matches = difflib.get_close_matches(folded(found), by_fold, n=1, cutoff=cutoff)
    return by_fold[matches[0]] if matches else None


def choice_problem(found: str, allowed: Sequence[str]) -> str:
    """Why ``found`` is none of ``allowed``, in one sentence."""
    guess = nearest(found, allowed)
    if guess is not None:
        return f"`{found}`: did you mean `{guess}`? Allowed: {', '.join(allowed)}"
    return f"`{found}` is not allowed here; allowed: {', '.join(allowed)}"


def unknown_key_problem(found: str, allowed: Sequence[str]) -> str:
    """Why no key ``found`` exists here, in one sentence; the value is not shown, it may be a secret."""
    guess = nearest(found, allowed)
    if guess is not None:
        return f"unknown key `{found}`: did you mean `{guess}`?"
    known = ", ".join(allowed)
    return f"unknown key `{found}`; known here: {known}" if known else f"unknown key `{found}`: no keys are known here"
