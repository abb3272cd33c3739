"""The case as it will be once a decision has been carried out, as Jira would record it.

For looking ahead without Jira: when to wake next after acting, and the law that deciding again yields nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from workflows.actions import (
    Action,
    Email,
    Move,
    Note,
    Passed,
    SetField,
    SetLabel,
    Shadowed,
    Tell,
    Witnessed,
    reference,
)
from workflows.case import Case, Change, Comment, Labelling
from workflows.terms import Field


def applied(case: Case, actions: Iterable[Action], at: datetime) -> Case:
    """``case`` with every action done by our own account at ``at``."""
    for number, action in enumerate(actions):
        case = _done(case, action, at, f"applied-{to_id(at)}-{number}")
    return case


def to_id(at: datetime) -> str:
    """A history id that no Jira gives."""
    return at.strftime("%Y%m%dT%H%M%S%f")


def _done(case: Case, action: Action, at: datetime, new_id: str) -> Case:
    record = case.record
    if isinstance(action, SetField):
        return _with_field(case, action, at, new_id)
    if isinstance(action, Move):
        change = Change(new_id, at, case.own_account, Field.STATUS, case.status, action.to, action.to)
        return replace(case, status=action.to, changes=(*case.changes, change))
    if isinstance(action, SetLabel):
        return _with_label(case, action, at, new_id)
    if isinstance(action, Note):
        note = Comment(new_id, at, case.own_account, f"…\n{reference(action.id)}", public=False)
        return replace(case, comments=(*case.comments, note))
    if isinstance(action, Witnessed):
        witnessed = {**record.witnessed, action.evidence: action.witness}
        return replace(case, record=replace(record, witnessed=witnessed))
    if isinstance(action, (Tell, Email, Passed)):
        return replace(case, record=replace(record, acts={**record.acts, action.id: at}))
    if isinstance(action, Shadowed):
        return replace(case, record=record.with_shadowed([action.id], at))
    raise TypeError(f"not an action: {action!r}")


def _with_label(case: Case, action: SetLabel, at: datetime, new_id: str) -> Case:
    labels = case.labels | {action.label} if action.present else case.labels - {action.label}
    entry = Labelling(new_id, at, case.own_account, action.label, action.present)
    return replace(case, labels=labels, labellings=(*case.labellings, entry))


def _with_field(case: Case, action: SetField, at: datetime, new_id: str) -> Case:
    fields = dict(case.fields)
    before = fields.pop(action.field, None)
    if action.value is not None:
        fields[action.field] = action.value
    if action.field is Field.ASSIGNEE:
        fields.pop(Field.ASSIGNEE, None)
        before, assignee = case.assignee, action.value if isinstance(action.value, str) else None
        case = replace(case, assignee=assignee)
    change = Change(new_id, at, case.own_account, action.field, before, action.value, str(action.value or ""))
    return replace(case, fields=fields, changes=(*case.changes, change))
