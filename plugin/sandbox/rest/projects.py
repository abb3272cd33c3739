"""Projects: which there are, what they are made of, and their properties."""

from __future__ import annotations

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.projects import Project
from plugin.sandbox.rest.answers import Problem, Routes, answer, nothing, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.rest.writing import property_value

_KEY_LIMIT = 255


class ProjectRoutes(Routes):
    """``/project``."""

    rules = (
        ("GET", "/project", "listing"),
        ("GET", "/project/search", "search"),
        ("GET", "/project/<key>", "read"),
        ("GET", "/project/<key>/statuses", "statuses"),
        ("GET", "/project/<key>/properties", "property_keys"),
        ("GET", "/project/<key>/properties/<name>", "read_property"),
        ("PUT", "/project/<key>/properties/<name>", "set_property"),
        ("DELETE", "/project/<key>/properties/<name>", "delete_property"),
    )
    cloud_only = frozenset({"search"})

    def listing(self) -> Response:
        """GET project."""
        return answer([self._listed(project) for project in self.site.projects.values()])

    def search(self) -> Response:
        """GET project/search: by ids, keys, or a part of key or name."""
        ids, keys, text = words("id"), words("keys"), request.args.get("query", "").casefold()
        found = [
            project
            for project in self.site.projects.values()
            if text in f"{project.key} {project.name}".casefold()
            and (not ids or project.id in ids)
            and (not keys or project.key in keys)
        ]
        return page([self._listed(project) for project in found])

    def _listed(self, project: Project) -> Json:
        style = {"style": "next-gen" if project.team_managed else "classic"} if self.site.cloud else {}
        return {**self.shapes.project(project), **style}

    def read(self, key: str) -> Response:
        """GET project."""
        found = self.project(key)
        types = [self.shapes.issue_type(t) for t in self.site.types_of(found)]
        lists = {"issueTypes": types, "versions": [self.shapes.version_of_project(v) for v in found.versions]}
        return answer({**self._listed(found), "description": "", "components": [], "roles": {}, **lists})

    def statuses(self, key: str) -> Response:
        """GET project/KEY/statuses: by issue type, those of its workflow."""
        project, shown = self.project(key), []
        for type_id in self.site.types_of(project):
            of_type = self.site.place(project, type_id).workflow.statuses
            kind = {k: v for k, v in self.shapes.issue_type(type_id).items() if k in ("self", "id", "name", "subtask")}
            shown.append({**kind, "statuses": [self.shapes.status(status) for status in of_type]})
        return answer(shown)

    def property_keys(self, key: str) -> Response:
        """GET properties."""
        project = self.project(key)
        link = f"{self.shapes.api}/project/{project.id}/properties"
        return answer({"keys": [{"key": name, "self": f"{link}/{name}"} for name in project.properties]})

    def read_property(self, key: str, name: str) -> Response:
        """GET a property."""
        held = self.project(key).properties
        if name not in held:
            raise Problem(404, f"The property with key '{name}' does not exist.")
        return answer({"key": name, "value": held[name]})

    def set_property(self, key: str, name: str) -> Response:
        """PUT a property, as an administrator of the project: 201 when it is new."""
        held = self.project(key).properties
        self.need_project_administrator()
        if len(name) > _KEY_LIMIT:
            raise Problem(400, f"The property key cannot be longer than {_KEY_LIMIT} characters.")
        new = name not in held
        held[name] = property_value(request.get_data())
        return answer({}, 201 if new else 200)

    def delete_property(self, key: str, name: str) -> Response:
        """DELETE a property."""
        held = self.project(key).properties
        self.need_project_administrator()
        if name not in held:
            raise Problem(404, f"The property with key '{name}' does not exist.")
        del held[name]
        return nothing()
