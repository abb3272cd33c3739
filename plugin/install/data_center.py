"""Reading a Jira Data Center site: no REST for contexts, options, statuses, workflows or screen schemes (FACTS 5).

Resources: the published OpenAPI document of 10.3; an administrator's token is needed for most of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plugin.configuration_errors import folded
from plugin.install.found import (
    Ability,
    Context,
    CustomField,
    Dashboard,
    Filter,
    Option,
    PriorityScheme,
    Project,
    Screen,
    Status,
    Workflow,
)
from plugin.install.mark import mark_in
from plugin.install.reading import CATEGORIES, Reading, shared_projects
from plugin.install.wanted import Wanted
from plugin.jira import Denied, Refused
from plugin.jira.session import Session
from plugin.jira.survey import Server

_DEFAULT_SCREEN = "Default Screen"
_MOST_OPTIONS = 1000


class DataCenterReading(Reading):
    """What Data Center tells."""

    def __init__(self, session: Session, server: Server, wanted: Wanted, tell: Any) -> None:
        super().__init__(session, server, wanted, tell)
        self.can = frozenset({Ability.SIGNED_HOOKS}) if server.signs else frozenset()

    # -- custom fields --

    def custom_fields(self) -> Iterator[CustomField]:
        """Names and types from GET field; descriptions and where they exist from GET customFields."""
        told = {f"customfield_{e['numericId']}": e for e in self.values("customFields") if e.get("numericId")}
        for entry, has_our_name in self.named():
            field_id, name = str(entry["id"]), str(entry["name"])
            more = told.get(field_id, {})
            description = str(more.get("description") or "")
            if has_our_name or mark_in(description):
                kind, type_ = str(entry["schema"].get("type", "")), str(entry["schema"].get("custom", ""))
                contexts = (self._context(field_id, name, kind, more),) if has_our_name else ()
                yield CustomField(field_id, name, kind, type_, description, contexts)

    def _context(self, field_id: str, name: str, kind: str, more: Mapping[str, Any]) -> Context:
        """All contexts of a field as one: Data Center does not tell them apart."""
        projects = frozenset(str(one) for one in more.get("projectIds") or ())
        types = frozenset(str(one) for one in more.get("issueTypeIds") or ())
        everywhere = more.get("isAllProjects") is not False or not projects
        context = Context("", name, None if everywhere else projects, types or None)
        if kind != "option":
            return context
        options = self.with_use(field_id, name, tuple(self._options(field_id)))
        return Context("", name, context.projects, context.types, options)

    def _options(self, field_id: str) -> Iterator[Option]:
        """Of our first project: a field without an option there lacks it."""
        project = next(iter(self.projects.values()), None)
        params: dict[str, Any] = {"maxResults": _MOST_OPTIONS}
        if project is not None:
            params |= {"projectIds": project.id} | (
                {"issueTypeIds": project.issue_types[0]} if project.issue_types else {}
            )
        number = field_id.removeprefix("customfield_")
        answer = self.session.get("customFields/{field}/options", params, field=number)
        for told in answer.list("options"):
            yield Option(str(told["id"]), str(told["value"]), told.get("disabled") is True)

    # -- screens --

    def screens(self) -> Iterator[Screen]:
        """Those that app.yaml names; else those named after a project; else the Default Screen.

        Which screens a project has is in no resource of Data Center's; templates name them ``CARE: …``.
        """
        listed = {str(told["id"]): str(told.get("name") or "") for told in self.values("screens")}
        for id_, name in self._chosen(listed):
            yield Screen(id_, name, _purposes(name), self.tabs(id_))

    def _chosen(self, listed: Mapping[str, str]) -> list[tuple[str, str]]:
        if self.wanted.screens:
            names = {folded(name) for name in self.wanted.screens}
            return [(id_, name) for id_, name in listed.items() if folded(name) in names]
        keys = tuple(f"{folded(key)}:" for key in self.projects)
        of_projects = [(id_, name) for id_, name in listed.items() if folded(name).startswith(keys)]
        return of_projects or [(id_, name) for id_, name in listed.items() if name == _DEFAULT_SCREEN]

    # -- statuses and workflows --

    def statuses(self) -> Iterator[Status]:
        """GET status."""
        return map(_status, self.session.get("status").list())

    def workflows(self) -> Iterator[Workflow]:
        """The statuses of each project; how a workflow leads from one to another, no resource tells."""
        for project in self.projects.values():
            kinds = self.session.get("project/{project}/statuses", project=project.key).list()
            told = {str(s["id"]): s for kind in kinds for s in kind.get("statuses") or ()}
            yield Workflow("", project.key, (project.key,), tuple(map(_status, told.values())))

    # -- priorities --

    def priorities(self) -> Iterator[tuple[str, str]]:
        """GET priority."""
        for told in self.session.get("priority").list():
            yield str(told["id"]), str(told["name"])

    def priority_schemes(self, priorities: Mapping[str, str]) -> Mapping[str, PriorityScheme]:
        """GET project/{key}/priorityscheme."""
        return {p.key: scheme for p in self.projects.values() if (scheme := self._scheme_of(p)) is not None}

    def _scheme_of(self, project: Project) -> PriorityScheme | None:
        try:
            told = self.session.get("project/{project}/priorityscheme", project=project.key).object()
        except Denied:  # before Jira 7.6 there are no schemes: every project has every priority
            return None
        ids = frozenset(str(one) for one in told.get("optionIds") or ())
        return PriorityScheme(str(told.get("id")), str(told.get("name") or ""), ids)

    # -- filters and dashboards --

    def filters(self) -> Iterator[Filter]:
        """The account's favourites (careflow makes each one), and those that the ledger knows."""
        favourites = {str(told["id"]): told for told in self.session.get("filter/favourite").list()}
        for id_ in self.ledger.filters.values():
            if id_ not in favourites and (told := self._filter(id_)) is not None:
                favourites[id_] = told
        for told in favourites.values():
            yield Filter(
                str(told["id"]),
                str(told.get("name") or ""),
                str(told.get("jql") or ""),
                str(told.get("description") or ""),
                shared_projects(told.get("sharePermissions")),
                str((told.get("owner") or {}).get("name", self.me)) == self.me,
            )

    def _filter(self, id_: str) -> Mapping[str, Any] | None:
        try:
            return self.session.get("filter/{filter}", filter=id_).object()
        except (Denied, Refused):  # deleted, or not to be seen: a 400 (Cloud's document says so of its own)
            return None

    def dashboards(self) -> Iterator[Dashboard]:
        """By name alone; none can be made by REST."""
        at = 0
        while True:
            answer = self.session.get("dashboard", {"startAt": at, "maxResults": 100})
            page = answer.list("dashboards")
            for told in page:
                yield Dashboard(str(told["id"]), str(told.get("name") or ""))
            at += len(page)
            if not page or at >= int(answer.object().get("total") or 0):
                return

    def count(self, jql: str) -> int:
        """GET search for no issue at all: its total."""
        return int(self.session.get("search", {"jql": jql, "maxResults": 0}).object().get("total") or 0)


def _status(told: Mapping[str, Any]) -> Status:
    category = str((told.get("statusCategory") or {}).get("key", ""))
    return Status(str(told["id"]), str(told["name"]), CATEGORIES.get(category, ""))


def _purposes(name: str) -> frozenset[str]:
    """What a screen is for, as far as its name tells; else for everything."""
    words = folded(name)
    told = {purpose for purpose in ("create", "edit", "view") if purpose in words}
    return frozenset(told) or frozenset(("create", "edit", "view"))
