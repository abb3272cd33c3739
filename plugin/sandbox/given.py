"""From what a person says (a name, a text, a datetime) to a field's value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from plugin.sandbox import fields as kinds
from plugin.sandbox.fields import Field, Refused
from plugin.sandbox.site import Site


def values_of(site: Site, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field id. Raises KeyError for a field, Refused for a value that the site does not have."""
    found: dict[str, Any] = {}
    for name, raw in given.items():
        spec = site.field_named(name)
        found[spec.id] = value_of(site, spec, raw)
    return found


def value_of(site: Site, spec: Field, raw: Any) -> Any:
    """One value. Lists may be given as text with commas; instants as aware datetimes or ISO 8601."""
    if raw in (None, "", []):
        return [] if spec.kind.many else None
    if spec.kind is kinds.SELECT:
        return spec.option(str(raw))
    if spec.kind is kinds.DATE_TIME:
        return _instant(raw)
    if spec.kind is kinds.USER:
        return site.people.the(raw)
    if spec.kind is kinds.PRIORITY:
        return _named(site.priorities, str(raw))
    if not spec.kind.many:
        return raw
    items = [item.strip() for item in raw.split(",")] if isinstance(raw, str) else list(raw)
    if spec.kind is kinds.VERSIONS:
        return [_named(site.versions.values(), item) for item in items]
    if spec.kind is kinds.PARTICIPANTS:
        return [site.people.the(item) for item in items]
    if spec.kind is kinds.ORGANIZATIONS:
        return [_named(site.people.organizations.values(), item) for item in items]
    return items


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
