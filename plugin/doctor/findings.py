"""What a check is, and what it says: one line, with the mend where something is to be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plugin.doctor.installation import Installation


class Level(StrEnum):
    """How a check went. ``warning``: careflow works, though not as it could. ``skipped``: could not be looked at."""

    OK = "ok"
    WARNING = "warning"
    FAILS = "fails"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. ``mend`` says what to type or click; empty where there is nothing to mend."""

    level: Level
    what: str
    mend: str = ""


class NotNow(Exception):
    """Raised by a check that cannot look: because of what, and what to type so that it can."""

    def __init__(self, because: str, mend: str = "") -> None:
        super().__init__(because)
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Check:
    """``look`` finds things; ``needs`` are the ids of checks without which it has nothing to look at."""

    id: str
    meaning: str
    look: Callable[[Installation], Iterable[Finding]]
    needs: tuple[str, ...] = ()


def ok(what: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, what)


def warning(what: str, mend: str) -> Finding:
    """It works, but look at it."""
    return Finding(Level.WARNING, what, mend)


def fails(what: str, mend: str) -> Finding:
    """It does not work."""
    return Finding(Level.FAILS, what, mend)


def skipped(because: str, instead: str = "") -> Finding:
    """It could not be looked at; ``instead``: where a person can."""
    return Finding(Level.SKIPPED, because, instead)


def enumerated(names: Iterable[str], most: int = 12) -> str:
    """Names with commas between; beyond ``most`` only how many more."""
    known = list(names)
    more = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + more


def counted(number: int, one: str, many: str = "") -> str:
    """``1 case``, ``2 cases``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
