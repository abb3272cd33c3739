"""Reading a Jira Cloud site. Resources: the published OpenAPI document, version 3, whose operations 2 has too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from plugin.configuration_errors import folded
from plugin.install.found import (
    CLOUD,
    Context,
    CustomField,
    Dashboard,
    Filter,
    Gadget,
    Option,
    PriorityScheme,
    Project,
    Screen,
    Status,
    Workflow,
)
from plugin.install.mark import mark_in
from plugin.install.reading import Reading, shared_projects
from plugin.jira import NotFound

_PURPOSES = ("create", "edit", "view")
_EXPAND = "description,owner,jql,sharePermissions"


class CloudReading(Reading):
    """What Cloud tells."""

    can = CLOUD

    # -- custom fields --

    def custom_fields(self) -> Iterator[CustomField]:
        """By name (GET field), and by the mark in the description (GET field/search)."""
        told = {str(e["id"]): e for e in self.values("field/search", {"type": "custom", "query": "careflow"})}
        for entry, has_our_name in self.named():
            field_id, name = str(entry["id"]), str(entry["name"])
            description = str((told.get(field_id) or {}).get("description") or "")
            if has_our_name or mark_in(description):
                schema = entry["schema"]
                kind, type_ = str(schema.get("type", "")), str(schema.get("custom", ""))
                contexts = tuple(self._contexts(field_id, name, kind)) if has_our_name else ()
                yield CustomField(field_id, name, kind, type_, description, contexts)

    def _contexts(self, field_id: str, name: str, kind: str) -> Iterator[Context]:
        listed = list(self.values("field/{field}/context", field=field_id))
        projects = self._mapped(field_id, "projectmapping", "projectId") if _some(listed, "isGlobalContext") else {}
        types = self._mapped(field_id, "issuetypemapping", "issueTypeId") if _some(listed, "isAnyIssueType") else {}
        for told in listed:
            id_ = str(told["id"])
            context = Context(
                id_,
                str(told.get("name") or ""),
                None if told.get("isGlobalContext") else frozenset(projects.get(id_, ())),
                None if told.get("isAnyIssueType") else frozenset(types.get(id_, ())),
                description=str(told.get("description") or ""),
            )
            if kind == "option" and self.covers_any(context):
                options = self.with_use(field_id, name, tuple(self._options(field_id, id_)))
                context = replace(context, options=options)
            yield context

    def _mapped(self, field_id: str, what: str, key: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for told in self.values("field/{field}/context/" + what, field=field_id):
            if told.get(key) is not None:
                found.setdefault(str(told["contextId"]), []).append(str(told[key]))
        return found

    def _options(self, field_id: str, context: str) -> Iterator[Option]:
        for told in self.values("field/{field}/context/{context}/option", field=field_id, context=context):
            if told.get("optionId") is None:  # an option of a cascading select's second level has one above it
                yield Option(str(told["id"]), str(told["value"]), told.get("disabled") is True)

    # -- screens --

    def screens(self) -> Iterator[Screen]:
        """Project → issue type screen scheme → screen schemes → screens; or those that app.yaml names."""
        if self.wanted.screens:
            yield from self._screens_named()
            return
        purposes, others = self._screens_of_projects()
        for screen_id, name in self._names(purposes):
            users = tuple(sorted(others.get(screen_id, ())))
            yield Screen(screen_id, name, frozenset(purposes[screen_id]), self.tabs(screen_id), users)

    def _screens_named(self) -> Iterator[Screen]:
        for name in self.wanted.screens:
            for told in self.values("screens", {"queryString": name}):
                if folded(str(told.get("name"))) == folded(name):
                    id_ = str(told["id"])
                    yield Screen(id_, str(told["name"]), frozenset(_PURPOSES), self.tabs(id_))

    def _screens_of_projects(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """By the id of the screen: what it is used for in our projects; who else uses it."""
        ours = self._schemes_of(project for project in self.projects.values() if not project.team_managed)
        schemes = {str(told["id"]): told for told in self.values("screenscheme")}
        names = {str(t["id"]): str(t["name"]) for t in self.values("issuetypescreenscheme")}
        purposes: dict[str, set[str]] = {}
        others: dict[str, set[str]] = {}
        for told in self.values("issuetypescreenscheme/mapping"):
            scheme_id = str(told["issueTypeScreenSchemeId"])
            for purpose, screen in _screens(schemes.get(str(told["screenSchemeId"]), {})):
                if scheme_id in ours:
                    purposes.setdefault(screen, set()).add(purpose)
                    others.setdefault(screen, set()).update(ours[scheme_id])
                else:
                    others.setdefault(screen, set()).add(names.get(scheme_id, scheme_id))
        return purposes, others

    def _schemes_of(self, projects: Iterator[Project]) -> dict[str, set[str]]:
        """The issue type screen schemes of our projects, each with other projects' ids that have it too."""
        found: dict[str, set[str]] = {}
        mine = {project.id for project in self.projects.values()}
        for project in projects:
            for told in self.values("issuetypescreenscheme/project", {"projectId": project.id}):
                scheme = str(told["issueTypeScreenScheme"]["id"])
                using = self.values("issuetypescreenscheme/{scheme}/project", scheme=scheme)
                found[scheme] = {f"project {one['key']}" for one in using if str(one.get("id")) not in mine}
        return found

    def _names(self, screens: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        for told in self.values("screens", {"id": sorted(screens, key=int)}) if screens else ():
            yield str(told["id"]), str(told.get("name") or "")

    # -- statuses and workflows --

    def statuses(self) -> Iterator[Status]:
        """Those that any project may use."""
        for told in self.values("statuses/search"):
            if (told.get("scope") or {}).get("type", "GLOBAL") == "GLOBAL":
                yield Status(str(told["id"]), str(told["name"]), str(told.get("statusCategory") or ""))

    def workflows(self) -> Iterator[Workflow]:
        """Those of every issue type of every project."""
        found: dict[str, tuple[Mapping[str, Any], list[Mapping[str, Any]], list[str]]] = {}
        for project in self.projects.values():
            pairs = [{"projectId": project.id, "issueTypeId": kind} for kind in project.issue_types]
            if not pairs or project.team_managed:
                continue
            told = self.session.send("POST", "workflows", {"projectAndIssueTypes": pairs}).object()
            for raw in told.get("workflows") or ():
                known = found.setdefault(str(raw["id"]), (raw, [], []))
                known[2].append(project.key)
                known[1][:] = told.get("statuses") or []
        for raw, statuses, keys in found.values():
            yield self._workflow(raw, statuses, tuple(dict.fromkeys(keys)))

    def _workflow(self, raw: Mapping[str, Any], listed: list[Mapping[str, Any]], projects: tuple[str, ...]) -> Workflow:
        inside = {str(status["statusReference"]) for status in raw.get("statuses") or ()}
        of_it = tuple(status for status in listed if str(status["statusReference"]) in inside)
        statuses = tuple(Status(str(s["id"]), str(s["name"]), str(s.get("statusCategory") or "")) for s in of_it)
        others = tuple(sorted(self._using(str(raw["id"])) - {project.id for project in self.projects.values()}))
        editable = raw.get("isEditable") is not False
        return Workflow(str(raw["id"]), str(raw["name"]), projects, statuses, raw, of_it, editable, others)

    def _using(self, workflow: str) -> set[str]:
        found: set[str] = set()
        params: dict[str, Any] = {"maxResults": 200}
        while True:
            told = self.session.get("workflow/{workflow}/projectUsages", params, workflow=workflow).object()
            page = told.get("projects") or {}
            found |= {str(one["id"]) for one in page.get("values") or ()}
            if not page.get("nextPageToken"):
                return found
            params["nextPageToken"] = page["nextPageToken"]

    # -- priorities --

    def priorities(self) -> Iterator[tuple[str, str]]:
        """GET priority/search."""
        for told in self.values("priority/search"):
            yield str(told["id"]), str(told["name"])

    def priority_schemes(self, priorities: Mapping[str, str]) -> Mapping[str, PriorityScheme]:
        """Asked only for a project that lacks one of the priorities."""
        found: dict[str, PriorityScheme] = {}
        wanted = {folded(priority.name) for priority in self.wanted.priorities}
        ids = {id_ for id_, name in priorities.items() if folded(name) in wanted}
        for project in self.projects.values():
            available = {str(told["id"]) for told in self.values("priority/search", {"projectId": project.id})}
            if not ids <= available or len(ids) < len(wanted):
                scheme = self._scheme_of(project, frozenset(available))
                found |= {project.key: scheme} if scheme is not None else {}
        return found

    def _scheme_of(self, project: Project, available: frozenset[str]) -> PriorityScheme | None:
        mine = {known.id for known in self.projects.values()}
        for told in self.values("priorityscheme"):
            scheme_id = str(told["id"])
            using = list(self.values("priorityscheme/{scheme}/projects", scheme=scheme_id))
            if project.id in {str(one["id"]) for one in using}:
                others = tuple(str(one.get("key") or one["id"]) for one in using if str(one["id"]) not in mine)
                return PriorityScheme(scheme_id, str(told.get("name") or ""), available, others)
        return None

    # -- filters and dashboards --

    def filters(self) -> Iterator[Filter]:
        """The account's own, and whatever is shared with the projects."""
        for told in self._shared("filter/search", _EXPAND):
            own = str((told.get("owner") or {}).get("accountId")) == self.me
            if own or mark_in(told.get("description")):
                yield Filter(
                    str(told["id"]),
                    str(told.get("name") or ""),
                    str(told.get("jql") or ""),
                    str(told.get("description") or ""),
                    shared_projects(told.get("sharePermissions")),
                    own,
                )

    def dashboards(self) -> Iterator[Dashboard]:
        """The account's own, and whatever is shared with the projects."""
        for told in self._shared("dashboard/search", "description,owner,sharePermissions"):
            own = str((told.get("owner") or {}).get("accountId")) == self.me
            marked = mark_in(told.get("description")) is not None
            if own or marked:
                yield Dashboard(
                    str(told["id"]),
                    str(told.get("name") or ""),
                    str(told.get("description") or ""),
                    shared_projects(told.get("sharePermissions")),
                    tuple(self._gadgets(str(told["id"]))) if marked else (),
                    own,
                )

    def _shared(self, endpoint: str, expand: str) -> Iterator[Mapping[str, Any]]:
        seen: dict[str, Mapping[str, Any]] = {}
        ways = [{"accountId": self.me}, *({"projectId": project.id} for project in self.projects.values())]
        for way in ways:
            for told in self.values(endpoint, {**way, "expand": expand}):
                seen.setdefault(str(told["id"]), told)
        yield from seen.values()

    def _gadgets(self, dashboard: str) -> Iterator[Gadget]:
        listed = self.session.get("dashboard/{dashboard}/gadget", dashboard=dashboard).list("gadgets")
        for told in listed:
            yield Gadget(str(told["id"]), str(told.get("title") or ""), self._shows(dashboard, str(told["id"])))

    def _shows(self, dashboard: str, gadget: str) -> str:
        endpoint = "dashboard/{dashboard}/items/{item}/properties/{property}"
        try:
            told = self.session.get(endpoint, dashboard=dashboard, item=gadget, property="config").object()
        except NotFound:
            return ""
        value = told.get("value")
        return str(value.get("filterId") or "").removeprefix("filter-") if isinstance(value, dict) else ""

    def count(self, jql: str) -> int:
        """POST search/approximate-count: within seconds of the truth."""
        return int(self.session.send("POST", "search/approximate-count", {"jql": jql}).object().get("count") or 0)


def _screens(scheme: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a screen scheme shows for each purpose: its own screen, else the default."""
    screens = scheme.get("screens") or {}
    for purpose in _PURPOSES:
        screen = screens.get(purpose) or screens.get("default")
        if screen is not None:
            yield purpose, str(screen)


def _some(listed: list[Any], key: str) -> bool:
    """Whether any of them says no to ``key``."""
    return any(not told.get(key) for told in listed)
