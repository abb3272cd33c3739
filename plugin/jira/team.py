"""OPN-2, OPN-6: who of a group could be assigned: how many open cases each has, and since when each waits for one.

The open cases of the whole group come in one search. Who has none may have closed some: a second search, of one page,
says when they last got one. *Got* is the creation of the newest case that is theirs: Jira's search tells of no
assignment when it was made. Cloud's index may be behind by minutes, so that what we assigned within the last minutes is
remembered in the cache and counted as theirs all the same; losing that costs an unequal share, no more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from plugin.field_map import FieldMap
from plugin.jira.cache import PerSite
from plugin.jira.errors import Refused
from plugin.jira.history import moment
from plugin.jira.people import person_id
from plugin.jira.reading import shaped
from plugin.jira.search import Search
from workflows.case import Case, Person
from workflows.record import from_text, to_text
from workflows.surroundings import Colleague
from workflows.terms import Status

INDEX_LATE = 300.0  # seconds for which a search index may not know of an assignment of ours
REMEMBERED = 50  # of one person's
PAGE = 1000
CLOSED_LOOKED_AT = 100  # of the whole group's newest: who has none among them has waited longest
ASKED_AT_ONCE = 50  # people in one query: it goes in an address

Given = dict[str, datetime]  # id of a case → when it was opened


@dataclass(slots=True)
class _Share:
    """What one person has."""

    open: Given = field(default_factory=dict)
    closed: list[datetime] = field(default_factory=list)

    @property
    def newest(self) -> datetime | None:
        return max([*self.open.values(), *self.closed], default=None)


class Team:
    """``projects``: the keys of the projects whose issues are cases; a case's own where none is named."""

    def __init__(self, search: Search, cache: PerSite, field_map: FieldMap, projects: Collection[str]) -> None:
        self._search = search
        self._cache = cache
        self._solved = field_map.jira_statuses(Status.SOLUTION)[:1]
        self._projects = tuple(sorted(projects))

    def colleagues(self, case: Case, people: Sequence[Person]) -> tuple[Colleague, ...]:
        """Everybody of ``people`` who is active and not our own account, with what they have beside ``case``."""
        could = {p.id: p for p in people if p.active and p.id != case.own_account}
        projects = self._projects or (case.key.rpartition("-")[0],)
        shares = self._open(projects, list(could))
        for share in shares.values():
            share.open.pop(case.id, None)
        idle = [person for person, share in shares.items() if not share.open]
        if len(idle) > 1:
            self._last_closed(projects, idle, shares)
        return tuple(Colleague(id_, len(s.open), s.newest, could[id_].name) for id_, s in shares.items())

    def remember(self, case: Case, person: str) -> None:
        """We have just assigned the case: for some minutes it counts as theirs, whatever the index says."""
        given = {**self._given(person), case.id: case.opened_at}
        newest = list(given.items())[-REMEMBERED:]
        self._cache.put(_key(person), [[id_, to_text(at)] for id_, at in newest], INDEX_LATE)

    def _given(self, person: str) -> Given:
        known = self._cache.get(_key(person))
        return {str(id_): from_text(at) for id_, at in known} if isinstance(known, list) else {}

    def _open(self, projects: Collection[str], people: Sequence[str]) -> dict[str, _Share]:
        shares = {person: _Share() for person in people}
        for some in _parts(people):
            for id_, person, created in self._found_open(f"{_of(projects)} AND {_assigned(some)}"):
                if person in shares:
                    shares[person].open[id_] = created
        ours = {id_: (person, at) for person in people for id_, at in self._given(person).items()}
        for id_, (person, at) in ours.items():
            for share in shares.values():
                share.open.pop(id_, None)
            shares[person].open[id_] = at
        return shares

    def _found_open(self, of_whom: str) -> list[tuple[str, str, datetime]]:
        """Jira refuses a whole query for the name of a status that it does not know: then without it."""
        named = "".join(f" OR status = {_quoted(name)}" for name in self._solved)
        try:
            return list(self._found(f"{of_whom} AND (statusCategory != Done{named})", PAGE))
        except Refused:
            return list(self._found(f"{of_whom} AND statusCategory != Done", PAGE))

    def _last_closed(self, projects: Collection[str], people: Sequence[str], shares: Mapping[str, _Share]) -> None:
        for some in _parts(people):
            jql = f"{_of(projects)} AND {_assigned(some)} AND statusCategory = Done ORDER BY created DESC"
            for _, person, created in islice(self._found(jql, CLOSED_LOOKED_AT), CLOSED_LOOKED_AT):
                if person in shares:
                    shares[person].closed.append(created)

    def _found(self, jql: str, page: int) -> Iterator[tuple[str, str, datetime]]:
        for issue, _ in self._search.issues(jql, fields="assignee,created", page=page):
            with shaped(issue):
                raw: Mapping[str, Any] = issue["fields"]
                yield str(issue["id"]), person_id(raw.get("assignee")), moment(raw.get("created"))


def _of(projects: Collection[str]) -> str:
    return f"project in ({', '.join(projects)})"


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _assigned(people: Sequence[str]) -> str:
    return f"assignee in ({', '.join(map(_quoted, people))})"


def _key(person: str) -> str:
    return f"assigned:{person}"


def _parts(people: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(people), ASKED_AT_ONCE):
        yield people[start : start + ASKED_AT_ONCE]
