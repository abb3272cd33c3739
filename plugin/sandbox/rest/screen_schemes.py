"""Which project shows which screens, on Cloud: issue type screen schemes, and the screen schemes in them."""

from __future__ import annotations

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.projects import Project
from plugin.sandbox.rest.answers import Problem, Routes, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.screens import IssueTypeScreenScheme, ScreenScheme


class ScreenSchemeRoutes(Routes):
    """``/issuetypescreenscheme`` and ``/screenscheme``: of company-managed projects, for administrators."""

    rules = (
        ("GET", "/issuetypescreenscheme", "type_schemes"),
        ("GET", "/issuetypescreenscheme/project", "of_projects"),
        ("GET", "/issuetypescreenscheme/mapping", "mapping"),
        ("GET", "/issuetypescreenscheme/<scheme_id>/project", "projects_of"),
        ("GET", "/screenscheme", "screen_schemes"),
    )
    cloud_only = frozenset(name for _, _, name in rules)

    def type_schemes(self) -> Response:
        """GET issuetypescreenscheme: by id or a part of the name."""
        self.need_administrator()
        ids, text = words("id"), request.args.get("queryString", "").casefold()
        found = [
            scheme
            for scheme in self.site.type_schemes.values()
            if text in scheme.name.casefold() and (not ids or scheme.id in ids)
        ]
        return page([_type_scheme(scheme) for scheme in found])

    def of_projects(self) -> Response:
        """GET the issue type screen scheme of each project that is named."""
        self.need_administrator()
        wanted = words("projectId")
        if not wanted:
            raise Problem(400, "The parameter projectId is required.")
        shown: dict[str, list[str]] = {}
        for project in self._managed():
            if project.id in wanted:
                shown.setdefault(self.site.type_scheme_of(project).id, []).append(project.id)
        schemes = self.site.type_schemes
        return page([{"issueTypeScreenScheme": _type_scheme(schemes[s]), "projectIds": p} for s, p in shown.items()])

    def mapping(self) -> Response:
        """GET which screen scheme an issue type screen scheme gives to which issue type."""
        self.need_administrator()
        only = words("issueTypeScreenSchemeId")
        shown = [
            {"issueTypeId": kind, "issueTypeScreenSchemeId": scheme.id, "screenSchemeId": screens.id}
            for scheme in self.site.type_schemes.values()
            if not only or scheme.id in only
            for kind, screens in scheme.schemes.items()
        ]
        return page(shown)

    def projects_of(self, scheme_id: str) -> Response:
        """GET the projects of an issue type screen scheme."""
        self.need_administrator()
        if scheme_id not in self.site.type_schemes:
            raise Problem(404, "The issue type screen scheme was not found.")
        return page(self._projects(scheme_id))

    def screen_schemes(self) -> Response:
        """GET screenscheme: by id or a part of the name."""
        self.need_administrator()
        ids, text = words("id"), request.args.get("queryString", "").casefold()
        found = [
            scheme
            for scheme in self.site.screen_schemes.values()
            if text in scheme.name.casefold() and (not ids or scheme.id in ids)
        ]
        return page([_screen_scheme(scheme) for scheme in found], most=25)

    def _managed(self) -> list[Project]:
        return [project for project in self.site.projects.values() if not project.team_managed]

    def _projects(self, scheme_id: str) -> list[Json]:
        using = [p for p in self._managed() if self.site.type_scheme_of(p).id == scheme_id]
        return [self.shapes.project(project) for project in using]


def _type_scheme(scheme: IssueTypeScreenScheme) -> Json:
    return {"id": scheme.id, "name": scheme.name, "description": scheme.description}


def _screen_scheme(scheme: ScreenScheme) -> Json:
    screens = {purpose: int(screen.id) for purpose, screen in scheme.screens.items()}
    return {"id": int(scheme.id), "name": scheme.name, "description": scheme.description, "screens": screens}
