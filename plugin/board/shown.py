"""The one path with the board's lines kept: each case that is reconciled, or found gone, is so on the board too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from plugin.board.index import Index
from plugin.jira.errors import NotFound
from plugin.reconcile import Outcome


class Runs(Protocol):
    """``Reconciler`` or ``Rehearser``."""

    def run(self, key: str) -> Outcome:
        """Reconcile one case. Raises JiraError."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What jobs run in place of ``path``."""

    path: Runs
    board: Index

    def run(self, key: str) -> Outcome:
        """Reconcile one case. Raises JiraError and redis' errors."""
        try:
            outcome = self.path.run(key)
        except NotFound:
            self.board.drop(key)
            raise
        if outcome.key != key:  # it was moved to another project
            self.board.drop(key)
        self.board.show(outcome.decision)
        return outcome
