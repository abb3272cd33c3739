"""What values a field takes over REST: each reader gives a plain Python value for what stands in a body.

Readers get the raw JSON, the field, and the place where the issue stands: its options, versions and priorities follow
from that. They raise ``Refused``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plugin.sandbox.fields import Field
    from plugin.sandbox.place import Place

# Jira reads exactly this form; ISO 8601 with "Z" or without milliseconds is refused (REST API: "Field input formats").
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
LINE_LIMIT, TEXT_LIMIT = 255, 32767


class Refused(ValueError):
    """A value that Jira would not take; the text is what stands in ``errors`` of its 400."""


Read = Callable[[Any, "Field", "Place"], Any]


def date_time(raw: str) -> datetime:
    """The instant in Jira's own form ``2026-11-23T10:00:00.000+0000``. Raises Refused."""
    if not _DATE_TIME.fullmatch(raw):
        raise Refused(f"Error parsing date string: {raw}")
    try:
        return datetime.strptime(raw, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC)
    except ValueError as wrong:
        raise Refused(f"Error parsing date string: {raw}") from wrong


def text(limit: int) -> Read:
    """Text of at most so many characters."""

    def parse(raw: Any, _field: Field, _place: Place) -> Any:
        if raw is not None and not isinstance(raw, str):
            raise Refused("Operation value must be a string")
        if raw and len(raw) > limit:
            raise Refused(f"The entered text is too long. It exceeds the allowed limit of {limit:,} characters.")
        return raw or None

    return parse


def instant(raw: Any, _field: Field, _place: Place) -> Any:
    """A date and time."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise Refused("Operation value must be a string")
    return date_time(raw)


def day(raw: Any, _field: Field, _place: Place) -> Any:
    """A date, kept as the text ``2026-11-23``."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str) or not _DAY.fullmatch(raw):
        raise Refused(f"Error parsing date string: {raw}")
    try:
        return date.fromisoformat(raw).isoformat()
    except ValueError as wrong:
        raise Refused(f"Error parsing date string: {raw}") from wrong


def number(raw: Any, _field: Field, _place: Place) -> Any:
    """A number."""
    if raw is not None and (isinstance(raw, bool) or not isinstance(raw, int | float)):
        raise Refused("Operation value must be a number")
    return raw


def choice(raw: Any, spec: Field, place: Place) -> Any:
    """An option of the context that holds there, by id or text."""
    if raw is None:
        return None
    if not isinstance(raw, dict) or not ({"id", "value"} & raw.keys()):
        raise Refused("Could not find valid 'id' or 'value' in the Parent Option object.")
    for option in place.options(spec):
        if option.enabled and (option.id == str(raw["id"]) if "id" in raw else option.value == str(raw["value"])):
            return option
    raise Refused(f"Option {'id' if 'id' in raw else 'value'} '{raw.get('id', raw.get('value'))}' is not valid")


def user(raw: Any, _field: Field, place: Place) -> Any:
    """An active person."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise Refused("expected Object containing a user")
    # Cloud dropped names in 2019 (GDPR), Data Center never had account ids.
    wanted = (raw.get("accountId") or raw.get("id")) if place.site.cloud else (raw.get("name") or raw.get("key"))
    person = place.site.people.find(wanted)
    if wanted == "" or (wanted is None and raw):
        return None
    if person is None or (wanted not in (person.account_id, person.name, person.key)):
        raise Refused(f"User '{wanted}' does not exist.")
    if not person.active:
        raise Refused(f"User '{wanted}' cannot be assigned issues.")
    return person


def list_of(one: Read) -> Read:
    """Several of a kind, each once."""

    def parse(raw: Any, spec: Field, place: Place) -> Any:
        if raw is None:
            return []
        if not isinstance(raw, list):
            raise Refused("data was not an array")
        found = list(dict.fromkeys(one(item, spec, place) for item in raw))
        if None in found:
            raise Refused("an item of the list is empty")
        return found

    return parse


def label(raw: Any, _field: Field, _place: Place) -> Any:
    """A label: one word."""
    if not isinstance(raw, str):
        raise Refused("string expected at index 0")
    if not raw or re.search(r"\s", raw):
        raise Refused(f"The label '{raw}' contains spaces which is invalid.")
    return raw


def version(raw: Any, _field: Field, place: Place) -> Any:
    """A version of the project."""
    found = _named(raw, place.project.versions)
    if found is None:
        raise Refused(f"Version name '{_known_as(raw)}' is not valid")
    return found


def priority(raw: Any, _field: Field, place: Place) -> Any:
    """A priority of the project's scheme."""
    found = _named(raw, place.priorities.priorities)
    if found is None:
        raise Refused("The priority selected is invalid.")
    return found


def organization(raw: Any, _field: Field, place: Place) -> Any:
    """A customer organization, by its id."""
    wanted = raw.get("id") if isinstance(raw, dict) else raw
    found = place.site.people.organizations.get(int(str(wanted))) if str(wanted).isdigit() else None
    if found is None:
        raise Refused(f"Organization '{wanted}' does not exist.")
    return found


def _named(raw: Any, known: Iterable[Any]) -> Any:
    """By ``id``, else by ``name``."""
    wanted = raw if isinstance(raw, dict) else {}
    key = "id" if "id" in wanted else "name"
    return next((item for item in known if str(wanted.get(key, "")) == getattr(item, key)), None)


def _known_as(raw: Any) -> Any:
    return raw.get("name", raw.get("id")) if isinstance(raw, dict) else raw
