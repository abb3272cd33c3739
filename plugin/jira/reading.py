"""One answer of Jira becomes a ``Case`` and the moment *now*.

*now* is the later of the answer's ``Date`` and the newest ``created`` or ``updated`` in it: worker and Jira need no
common clock, and nothing just written lies in the future.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugin.field_map import FieldMap
from plugin.jira import values
from plugin.jira.conversation import comments
from plugin.jira.errors import Malformed
from plugin.jira.history import History, labellings, moment, named_as_fix, settled
from plugin.jira.metadata import Fields, Metadata
from plugin.jira.moments import instant, local_date
from plugin.jira.people import People, person_id
from plugin.jira.session import Answer
from workflows.case import Case, Change, FixVersion, Person
from workflows.record import PROPERTY, Record
from workflows.terms import Field, Status

STANDING = (
    "summary,status,reporter,creator,assignee,created,updated,labels,priority,project,comment,fixVersions,versions,"
    "issuetype"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A case as Jira gave it, *now*, and when Jira last saw the issue change (UTC).

    ``complete`` is False where something was cut short, named in ``lacks`` (``changelog``, ``comments``, ``record``):
    such a reading shows that a case may need work, never what work.
    """

    case: Case
    now: datetime
    updated: datetime
    complete: bool = True
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """An issue's JSON with the histories and comments that belong to it."""

    issue: Mapping[str, Any]
    histories: list[Mapping[str, Any]]
    comments: list[Mapping[str, Any]]
    date: datetime | None
    lacks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cast:
    """Everybody who is named in an issue, by id; ``by_key`` for Data Center's changelog."""

    people: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)

    def add(self, user: object) -> None:
        if isinstance(user, Mapping) and (id_ := person_id(user)):
            self.people.setdefault(id_, user)
            self.by_key.setdefault(str(user.get("key") or id_), id_)


class Reader:
    """Builds cases; asks ``metadata`` and ``people`` for what an issue does not say itself."""

    def __init__(self, metadata: Metadata, people: People, field_map: FieldMap) -> None:
        self._metadata = metadata
        self._people = people
        self._map = field_map

    def wanted(self, fields: Fields) -> str:
        """The ``fields`` parameter: only what a case is made of."""
        special = [id_ for id_ in (fields.participants, fields.organizations) if id_]
        return ",".join([STANDING, *(where.id for where in fields.located.values()), *special])

    def reading(self, parts: Parts, fields: Fields) -> Reading:
        """The case in ``parts``. Raises Malformed where an issue lacks what every issue has."""
        with shaped(parts.issue):
            return self._reading(parts, fields)

    def _reading(self, parts: Parts, fields: Fields) -> Reading:
        issue, own = parts.issue, self._people.own()
        raw = issue["fields"]
        cast = _cast(parts, fields)
        problems = list(fields.problems)
        held = self._held(raw, fields, problems)
        history = self._history(fields, cast, _zone(own.zone))
        changes = settled(history.changes(parts.histories), held)
        problems += history.problems
        said = comments(parts.comments)
        customers = self._customers(raw, fields, problems)
        case = Case(
            key=str(issue["key"]),
            id=str(issue["id"]),
            opened_at=moment(raw.get("created")),
            status=self._map.status(str(raw["status"]["name"])),
            own_account=own.id,
            summary=str(raw.get("summary") or ""),
            reporter=person_id(raw.get("reporter")) or None,
            first_reporter=history.first_reporter(parts.histories),
            creator=person_id(raw.get("creator")) or None,
            assignee=person_id(raw.get("assignee")) or None,
            customers=customers,
            people=self._named(cast, changes, problems),
            fields=held,
            labels=frozenset(str(label) for label in raw.get("labels") or ()),
            labellings=labellings(parts.histories),
            fix_versions=tuple(_versions(raw, named_as_fix(parts.histories))),
            affects=tuple(str(version.get("name", "")) for version in raw.get("versions") or ()),
            comments=said,
            changes=changes,
            reachable=self._reachable(issue),
            record=record_in(issue),
            problems=tuple(dict.fromkeys(problems)),
        )
        updated = moment(raw.get("updated") or raw.get("created"))
        return Reading(case, _now(parts, case.opened_at), updated, not parts.lacks, parts.lacks)

    def _held(self, raw: Mapping[str, Any], fields: Fields, problems: list[str]) -> dict[Field, str | datetime]:
        held: dict[Field, str | datetime] = {}
        ids = {ours: where.id for ours, where in fields.located.items()} | {Field.PRIORITY: "priority"}
        for ours, id_ in ids.items():
            value, problem = values.ours(ours, raw.get(id_), self._map)
            if value is not None:
                held[ours] = value
            if problem:
                problems.append(problem)
        return held

    def _history(self, fields: Fields, cast: _Cast, zone: tzinfo) -> History:
        def by_key(key: str) -> str:
            return cast.by_key.get(key) or self._people.id_of_key(key)

        return History(fields, self._map, cloud=self._metadata.cloud(), zone=zone, by_key=by_key)

    def _customers(self, raw: Mapping[str, Any], fields: Fields, problems: list[str]) -> frozenset[str]:
        found = {person_id(raw.get("reporter"))}
        found |= {person_id(user) for user in _many(raw, fields.participants)}
        for organization in _many(raw, fields.organizations):
            members, problem = self._people.of_organization(str(organization.get("id", "")))
            found |= members
            if problem:
                problems.append(problem)
        return frozenset(found - {""})

    def _named(self, cast: _Cast, changes: tuple[Change, ...], problems: list[str]) -> dict[str, Person]:
        assigned = {c.after: c.raw for c in changes if c.field is Field.ASSIGNEE and isinstance(c.after, str)}
        roles, trouble = self._people.roles_of([*cast.people, *assigned])
        problems += trouble
        return {
            id_: Person(
                id_, str(user.get("displayName") or assigned.get(id_, "")), roles[id_], bool(user.get("active", True))
            )
            for id_, user in ((id_, cast.people.get(id_, {})) for id_ in roles)
        }

    def _reachable(self, issue: Mapping[str, Any]) -> frozenset[Status] | None:
        offered = issue.get("transitions")
        if offered is None:
            return None
        return frozenset(self._map.status(str(transition["to"]["name"])) for transition in offered)


def issue_in(answer: Answer) -> Mapping[str, Any]:
    """The issue of an answer. Raises Malformed where it is none."""
    issue = answer.object()
    if not isinstance(issue.get("fields"), dict) or not issue.get("key"):
        raise answer.malformed("an issue is due")
    return issue


@contextmanager
def shaped(issue: Mapping[str, Any]) -> Iterator[None]:
    """What is missing or of another type inside an issue is Jira's error, told with its key: Malformed."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        path = f"issue/{issue.get('key', '?')}"
        raise Malformed(f"{error!r:.120}", method="GET", endpoint="issue/{issue}", path=path) from error


def _cast(parts: Parts, fields: Fields) -> _Cast:
    cast, raw = _Cast(), parts.issue["fields"]
    for name in ("reporter", "assignee", "creator"):
        cast.add(raw.get(name))
    for user in _many(raw, fields.participants):
        cast.add(user)
    for entry in (*parts.histories, *parts.comments):
        cast.add(entry.get("author"))
    return cast


def _many(raw: Mapping[str, Any], field_id: str | None) -> list[Mapping[str, Any]]:
    listed = raw.get(field_id) if field_id else None
    return [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []


def _versions(raw: Mapping[str, Any], named: Mapping[str, datetime]) -> Iterator[FixVersion]:
    for version in raw.get("fixVersions") or ():
        id_, name = str(version["id"]), str(version.get("name", ""))
        day = local_date(version.get("releaseDate"))
        yield FixVersion(id_, name, bool(version.get("released")), day, named.get(id_))


def record_in(issue: Mapping[str, Any]) -> Record:
    """Our property of an issue that was asked for with it; an empty record where it has none."""
    value = (issue.get("properties") or {}).get(PROPERTY)
    if isinstance(value, str):  # Data Center's documents call an entity property's value a string
        try:
            value = json.loads(value)
        except ValueError:
            return Record()
    return Record.from_json(value)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _now(parts: Parts, opened: datetime) -> datetime:
    raw = parts.issue["fields"]
    told = [instant(entry.get(name)) for entry in (raw, *parts.comments) for name in ("created", "updated")]
    told += [instant(entry.get("created")) for entry in parts.histories]
    return max(at for at in (parts.date, opened, *told) if at is not None)
