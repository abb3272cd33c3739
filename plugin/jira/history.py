"""Jira's changelog in our terms: only what is mapped, and labels and fix versions, oldest first.

Items bear a ``fieldId`` on Cloud; Data Center's are matched by name among the custom fields (FACTS 0.8). What people
did is told by history entry, so a Change bears the entry's id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, TypeAlias

from plugin.field_map import FieldMap, Kind
from plugin.jira.metadata import SYSTEM, Fields
from plugin.jira.moments import instant
from plugin.jira.people import person_id
from workflows.case import Change, Labelling, Value
from workflows.terms import Field

Entry: TypeAlias = Mapping[str, Any]

_OWN = {name: field for field, name in SYSTEM.items()}


class History:
    """Reads one issue's changelog. ``zone`` is for date-times that the changelog spells without one.

    ``by_key`` names a person whom Data Center's changelog gives by key.
    """

    def __init__(
        self, fields: Fields, field_map: FieldMap, *, cloud: bool, zone: tzinfo, by_key: Callable[[str], str]
    ) -> None:
        self._fields = fields
        self._map = field_map
        self._cloud = cloud
        self._zone = zone
        self._by_key = by_key
        self.problems: list[str] = []

    def changes(self, histories: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
        """The changes of entries in any order, each entry once, oldest first."""
        told = ((at, entry, self._field(item), item) for at, entry, item in items_of(histories))
        return tuple(self._change(at, entry, field, item) for at, entry, field, item in told if field is not None)

    def first_reporter(self, histories: Iterable[Mapping[str, Any]]) -> str | None:
        """Who was the reporter before it first became another; None where it never did, or was nobody."""
        told = (item for _, _, item in items_of(histories) if _is_of(item, "reporter", "reporter"))
        return next((self._person(item.get("tmpFromAccountId") or item.get("from")) for item in told), None)

    def _field(self, item: Mapping[str, Any]) -> Field | None:
        if item.get("fieldId"):
            return self._fields.by_id.get(str(item["fieldId"]))
        name = str(item.get("field", ""))
        if item.get("fieldtype") != "custom":
            return _OWN.get(name.casefold())
        field = self._map.field_named(name)
        return field if field in self._fields.located else None

    def _change(self, at: datetime, entry: Mapping[str, Any], field: Field, item: Mapping[str, Any]) -> Change:
        before = self._value(field, item, "from", "fromString", "tmpFromAccountId")
        after = self._value(field, item, "to", "toString", "tmpToAccountId")
        raw = str(item.get("toString") or "")
        return Change(str(entry["id"]), at, person_id(entry.get("author")), field, before, after, raw)

    def _value(self, field: Field, item: Mapping[str, Any], code: str, text: str, account: str) -> Value:
        if field is Field.ASSIGNEE:
            return self._person(item.get(account) or item.get(code))
        if self._map.kind(field) is Kind.DATETIME:
            return self._moment(field, item, code, text)
        words = item.get(text)
        return None if words is None or words == "" else self._map.to_ours(field, str(words))

    def _person(self, who: object) -> str | None:
        if not who:
            return None
        return str(who) if self._cloud else self._by_key(str(who))

    def _moment(self, field: Field, item: Mapping[str, Any], code: str, text: str) -> datetime | None:
        spelled = [item[name] for name in (code, text) if item.get(name)]
        found = next((at for at in (instant(way, self._zone) for way in spelled) if at), None)
        if spelled and found is None:
            name = self._map.name_of(field)
            self.problems.append(f"{name}: the history says {spelled[-1]!r}, which is no date and time known to us")
        return found


def items_of(histories: Iterable[Mapping[str, Any]]) -> Iterator[tuple[datetime, Entry, Entry]]:
    """Every item of entries in any order, with its moment and its entry; each entry once, oldest first."""
    entries = {str(entry["id"]): entry for entry in histories}
    dated = [(moment(entry.get("created")), entry) for entry in entries.values()]
    for at, entry in sorted(dated, key=lambda pair: (pair[0], _number(pair[1]["id"]))):
        for item in entry.get("items") or ():
            yield at, entry, item


def labellings(histories: Iterable[Mapping[str, Any]]) -> tuple[Labelling, ...]:
    """Which labels were put on and taken off. An item has all of them before and after; no label has a blank."""
    found: list[Labelling] = []
    for at, entry, item in items_of(histories):
        if _is_of(item, "labels", "labels"):
            before, after = (set(str(item.get(name) or "").split()) for name in ("fromString", "toString"))
            id_, by = str(entry["id"]), person_id(entry.get("author"))
            found += [Labelling(id_, at, by, label, label in after) for label in sorted(before ^ after)]
    return tuple(found)


def named_as_fix(histories: Iterable[Mapping[str, Any]]) -> dict[str, datetime]:
    """When each fix version was last named on the issue, by its id."""
    told = ((at, item.get("to")) for at, _, item in items_of(histories) if _is_of(item, "fixVersions", "fix version"))
    return {str(version): at for at, version in told if version}


def _is_of(item: Mapping[str, Any], field_id: str, name: str) -> bool:
    """Whether an item is of this field of Jira's own; Data Center's items bear only its name (FACTS 0.8)."""
    if item.get("fieldId"):
        return str(item["fieldId"]) == field_id
    return item.get("fieldtype") != "custom" and str(item.get("field", "")).casefold() == name


def moment(text: object) -> datetime:
    """An instant that Jira always gives (``created``). Raises ValueError where it is none."""
    found = instant(text)
    if found is None:
        raise ValueError(f"no instant: {text!r}")
    return found


def settled(changes: Sequence[Change], now: Mapping[Field, str | datetime]) -> tuple[Change, ...]:
    """The last change of a date-time field led to the value it has now, which Jira spells exactly.

    The changelog's own text drops seconds and zones, in some settings in a form that nobody can read back.
    """
    exact: list[Change] = []
    later: set[Field] = set()
    for change in reversed(changes):
        value = now.get(change.field)
        last = isinstance(value, datetime) and change.field not in later and change.raw
        later.add(change.field)
        exact.append(replace(change, after=value) if last else change)
    return tuple(reversed(exact))


def _number(identifier: object) -> int:
    return int(str(identifier)) if str(identifier).isdigit() else 0
