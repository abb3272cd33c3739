"""Planview's terms ↔ this Jira's names: fields, options, statuses and priorities.

Names are compared without capitals and accents; the first spelling of a name is the one that is written.
``plugin/field_map_files`` reads one from the YAML files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plugin.configuration_errors import folded
from workflows.terms import Field, Severity, Status


class Kind(StrEnum):
    """What a field is in Jira. The last three are Jira's own fields."""

    SELECT = "select"
    DATETIME = "datetime"
    TEXT = "text"
    STATUS = "status"
    PRIORITY = "priority"
    USER = "user"


OWN_FIELDS: Mapping[Field, Kind] = {
    Field.STATUS: Kind.STATUS,
    Field.PRIORITY: Kind.PRIORITY,
    Field.ASSIGNEE: Kind.USER,
}
"""Jira's own fields: the changelog names them in English on every Jira, so that no map is needed."""
MAPPED = tuple(field for field in Field if field not in OWN_FIELDS)
"""The fields that fields.yaml maps: all the others."""


@dataclass(frozen=True, slots=True)
class MappedOption:
    """An option of a select: the policy's name, its spellings in Jira, and the description to show there."""

    ours: str
    spellings: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class MappedField:
    """A field: the spellings of its name in Jira, what it is there, and its options."""

    field: Field
    names: tuple[str, ...]
    kind: Kind
    options: tuple[MappedOption, ...] = ()
    description: str = ""


class FieldMap:
    """Answers what a name of this Jira means, and how a term of the policy is written there."""

    def __init__(
        self,
        fields: Mapping[Field, MappedField],
        statuses: Mapping[Status, tuple[str, ...]],
        priorities: Mapping[Severity, tuple[str, ...]],
    ) -> None:
        own = {field: MappedField(field, (field.value,), kind) for field, kind in OWN_FIELDS.items()}
        self._fields = {**fields, **own}
        self._statuses = dict(statuses)
        self._priorities = dict(priorities)
        self._by_name = {folded(name): mapped.field for mapped in self._fields.values() for name in mapped.names}
        self._by_status = {folded(name): status for status, names in statuses.items() for name in names}
        self._by_option = {
            (mapped.field, folded(spelling)): option.ours
            for mapped in self._fields.values()
            for option in mapped.options
            for spelling in option.spellings
        }
        self._by_priority = {folded(name): names[0] for names in priorities.values() for name in names}

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field that is mapped, Jira's own last."""
        return tuple(self._fields)

    def field_named(self, jira_name: str) -> Field | None:
        """The field that Jira calls ``jira_name``, or None where it is none of ours."""
        return self._by_name.get(folded(jira_name))

    def name_of(self, field: Field) -> str:
        """The name of ``field`` in Jira: the first spelling."""
        return self._fields[field].names[0]

    def names_of(self, field: Field) -> tuple[str, ...]:
        """All spellings of the name of ``field``, the one that is written first."""
        return self._fields[field].names

    def kind(self, field: Field) -> Kind:
        """What ``field`` is in Jira."""
        return self._fields[field].kind

    def options(self, field: Field) -> tuple[str, ...]:
        """The policy's options of a select, in the order of the file; empty for other fields."""
        return tuple(option.ours for option in self._fields[field].options)

    def spellings(self, field: Field, ours: str) -> tuple[str, ...]:
        """All spellings of an option, the one that is written first. Raises ValueError for an option we do not know."""
        return self._option(field, ours).spellings

    def description(self, field: Field, ours: str | None = None) -> str:
        """What Jira shows about a field, or about one of its options (SEV-8); empty where the map says nothing."""
        return self._fields[field].description if ours is None else self._option(field, ours).description

    def to_ours(self, field: Field, jira_value: str) -> str | None:
        """The policy's term for a value that Jira shows, or None for an option that the map does not know.

        A priority is answered in its first spelling, one that no severity has as it is; a status is the policy's.
        Texts, instants and persons are answered as they are.
        """
        kind = self.kind(field)
        if kind is Kind.SELECT:
            return self._by_option.get((field, folded(jira_value)))
        if kind is Kind.STATUS:
            return self.status(jira_value).value
        if kind is Kind.PRIORITY:
            return self._by_priority.get(folded(jira_value), jira_value)
        return jira_value

    def to_jira(self, field: Field, ours: str) -> str:
        """How Jira spells the policy's term. Raises ValueError for an option we do not know."""
        kind = self.kind(field)
        if kind is Kind.SELECT:
            return self._option(field, ours).spellings[0]
        if kind is Kind.STATUS:
            return self._statuses[Status(ours)][0]
        return ours

    def status(self, jira_name: str) -> Status:
        """The status that Jira calls ``jira_name``; one that no map names counts as In Progress."""
        return self._by_status.get(folded(jira_name), Status.IN_PROGRESS)

    def knows_status(self, jira_name: str) -> bool:
        """Whether the map names this Jira status."""
        return folded(jira_name) in self._by_status

    def jira_statuses(self, status: Status) -> tuple[str, ...]:
        """The Jira statuses that mean ``status``, the preferred one first."""
        return self._statuses[status]

    def priority(self, severity: Severity) -> str:
        """The Jira priority of a severity (SEV-7)."""
        return self._priorities[severity][0]

    def _option(self, field: Field, ours: str) -> MappedOption:
        for option in self._fields[field].options:
            if option.ours == ours:
                return option
        raise ValueError(f"{field.value} has no option {ours!r}; it has {', '.join(self.options(field)) or 'none'}")
