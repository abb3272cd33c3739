"""Fields of an issue: what values a kind takes over REST, how it shows them and how the changelog spells them.

Values inside the sandbox are plain Python: text, an aware ``datetime``, an ``Option``, a ``Person``, a list of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plugin.sandbox.shapes import Shapes
    from plugin.sandbox.site import Site

Json = dict[str, Any]
_TYPES = "com.atlassian.jira.plugin.system.customfieldtypes"
# Jira reads exactly this form; ISO 8601 with "Z" or without milliseconds is refused (REST API: "Field input formats").
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}")
LINE_LIMIT, TEXT_LIMIT = 255, 32767


class Refused(ValueError):
    """A value that Jira would not take; the text is what stands in ``errors`` of its 400."""


@dataclass(eq=False, slots=True)
class Option:
    """An option of a select list."""

    id: str
    value: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field. ``parse`` raises Refused; ``log`` gives the changelog's ``to`` and ``toString``."""

    schema: Json
    parse: Callable[[Any, Field, Site], Any]
    show: Callable[[Any, Shapes], Any]
    log: Callable[[Any, Shapes], tuple[str | None, str]]
    many: bool = False


@dataclass(eq=False, slots=True)
class Context:
    """Where a custom field exists, and with which options. ``projects`` and ``types`` are ids; None: all."""

    id: str
    name: str
    description: str = ""
    projects: set[str] | None = None
    types: set[str] | None = None
    options: list[Option] = field(default_factory=list)

    def covers(self, project: str, type_id: str) -> bool:
        """Whether it holds for issues of a type in a project."""
        in_project = self.projects is None or project in self.projects
        return in_project and (self.types is None or type_id in self.types)


@dataclass(eq=False, slots=True)
class Field:
    """A field. ``log_name`` is its name in the changelog; Jira's own have no contexts and exist everywhere.

    ``dropped``: a write is accepted and has no effect (as with some app-owned fields). ``trashed``: in Cloud's trash.
    """

    id: str
    name: str
    kind: Kind
    contexts: list[Context] = field(default_factory=list)
    log_name: str = ""
    dropped: bool = False
    clause: str = ""
    description: str = ""
    trashed: bool = False

    @property
    def options(self) -> list[Option]:
        """The options of all its contexts."""
        return [option for context in self.contexts for option in context.options]

    def context_for(self, project: str, type_id: str) -> Context | None:
        """The context that holds for an issue: one of its project before the one for all."""
        covering = [context for context in self.contexts if context.covers(project, type_id)]
        return min(covering, key=lambda context: context.projects is None, default=None)

    def exists_for(self, project: str, type_id: str) -> bool:
        """Whether issues of a type in a project have the field."""
        return not self.custom or self.context_for(project, type_id) is not None

    @property
    def custom(self) -> bool:
        """Whether it is a custom field."""
        return self.id.startswith("customfield_")

    @property
    def empty(self) -> Any:
        """The value of a field that has none: an empty list where it holds many."""
        return [] if self.kind.many else None

    def option(self, value: str) -> Option:
        """The option of that text. Raises Refused."""
        for option in self.options:
            if option.enabled and option.value == value:
                return option
        raise Refused(f"Option value '{value}' is not valid")

    def schema(self) -> Json:
        """As in GET /field and in editmeta."""
        if not self.custom:
            return {**self.kind.schema, "system": self.id}
        return {**self.kind.schema, "customId": int(self.id.removeprefix("customfield_"))}


def date_time(raw: str) -> datetime:
    """The instant in Jira's own form ``2026-11-23T10:00:00.000+0000``. Raises Refused."""
    if not _DATE_TIME.fullmatch(raw):
        raise Refused(f"Error parsing date string: {raw}")
    try:
        return datetime.strptime(raw, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC)
    except ValueError as wrong:
        raise Refused(f"Error parsing date string: {raw}") from wrong


def _text(limit: int) -> Callable[[Any, Field, Site], Any]:
    def parse(raw: Any, _field: Field, _site: Site) -> Any:
        if raw is not None and not isinstance(raw, str):
            raise Refused("Operation value must be a string")
        if raw and len(raw) > limit:
            raise Refused(f"The entered text is too long. It exceeds the allowed limit of {limit:,} characters.")
        return raw or None

    return parse


def _instant(raw: Any, _field: Field, _site: Site) -> Any:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise Refused("Operation value must be a string")
    return date_time(raw)


def _number(raw: Any, _field: Field, _site: Site) -> Any:
    if raw is not None and (isinstance(raw, bool) or not isinstance(raw, int | float)):
        raise Refused("Operation value must be a number")
    return raw


def _select(raw: Any, spec: Field, _site: Site) -> Any:
    if raw is None:
        return None
    if not isinstance(raw, dict) or not ({"id", "value"} & raw.keys()):
        raise Refused("Could not find valid 'id' or 'value' in the Parent Option object.")
    if "id" in raw:
        for option in spec.options:
            if option.enabled and option.id == str(raw["id"]):
                return option
        raise Refused(f"Option id '{raw['id']}' is not valid")
    return spec.option(str(raw["value"]))


def _user(raw: Any, _field: Field, site: Site) -> Any:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise Refused("expected Object containing a user")
    # Cloud dropped names in 2019 (GDPR), Data Center never had account ids.
    wanted = (raw.get("accountId") or raw.get("id")) if site.cloud else (raw.get("name") or raw.get("key"))
    person = site.people.find(wanted)
    if wanted == "" or (wanted is None and raw):
        return None
    if person is None or (wanted not in (person.account_id, person.name, person.key)):
        raise Refused(f"User '{wanted}' does not exist.")
    if not person.active:
        raise Refused(f"User '{wanted}' cannot be assigned issues.")
    return person


def _list_of(one: Callable[[Any, Field, Site], Any]) -> Callable[[Any, Field, Site], Any]:
    def parse(raw: Any, spec: Field, site: Site) -> Any:
        if raw is None:
            return []
        if not isinstance(raw, list):
            raise Refused("data was not an array")
        found = list(dict.fromkeys(one(item, spec, site) for item in raw))
        if None in found:
            raise Refused("an item of the list is empty")
        return found

    return parse


def _label(raw: Any, _field: Field, _site: Site) -> Any:
    if not isinstance(raw, str):
        raise Refused("string expected at index 0")
    if not raw or re.search(r"\s", raw):
        raise Refused(f"The label '{raw}' contains spaces which is invalid.")
    return raw


def _version(raw: Any, _field: Field, site: Site) -> Any:
    wanted = raw if isinstance(raw, dict) else {}
    for version in site.versions.values():
        if str(wanted.get("id", "")) == version.id or ("id" not in wanted and wanted.get("name") == version.name):
            return version
    raise Refused(f"Version name '{wanted.get('name', wanted.get('id', raw))}' is not valid")


def _priority(raw: Any, _field: Field, site: Site) -> Any:
    wanted = raw if isinstance(raw, dict) else {}
    for priority in site.priorities:
        if str(wanted.get("id", "")) == priority.id or ("id" not in wanted and wanted.get("name") == priority.name):
            return priority
    raise Refused("The priority selected is invalid.")


def _organization(raw: Any, _field: Field, site: Site) -> Any:
    wanted = raw.get("id") if isinstance(raw, dict) else raw
    found = site.people.organizations.get(int(str(wanted))) if str(wanted).isdigit() else None
    if found is None:
        raise Refused(f"Organization '{wanted}' does not exist.")
    return found


def _custom(type_: str, name: str, items: str | None = None) -> Json:
    return {"type": type_, **({"items": items} if items else {}), "custom": f"{_TYPES}:{name}"}


def _joined(names: Callable[[Any, Shapes], str]) -> Callable[[Any, Shapes], tuple[str | None, str]]:
    return lambda v, s: (None, ", ".join(names(item, s) for item in v))


def _all(name: str) -> Callable[[Any, Shapes], Any]:
    return lambda v, s: [getattr(s, name)(item) for item in v]


LINE = Kind(_custom("string", "textfield"), _text(LINE_LIMIT), lambda v, s: v, lambda v, s: (None, v))
TEXT = Kind(_custom("string", "textarea"), _text(TEXT_LIMIT), lambda v, s: v, lambda v, s: (None, v))
NUMBER = Kind(_custom("number", "float"), _number, lambda v, s: v, lambda v, s: (None, str(v)))
DATE_TIME = Kind(_custom("datetime", "datetime"), _instant, lambda v, s: s.when(v), lambda v, s: s.logged_instant(v))
DATE = Kind(_custom("date", "datepicker"), _text(10), lambda v, s: v, lambda v, s: (v, v))
SELECT = Kind(_custom("option", "select"), _select, lambda v, s: s.option(v), lambda v, s: (v.id, v.value))
MULTI_SELECT = Kind(
    _custom("array", "multiselect", "option"),
    _list_of(_select),
    _all("option"),
    _joined(lambda v, s: str(v.value)),
    True,
)
USER = Kind({"type": "user"}, _user, lambda v, s: s.person(v), lambda v, s: (s.person_id(v), v.display_name))
LABELS = Kind(
    {"type": "array", "items": "string"}, _list_of(_label), lambda v, s: list(v), lambda v, s: (None, " ".join(v)), True
)
VERSIONS = Kind(
    {"type": "array", "items": "version"},
    _list_of(_version),
    _all("version"),
    _joined(lambda v, s: str(v.name)),
    True,
)
PRIORITY = Kind({"type": "priority"}, _priority, lambda v, s: s.priority(v), lambda v, s: (v.id, v.name))
PARTICIPANTS = Kind(
    {"type": "array", "items": "user", "custom": "com.atlassian.servicedesk:sd-request-participants"},
    _list_of(_user),
    _all("person"),
    _joined(lambda v, s: f"{v.display_name}({s.person_id(v)})"),
    True,
)
ORGANIZATIONS = Kind(
    {
        "type": "array",
        "items": "sd-customerorganization",
        "custom": "com.atlassian.servicedesk:sd-customer-organizations",
    },
    _list_of(_organization),
    _all("organization"),
    _joined(lambda v, s: str(v.name)),
    True,
)
