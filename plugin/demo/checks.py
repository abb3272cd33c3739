"""What a scenario expects, and what was found: the expectations are written by hand from POLICY.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation. ``what`` reads as a sentence when it holds; ``found`` is what there was instead."""

    what: str
    clause: str
    expected: str
    found: str

    @property
    def ok(self) -> bool:
        """Whether it is as the policy says."""
        return self.expected == self.found

    @property
    def differs(self) -> str:
        """For whoever mends it."""
        return f"{self.what} ({self.clause}): found {self.found}"


@dataclass(slots=True)
class Result:
    """How a scenario ended. ``stopped``: why it could not be played to its end."""

    name: str
    clauses: str
    checks: list[Check] = field(default_factory=list)
    stopped: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether it was played to its end and all was as the policy says."""
        return bool(self.checks) and not self.stopped and all(check.ok for check in self.checks)

    @property
    def differences(self) -> list[str]:
        """What was not as the policy says."""
        stopped = [f"it stopped: {self.stopped}"] if self.stopped else []
        return [check.differs for check in self.checks if not check.ok] + stopped


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name that says what it shows, the clauses it is about, what is shown in plain words, and how it is played."""

    name: str
    clauses: str
    story: str
    play: Callable[..., None]
