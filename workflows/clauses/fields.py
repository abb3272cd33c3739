"""Writing a field only when it differs, the way every clause does it (SLO-11: on change only)."""

from __future__ import annotations

from datetime import datetime, timedelta

from workflows.actions import SetField
from workflows.case import Value
from workflows.facts import Facts
from workflows.record import to_text
from workflows.terms import Field

RETRY_REFUSED = timedelta(days=1)
AGAIN = "again: "  # marks in the record's ``written`` that a value was sent twice


def as_written(value: Value) -> str:
    """A value as the record's ``written`` and ``refused`` spell it."""
    if value is None:
        return ""
    return to_text(value) if isinstance(value, datetime) else value


def wanted(facts: Facts, field: Field, value: Value, clause: str, why: str) -> tuple[SetField, ...]:
    """One SetField where Jira has another value; nothing where it has it, or has refused just this."""
    present: Value = facts.case.assignee if field is Field.ASSIGNEE else facts.case.fields.get(field)
    if present == value or _truncated(facts, field, present, value) or is_refused(facts, field, as_written(value)):
        return ()
    return (SetField(f"{clause} {field} = {as_written(value) or 'empty'}", clause, why, field, value, present),)


def is_refused(facts: Facts, what: str, value: str) -> bool:
    """Whether Jira has refused just this value within a day; then it is tried again, in case the site was mended."""
    refusal = facts.case.record.refused.get(what)
    return refusal is not None and refusal.value == value and facts.now < refusal.at + RETRY_REFUSED


def _truncated(facts: Facts, field: Field, present: Value, value: Value) -> bool:
    """Some Jiras keep date-times to the minute: what was written and came back cut is there."""
    return (
        isinstance(present, datetime)
        and isinstance(value, datetime)
        and present == value.replace(second=0, microsecond=0)
        and facts.case.record.written.get(field, "").removeprefix(AGAIN) == as_written(value)
    )
