"""The lists that people work from in Jira: saved filters, as ``field_maps/worklists.yaml`` describes them.

A list's query is JQL with places: ``{Severity}`` is a field of ours, ``{SLA State: Breached}`` the condition that it
has an option, ``{Status: Closed}`` that the case is in one of this Jira's statuses of that meaning, ``{open}`` that it
is not closed. What stands in a place depends on the Jira, so it is filled in when the filter is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Annotated, Protocol, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema

from plugin.configuration_errors import choice_problem
from plugin.field_map import MAPPED
from plugin.one_or_many import FILLED
from plugin.yaml_files import KeyPath
from workflows.terms import Field, Status

OPEN = "open"
_PLACE = re.compile(r"\{([^{}:]+)(?::([^{}]+))?\}")


def _one_line(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return " ".join(text.split())


Line = Annotated[str, AfterValidator(_one_line), WithJsonSchema(dict(FILLED))]


class WorklistEntry(BaseModel):
    """An entry of worklists.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line
    description: Line
    jql: Line
    order: Line = "priority DESC, {Response Due}, {Restore Due}, {Resolution Due}"


@dataclass(frozen=True, slots=True)
class Worklist:
    """A list: ``id`` is its key in the file, ``jql`` its query with places, without projects and order."""

    id: str
    name: str
    description: str
    jql: str
    order: str

    @property
    def places(self) -> list[Place]:
        """The places of query and order, in their order."""
        return [*places_in(self.jql), *places_in(self.order)]

    @property
    def fields(self) -> Set[Field]:
        """The custom fields that it names."""
        named = (place.what for place in self.places)
        return {Field(name) for name in named if name in set(Field) and name != Field.STATUS}

    def filled(self, projects: tuple[str, ...], names: Names) -> str:
        """The whole query in this Jira's names."""
        of_ours = f"project in ({', '.join(projects)})"
        return f"{of_ours} AND ({_filled(self.jql, names)}) ORDER BY {_filled(self.order, names)}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a query: ``what`` is a field's name, ``Status`` or ``open``; ``value`` an option, or empty."""

    what: str
    value: str


class Names(Protocol):
    """How this Jira calls things in JQL."""

    def field(self, field: Field) -> str:
        """A custom field, as ``cf[10101]``."""

    def has(self, field: Field, ours: str) -> str:
        """The condition that a field has an option."""

    def is_in(self, status: Status) -> str:
        """The condition that a case is in a status that means one of the policy's."""

    def unfinished(self) -> str:
        """A condition that holds for what is not closed."""


def places_in(jql: str) -> list[Place]:
    """The places of a text."""
    return [Place(what.strip(), (value or "").strip()) for what, value in _PLACE.findall(jql)]


Options: TypeAlias = Callable[[Field], Sequence[str] | None]
"""The options of a select as far as they are known; None where nothing can be said of them."""


def wrong_places(entries: Mapping[str, WorklistEntry], options: Options) -> Iterator[tuple[KeyPath, str]]:
    """What no place can be filled with, by the path of the key that says it."""
    for key, entry in entries.items():
        for part, text in (("jql", entry.jql), ("order", entry.order)):
            for place in places_in(text):
                if problem := _problem(place, options):
                    yield (key, part), problem


def _problem(place: Place, options: Options) -> str | None:
    fields = [str(field) for field in (*MAPPED, Field.STATUS)]
    if place.what == OPEN:
        return f"`{{open: {place.value}}}`: `open` takes no value" if place.value else None
    if place.what not in fields:
        return choice_problem(place.what, [*fields, OPEN])
    if place.what == Field.STATUS:
        allowed: Sequence[str] | None = tuple(str(status) for status in Status)
    else:
        allowed = options(Field(place.what)) if place.value else None
    return None if allowed is None or place.value in allowed else choice_problem(place.value, allowed)


def worklists(entries: Mapping[str, WorklistEntry]) -> tuple[Worklist, ...]:
    """The lists of the file, in its order."""
    return tuple(Worklist(key, e.name, e.description, e.jql, e.order) for key, e in entries.items())


def _filled(text: str, names: Names) -> str:
    def fill(match: re.Match[str]) -> str:
        place = Place(match[1].strip(), (match[2] or "").strip())
        if place.what == OPEN:
            return names.unfinished()
        if place.what == Field.STATUS:
            return names.is_in(Status(place.value))
        field = Field(place.what)
        return names.has(field, place.value) if place.value else names.field(field)

    return _PLACE.sub(fill, text)
