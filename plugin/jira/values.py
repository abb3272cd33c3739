"""Values of fields between Jira's JSON and our terms, both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from plugin.configuration_errors import folded
from plugin.field_map import FieldMap, Kind
from plugin.jira.metadata import Located
from plugin.jira.moments import instant, stamp
from workflows.case import Value
from workflows.terms import Field


def shown(raw: Any) -> str | None:
    """The text that people see of a field's value: an option's ``value``, a priority's ``name``, a text."""
    if isinstance(raw, Mapping):
        raw = raw.get("value", raw.get("name"))
    return None if raw is None or raw == "" else str(raw)


def ours(field: Field, raw: Any, field_map: FieldMap) -> tuple[str | datetime | None, str | None]:
    """A field's value in our terms, and what is wrong with it. Nothing is guessed: what is unknown is left out."""
    text = shown(raw)
    if text is None:
        return None, None
    name = field_map.name_of(field)
    if field_map.kind(field) is Kind.DATETIME:
        moment = instant(text)
        return moment, None if moment else f"{name}: {text!r} is not a date and time"
    term = field_map.to_ours(field, text)
    return term, None if term is not None else (
        f"{name}: option {text!r} is not in the field map and is passed over; add it there to the option it stands for"
    )


def theirs(field: Field, value: Value, where: Located, field_map: FieldMap, options: Sequence[str], cloud: bool) -> Any:
    """What to send for a field. ``options``: how this Jira spells the field's options, empty where unknown.

    Raises ValueError for an option that the field map does not know.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return stamp(value)
    if field is Field.ASSIGNEE:
        return {"accountId": value} if cloud else {"name": value}
    if field is Field.PRIORITY:
        return {"name": value}
    if field_map.kind(field) is not Kind.SELECT:
        return value
    spelled = spelling(field_map.spellings(field, value), options)
    return {"value": spelled} if where.kind == "option" else spelled


def spelling(spellings: Sequence[str], options: Sequence[str]) -> str:
    """The first of our spellings that this Jira has, in Jira's own capitals; the first of all where it has none."""
    there = {folded(option): option for option in reversed(options)}
    return next((there[folded(known)] for known in spellings if folded(known) in there), spellings[0])
