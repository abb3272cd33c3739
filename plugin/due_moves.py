"""What the settings that are about to hold would change on open cases: the dues that would move, from what to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from plugin.jira import Gateway
from plugin.queries import find_open
from plugin.reconcile import Reconciler
from plugin.settings import Settings
from workflows.actions import SetField
from workflows.clauses.dues import DUE_FIELDS
from workflows.decision import Decision
from workflows.terms import Field


@dataclass(frozen=True, slots=True)
class DueMove:
    """A due of an open case that would be another; None where there is none. Instants are aware."""

    key: str
    field: Field
    before: datetime | None
    after: datetime | None


def due_moves(settings: Settings, gateway: Gateway, reconciler: Reconciler) -> Iterator[DueMove]:
    """The dues of every open case that would be written otherwise than they stand in Jira. Raises JiraError."""
    for reading in find_open(gateway, settings.projects, settings.field_map()):
        decision = reconciler.decide(reading.case, reading.now)
        if decision.needs or set(reading.lacks) - {"record"}:
            decision = reconciler.look(reading.case.key)
        yield from _moves(decision)


def _moves(decision: Decision) -> Iterator[DueMove]:
    for action in decision.actions:
        if isinstance(action, SetField) and action.field in DUE_FIELDS.values():
            before = decision.case.fields.get(action.field)
            yield DueMove(
                decision.case.key,
                action.field,
                before if isinstance(before, datetime) else None,
                action.value if isinstance(action.value, datetime) else None,
            )
