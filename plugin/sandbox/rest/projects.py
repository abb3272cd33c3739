"""The list of projects, and their properties."""

from __future__ import annotations

from flask import Response, request

from plugin.sandbox.rest.answers import Problem, Routes, answer, nothing
from plugin.sandbox.rest.paging import page
from plugin.sandbox.rest.writing import property_value
from plugin.sandbox.site import Project


class ProjectRoutes(Routes):
    """``/project`` beside what ``metadata`` has of one."""

    rules = (
        ("GET", "/project", "listing"),
        ("GET", "/project/search", "search"),
        ("GET", "/project/<key>/properties", "property_keys"),
        ("GET", "/project/<key>/properties/<name>", "read_property"),
        ("PUT", "/project/<key>/properties/<name>", "set_property"),
        ("DELETE", "/project/<key>/properties/<name>", "delete_property"),
    )
    cloud_only = frozenset({"search"})

    def listing(self) -> Response:
        """GET project."""
        return answer([self.shapes.project(project) for project in self.site.projects.values()])

    def search(self) -> Response:
        """GET project/search."""
        return page([self.shapes.project(project) for project in self.site.projects.values()])

    def project(self, key: str) -> Project:
        """The project of that key or id. Raises Problem 404."""
        for project in self.site.projects.values():
            if key in (project.key, project.id):
                return project
        raise Problem(404, f"No project could be found with key '{key}'.")

    def property_keys(self, key: str) -> Response:
        """GET properties."""
        held = self.project(key).properties
        return answer({"keys": [{"key": name, "self": f"{request.url}/{name}"} for name in held]})

    def read_property(self, key: str, name: str) -> Response:
        """GET a property."""
        held = self.project(key).properties
        if name not in held:
            raise Problem(404, f"The property with key '{name}' does not exist.")
        return answer({"key": name, "value": held[name]})

    def set_property(self, key: str, name: str) -> Response:
        """PUT a property."""
        self.need_administrator()
        held = self.project(key).properties
        new = name not in held
        held[name] = property_value(request.get_data())
        return answer(None, 201 if new else 200)

    def delete_property(self, key: str, name: str) -> Response:
        """DELETE a property."""
        self.need_administrator()
        if self.project(key).properties.pop(name, None) is None:
            raise Problem(404, f"The property with key '{name}' does not exist.")
        return nothing()
