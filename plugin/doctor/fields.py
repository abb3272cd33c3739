"""The fields of the field map are in Jira, can be edited there, and have the options that careflow writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugin.configuration_errors import folded, nearest
from plugin.doctor.findings import Finding, NotNow, counted, enumerated, fails, ok, warning
from plugin.doctor.installation import Installation
from plugin.field_map import Kind
from plugin.jira.metadata import TYPES, custom_fields
from workflows.terms import Field, Severity

WRITTEN = frozenset(
    {
        Field.SEVERITY,
        Field.REQUESTED_SEVERITY,
        Field.CRITICAL_APPROVAL,
        Field.SLA_STATE,
        Field.BILLABLE,
        Field.RESPONSE_DUE,
        Field.RESTORE_DUE,
        Field.RESOLUTION_DUE,
        Field.NEXT_UPDATE_DUE,
        Field.ROOT_CAUSE_DUE,
    }
)
"""The custom fields that careflow writes; people write the others."""
_OF_JIRA = {"priority": "Priority", "assignee": "Assignee", "labels": "Labels", "comment": "Comment"}
_NEW_FIELD = "Jira settings ▸ Issues ▸ Custom fields ▸ Create, or name yours in field_maps/fields.yaml"


def fields(it: Installation) -> Iterator[Finding]:
    """Each field is there by name, of the right type, and once."""
    there = it.jira.custom_fields()
    located = it.jira.fields().located
    missing: list[str] = []
    faults: list[Finding] = []
    for field in custom_fields(it.map):
        name, types = it.map.name_of(field), TYPES[it.map.kind(field)]
        named = [custom for custom in there if it.map.field_named(custom.name) is field]
        if not named:
            missing.append(name)
        elif field not in located:
            faults.append(_of_another_type(name, named[0].id, named[0].kind, types[0]))
        elif len(named) > 1:
            faults.append(_twice(name, [custom.id for custom in named], located[field].id))
    if missing:
        yield fails(f"not in this Jira: {enumerated(missing, 30)}", _NEW_FIELD)
    yield from faults
    if not missing and not faults:
        yield ok(f"all {len(located)} fields are there, each once and of the right type")


_IN_WORDS = {"option": "select list (single choice)", "datetime": "date time picker", "string": "text field"}


def _of_another_type(name: str, field_id: str, found: str, needed: str) -> Finding:
    return fails(
        f"{name} ({field_id}) is of type {found}; {needed} is needed",
        f"make a field of the type “{_IN_WORDS[needed]}” under another name, and put that name first at {name} in "
        "field_maps/fields.yaml (Jira cannot change a field's type)",
    )


def _twice(name: str, ids: list[str], used: str) -> Finding:
    return warning(
        f"{name} is {len(ids)} times in this Jira ({enumerated(ids)}); {used} is used",
        "rename those that are not meant (Jira settings ▸ Issues ▸ Custom fields): values in them are not read",
    )


def screen(it: Installation) -> Iterator[Finding]:
    """An API token can write only what is on the edit screen (FACTS 0.3)."""
    for case in it.cases:
        shown = it.screen(case)
        if not shown:
            yield fails(
                f"nothing of {case} can be edited by our account",
                "grant it Edit issues; if it has that, the status of the case forbids editing (the workflow's property "
                "jira.issue.editable)",
            )
            continue
        yield from _off_screen(it, case, shown)


def _off_screen(it: Installation, case: str, shown: dict[str, tuple[str, ...]]) -> Iterator[Finding]:
    located = it.jira.fields().located
    absent = {field: it.map.name_of(field) for field, where in located.items() if where.id not in shown}
    ours = [name for field, name in absent.items() if field in WRITTEN]
    ours += [name for field_id, name in _OF_JIRA.items() if field_id not in shown]
    theirs = [name for field, name in absent.items() if field not in WRITTEN]
    project = case.rpartition("-")[0]
    where = f"project {project} ▸ Project settings ▸ Screens ▸ the screen for editing: add them"
    if ours:
        yield fails(f"not on the edit screen of {case}, so that careflow cannot write them: {enumerated(ours)}", where)
    if theirs:
        yield warning(f"not on the edit screen of {case}, so that nobody can set them: {enumerated(theirs)}", where)
    if not absent and not ours:
        yield ok(f"all fields are on the edit screen of {case}")


@dataclass(frozen=True, slots=True)
class _Select:
    """A select field as a case takes it: ``lacks`` options of ours, has ``strange`` ones besides."""

    name: str
    written: bool
    lacks: tuple[str, ...]
    strange: tuple[str, ...]


def options(it: Installation) -> Iterator[Finding]:
    """Every option of the policy is there under one of its spellings, and none is unknown to the field map."""
    looked = 0
    for case in it.cases:
        selects = list(_selects(it, it.screen(case)))
        looked += len(selects)
        for select in selects:
            yield from _about(case, select)
        if selects and not any(select.lacks or select.strange for select in selects):
            yield ok(f"the options of {counted(len(selects), 'field')} on {case} are those of the field map")
    if not looked:
        raise NotNow("no select field of ours can be edited, so that its options are not to be seen")


def _selects(it: Installation, shown: dict[str, tuple[str, ...]]) -> Iterator[_Select]:
    for field, where in it.jira.fields().located.items():
        if it.map.kind(field) is not Kind.SELECT or where.kind != "option" or where.id not in shown:
            continue
        there = {folded(option) for option in shown[where.id]}
        lacks = [o for o in it.map.options(field) if not there & {folded(s) for s in it.map.spellings(field, o)}]
        strange = [option for option in shown[where.id] if it.map.to_ours(field, option) is None]
        yield _Select(it.map.name_of(field), field in WRITTEN, tuple(lacks), tuple(strange))


def _about(case: str, select: _Select) -> Iterator[Finding]:
    if select.lacks:
        what = f"{select.name} on {case} has no option for {enumerated(select.lacks)}"
        mend = f"add them (Custom fields ▸ {select.name} ▸ Options), or write this Jira's spelling into the field map"
        yield (fails if select.written else warning)(what + _probably(select), mend)
    if select.strange:
        yield warning(
            f"{select.name} on {case} has options that the field map does not know: {enumerated(select.strange)}",
            "a case with one counts as a case without: add each to the option that it stands for in the field map",
        )


def _probably(select: _Select) -> str:
    guesses = ((ours, nearest(ours, select.strange)) for ours in select.lacks)
    pairs = [f"{theirs} for {ours}" for ours, theirs in guesses if theirs]
    return f" (perhaps {enumerated(pairs)})" if pairs else ""


def priorities(it: Installation) -> Iterator[Finding]:
    """SEV-7 writes the first spelling of each priority."""
    there = it.jira.priorities()
    known = {folded(name) for name in there}
    wanted = dict.fromkeys(it.map.priority(severity) for severity in Severity)
    lacking = [name for name in wanted if folded(name) not in known]
    if lacking:
        yield fails(
            f"this Jira has no priority {enumerated(lacking)}; it has {enumerated(there)}",
            "put this Jira's names first in field_maps/priorities.yaml",
        )
    else:
        yield ok(f"this Jira has {enumerated(wanted)}")
