"""Fields of an issue, their contexts and options; how each kind of field shows its values and how the changelog does.

Values inside the sandbox are plain Python: text, an aware ``datetime``, an ``Option``, a ``Person``, a list of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from plugin.sandbox import values
from plugin.sandbox.values import LINE_LIMIT, TEXT_LIMIT, Read

if TYPE_CHECKING:
    from plugin.sandbox.shapes import Shapes

Json = dict[str, Any]
_TYPES = "com.atlassian.jira.plugin.system.customfieldtypes"


@dataclass(eq=False, slots=True)
class Option:
    """An option of a select list."""

    id: str
    value: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field. ``log`` gives the changelog's ``to`` and ``toString``; ``chooses``: it has options."""

    schema: Json
    parse: Read
    show: Callable[[Any, Shapes], Any]
    log: Callable[[Any, Shapes], tuple[str | None, str]]
    many: bool = False
    chooses: bool = False


@dataclass(eq=False, slots=True)
class Context:
    """Where a custom field exists, and with which options. ``projects`` and ``types`` are ids; None: all."""

    id: str
    name: str
    description: str = ""
    projects: set[str] | None = None
    types: set[str] | None = None
    options: list[Option] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Field:
    """A field. ``log_name`` is its name in the changelog; Jira's own have no contexts and exist everywhere.

    ``dropped``: a write is accepted and has no effect (as with some app-owned fields). ``trashed``: in Cloud's trash.
    ``locked``: an app's own, which nobody changes or deletes.
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
    locked: bool = False

    @property
    def options(self) -> list[Option]:
        """The options of all its contexts."""
        return [option for context in self.contexts for option in context.options]

    def option(self, value: str) -> Option:
        """The first option of that text that is not switched off. Raises KeyError."""
        for option in self.options:
            if option.enabled and option.value == value:
                return option
        raise KeyError(f"no option {value!r}")

    def context_for(self, project: str, type_id: str) -> Context | None:
        """The context that holds for an issue.

        A project that has contexts of its own has nothing of the one for all (OAS-C, "Get custom field contexts for
        projects and issue types").
        """
        own = [context for context in self.contexts if project in (context.projects or ())]
        for context in own or [context for context in self.contexts if context.projects is None]:
            if context.types is None or type_id in context.types:
                return context
        return None

    def exists_for(self, project: str, type_id: str) -> bool:
        """Whether issues of a type in a project have the field."""
        return not self.custom or self.context_for(project, type_id) is not None

    def exists_in(self, project: str) -> bool:
        """Whether issues of any type in a project have the field."""
        named = any(project in (context.projects or ()) for context in self.contexts)
        return not self.custom or named or any(context.projects is None for context in self.contexts)

    @property
    def custom(self) -> bool:
        """Whether it is a custom field."""
        return self.id.startswith("customfield_")

    @property
    def empty(self) -> Any:
        """The value of a field that has none: an empty list where it holds many."""
        return [] if self.kind.many else None

    def schema(self) -> Json:
        """As in GET /field and in editmeta."""
        if not self.custom:
            return {**self.kind.schema, "system": self.id}
        return {**self.kind.schema, "customId": int(self.id.removeprefix("customfield_"))}


def _custom(type_: str, name: str, items: str | None = None) -> Json:
    return {"type": type_, **({"items": items} if items else {}), "custom": f"{_TYPES}:{name}"}


def _joined(names: Callable[[Any, Shapes], str]) -> Callable[[Any, Shapes], tuple[str | None, str]]:
    return lambda v, s: (None, ", ".join(names(item, s) for item in v))


def _all(name: str) -> Callable[[Any, Shapes], Any]:
    return lambda v, s: [getattr(s, name)(item) for item in v]


LINE = Kind(_custom("string", "textfield"), values.text(LINE_LIMIT), lambda v, s: v, lambda v, s: (None, v))
TEXT = Kind(_custom("string", "textarea"), values.text(TEXT_LIMIT), lambda v, s: v, lambda v, s: (None, v))
ADDRESS = Kind(_custom("string", "url"), values.text(LINE_LIMIT), lambda v, s: v, lambda v, s: (None, v))
NUMBER = Kind(_custom("number", "float"), values.number, lambda v, s: v, lambda v, s: (None, str(v)))
DATE = Kind(_custom("date", "datepicker"), values.day, lambda v, s: v, lambda v, s: (v, v))
DATE_TIME = Kind(
    _custom("datetime", "datetime"), values.instant, lambda v, s: s.when(v), lambda v, s: s.logged_instant(v)
)
SELECT = Kind(
    _custom("option", "select"), values.choice, lambda v, s: s.option(v), lambda v, s: (v.id, v.value), chooses=True
)
RADIO = replace(SELECT, schema=_custom("option", "radiobuttons"))
MULTI_SELECT = Kind(
    _custom("array", "multiselect", "option"),
    values.list_of(values.choice),
    _all("option"),
    _joined(lambda v, s: str(v.value)),
    many=True,
    chooses=True,
)
CHECKBOXES = replace(MULTI_SELECT, schema=_custom("array", "multicheckboxes", "option"))
USER = Kind({"type": "user"}, values.user, lambda v, s: s.person(v), lambda v, s: (s.person_id(v), v.display_name))
PERSON = replace(USER, schema=_custom("user", "userpicker"))
LABELS = Kind(
    {"type": "array", "items": "string"},
    values.list_of(values.label),
    lambda v, s: list(v),
    lambda v, s: (None, " ".join(v)),
    many=True,
)
WORDS = replace(LABELS, schema=_custom("array", "labels", "string"))
VERSIONS = Kind(
    {"type": "array", "items": "version"},
    values.list_of(values.version),
    _all("version"),
    _joined(lambda v, s: str(v.name)),
    many=True,
)
PRIORITY = Kind({"type": "priority"}, values.priority, lambda v, s: s.priority(v), lambda v, s: (v.id, v.name))
PARTICIPANTS = Kind(
    {"type": "array", "items": "user", "custom": "com.atlassian.servicedesk:sd-request-participants"},
    values.list_of(values.user),
    _all("person"),
    _joined(lambda v, s: f"{v.display_name}({s.person_id(v)})"),
    many=True,
)
ORGANIZATIONS = Kind(
    {
        "type": "array",
        "items": "sd-customerorganization",
        "custom": "com.atlassian.servicedesk:sd-customer-organizations",
    },
    values.list_of(values.organization),
    _all("organization"),
    _joined(lambda v, s: str(v.name)),
    many=True,
)
MADE_BY_ADMINISTRATORS = (
    LINE,
    TEXT,
    ADDRESS,
    NUMBER,
    DATE,
    DATE_TIME,
    SELECT,
    RADIO,
    MULTI_SELECT,
    CHECKBOXES,
    PERSON,
    WORDS,
)
"""The kinds that POST /field makes."""
