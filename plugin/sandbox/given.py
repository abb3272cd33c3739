"""From what a person says (a name, a text, a datetime) to a field's value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from plugin.sandbox import fields as kinds
from plugin.sandbox.fields import Field, Option
from plugin.sandbox.place import Place
from plugin.sandbox.values import Refused


def values_of(place: Place, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field id. Raises KeyError for a field, Refused for a value that there is not."""
    found: dict[str, Any] = {}
    for name, raw in given.items():
        spec = place.site.field_named(name)
        found[spec.id] = value_of(place, spec, raw)
    return found


def value_of(place: Place, spec: Field, raw: Any) -> Any:
    """One value. Lists may be given as text with commas; instants as aware datetimes or ISO 8601."""
    if raw in (None, "", []):
        return [] if spec.kind.many else None
    if spec.kind.many:
        items = [item.strip() for item in raw.split(",")] if isinstance(raw, str) else list(raw)
        return [_one(place, spec, item) for item in items]
    return _one(place, spec, raw)


def _one(place: Place, spec: Field, raw: Any) -> Any:
    site = place.site
    if spec.kind.chooses:
        return _option(place, spec, str(raw))
    match spec.kind:
        case kinds.DATE_TIME:
            return _instant(raw)
        case kinds.USER | kinds.PERSON | kinds.PARTICIPANTS:
            return site.people.the(raw)
        case kinds.PRIORITY:
            return _named(place.priorities.priorities, str(raw))
        case kinds.VERSIONS:
            return _named(place.project.versions, raw)
        case kinds.ORGANIZATIONS:
            return _named(site.people.organizations.values(), raw)
    return raw


def _option(place: Place, spec: Field, value: str) -> Option:
    for option in place.options(spec):
        if option.enabled and option.value == value:
            return option
    raise Refused(f"Option value '{value}' is not valid")


def _named(known: Any, name: str) -> Any:
    for item in known:
        if item.name == name:
            return item
    raise Refused(f"there is no {name!r}")


def _instant(raw: Any) -> datetime:
    instant = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
    if instant.tzinfo is None:
        raise Refused(f"an instant needs a zone: {raw}")
    return instant.astimezone(UTC)
