"""What is wrong with a configuration: every fault at once, each with its place and the way out of it.

UserMistake            somebody can mend it; a command prints it and ends with exit code 2
└── ConfigurationError faults in app.yaml, the field maps, the environment or the secret files
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

# Atlassian's tokens begin alike (ATATT3…, ATCTT3…, ATSTT3…): what secret scanners such as gitleaks look for.
TOKEN = re.compile(r"AT[A-Z]{2}T3[A-Za-z0-9_=-]{8,}")
"""What no message shows, wherever it was put."""
_SHOWN = 60  # characters of a found value that a message shows


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
    ``private``: the value that stands there may be a secret, so that its lines are not shown.
    """

    place: Place
    key: str
    problem: str
    private: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.key}: {self.problem}" if self.key else f"{self.place}: {self.problem}"


class WrongAt(ValueError):
    """What a validator of a whole section finds wrong with one key in it, so that the fault bears that key's place."""

    def __init__(self, path: tuple[str | int, ...], problem: str) -> None:
        super().__init__(problem)
        self.path = path


class ConfigurationError(UserMistake):
    """All faults that were found, ordered by place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        safe = (replace(f, key=TOKEN.sub("…", f.key), problem=TOKEN.sub("…", f.problem)) for f in faults)
        unique = dict.fromkeys(safe)
        self.faults: tuple[Fault, ...] = tuple(sorted(unique, key=lambda fault: (fault.place, fault.key)))
        super().__init__(str(self))

    @property
    def head(self) -> str:
        """How many there are, in a sentence."""
        count = len(self.faults)
        return "the configuration has a fault:" if count == 1 else f"the configuration has {count} faults:"

    def __str__(self) -> str:
        return "\n".join([self.head, *(f"  {fault}" for fault in self.faults)])


def folded(text: str) -> str:
    """The text without case, accents and doubled spaces: how names are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def nearest(found: str, allowed: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The allowed name that ``found`` was probably meant to be, or None."""
    by_fold = {folded(name): name for name in allowed}
    matches = difflib.get_close_matches(folded(found), by_fold, n=1, cutoff=cutoff)
    return by_fold[matches[0]] if matches else None


def shown(value: Any) -> str:
    """A value as a message shows it: as YAML has it, on one line, and only the keys of a mapping."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: …" for key in value) + "}"
    if isinstance(value, (list, tuple)):
        text = "[" + ", ".join(shown(item) for item in value) + "]"
    elif value is None or isinstance(value, bool):
        text = {None: "null", True: "true", False: "false"}[value]
    else:
        text = str(value.value if isinstance(value, Enum) else value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def choice_problem(found: str, allowed: Sequence[str]) -> str:
    """Why ``found`` is none of ``allowed``, in one sentence."""
    guess = nearest(found, allowed)
    if guess is not None:
        return f"`{found}`: did you mean `{guess}`? Allowed: {', '.join(allowed)}"
    return f"`{found}` is not allowed here; allowed: {', '.join(allowed)}"
