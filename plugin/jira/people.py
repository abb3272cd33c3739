"""Who somebody is to us: members of the role groups, our own account, an organization's customers, languages.

``GET group/member`` answers on Cloud and Data Center; where our account may not list a group (403), each person's own
groups are asked for instead. A refusal means *no role*; a failure that may pass raises, so that the reconcile is tried
again: nobody loses a role because Jira stumbled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from plugin.jira.cache import Cache, MemoryCache
from plugin.jira.errors import Forbidden, NotFound, Refused, Retired
from plugin.jira.metadata import Metadata
from plugin.jira.session import Session
from workflows.case import Person
from workflows.terms import Role

PAGE = 50  # group/member gives no more at a time on Cloud
OWN_FOR = 86_400.0
LOCALE_FOR = 86_400.0

# Answers that say no. A 401 says nothing of the person asked for: it raises.
NO = (Forbidden, NotFound, Refused)

LISTED, MISSING, REFUSED = "listed", "missing", "refused"


def person_id(user: object) -> str:
    """The id by which ``workflows`` knows a user: accountId on Cloud, name on Data Center; "" of nobody."""
    if not isinstance(user, Mapping):
        return ""
    return str(user.get("accountId") or user.get("name") or user.get("key") or "")


@dataclass(frozen=True, slots=True)
class Account:
    """Our own account; ``zone`` is the name of its time zone in Jira, "" where it says none."""

    id: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """A group as Jira gave it: ``listed``, ``missing`` (404) or ``refused`` (403)."""

    state: str
    people: tuple[Person, ...] = ()


class People:
    """Answers from the cache within ``ttl`` seconds, else from Jira."""

    def __init__(
        self, session: Session, metadata: Metadata, cache: Cache, groups: Mapping[Role, tuple[str, ...]], ttl: float
    ) -> None:
        self._session = session
        self._metadata = metadata
        self._cache = cache
        self._groups = groups
        self._ttl = ttl
        self._own = MemoryCache()

    def own(self) -> Account:
        """Our own account (GET myself). Not kept in Redis: who writes there would make another's acts our own."""
        known = self._own.get("myself")
        if known is None:
            data = self._session.get("myself").object()
            known = [person_id(data), str(data.get("timeZone") or "")]
            self._own.put("myself", known, OWN_FOR)
        return Account(known[0], known[1])

    def members(self, role: Role, *, fresh: bool = False) -> tuple[Person, ...]:
        """The active members of a role's groups, each once; without those of a group that Jira does not list."""
        return self.members_of(self._groups.get(role, ()), fresh=fresh)

    def members_of(self, groups: Iterable[str], *, fresh: bool = False) -> tuple[Person, ...]:
        """The active members of groups by name, each once."""
        found: dict[str, Person] = {}
        for group in groups:
            found.update({p.id: p for p in self.roster(group, fresh=fresh).people if p.active})
        return tuple(found.values())

    def roster(self, group: str, *, fresh: bool = False) -> Roster:
        """A group's members, former ones (inactive accounts) included: what they did was done by staff."""
        state, people = self._known(group, fresh)
        return Roster(state, tuple(Person(id_, name, active=active) for id_, name, active in people))

    def _known(self, group: str, fresh: bool) -> tuple[str, list[tuple[str, str, bool]]]:
        key = f"group:{group}"
        known = None if fresh else self._cache.get(key)
        if not isinstance(known, list):
            known = self._listed(group)
            self._cache.put(key, known, self._ttl)
        return known[0], known[1]

    def _listed(self, group: str) -> list[Any]:
        params = {"groupname": group, "includeInactiveUsers": "true"}
        try:
            people = [
                [person_id(user), str(user.get("displayName", "")), bool(user.get("active", True))]
                for user in self._pages("group/member", params, ("startAt", "maxResults", "isLast"))
            ]
        except NotFound:
            return [MISSING, []]
        except NO:
            return [REFUSED, []]
        return [LISTED, people]

    def roles_of(
        self, people: Iterable[str], *, fresh: frozenset[Role] = frozenset()
    ) -> tuple[dict[str, frozenset[Role]], tuple[str, ...]]:
        """The roles of each person, and what stood in the way. ``fresh``: roles to ask Jira for now."""
        wanted = [person for person in dict.fromkeys(people) if person]
        roles: dict[str, set[Role]] = {person: set() for person in wanted}
        problems: list[str] = []
        unlisted: dict[str, set[Role]] = {}
        for role, groups in self._groups.items():
            for group in groups:
                state, members = self._known(group, role in fresh)
                for member in roles.keys() & {id_ for id_, _, _ in members}:
                    roles[member].add(role)
                if state == MISSING:
                    problems.append(f"group {group!r} ({role}) is not in this Jira: nobody has that role by it")
                elif state == REFUSED:
                    unlisted.setdefault(group.casefold(), set()).add(role)
        if unlisted:
            for person in wanted:
                roles[person].update(self._by_person(person, unlisted, fresh, problems))
        return {person: frozenset(found) for person, found in roles.items()}, tuple(dict.fromkeys(problems))

    def _by_person(
        self, person: str, unlisted: Mapping[str, set[Role]], fresh: frozenset[Role], problems: list[str]
    ) -> Iterator[Role]:
        groups = self._groups_of(person, fresh=not fresh.isdisjoint(chain.from_iterable(unlisted.values())))
        if groups is None:
            problems.append(
                "our account may neither list the role groups nor ask for a person's groups: nobody has a role by them "
                "(Cloud: Browse users and groups; Data Center: administrator)"
            )
            return
        for group in groups:
            yield from unlisted.get(group.casefold(), ())

    def groups_among(self, person: str, groups: Iterable[str]) -> frozenset[str]:
        """Those of ``groups`` that somebody is in; of one that is missing, or that Jira refuses to tell of, none is."""
        unlisted, found = set(), set()
        for group in groups:
            roster = self.roster(group)
            if roster.state == REFUSED:
                unlisted.add(group)
            elif any(member.id == person for member in roster.people):
                found.add(group)
        if unlisted:
            own = {group.casefold() for group in self._groups_of(person, fresh=False) or ()}
            found |= {group for group in unlisted if group.casefold() in own}
        return frozenset(found)

    def is_active_member(self, person: str, groups: Iterable[str]) -> bool:
        """Whether an account that is active is in one of these groups, asked of Jira now. Of what it refuses: no."""
        unlisted = set()
        for group in groups:
            roster = self.roster(group, fresh=True)
            if any(member.id == person and member.active for member in roster.people):
                return True
            if roster.state == REFUSED:
                unlisted.add(group.casefold())
        own = (self._groups_of(person, fresh=True) or ()) if unlisted else ()
        if unlisted.isdisjoint(group.casefold() for group in own):
            return False
        return self.account(person) is not None

    def account(self, person: str) -> Person | None:
        """Somebody by their id, as Jira has them now; None where there is none, or their account is not active."""
        try:
            user = self._session.get("user", {"accountId" if self._metadata.cloud() else "username": person}).object()
        except NO:
            return None
        found = Person(person_id(user), str(user.get("displayName", "")), active=bool(user.get("active")))
        return found if found.id == person and found.active else None

    def may_ask_for_groups_of(self, person: str) -> bool:
        """Whether our account may ask for a person's own groups: the way out where it may not list a group."""
        return self._groups_of(person, fresh=True) is not None

    def _groups_of(self, person: str, *, fresh: bool) -> list[str] | None:
        key = f"groups-of:{person}"
        known = None if fresh else self._cache.get(key)
        if not isinstance(known, dict):
            known = {"groups": self._asked_groups_of(person)}
            self._cache.put(key, known, self._ttl)
        groups: list[str] | None = known["groups"]
        return groups

    def _asked_groups_of(self, person: str) -> list[str] | None:
        try:
            if self._metadata.cloud():
                items = self._session.get("user/groups", {"accountId": person}).list()
            else:
                answer = self._session.get("user", {"username": person, "expand": "groups"})
                items = (answer.object().get("groups") or {}).get("items") or []
        except NotFound:
            return []  # an account that is no more
        except NO:
            return None
        return [str(group.get("name", "")) for group in items]

    def locale_of(self, person: str) -> str | None:
        """The language that a person chose in Jira (``fr_FR``), None where Jira does not say."""
        user = self._user("accountId" if self._metadata.cloud() else "username", person)
        return str(user["locale"]) if user.get("locale") else None

    def id_of_key(self, key: str) -> str:
        """Data Center's changelog names people by key; everything else of it, by name. The key where it is nobody's."""
        return person_id(self._user("key", key)) or key

    def _user(self, by: str, who: str) -> Mapping[str, Any]:
        key = f"user:{by}:{who}"
        known = self._cache.get(key)
        if not isinstance(known, dict):
            try:
                data = self._session.get("user", {by: who}).object()
                known = {name: data.get(name) for name in ("accountId", "name", "locale")}
            except NO:
                known = {}
            self._cache.put(key, known, LOCALE_FOR)
        return known

    def of_organization(self, organization: str) -> tuple[frozenset[str], str | None]:
        """The customers of an organization, and what stood in the way (Jira Service Management)."""
        key = f"organization:{organization}"
        known = self._cache.get(key)
        if not isinstance(known, dict):
            try:
                known = {"people": [person_id(user) for user in self._organization(organization)]}
            except (*NO, Retired) as error:
                problem = f"members of organization {organization} are not to be had: {error.summary}"
                known = {"people": [], "problem": problem}
            self._cache.put(key, known, self._ttl)
        return frozenset(known["people"]) - {""}, known.get("problem")

    def _organization(self, organization: str) -> Iterator[Mapping[str, Any]]:
        endpoint = "servicedesk/organization/{organization}/user"
        return self._pages(endpoint, {}, ("start", "limit", "isLastPage"), organization=organization)

    def _pages(
        self, endpoint: str, params: Mapping[str, str], names: tuple[str, str, str], **places: str
    ) -> Iterator[Mapping[str, Any]]:
        start, limit, last = names
        at = 0
        while True:
            answer = self._session.get(endpoint, {**params, start: at, limit: PAGE}, **places)
            values = answer.list("values")
            yield from values
            at += len(values)
            if not values or answer.object().get(last, True):
                return
