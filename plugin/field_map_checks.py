"""What no single entry of the field maps can say: which fields and options must be there, and whose a spelling is.

Each function yields the path of a key in its file, and what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugin.configuration_errors import choice_problem, folded
from plugin.field_map import MAPPED, OWN_FIELDS, Kind
from plugin.field_map_schema import FieldEntry
from plugin.yaml_files import KeyPath
from workflows.policy import Policy
from workflows.terms import DEFAULT_TIER, Approval, Field, Severity, SlaState

_YES_NO = ("Yes", "No")
CLOSED_OPTIONS: Mapping[Field, tuple[str, ...]] = {
    Field.SEVERITY: tuple(Severity),
    Field.REQUESTED_SEVERITY: tuple(Severity),
    Field.CRITICAL_APPROVAL: tuple(Approval),
    Field.DEFECT_ORIGIN: tuple(Policy().origins),
    Field.SCOPE: tuple(Policy().exclusions),
    Field.SYSTEM_WIDE: _YES_NO,
    Field.CODE_CHANGE: _YES_NO,
    Field.WORKAROUND: ("None", "Unstable", "Stable"),
    Field.BILLABLE: _YES_NO,
    Field.SLA_STATE: tuple(SlaState),
}
"""The selects whose options the policy's rules name: all must be mapped, and no others."""
ELSEWHERE = {Field.CASE_TYPE: "case_types.yaml", Field.PRODUCT: "products.yaml", Field.REGION: "regions.yaml"}
"""The selects whose options stand in a file of their own."""
_TEXTS = {Field.INSTANCE, Field.ROOT_CAUSE}
_DATETIMES = {
    Field.RESTORED,
    Field.RESPONSE_DUE,
    Field.RESTORE_DUE,
    Field.RESOLUTION_DUE,
    Field.NEXT_UPDATE_DUE,
    Field.ROOT_CAUSE_DUE,
}
Problem = tuple[KeyPath, str]


def kind_of(field: Field) -> Kind:
    """What a mapped field must be in Jira."""
    return Kind.TEXT if field in _TEXTS else Kind.DATETIME if field in _DATETIMES else Kind.SELECT


def needed_options(field: Field) -> tuple[str, ...]:
    """The options that a select of fields.yaml must have."""
    return CLOSED_OPTIONS.get(field) or ((DEFAULT_TIER,) if field is Field.TIER else ())


def wrong_fields(fields: Mapping[Field, FieldEntry]) -> Iterator[Problem]:
    """fields.yaml as a whole."""
    for field in MAPPED:
        if field not in fields:
            yield (field.value,), "is missing: every field of the policy must be mapped"
    for field in fields:
        if field in OWN_FIELDS:
            yield (field.value,), "is Jira's own field and needs no map"
    yield from doubled({k.value: e.name for k, e in fields.items()}, of_jira=tuple(OWN_FIELDS))
    for field, entry in fields.items():
        if field not in OWN_FIELDS:
            yield from _wrong_options(field, entry)


def _wrong_options(field: Field, entry: FieldEntry) -> Iterator[Problem]:
    path: KeyPath = (field.value, "options")
    kind = kind_of(field)
    if entry.type.value != kind.value:
        yield (field.value, "type"), f"must be {kind}; found `{entry.type.value}`"
    elif field in ELSEWHERE and entry.options:
        yield path, f"its options stand in {ELSEWHERE[field]}"
    elif kind is not Kind.SELECT and entry.options:
        yield path, f"a {kind} field has no options"
    elif kind is Kind.SELECT and field not in ELSEWHERE:
        options = {ours: option.names for ours, option in entry.options.items()}
        yield from missing(options, needed_options(field), under=path)
        yield from doubled(options, under=path)
        closed = CLOSED_OPTIONS.get(field)
        foreign = [option for option in entry.options if closed is not None and option not in closed]
        yield from (((*path, option), _foreign(field, option)) for option in foreign)


def _foreign(field: Field, option: str) -> str:
    allowed = CLOSED_OPTIONS[field]
    owners = [str(other) for other, options in CLOSED_OPTIONS.items() if option in options]
    if owners:
        return f"`{option}` is an option of {' and '.join(owners)}, not of this field; allowed: {', '.join(allowed)}"
    return choice_problem(option, allowed)


def missing(there: Mapping[str, object], needed: tuple[str, ...], *, under: KeyPath = ()) -> Iterator[Problem]:
    """Terms that must be mapped and are not."""
    for term in needed:
        if term not in there:
            yield (*under, str(term)), "is missing"


def doubled(
    spellings: Mapping[str, tuple[str, ...]], *, under: KeyPath = (), of_jira: tuple[Field, ...] = ()
) -> Iterator[Problem]:
    """Spellings that mean two things."""
    seen: dict[str, str] = {folded(field.value): f"Jira's own field {field.value}" for field in of_jira}
    for ours, names in spellings.items():
        for spelling in names:
            other = seen.setdefault(folded(spelling), f"`{ours}`")
            if other != f"`{ours}`":
                yield (*under, str(ours)), f"the spelling `{spelling}` already belongs to {other}"
