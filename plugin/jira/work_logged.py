"""SCO-3: the work logged on all cases of an instance whose scope has an allowance, closed ones too.

Found by JQL and compared afterwards: a text field is searched by words only (``~``). A search brings 20 work logs of an
issue (FACTS 3); the rest is fetched. Cloud's index may be behind: a case that was asked about within the last minutes
is named to it (``reconcileIssues``), so that work just logged on it is seen from the instance's other cases too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from plugin.field_map import FieldMap
from plugin.jira import values
from plugin.jira.cache import PerSite
from plugin.jira.errors import Forbidden, NotFound, Refused
from plugin.jira.history import moment
from plugin.jira.metadata import Metadata
from plugin.jira.reading import shaped
from plugin.jira.search import MOST_RECONCILED, Search
from plugin.jira.session import Session
from workflows.allowance import instance_of
from workflows.case import Case
from workflows.policy import Policy
from workflows.surroundings import WorkLog
from workflows.terms import Field, Status

INDEX_LATE = 600.0  # seconds for which a search index is not believed about a case that was just asked about
PAGE = 100
LONGEST_QUERY = 3000  # characters of instances' names in one query: it goes in an address

Issue = Mapping[str, Any]


@dataclass(slots=True)
class InstanceWork:
    """What is logged on an instance's cases: ``cases`` are the keys of all, ``open_cases`` of those not closed."""

    logs: list[WorkLog] = field(default_factory=list)
    cases: set[str] = field(default_factory=set)
    open_cases: list[str] = field(default_factory=list)

    @property
    def total(self) -> timedelta:
        """The sum of all work logs."""
        return sum((entry.span for entry in self.logs), timedelta())

    def as_surroundings(self) -> dict[str, Any]:
        """The fields of ``Surroundings`` that it fills."""
        logs = tuple(sorted(self.logs, key=lambda entry: entry.at))
        return {"work_logged": self.total, "work_logs": logs, "instance_cases": tuple(sorted(self.open_cases))}


class WorkLogged:
    """``projects``: the keys of the projects whose issues are cases; a case's own where none is named."""

    def __init__(
        self,
        session: Session,
        metadata: Metadata,
        search: Search,
        cache: PerSite,
        field_map: FieldMap,
        projects: Collection[str],
    ) -> None:
        self._session = session
        self._metadata = metadata
        self._search = search
        self._cache = cache
        self._map = field_map
        self._projects = tuple(sorted(projects))

    def around(self, case: Case, policy: Policy) -> dict[str, Any]:
        """The surroundings of a case; where Jira refuses, the problem instead, and nothing is known."""
        instance = instance_of(case, policy)
        if instance is None:
            return {}
        try:
            found = self._of((instance,), case.key.rpartition("-")[0], policy, self._recent(instance, case.id))
            work = found[instance]
            if case.key not in work.cases:  # an index that does not know it, or a name that has no words to search by
                with shaped({"key": case.key}):
                    self._add(work, case.key, case.status, self._logs(case.key, None))
        except (Refused, Forbidden, NotFound) as error:
            return {"problems": (*case.around.problems, f"SCO-3: work logged for {instance} cannot be read: {error}")}
        return work.as_surroundings()

    def of(self, instances: Iterable[str], policy: Policy) -> dict[str, InstanceWork]:
        """What is logged for each instance, in few requests: for a sweep."""
        found: dict[str, InstanceWork] = {}
        for some in _in_parts(sorted(set(instances))):
            recent = [id_ for instance in some for id_ in self._lately(instance)]
            found |= self._of(some, "", policy, recent)
        return found

    def _of(
        self, instances: Collection[str], project: str, policy: Policy, recent: list[str]
    ) -> dict[str, InstanceWork]:
        fields = self._metadata.fields()
        ids = {name: fields.located[name].id for name in (Field.INSTANCE, Field.SCOPE)}
        projects = ", ".join(self._projects or (project,))
        named = " OR ".join(f"{_clause(ids[Field.INSTANCE])} ~ {_phrase(instance)}" for instance in instances)
        jql = f"project in ({projects}) AND {_clause(ids[Field.SCOPE])} is not EMPTY AND ({named}) ORDER BY key"
        wanted = ",".join(["status", "worklog", *ids.values()])
        found = {instance: InstanceWork() for instance in instances}
        for issue, _ in self._search.issues(jql, fields=wanted, page=PAGE, recent=recent[:MOST_RECONCILED]):
            with shaped(issue):
                raw = issue["fields"]
                scope, _ = values.ours(Field.SCOPE, raw.get(ids[Field.SCOPE]), self._map)
                work = found.get(str(values.shown(raw.get(ids[Field.INSTANCE])) or "").strip())
                if work is None or scope not in policy.allowance.scopes:
                    continue
                status = self._map.status(str(raw["status"]["name"]))
                self._add(work, str(issue["key"]), status, self._logs(str(issue["key"]), raw.get("worklog")))
        return found

    def _add(self, work: InstanceWork, key: str, status: Status, logs: Iterable[Issue]) -> None:
        work.logs += (_told(key, entry) for entry in logs)
        work.cases.add(key)
        if status is not Status.CLOSED:
            work.open_cases.append(key)

    def _logs(self, key: str, embedded: Mapping[str, Any] | None) -> list[Issue]:
        """All work logs of an issue: those that came with it, where they are all, else its own list."""
        have = list((embedded or {}).get("worklogs") or ())
        if embedded and len(have) >= int(embedded.get("total", 0)):
            return have
        found: dict[str, Issue] = {}
        while True:
            # Data Center's list takes no parameters and has no pages (its REST document).
            paged = {"startAt": len(found), "maxResults": 1000} if self._metadata.cloud() else None
            answer = self._session.get("issue/{issue}/worklog", paged, issue=key)
            page, before = answer.list("worklogs"), len(found)
            found |= {str(entry["id"]): entry for entry in page}
            if len(found) == before or paged is None or len(found) >= int(answer.object().get("total") or 0):
                return list(found.values())

    def _recent(self, instance: str, id_: str) -> list[str]:
        """The ids to be found whatever the index says: this case's, and those of its instance asked about lately."""
        recent = self._lately(instance)
        if id_ not in recent:
            recent = [id_, *recent][:MOST_RECONCILED]
            self._cache.put(_recent_key(instance), recent, INDEX_LATE)
        return [id_, *(other for other in recent if other != id_)]

    def _lately(self, instance: str) -> list[str]:
        known = self._cache.get(_recent_key(instance))
        return [str(id_) for id_ in known] if isinstance(known, list) else []


def _told(key: str, entry: Issue) -> WorkLog:
    return WorkLog(key, moment(entry.get("created")), timedelta(seconds=int(entry["timeSpentSeconds"])))


def _clause(field_id: str) -> str:
    """A custom field in JQL, whatever its name is, and however many have it."""
    return f"cf[{field_id.rpartition('_')[2]}]"


def _phrase(instance: str) -> str:
    """A text as a phrase in JQL: quoted once for the text search and once for the query."""
    escaped = instance.replace("\\", "\\\\").replace('"', '\\"')
    return json.dumps(f'"{escaped}"', ensure_ascii=False)


def _recent_key(instance: str) -> str:
    return f"allowance:{hashlib.sha256(instance.encode()).hexdigest()[:24]}"


def _in_parts(instances: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for instance in instances:
        if part and sum(map(len, part)) + len(instance) > LONGEST_QUERY:
            yield part
            part = []
        part.append(instance)
    if part:
        yield part
