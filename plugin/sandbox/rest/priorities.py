"""Priorities and their schemes."""

from __future__ import annotations

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.priorities import Priority, PriorityScheme
from plugin.sandbox.projects import Project
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, part, texts, words
from plugin.sandbox.rest.paging import page


class PriorityRoutes(Routes):
    """Cloud's ``/priority`` and ``/priorityscheme``, Data Center's ``/priorityschemes``."""

    rules = (
        ("GET", "/priority", "priorities"),
        ("GET", "/priority/search", "search"),
        ("POST", "/priority", "create"),
        ("GET", "/priorityscheme", "schemes"),
        ("PUT", "/priorityscheme/<scheme_id>", "edit_scheme"),
        ("GET", "/priorityscheme/<scheme_id>/projects", "projects_of"),
        ("GET", "/project/<key>/priorityscheme", "scheme_of"),
        ("GET", "/priorityschemes", "schemes_of_site"),
    )
    cloud_only = frozenset({"search", "create", "schemes", "edit_scheme", "projects_of"})
    data_center_only = frozenset({"scheme_of", "schemes_of_site"})

    def priorities(self) -> Response:
        """GET priority."""
        return answer([self.shapes.priority(p) for p in self.site.priorities])

    def search(self) -> Response:
        """GET priority/search: all, or those of projects."""
        ids, found = words("projectId"), list(self.site.priorities)
        if ids:
            schemes = [self.site.priority_scheme_of(p) for p in self.site.projects.values() if p.id in ids]
            found = [p for p in found if any(p in scheme.priorities for scheme in schemes)]
        return page([self.shapes.priority(p) for p in found])

    def create(self) -> Response:
        """POST priority: in no scheme yet but the default one."""
        self.need_administrator()
        sent = body()
        name, colour = str(sent.get("name") or ""), str(sent.get("statusColor") or "")
        if not name or not colour or any(p.name.casefold() == name.casefold() for p in self.site.priorities):
            raise Problem(400, errors={"name": "A priority with that name already exists, or something is missing."})
        number = str(max(int(p.id) for p in self.site.priorities) + 1)
        made = Priority(number, name, str(sent.get("description") or ""), colour)
        self.site.priorities.append(made)
        next(scheme for scheme in self.site.priority_schemes if scheme.default).priorities.append(made)
        return answer({"id": made.id}, 201)

    def schemes(self) -> Response:
        """GET priorityscheme."""
        return page([self._shown(scheme) for scheme in self.site.priority_schemes])

    def edit_scheme(self, scheme_id: str) -> Response:
        """PUT priorityscheme: priorities that are added."""
        self.need_administrator()
        scheme = self._scheme(scheme_id)
        added = texts(part(part(body(), "priorities", dict, {}), "add", dict, {}), "ids")
        scheme.priorities += [p for p in self.site.priorities if p.id in added and p not in scheme.priorities]
        return answer({"priorityScheme": self._shown(scheme)}, 202)

    def projects_of(self, scheme_id: str) -> Response:
        """GET the projects of a scheme."""
        return page([{"id": p.id, "key": p.key, "name": p.name} for p in self._projects(self._scheme(scheme_id))])

    def scheme_of(self, key: str) -> Response:
        """GET the scheme of a project (Data Center)."""
        if key not in self.site.projects:
            raise Problem(404, f"No project could be found with key '{key}'.")
        return answer(self._plain(self.site.priority_scheme_of(self.site.projects[key])))

    def schemes_of_site(self) -> Response:
        """GET priorityschemes (Data Center)."""
        shown = [self._plain(scheme) for scheme in self.site.priority_schemes]
        return answer({"schemes": shown, "maxResults": 100, "startAt": 0, "total": len(shown)})

    def _scheme(self, scheme_id: str) -> PriorityScheme:
        for scheme in self.site.priority_schemes:
            if scheme.id == scheme_id:
                return scheme
        raise Problem(404, f"The priority scheme '{scheme_id}' was not found.")

    def _projects(self, scheme: PriorityScheme) -> list[Project]:
        return [p for p in self.site.projects.values() if self.site.priority_scheme_of(p) is scheme]

    def _shown(self, scheme: PriorityScheme) -> Json:
        shown = {"id": scheme.id, "name": scheme.name, "description": "", "isDefault": scheme.default}
        return {**shown, "self": f"{self.shapes.api}/priorityscheme/{scheme.id}"}

    def _plain(self, scheme: PriorityScheme) -> Json:
        shown = {"id": int(scheme.id), "name": scheme.name, "optionIds": [p.id for p in scheme.priorities]}
        return {**shown, "defaultScheme": scheme.default, "self": request.url}
