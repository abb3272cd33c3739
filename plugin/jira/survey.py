"""What a Jira site is made of, as far as careflow depends on it: for ``careflow doctor``. Reads only.

Every method may raise ``JiraError``. Nothing comes from a cache but the deployment and the field ids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.jira.errors import Denied, OutOfScope, Refused, Unexpected
from plugin.jira.metadata import Fields, Metadata, option_texts
from plugin.jira.moments import instant
from plugin.jira.people import People, Roster, person_id
from plugin.jira.reading import record_in
from plugin.jira.search import Search
from plugin.jira.session import Session
from workflows.record import PROPERTY, Record

_FILTER = "issue-related-events-section"
_CLOUD_HOOKS, _HOOKS_OF_TEN = "webhooks/webhook", "jira-webhook/webhooks"


@dataclass(frozen=True, slots=True)
class Server:
    """Which Jira answers; ``date`` is the answer's own, None where it bore none."""

    cloud: bool
    version: str
    numbers: tuple[int, ...]
    date: datetime | None

    @property
    def signs(self) -> bool:
        """Whether its webhooks can be signed: Cloud, and Data Center since 10 (FACTS 1.3)."""
        return self.cloud or self.numbers[:1] >= (10,)

    def __str__(self) -> str:
        return "Jira Cloud" if self.cloud else f"Jira Data Center {self.version}".rstrip()


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """Whom the token belongs to, and the groups it is in."""

    id: str
    name: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A personal access token of our account; ``expires_at`` is None where it never expires."""

    name: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field of this Jira; ``kind`` is its schema type (``option``, ``string``, ``datetime`` …)."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Hook:
    """A registered webhook. ``signed`` is None where Jira does not say (Data Center)."""

    id: str
    name: str
    url: str
    events: frozenset[str]
    filter: str = ""
    enabled: bool = True
    signed: bool | None = None
    bodiless: bool = False


def server_of(session: Session) -> Server:
    """GET serverInfo: answered without credentials too. Raises JiraError."""
    answer = session.get("serverInfo")
    told = answer.object()
    numbers = tuple(int(n) for n in told.get("versionNumbers") or () if isinstance(n, int))
    return Server(told.get("deploymentType") == "Cloud", str(told.get("version") or ""), numbers, answer.date)


def hooks_of(session: Session, server: Server) -> list[Hook]:
    """The registered webhooks. Raises Denied where the account is no administrator."""
    endpoint = _CLOUD_HOOKS if server.cloud or not server.signs else _HOOKS_OF_TEN
    return [_hook(entry, server.cloud) for entry in session.get(endpoint).list()]


class Survey:
    """Asks one Jira about itself."""

    def __init__(self, session: Session, metadata: Metadata, people: People) -> None:
        self._session = session
        self._metadata = metadata
        self._people = people
        self._search = Search(session, metadata)

    def server(self) -> Server:
        """GET serverInfo: answered without credentials too."""
        return server_of(self._session)

    def account(self) -> OwnAccount:
        """GET myself: the first question that needs the token."""
        told = self._session.get("myself", {"expand": "groups"}).object()
        groups = (told.get("groups") or {}).get("items") or ()
        names = frozenset(str(group.get("name", "")) for group in groups)
        return OwnAccount(person_id(told), str(told.get("displayName") or ""), names)

    def own_tokens(self) -> list[AccessToken]:
        """Our account's personal access tokens (Data Center). Jira does not tell which of them is ours.

        The resource is documented nowhere (https://github.com/search?q=%22rest%2Fpat%2Flatest%2Ftokens%22&type=code).
        """
        listed = self._session.get("pat/tokens").list()
        return [AccessToken(str(told.get("name") or ""), instant(told.get("expiringAt"))) for told in listed]

    def is_in_scope(self, method: str, endpoint: str) -> bool:
        """Whether the scopes of our token open an operation, tried on what cannot be there: nothing has the id 0."""
        places = dict.fromkeys(re.findall(r"{(\w+)}", endpoint), "0")
        try:
            if method == "GET":
                self._session.get(endpoint, None, **places)
            else:
                self._session.send(method, endpoint, {}, params=None, **places)
        except OutOfScope:
            return False
        except (Denied, Refused, Unexpected):  # Jira itself has answered
            return True
        return True

    def is_service_project(self, project: str) -> bool:
        """Whether a project has Service Management's comments. Raises NotFound where our account does not see it."""
        return self._metadata.is_service_project(project)

    def permissions(self, project: str, keys: Iterable[str]) -> Mapping[str, bool]:
        """Which of the permissions our account has in a project; keys that this Jira does not know are left out."""
        params = {"projectKey": project}
        if self._metadata.cloud():
            params["permissions"] = ",".join(keys)  # must be named there, and one wrong key is a 400 (FACTS 5)
        told = self._session.get("mypermissions", params).object().get("permissions") or {}
        return {key: told[key].get("havePermission") is True for key in keys if key in told}

    def custom_fields(self) -> list[CustomField]:
        """Every custom field."""
        return [
            CustomField(str(entry["id"]), str(entry.get("name", "")), str((entry.get("schema") or {}).get("type", "")))
            for entry in self._session.get("field").list()
            if (entry.get("schema") or {}).get("custom")
        ]

    def fields(self) -> Fields:
        """Where each field of ours is."""
        return self._metadata.fields()

    def edit_screen(self, issue: str) -> Mapping[str, tuple[str, ...]]:
        """Ids of the fields that can be edited on an issue, each with the options that it takes (GET editmeta)."""
        told = self._session.get("issue/{issue}/editmeta", issue=issue).object().get("fields") or {}
        return {str(field_id): tuple(option_texts(meta)) for field_id, meta in told.items()}

    def priorities(self) -> list[str]:
        """The names of the priorities."""
        return [str(entry.get("name", "")) for entry in self._session.get("priority").list()]

    def statuses(self, project: str) -> list[str]:
        """The names of the statuses that a project's workflows have, each once."""
        types = self._session.get("project/{project}/statuses", project=project).list()
        return list(dict.fromkeys(str(status["name"]) for kind in types for status in kind.get("statuses") or ()))

    def transitions(self, issue: str) -> list[str]:
        """The names of the statuses that a transition leads to now, for our account."""
        offered = self._session.get("issue/{issue}/transitions", issue=issue).list("transitions")
        return [str((transition.get("to") or {}).get("name", "")) for transition in offered]

    def group(self, name: str) -> Roster:
        """A group's members."""
        return self._people.roster(name, fresh=True)

    def may_ask_for_groups_of(self, person: str) -> bool:
        """Whether our account may ask for a person's groups, where it may not list a group."""
        return self._people.may_ask_for_groups_of(person)

    def first(self, jql: str) -> str | None:
        """The key of the first issue that a query finds."""
        found = self._search.issues(jql, fields="key", page=1)
        return next((str(issue["key"]) for issue, _ in found), None)

    def last_change(self, jql: str) -> tuple[str, datetime] | None:
        """The key of the first issue that a query finds, and when it was changed last, in Jira's time."""
        found = self._search.issues(jql, fields="updated", page=1)
        for issue, _ in found:
            changed = instant(issue["fields"].get("updated"))
            return (str(issue["key"]), changed) if changed else None
        return None

    def records(self, jql: str, most: int, most_alone: int) -> Iterator[tuple[str, Record]]:
        """What careflow put down about the first ``most`` issues of a query.

        Data Center's search gives no properties: there the first ``most_alone`` are read one by one.
        """
        cloud = self._metadata.cloud()
        found = self._search.issues(jql, fields="key", page=100, properties=PROPERTY)
        for number, (issue, _) in enumerate(found):
            if number >= (most if cloud else most_alone):
                return
            key = str(issue["key"])
            if not cloud:
                wanted = {"fields": "key", "properties": PROPERTY}
                issue = self._session.get("issue/{issue}", wanted, issue=key).object()
            yield key, record_in(issue)


def _hook(entry: Mapping[str, Any], cloud: bool) -> Hook:
    settings = entry.get("configuration")
    shared = (
        str(entry.get("id") or str(entry.get("self") or "").rpartition("/")[2]),
        str(entry.get("name") or ""),
        str(entry.get("url") or ""),
        frozenset(str(event) for event in entry.get("events") or ()),
    )
    if isinstance(settings, Mapping):  # Data Center since 10: everything is text
        bodiless = str(settings.get("EXCLUDE_BODY", "")).lower() == "true"
        return Hook(*shared, _filter(settings.get("FILTERS")), entry.get("active") is not False, bodiless=bodiless)
    filters = entry.get("filters") or {}
    return Hook(
        *shared,
        str(filters.get(_FILTER) or ""),
        entry.get("enabled") is not False,
        entry.get("isSigned") is True if cloud else None,
        bool(entry.get("excludeBody")),
    )


def _filter(raw: object) -> str:
    """FILTERS is JQL, or JSON with JQL in it (FACTS 1.3: unconfirmed which)."""
    text = str(raw or "")
    try:
        told = json.loads(text)
    except ValueError:
        return text
    return str(told.get(_FILTER) or "") if isinstance(told, dict) else text
