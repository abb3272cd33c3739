"""The only door to Jira: cases in, actions out. Nothing of Jira's vocabulary passes through it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from plugin.field_map import FieldMap
from plugin.jira.cache import Cache, PerSite
from plugin.jira.connection import Connection
from plugin.jira.conversation import says_who_reads
from plugin.jira.errors import Elsewhere, NoTransition, Refused
from plugin.jira.history import moment
from plugin.jira.metadata import Metadata
from plugin.jira.pages import Pages, embedded
from plugin.jira.people import People
from plugin.jira.reading import Parts, Reader, Reading, issue_in, shaped
from plugin.jira.search import MOST_KEYS, MOST_STAMPS, Search
from plugin.jira.session import Answer, Call, Session
from plugin.jira.surroundings import Around
from plugin.jira.survey import Survey
from plugin.jira.team import Team
from plugin.jira.viewers import Viewers
from plugin.jira.work_logged import WorkLogged
from plugin.jira.writing import Edit, Visibility, Writer
from workflows.case import Case, Person, Value
from workflows.policy import Policy
from workflows.record import PROPERTY, Record
from workflows.surroundings import Need, Surroundings
from workflows.terms import Field, Role, Status

REMEMBERED = 256  # readings whose surroundings are kept: a worker has one in hand, a sweep some


@dataclass(slots=True)
class _Surroundings:
    """What a reading said of an issue that is no part of the case, and that the writes after it need."""

    shape: str  # project and issue type: they decide which options there are
    service: bool | None
    transitions: list[Mapping[str, Any]] | None


class Gateway:
    """Reads and writes cases of one Jira. Every method may raise ``JiraError``; see ``next_step`` for what then.

    ``groups``: the Jira groups of each role. ``note_visibility``: who may read internal notes in projects without
    Service Management; by default the first group of the agents. ``people_for``: seconds for which a group's members
    are believed. ``projects``: whose issues are cases (SCO-3: their work is added up). ``on_call`` is told of every
    request (for metrics). ``opens``: the session to have; with ``ReadOnly`` every write raises InShadow.
    """

    def __init__(
        self,
        connection: Connection,
        field_map: FieldMap,
        groups: Mapping[Role, tuple[str, ...]],
        cache: Cache,
        *,
        note_visibility: Visibility | None = None,
        people_for: float = 300.0,
        projects: Collection[str] = (),
        on_call: Callable[[Call], None] | None = None,
        opens: type[Session] = Session,
    ) -> None:
        agents = groups.get(Role.AGENT, ())
        if note_visibility is None and agents:
            note_visibility = Visibility("group", agents[0])
        site = PerSite(cache, connection.url)
        self._groups = tuple(dict.fromkeys(group for of_role in groups.values() for group in of_role))
        self._projects = tuple(projects)
        self._session = opens(connection, on_call=on_call)
        self._metadata = Metadata(self._session, field_map, site)
        self._people = People(self._session, self._metadata, site, groups, people_for)
        self._reader = Reader(self._metadata, self._people, field_map)
        self._pages = Pages(self._session)
        self._search = Search(self._session, self._metadata)
        self._work = WorkLogged(self._session, self._metadata, self._search, site, field_map, projects)
        self._team = Team(self._search, site, field_map, projects)
        self._around_case = Around(self._session, self._people, site, self._work, self._team)
        self._writer = Writer(self._session, self._metadata, field_map, note_visibility)
        self._surroundings: OrderedDict[str, _Surroundings] = OrderedDict()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Gateway({self._session!r})"

    def read(self, key_or_id: str) -> Reading:
        """The whole case and *now*, in one request where its history fits (FACTS 3).

        Raises Elsewhere of an issue that is in none of our projects, by whatever key it was asked for: Jira answers to
        the key that an issue had before it was moved.
        """
        fields = self._metadata.fields()
        cloud = self._metadata.cloud()
        params = {
            "fields": self._reader.wanted(fields),
            "expand": "changelog,transitions",
            "properties": PROPERTY,
            **({"failFast": "true"} if cloud else {}),
        }
        answer = self._session.get("issue/{issue}", params, issue=key_or_id)
        issue = issue_in(answer)
        self._keep_to_our_projects(issue, answer)
        with shaped(issue):
            around = self._remember(issue)
        parts = self._whole(issue, answer, cloud=cloud, service=bool(around.service))
        return self._reader.reading(parts, fields)

    def _keep_to_our_projects(self, issue: Mapping[str, Any], answer: Answer) -> None:
        key = str(issue.get("key", ""))
        if self._projects and key.rpartition("-")[0] not in self._projects:
            raise Elsewhere(key, method="GET", endpoint=answer.endpoint, path=answer.path, status=answer.status)

    def recheck(self, case: Case, roles: frozenset[Role]) -> Case:
        """The case with ``roles`` as Jira's groups are now, whatever the cache says (SEV-4)."""
        known, trouble = self._people.roles_of(case.people, fresh=roles)
        people = {id_: replace(person, roles=known.get(id_, frozenset())) for id_, person in case.people.items()}
        problems = tuple(dict.fromkeys((*case.problems, *trouble)))
        return replace(case, people=people, problems=problems)

    def _whole(self, issue: Mapping[str, Any], answer: Answer, *, cloud: bool, service: bool) -> Parts:
        with shaped(issue):
            histories, entries, said, total = embedded(issue)
        key = str(issue["key"])
        histories, all_changes = self._pages.histories(key, histories, entries, cloud=cloud)
        said, all_said = self._pages.comments(key, said, total, ask_who_reads=service)
        lacks = _lacks(changelog=not all_changes, comments=not all_said)
        return Parts(issue, histories, said, answer.date, lacks)

    def bring(self, case: Case, needs: frozenset[Need], policy: Policy) -> Case:
        """The case with what clauses needed to know beyond it (``Case.around``); ``policy`` says whose and of what."""
        return replace(case, around=self._around_case.bring(case, needs, policy))

    def work_logged(self, instances: Iterable[str], policy: Policy) -> dict[str, Surroundings]:
        """SCO-3: the work logged for each of these instances, in bulk."""
        found = self._work.of(instances, policy)
        return {instance: Surroundings(**work.as_surroundings()) for instance, work in found.items()}

    def key_of(self, issue_id: str) -> str:
        """The key of an issue of which an event told only the id."""
        answer = self._session.get("issue/{issue}", {"fields": "project"}, issue=issue_id)
        return str(issue_in(answer).get("key", ""))

    def search(self, jql: str, page: int = 50, *, recent: Sequence[str] = ()) -> Iterator[Reading]:
        """The cases that a query finds, ``page`` to a request; ``complete`` is False where one is cut short.

        ``recent``: ids of issues that must not be missed although Jira's index may lag (Cloud, at most 50).
        """
        fields = self._metadata.fields()
        cloud = self._metadata.cloud()
        wanted = self._reader.wanted(fields)
        found = self._search.issues(
            jql, fields=wanted, page=page, expand="changelog", properties=PROPERTY, recent=recent
        )
        for issue, answer in found:
            yield self._reader.reading(self._glimpse(issue, answer, cloud), fields)

    def _glimpse(self, issue: Mapping[str, Any], answer: Answer, cloud: bool) -> Parts:
        with shaped(issue):
            histories, entries, said, total = embedded(issue)
            service = bool(self._remember(issue).service)
        lacks = _lacks(
            changelog=len(histories) < entries,
            comments=len(said) < total or (service and not all(map(says_who_reads, said))),
            record=not cloud,  # Data Center's search gives no properties
        )
        return Parts(issue, histories, said, answer.date, lacks)

    def search_keys(self, jql: str) -> Iterator[str]:
        """The keys of the issues that a query finds."""
        for issue, _ in self._search.issues(jql, fields="key", page=MOST_KEYS):
            yield str(issue["key"])

    def roll(self, jql: str) -> tuple[dict[str, datetime], datetime | None]:
        """The keys of the issues that a query finds, each with when Jira last saw it change, and Jira's *now*."""
        pages = list(self._search.pages(jql, fields="updated", page=MOST_STAMPS))
        stamps: dict[str, datetime] = {}
        for issue in (issue for page in pages for issue in page.list("issues")):
            with shaped(issue):
                stamps[str(issue["key"])] = moment(issue["fields"]["updated"])
        return stamps, pages[0].date

    def search_stamps(self, jql: str) -> Iterator[tuple[str, datetime]]:
        """The same without *now*."""
        yield from self.roll(jql)[0].items()

    def write(
        self,
        case: Case,
        *,
        fields: Mapping[Field, Value],
        labels_add: Sequence[str] = (),
        labels_remove: Sequence[str] = (),
        comment: str | None = None,
        record: Record | None = None,
    ) -> None:
        """Fields, labels, a public comment and the record in one PUT; none where all are empty.

        Raises Refused, with a reason for each field of ours that Jira would not take; nothing was written then.
        """
        edit = Edit(fields, tuple(labels_add), tuple(labels_remove), comment, record)
        self._writer.edit(case.key, self._around(case).shape, edit)
        if isinstance(assigned := fields.get(Field.ASSIGNEE), str):
            self._team.remember(case, assigned)

    def move(self, case: Case, to: Status) -> None:
        """A transition to a status that counts as ``to``. Raises NoTransition with what Jira offers instead."""
        around = self._around(case)
        offered = around.transitions
        around.transitions = None  # whatever becomes of it, they are of another status then
        if offered is None:
            offered = self._writer.transitions(case.key)
        try:
            self._writer.transition(case.key, to, offered)
        except NoTransition:
            raise
        except Refused as refused:
            raise refused.named({"": Field.STATUS}) from None

    def note(self, case: Case, body: str) -> str:
        """An internal comment; its id. Raises NoteNotInternal rather than let the customer read it."""
        service = self._around(case).service
        if service is None:
            service = self._metadata.is_service_project(case.key.rpartition("-")[0])
        return self._writer.note(case.key, body, service=service)

    def take_back(self, case: Case, comment: str) -> None:
        """Delete a comment of ours."""
        self._writer.take_back(case.key, comment)

    def email(self, case: Case, subject: str, text: str, html: str) -> None:
        """An email by Jira to the reporter. Returns when Jira has taken it; it leaves no trace on the issue."""
        self._writer.email(case.key, subject, text, html)

    def notify(self, key: str, person_id: str, subject: str, text: str, html: str) -> None:
        """An email by Jira to one person, in the name of a case. It leaves no trace on the issue."""
        self._writer.notify(key, person_id, subject, text, html)

    def mention(self, person_id: str) -> str:
        """Wiki markup that notifies somebody."""
        return f"[~accountid:{person_id}]" if self._metadata.cloud() else f"[~{person_id}]"

    def members(self, role: Role, *, fresh: bool = False) -> tuple[Person, ...]:
        """The active members of a role's groups."""
        return self._people.members(role, fresh=fresh)

    def members_of(self, groups: Sequence[str], *, fresh: bool = False) -> tuple[Person, ...]:
        """The active members of groups by name (a product's consultants)."""
        return self._people.members_of(groups, fresh=fresh)

    def locale_of(self, person_id: str) -> str | None:
        """The language that somebody chose in Jira (``fr_FR``), None where Jira does not say."""
        return self._people.locale_of(person_id)

    def own_account(self) -> str:
        """The id of the account that the token belongs to."""
        return self._people.own().id

    def survey(self) -> Survey:
        """Questions about the site itself."""
        return Survey(self._session, self._metadata, self._people)

    def viewers(self) -> Viewers:
        """Questions about those who want to look at cases beside Jira."""
        return Viewers(self._session, self._metadata, self._people, self._search, self._groups, self._projects)

    def forget(self) -> None:
        """Look the fields up again at the next read (after ``careflow apply``)."""
        self._metadata.forget()

    def close(self) -> None:
        """End the connections."""
        self._session.close()

    def _remember(self, issue: Mapping[str, Any]) -> _Surroundings:
        raw = issue.get("fields") or {}
        project = raw.get("project") or {}
        kind = project.get("projectTypeKey")
        shape = f"{project.get('key', '')}:{(raw.get('issuetype') or {}).get('id', '')}"
        around = _Surroundings(shape, kind == "service_desk" if kind else None, issue.get("transitions"))
        id_ = str(issue.get("id"))
        with self._lock:  # the board's pages read in threads
            self._surroundings[id_] = around
            self._surroundings.move_to_end(id_)
            while len(self._surroundings) > REMEMBERED:
                self._surroundings.popitem(last=False)
        return around

    def _around(self, case: Case) -> _Surroundings:
        known = self._surroundings.get(case.id)
        return known or _Surroundings(f"{case.key.rpartition('-')[0]}:", None, None)


def _lacks(**missing: bool) -> tuple[str, ...]:
    return tuple(name for name, lacking in missing.items() if lacking)
