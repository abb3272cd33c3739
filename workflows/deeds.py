"""What people did to a case, taken apart from what our own account did, so that it can be lived once more.

``as_born`` is the case at the moment it was opened; ``deeds`` are what people did to it since, oldest first; ``done``
is a case after one of them. A case that careflow has acted on otherwise than it really did may stand elsewhere than it
stood for the person who acted: what they set is what counts, not what it was before; and who sets what is there
already changes nothing, as Jira would have recorded nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from workflows.case import Case, Change, Comment, Labelling, Value
from workflows.record import Record, Witness
from workflows.terms import Field, Status

Deed: TypeAlias = Change | Labelling | Comment
"""Something that one person did at one moment."""

_MOMENT = timedelta.resolution


def as_born(case: Case) -> Case:
    """The case as it was opened, before anybody did anything to it; of ours nothing is left.

    What had been witnessed of what is not there any more stays (SLO-13): it is evidence, no act.
    """
    born = case.as_of(case.opened_at - _MOMENT)
    comments = tuple(comment for comment in born.comments if comment.by != case.own_account)
    present = {deed.evidence for deed in deeds(case)}
    gone = {id_: witness for id_, witness in case.record.witnessed.items() if id_ not in present}
    record = Record(witnessed=gone, forgotten=case.record.forgotten)
    return replace(born, comments=comments, record=record, fix_versions=case.fix_versions, reachable=None)


def deeds(case: Case) -> tuple[Deed, ...]:
    """What people did since the opening, oldest first; of the same moment changes before comments."""
    kinds: tuple[tuple[Deed, ...], ...] = (case.changes, case.labellings, case.comments)
    told = [deed for kind in kinds for deed in kind if deed.by != case.own_account and deed.at >= case.opened_at]
    return tuple(sorted(told, key=lambda deed: deed.at))


def done(case: Case, deed: Deed, witnessed: Mapping[str, Witness]) -> Case:
    """The case once ``deed`` has been done to it, as what it was ``witnessed`` (SLO-13)."""
    witness = witnessed.get(deed.evidence)
    if witness is not None:
        record = replace(case.record, witnessed={**case.record.witnessed, deed.evidence: witness})
        case = replace(case, record=record)
    if isinstance(deed, Comment):
        return replace(case, comments=(*case.comments, deed))
    if isinstance(deed, Labelling):
        return _labelled(case, deed)
    return _changed(case, deed)


def value_of(case: Case, field: Field) -> Value:
    """What a field holds, status and assignee included."""
    if field is Field.STATUS:
        return case.status
    return case.assignee if field is Field.ASSIGNEE else case.fields.get(field)


def newest_at(case: Case, until: datetime) -> datetime:
    """When somebody last did anything, up to ``until``; the opening, where nobody has."""
    return max((deed.at for deed in deeds(case) if deed.at <= until), default=case.opened_at)


def _labelled(case: Case, deed: Labelling) -> Case:
    if (deed.label in case.labels) is deed.present:
        return case
    labels = case.labels | {deed.label} if deed.present else case.labels - {deed.label}
    return replace(case, labels=labels, labellings=(*case.labellings, deed))


def _changed(case: Case, deed: Change) -> Case:
    before = value_of(case, deed.field)
    if before == deed.after and deed.field is not Field.STATUS:  # a status may decide by its name alone (SEV-4)
        return case
    case = replace(case, changes=(*case.changes, replace(deed, before=before)))
    text = deed.after if isinstance(deed.after, str) else None
    if deed.field is Field.STATUS:
        return replace(case, status=Status(text) if text else case.status)
    if deed.field is Field.ASSIGNEE:
        return replace(case, assignee=text)
    fields = {field: value for field, value in case.fields.items() if field is not deed.field}
    if deed.after is not None:
        fields[deed.field] = deed.after
    return replace(case, fields=fields)
