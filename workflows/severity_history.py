"""SEV: what became of a case's severity, and of the reviews of a change to Critical."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflows.decision import ApprovalStory
from workflows.terms import Severity
from workflows.timeline import Act


@dataclass(frozen=True, slots=True)
class Spell:
    """A severity in force since an instant, by a clause. ``set_by_hand`` is False while nobody has set one (SEV-1)."""

    severity: Severity
    since: datetime
    evidence: str = ""
    set_by_hand: bool = True
    clause: str = "SEV-2"


@dataclass(frozen=True, slots=True)
class SeverityHistory:
    """What became of severity and approval.

    ``rounds``: the ended reviews, oldest first; ``approval``: the present one. ``denied``: decisions by people who may
    not; ``put_back``: severities set by strangers; ``undecided``: decisions on what nobody had asked for; ``evidence``:
    the acts that asked or decided.
    """

    spells: tuple[Spell, ...]
    approval: ApprovalStory
    rounds: tuple[ApprovalStory, ...] = ()
    denied: tuple[Act, ...] = ()
    put_back: tuple[Act, ...] = ()
    undecided: tuple[Act, ...] = ()
    evidence: tuple[Act, ...] = ()
    askers: frozenset[str] = frozenset()  # of the present or last review: who may not decide on it

    @property
    def now(self) -> Spell:
        """The severity in force."""
        return self.spells[-1]

    @property
    def reviews(self) -> tuple[ApprovalStory, ...]:
        """Every review, the one that waits included, oldest first."""
        return (*self.rounds, self.approval) if self.approval.state == "pending" else self.rounds
