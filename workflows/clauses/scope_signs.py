"""SCO-2, SCO-5: what says that a case is of a scope: the field ``Support Scope``, or the case type of the same name."""

from __future__ import annotations

from datetime import datetime

from workflows.case import Case
from workflows.terms import Field

FUNCTIONAL, ENHANCEMENT = "Functional", "Enhancement"
_SIGNS = (Field.SCOPE, Field.CASE_TYPE)


def of_scope(case: Case, scope: str) -> str | None:
    """Which field says that the case is of ``scope``, for people; None where neither does."""
    said = next((field for field in _SIGNS if case.text(field) == scope), None)
    return f"{said} is {scope}" if said else None


def since(case: Case, scope: str) -> datetime:
    """Since when one of the two fields has said so without a break; the opening, where one of them always has."""
    values = {field: case.text(field) for field in _SIGNS}
    for change in reversed(case.changes):
        if change.field in values:
            values[change.field] = change.before if isinstance(change.before, str) else None
            if scope not in values.values():
                return change.at
    return case.opened_at
