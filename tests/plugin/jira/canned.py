"""A Jira of canned answers, in Cloud's shape and in Data Center's, for the gateway's own tests.

Shapes as in Atlassian's documents and recorded answers (../shared/jira). Instants are UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import responses
from responses import matchers

from plugin.field_map import FieldMap, Kind, MappedField, MappedOption
from plugin.jira import Connection, Gateway, MemoryCache, Session
from workflows.terms import Field, Role, Status

URL = "https://jira.example.org"
API = f"{URL}/rest/api/2"
DATE = "Mon, 23 Nov 2026 10:00:30 GMT"

SEVERITY, RESTORED, INSTANCE, PRODUCT = (
    "customfield_10001",
    "customfield_10002",
    "customfield_10003",
    "customfield_10004",
)
PARTICIPANTS, ORGANIZATIONS = "customfield_10020", "customfield_10021"

GROUPS: Mapping[Role, tuple[str, ...]] = {Role.AGENT: ("support-agents",), Role.MANAGER: ("support-managers",)}
SHIPPED_MEMBERS = {"support-agents": ["adam", "careflow"], "support-managers": ["mona"]}


def field_map() -> FieldMap:
    def select(field: Field, *options: tuple[str, ...]) -> MappedField:
        return MappedField(field, (field.value,), Kind.SELECT, tuple(MappedOption(o[0], o) for o in options))

    fields = [
        MappedField(
            Field.SEVERITY,
            ("Severity", "Gravité"),
            Kind.SELECT,
            (
                MappedOption("Critical", ("Sev 1", "Critical", "Critique")),
                MappedOption("Major", ("Major", "Majeur")),
                MappedOption("Minor", ("Minor", "Mineur")),
            ),
        ),
        select(Field.PRODUCT, ("Enterprise One",), ("Daptiv",)),
        MappedField(Field.RESTORED, ("Functionality Restored",), Kind.DATETIME),
        MappedField(Field.INSTANCE, ("Instance",), Kind.TEXT),
    ]
    statuses = {
        Status.NEW: ("New", "Open"),
        Status.IN_PROGRESS: ("In Progress",),
        Status.WAITING: ("Waiting for Customer",),
        Status.SOLUTION: ("Solution Provided", "Resolved"),
        Status.CLOSED: ("Closed", "Done"),
    }
    return FieldMap({mapped.field: mapped for mapped in fields}, statuses, {})


def jira_fields() -> list[dict[str, Any]]:
    def custom(id_: str, name: str, type_: str, kind: str = "") -> dict[str, Any]:
        kind = kind or f"com.atlassian.jira.plugin.system.customfieldtypes:{type_}"
        return {"id": id_, "name": name, "custom": True, "schema": {"type": type_, "custom": kind}}

    return [
        {"id": "summary", "name": "Summary", "custom": False, "schema": {"type": "string", "system": "summary"}},
        {"id": "issuekey", "name": "Key", "custom": False},
        custom(SEVERITY, "Severity", "option"),
        custom(RESTORED, "Functionality Restored", "datetime"),
        custom(INSTANCE, "Instance", "string"),
        custom(PRODUCT, "Product", "option"),
        custom("customfield_10009", "Story Points", "number"),
        custom(
            PARTICIPANTS, "Participants de la demande", "array", "com.atlassian.servicedesk:sd-request-participants"
        ),
        custom(ORGANIZATIONS, "Organizations", "array", "com.atlassian.servicedesk:sd-customer-organizations"),
    ]


class CannedJira:
    """One site. ``requests`` counts what was asked; ``gateway()`` is a new process with an empty cache."""

    def __init__(self, mock: responses.RequestsMock, *, cloud: bool) -> None:
        self.mock = mock
        self.cloud = cloud
        self.groups: dict[str, list[str]] = {name: list(people) for name, people in SHIPPED_MEMBERS.items()}
        self.get("serverInfo", {"deploymentType": "Cloud" if cloud else "Server", "versionNumbers": [10, 3, 0]})
        self.get("field", jira_fields())
        self.get("myself", {**self.user("careflow"), "timeZone": "Europe/Paris"})

    def user(self, name: str) -> dict[str, Any]:
        shown = {"displayName": name.title(), "active": True}
        return {**shown, "accountId": f"id-{name}"} if self.cloud else {**shown, "name": name, "key": f"KEY-{name}"}

    def id(self, name: str) -> str:
        return f"id-{name}" if self.cloud else name

    def get(self, path: str, json: Any, **how: Any) -> responses.BaseResponse:
        return self.answer("GET", path, json=json, **how)

    def answer(self, method: str, path: str, **how: Any) -> responses.BaseResponse:
        headers = {"Date": DATE, **how.pop("headers", {})}
        return self.mock.add(method, f"{API}/{path}", headers=headers, **how)

    def with_groups(self) -> CannedJira:
        for name, people in self.groups.items():
            page = {"isLast": True, "total": len(people), "values": [self.user(person) for person in people]}
            self.get(
                "group/member", page, match=[matchers.query_param_matcher({"groupname": name}, strict_match=False)]
            )
        return self

    @property
    def connection(self) -> Connection:
        return Connection(URL, user="bot@example.org" if self.cloud else "", token="s3cret-token")

    def session(self) -> Session:
        return Session(self.connection)

    def gateway(self, **how: Any) -> Gateway:
        groups = how.pop("groups", GROUPS)
        return Gateway(self.connection, field_map(), groups, how.pop("cache", MemoryCache()), **how)

    def asked(self, path: str = "") -> list[str]:
        """Method and path with query of every request below ``path``."""
        urls = [(call.request.method, str(call.request.url).removeprefix(API + "/")) for call in self.mock.calls]
        return [f"{method} {url}" for method, url in urls if url.startswith(path)]


def issue(jira: CannedJira, **changes: Any) -> dict[str, Any]:
    """CARE-1: a Major case that Clara opened and Adam took."""
    fields = {
        "summary": "Nothing works",
        "status": {"name": "In Progress", "id": "3"},
        "reporter": jira.user("clara"),
        "creator": jira.user("clara"),
        "assignee": jira.user("adam"),
        "created": "2026-11-23T09:00:00.000+0000",
        "updated": "2026-11-23T09:30:00.000+0000",
        "labels": ["needs-product"],
        "priority": {"name": "High", "id": "2"},
        "project": {"key": "CARE", "id": "10000", "projectTypeKey": "software"},
        "issuetype": {"id": "10100", "name": "Case"},
        "fixVersions": [{"id": "5", "name": "Enterprise One 2026.10", "released": True}],
        SEVERITY: {"id": "7", "value": "Majeur"},
        "comment": thread(),
        **changes.pop("fields", {}),
    }
    whole = {"id": "10001", "key": "CARE-1", "fields": fields, "changelog": log(), "transitions": []}
    return {**whole, **changes}


def log(*entries: Mapping[str, Any], total: int | None = None) -> dict[str, Any]:
    """A changelog inside an issue: newest first."""
    newest_first = sorted(entries, key=lambda entry: int(entry["id"]), reverse=True)
    total = len(entries) if total is None else total
    return {"startAt": 0, "maxResults": len(entries), "total": total, "histories": newest_first}


def entry(jira: CannedJira, number: int, by: str, *items: Mapping[str, Any], at: str = "") -> dict[str, Any]:
    created = at or second(number)
    return {"id": str(number), "author": jira.user(by), "created": created, "items": list(items)}


def item(jira: CannedJira, field: str, field_id: str, before: Sequence[Any], after: Sequence[Any]) -> dict[str, Any]:
    """A changelog item; ``before`` and ``after`` are the code and the text. Data Center's has no fieldId."""
    shown = {"field": field, "fieldtype": "custom" if field_id.startswith("customfield") else "jira"}
    values = dict(zip(("from", "fromString", "to", "toString"), [*before, *after], strict=True))
    return {**shown, **({"fieldId": field_id} if jira.cloud else {}), **values}


def thread(*comments: Mapping[str, Any], total: int | None = None, start: int = 0) -> dict[str, Any]:
    total = len(comments) if total is None else total
    return {"comments": list(comments), "maxResults": len(comments), "total": total, "startAt": start}


def said(jira: CannedJira, number: int, by: str, body: str = "hello", **more: Any) -> dict[str, Any]:
    at = second(number)
    return {"id": str(number), "author": jira.user(by), "body": body, "created": at, "updated": at, **more}


def second(number: int) -> str:
    return f"2026-11-23T09:{number // 60:02d}:{number % 60:02d}.000+0000"
