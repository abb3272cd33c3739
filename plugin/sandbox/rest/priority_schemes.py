"""Which project has which priorities.

A new priority is in the default scheme at once. Whether that can be edited on Cloud, Atlassian's pages disagree: the
announcement says that priorities can be taken out of it
(https://community.atlassian.com/forums/Jira-Cloud-Admins-articles/Announcing-Priority-Schemes-in-Jira/bc-p/2813338).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.issue import Issue
from plugin.sandbox.priorities import Priority, PriorityScheme
from plugin.sandbox.projects import Project
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, part, texts, whole, words
from plugin.sandbox.rest.paging import page, pages
from plugin.sandbox.rest.tasks import running


class PrioritySchemeRoutes(Routes):
    """Cloud's ``/priorityscheme``, Data Center's ``/priorityschemes``."""

    rules = (
        ("GET", "/priorityscheme", "search"),
        ("PUT", "/priorityscheme/<scheme_id>", "change"),
        ("GET", "/priorityscheme/<scheme_id>/priorities", "priorities_of"),
        ("GET", "/priorityscheme/<scheme_id>/projects", "projects_of"),
        ("GET", "/priorityschemes", "listing"),
        ("GET", "/priorityschemes/<scheme_id>", "read"),
        ("PUT", "/priorityschemes/<scheme_id>", "edit"),
        ("GET", "/project/<key>/priorityscheme", "of_project"),
    )
    cloud_only = frozenset({"search", "change", "priorities_of", "projects_of"})
    data_center_only = frozenset({"listing", "read", "edit", "of_project"})

    # -- Cloud --

    def search(self) -> Response:
        """GET priorityscheme: by ids or a part of the name; with priorities and projects where that is asked for."""
        ids, name = words("schemeId"), request.args.get("schemeName", "").casefold()
        found = [s for s in self.site.priority_schemes if name in s.name.casefold() and (not ids or s.id in ids)]
        return page([self._shown(scheme, words("expand")) for scheme in found])

    def change(self, scheme_id: str) -> Response:
        """PUT priorityscheme: add and remove priorities and projects. 202 with a task.

        An issue whose priority is none of its project's any more needs a mapping (``in``).
        """
        self.need_administrator()
        scheme, sent = self._scheme(scheme_id), body()
        if scheme.default and "projects" in sent:
            raise Problem(400, "The default priority scheme serves the projects that are in no other.")
        priorities = self._priorities(scheme, part(sent, "priorities", dict, {}))
        projects = self._projects(scheme, part(sent, "projects", dict, {}))
        mapping = self._mapping(part(sent, "mappings", dict, {}), priorities)
        keys = projects | ({project.key for project in self._using(scheme)} if scheme.default else set())
        strays = [i for i in self.tracker.by_id.values() if i.project.key in keys and _strays(i, priorities)]
        if any(issue.values["priority"].id not in mapping for issue in strays):
            raise Problem(400, "The changes to priority schemes require mapping of priorities.")
        scheme.priorities, scheme.projects = priorities, projects
        scheme.name = part(sent, "name", str, "") or scheme.name
        scheme.description = part(sent, "description", str, scheme.description)
        for issue in strays:
            issue.values["priority"] = mapping[issue.values["priority"].id]
        task = running(self, "Update priority scheme").shown(self.shapes.api)
        return answer({"task": task, "priorityScheme": self._shown(scheme)}, 202)

    def priorities_of(self, scheme_id: str) -> Response:
        """GET the priorities of a scheme."""
        return page(self._sequence(self._scheme(scheme_id)))

    def projects_of(self, scheme_id: str) -> Response:
        """GET the projects of a scheme."""
        return page([self.shapes.project(project) for project in self._using(self._scheme(scheme_id))])

    # -- Data Center --

    def listing(self) -> Response:
        """GET priorityschemes."""
        start, most = whole("startAt", 0), whole("maxResults", 100, 1000)
        shown = [self._plain(scheme) for scheme in self.site.priority_schemes]
        return answer(
            {"schemes": shown[start : start + most], "maxResults": most, "startAt": start, "total": len(shown)}
        )

    def read(self, scheme_id: str) -> Response:
        """GET a scheme."""
        self.need_project_administrator()
        return answer(self._plain(self._scheme(scheme_id)))

    def edit(self, scheme_id: str) -> Response:
        """PUT a scheme: refused where issues would need another priority (OAS-DC)."""
        self.need_administrator()
        scheme, sent = self._scheme(scheme_id), body()
        if scheme.default:
            raise Problem(400, "The default priority scheme cannot be edited.")
        wanted = self._named(texts(sent, "optionIds")) if "optionIds" in sent else scheme.priorities
        if any(_strays(i, wanted) for i in self.tracker.by_id.values() if i.project.key in scheme.projects):
            raise Problem(400, "Issues would have to be migrated.")
        scheme.priorities = wanted
        scheme.name = part(sent, "name", str, "") or scheme.name
        scheme.description = part(sent, "description", str, scheme.description)
        return answer(self._plain(scheme))

    def of_project(self, key: str) -> Response:
        """GET the scheme of a project."""
        project = self.project(key)
        self.need_project_administrator()
        return answer(self._plain(self.site.priority_scheme_of(project)))

    # -- what both are made of --

    def _scheme(self, scheme_id: str) -> PriorityScheme:
        for scheme in self.site.priority_schemes:
            if scheme.id == scheme_id:
                return scheme
        raise Problem(404, f"The priority scheme '{scheme_id}' was not found.")

    def _named(self, ids: Iterable[str]) -> list[Priority]:
        known = {priority.id: priority for priority in self.site.priorities}
        wanted = list(ids)
        if not set(wanted) <= known.keys():
            raise Problem(400, "A priority was not found.")
        return [known[number] for number in wanted]

    def _priorities(self, scheme: PriorityScheme, sent: Json) -> list[Priority]:
        added, removed = (self._named(texts(part(sent, what, dict, {}), "ids")) for what in ("add", "remove"))
        kept = [priority for priority in scheme.priorities if priority not in removed]
        return [*kept, *(priority for priority in added if priority not in kept)]

    def _projects(self, scheme: PriorityScheme, sent: Json) -> set[str]:
        keys = {project.id: project.key for project in self.site.projects.values()}
        added, removed = (set(texts(part(sent, what, dict, {}), "ids")) for what in ("add", "remove"))
        if not added | removed <= keys.keys():
            raise Problem(400, "A project was not found.")
        return (scheme.projects - {keys[number] for number in removed}) | {keys[number] for number in added}

    def _mapping(self, sent: Json, allowed: list[Priority]) -> Mapping[str, Priority]:
        wanted = {str(old): str(new) for old, new in part(sent, "in", dict, {}).items()}
        found = dict(zip(wanted, self._named(wanted.values()), strict=True))
        return {old: new for old, new in found.items() if new in allowed}

    def _using(self, scheme: PriorityScheme) -> list[Project]:
        return [p for p in self.site.projects.values() if self.site.priority_scheme_of(p) is scheme]

    def _sequence(self, scheme: PriorityScheme) -> list[Json]:
        return [
            {**self.shapes.priority(priority), "isDefault": priority is scheme.first, "sequence": str(number)}
            for number, priority in enumerate(scheme.priorities)
        ]

    def _shown(self, scheme: PriorityScheme, expand: Iterable[str] = ()) -> Json:
        shown: Json = {"id": scheme.id, "name": scheme.name, "description": scheme.description}
        shown |= {"isDefault": scheme.default, "self": f"{self.shapes.api}/priorityscheme/{scheme.id}"}
        if "priorities" in expand:
            shown["priorities"] = pages(self._sequence(scheme))
        if "projects" in expand:
            shown["projects"] = pages([self.shapes.project(project) for project in self._using(scheme)])
        return shown

    def _plain(self, scheme: PriorityScheme) -> Json:
        standard = scheme.first
        shown: Json = {"id": int(scheme.id), "name": scheme.name, "description": scheme.description}
        shown |= {"optionIds": [p.id for p in scheme.priorities], "defaultScheme": scheme.default}
        shown |= {"defaultOptionId": standard.id if standard else None}
        return {**shown, "self": f"{self.shapes.api}/priorityschemes/{scheme.id}"}


def _strays(issue: Issue, allowed: Iterable[Priority]) -> bool:
    held = issue.values.get("priority")
    return held is not None and held not in list(allowed)
