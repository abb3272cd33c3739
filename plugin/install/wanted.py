"""What a site should have so that careflow can work on it: all of it from app.yaml and the field maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plugin.field_map import FieldMap, Kind
from plugin.jira.metadata import TYPES, custom_fields
from plugin.on_this_machine import is_loopback, receiver_here
from plugin.settings import Settings
from plugin.subscription import EVENTS, PATH
from plugin.worklists import Worklist
from workflows.terms import Field, Severity, Status

CATEGORIES: Mapping[Status, str] = {
    Status.NEW: "TODO",
    Status.IN_PROGRESS: "IN_PROGRESS",
    Status.WAITING: "IN_PROGRESS",
    Status.SOLUTION: "IN_PROGRESS",
    Status.CLOSED: "DONE",
}
ON_OPENING = frozenset(
    {
        Field.CASE_TYPE,
        Field.SEVERITY,
        Field.PRODUCT,
        Field.REGION,
        Field.TIER,
        Field.CHANNEL,
        Field.INSTANCE,
    }
)
"""The fields that are asked for when a case is opened (SEV-1, OPN-1 to OPN-7): they go on screens for creating too."""
_COLOURS = {
    Severity.CRITICAL: "#CD1317",
    Severity.MAJOR: "#E97F33",
    Severity.MODERATE: "#E2B203",
    Severity.MINOR: "#2D8738",
}


@dataclass(frozen=True, slots=True)
class Option:
    """An option: what the policy calls it, and its spellings in Jira, of which the first is written."""

    ours: str
    spellings: tuple[str, ...]

    @property
    def name(self) -> str:
        """How it is made."""
        return self.spellings[0]


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field. ``types``: schema types that fit, the usual one first; ``paragraph``: of several lines."""

    field: Field
    names: tuple[str, ...]
    kind: Kind
    types: tuple[str, ...]
    description: str
    options: tuple[Option, ...] = ()
    paragraph: bool = False

    @property
    def name(self) -> str:
        """How it is made."""
        return self.names[0]

    @property
    def key(self) -> str:
        """Its key in a plan, and its mark."""
        return f"field {self.field}"


@dataclass(frozen=True, slots=True)
class Priority:
    """A priority of Jira's."""

    name: str
    severities: tuple[Severity, ...]
    colour: str


@dataclass(frozen=True, slots=True)
class Hook:
    """The webhook; ``url`` None: nobody knows where Jira reaches careflow."""

    url: str | None
    secret: str | None
    events: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Hook({self.url!r})"


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of it. ``site``: Jira's address; ``screens``: names that app.yaml gives; empty: those of the projects."""

    site: str
    projects: tuple[str, ...]
    map: FieldMap
    fields: tuple[CustomField, ...]
    statuses: Mapping[Status, tuple[str, ...]]
    priorities: tuple[Priority, ...]
    versions: Mapping[str, date]
    worklists: tuple[Worklist, ...]
    hook: Hook
    screens: tuple[str, ...] = ()

    def named(self, prefix: str) -> str:
        """The name of something that people look for by the projects: ``CARE: …``."""
        return f"{', '.join(self.projects)}: {prefix}"


def wanted(settings: Settings) -> Wanted:
    """What these settings ask for."""
    known = settings.field_map()
    secret = settings.webhook.secret.get_secret_value() if settings.webhook.secret else ""
    return Wanted(
        site=settings.jira.url or "",
        projects=settings.projects,
        map=known,
        fields=tuple(_field(known, field) for field in custom_fields(known)),
        statuses={status: known.jira_statuses(status) for status in Status},
        priorities=_priorities(known),
        versions=settings.maps.planned,
        worklists=settings.maps.worklists,
        hook=Hook(_address(settings), next(iter(secret.splitlines()), None), EVENTS),
        screens=settings.install.screens,
    )


def _field(known: FieldMap, field: Field) -> CustomField:
    options = tuple(Option(ours, known.spellings(field, ours)) for ours in known.options(field))
    return CustomField(
        field,
        known.names_of(field),
        known.kind(field),
        TYPES[known.kind(field)],
        _description(known, field),
        options,
        paragraph=field is Field.ROOT_CAUSE,
    )


def _description(known: FieldMap, field: Field) -> str:
    """SEV-8: Jira has no descriptions for options, so that the field's own shows them where people choose."""
    lines = [
        f"{known.spellings(field, ours)[0]}: {text}"
        for ours in known.options(field)
        if (text := known.description(field, ours))
    ]
    return "\n".join([known.description(field), *lines]).strip()


def _priorities(known: FieldMap) -> tuple[Priority, ...]:
    by_name: dict[str, list[Severity]] = {}
    for severity in Severity:
        by_name.setdefault(known.priority(severity), []).append(severity)
    return tuple(Priority(name, tuple(of), _COLOURS[of[0]]) for name, of in by_name.items())


def _address(settings: Settings) -> str | None:
    url = settings.webhook.url
    if url is None and is_loopback(settings.jira.url or ""):
        url = receiver_here()
    if url is None:
        return None
    return url if url.endswith(PATH) else url + PATH
