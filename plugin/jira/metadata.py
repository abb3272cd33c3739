"""What this Jira is and has: Cloud or Data Center, the ids of our fields, the options as they are spelled in it.

Ids are looked up by name (GET /field), never configured. Everything is cached; a field or option made meanwhile is
seen after ``FIELDS_FOR`` or ``OPTIONS_FOR`` seconds, or at once after ``forget``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plugin.field_map import FieldMap, Kind
from plugin.jira.cache import Cache
from plugin.jira.errors import Forbidden, NotFound, Refused, Transient
from plugin.jira.session import Session
from workflows.terms import Field

FIELDS_FOR = 600.0
OPTIONS_FOR = 3600.0
SITE_FOR = 86_400.0

SYSTEM: Mapping[Field, str] = {Field.STATUS: "status", Field.PRIORITY: "priority", Field.ASSIGNEE: "assignee"}
# Schema types that fit, the usual one first. A select may be a text field: Data Center has no REST to make options
# (FACTS 5).
TYPES: Mapping[Kind, tuple[str, ...]] = {
    Kind.SELECT: ("option", "string"),
    Kind.DATETIME: ("datetime",),
    Kind.TEXT: ("string",),
}
# schema.custom of Jira Service Management's fields; their names follow the site's language.
PARTICIPANTS = "com.atlassian.servicedesk:sd-request-participants"
ORGANIZATIONS = "com.atlassian.servicedesk:sd-customer-organizations"


@dataclass(frozen=True, slots=True)
class Located:
    """A field of ours in this Jira: its id and schema type (``option``, ``string``, ``datetime``)."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Where each field of ours is. ``problems`` names those that are missing, doubled or of another type."""

    located: Mapping[Field, Located]
    participants: str | None = None
    organizations: str | None = None
    problems: tuple[str, ...] = ()
    by_id: Mapping[str, Field] = field(default_factory=dict)

    def where(self, ours: Field) -> Located | None:
        """Where a field is, Jira's own included; None where this Jira has none that fits."""
        if ours in SYSTEM:
            return Located(SYSTEM[ours], "system")
        return self.located.get(ours)


class Metadata:
    """Looked up once, shared by all workers through the cache. Raises JiraError where Jira does not answer."""

    def __init__(self, session: Session, field_map: FieldMap, cache: Cache) -> None:
        self._session = session
        self._map = field_map
        self._cache = cache
        names = "\n".join(name for ours in custom_fields(field_map) for name in field_map.names_of(ours))
        self._fields_key = "fields:" + hashlib.sha256(names.encode()).hexdigest()[:16]

    def cloud(self) -> bool:
        """Whether this is Jira Cloud (serverInfo.deploymentType); everything else is Data Center's shape."""
        known = self._cache.get("deployment")
        if not isinstance(known, str):
            known = str(self._session.get("serverInfo").object().get("deploymentType", "Server"))
            self._cache.put("deployment", known, SITE_FOR)
        return known == "Cloud"

    def fields(self) -> Fields:
        """Our fields in this Jira, by name."""
        known = self._cache.get(self._fields_key)
        if not isinstance(known, list):
            known = self._wanted(self._session.get("field").list())
            self._cache.put(self._fields_key, known, FIELDS_FOR)
        return located(known, self._map)

    def forget(self) -> None:
        """Look the fields up again next time (after ``careflow apply``, or a field that Jira refused)."""
        self._cache.put(self._fields_key, None, 0)

    def _wanted(self, data: Sequence[Mapping[str, Any]]) -> list[list[str]]:
        found: list[list[str]] = []
        for entry in data:
            schema = entry.get("schema") or {}
            custom = str(schema.get("custom", ""))
            name = str(entry.get("name", ""))
            if (entry.get("scope") or {}).get("type") == "PROJECT":
                continue  # a team-managed project's own: of another one, and company-managed ones cannot have it
            if custom and (self._map.field_named(name) or custom in (PARTICIPANTS, ORGANIZATIONS)):
                found.append([str(entry["id"]), name, str(schema.get("type", "")), custom])
        return found

    def is_service_project(self, project: str) -> bool:
        """Whether a project is one of Jira Service Management (only these have internal comments)."""
        key = f"project:{project}"
        known = self._cache.get(key)
        if not isinstance(known, str):
            known = str(self._session.get("project/{project}", project=project).object().get("projectTypeKey", ""))
            self._cache.put(key, known, SITE_FOR)
        return known == "service_desk"

    def options(self, issue: str, shape: str) -> Mapping[str, Sequence[str]]:
        """Field id → the options that Jira takes on an issue (GET editmeta), cached by ``shape`` (project and type).

        Empty where it cannot be had: the field map's first spelling is then written as it stands.
        """
        key = f"options:{shape}"
        known = self._cache.get(key)
        if not isinstance(known, dict):
            try:
                answer = self._session.get("issue/{issue}/editmeta", issue=issue)
            except Transient:
                return {}
            except (Forbidden, NotFound, Refused):
                known = {}
            else:
                known = _options(answer.object())
            self._cache.put(key, known, OPTIONS_FOR)
        options: Mapping[str, Sequence[str]] = known
        return options

    def forget_options(self, shape: str) -> None:
        """Ask for the options again next time (one was refused)."""
        self._cache.put(f"options:{shape}", None, 0)


def custom_fields(field_map: FieldMap) -> list[Field]:
    """The mapped fields that are not Jira's own."""
    return [ours for ours in field_map.fields if ours not in SYSTEM]


def located(entries: Sequence[Sequence[str]], field_map: FieldMap) -> Fields:
    """Our fields among Jira's ``entries`` (id, name, type, custom), with what is wrong about them."""
    found: dict[Field, Located] = {}
    problems: list[str] = []
    told = [(field_map.field_named(entry[1]), entry) for entry in entries]
    for ours in custom_fields(field_map):
        types = TYPES[field_map.kind(ours)]
        named = [entry for known_as, entry in told if known_as is ours]
        fitting = sorted((e for e in named if e[2] in types), key=lambda e: (types.index(e[2]), _number(e[0])))
        if fitting:
            found[ours] = Located(fitting[0][0], fitting[0][2])
        problems += _problem(field_map.name_of(ours), types[0], named, fitting)
    special = {entry[3]: entry[0] for entry in entries}
    return Fields(
        found,
        special.get(PARTICIPANTS),
        special.get(ORGANIZATIONS),
        tuple(problems),
        {**{where.id: ours for ours, where in found.items()}, **{id_: ours for ours, id_ in SYSTEM.items()}},
    )


def _problem(name: str, needed: str, named: Sequence[Sequence[str]], fitting: Sequence[Sequence[str]]) -> Iterator[str]:
    if not named:
        yield f"field {name!r} is not in this Jira: create it, or name yours in the field map"
    elif not fitting:
        yield f"field {name!r} is of type {named[0][2]!r} in this Jira; {needed!r} is needed"
    elif len(named) > 1:
        ids = ", ".join(entry[0] for entry in named)
        yield f"field {name!r} is {len(named)} times in this Jira ({ids}): {fitting[0][0]} is used"


def _number(field_id: str) -> int:
    digits = field_id.rpartition("_")[2]
    return int(digits) if digits.isdigit() else 0


def _options(data: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field_id, meta in (data.get("fields") or {}).items():
        if spelled := option_texts(meta):
            found[field_id] = spelled
    return found


def option_texts(meta: Mapping[str, Any]) -> list[str]:
    """The options of a field as editmeta tells them; empty for a field that has none."""
    values = [v.get("value", v.get("name")) for v in meta.get("allowedValues") or () if isinstance(v, dict)]
    return [str(value) for value in values if value is not None]
