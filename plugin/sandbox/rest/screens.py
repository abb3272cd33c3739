"""Screens, and on Cloud the schemes that give them to projects. Data Center tells of the screens alone."""

from __future__ import annotations

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.screens import IssueTypeScreenScheme, Screen, ScreenScheme, Tab


class ScreenRoutes(Routes):
    """What both Jiras have."""

    rules = (
        ("GET", "/screens", "screens"),
        ("GET", "/screens/<screen_id>/tabs", "tabs"),
        ("GET", "/screens/<screen_id>/tabs/<tab_id>/fields", "fields"),
        ("POST", "/screens/<screen_id>/tabs/<tab_id>/fields", "add_field"),
        ("DELETE", "/screens/<screen_id>/tabs/<tab_id>/fields/<field_id>", "remove_field"),
        ("POST", "/screens/addToDefault/<field_id>", "add_to_default"),
        ("GET", "/issuetypescreenscheme", "type_schemes"),
        ("GET", "/issuetypescreenscheme/project", "of_projects"),
        ("GET", "/issuetypescreenscheme/mapping", "mapping"),
        ("GET", "/issuetypescreenscheme/<scheme_id>/project", "projects_of"),
        ("GET", "/screenscheme", "screen_schemes"),
    )
    cloud_only = frozenset({"type_schemes", "of_projects", "mapping", "projects_of", "screen_schemes"})

    def screens(self) -> Response:
        """GET screens: on Cloud a page, by id or a part of the name; on Data Center all."""
        self.need_administrator()
        text, ids = request.args.get("queryString", "").casefold(), words("id")
        found = [s for s in self.site.screens.values() if text in s.name.casefold() and (not ids or s.id in ids)]
        shown: list[Json] = [{"id": int(s.id), "name": s.name, "description": s.description} for s in found]
        return page(shown, most=100) if self.site.cloud else answer(shown)

    def screen(self, screen_id: str) -> Screen:
        """The screen of that id. Raises Problem 404, on Data Center 400."""
        self.need_administrator()
        if screen_id not in self.site.screens:
            raise Problem(404 if self.site.cloud else 400, f"The screen with the ID '{screen_id}' was not found.")
        return self.site.screens[screen_id]

    def tab(self, screen_id: str, tab_id: str) -> Tab:
        """The tab of that id."""
        for tab in self.screen(screen_id).tabs:
            if tab.id == tab_id:
                return tab
        raise Problem(404 if self.site.cloud else 400, f"The tab with the ID '{tab_id}' was not found.")

    def tabs(self, screen_id: str) -> Response:
        """GET tabs."""
        return answer([{"id": int(tab.id), "name": tab.name} for tab in self.screen(screen_id).tabs])

    def fields(self, screen_id: str, tab_id: str) -> Response:
        """GET the fields of a tab."""
        shown = [self.site.fields[f] for f in self.tab(screen_id, tab_id).fields if f in self.site.fields]
        return answer([{"id": field.id, "name": field.name} for field in shown if not field.trashed])

    def add_field(self, screen_id: str, tab_id: str) -> Response:
        """POST a field onto a tab: once on a screen."""
        screen, tab, field_id = self.screen(screen_id), self.tab(screen_id, tab_id), str(body().get("fieldId") or "")
        if field_id not in self.site.fields:
            raise Problem(404 if self.site.cloud else 400, f"The field '{field_id}' was not found.")
        if screen.shows(field_id):
            raise Problem(400, f"The field with id '{field_id}' is already present on the screen.")
        tab.fields.append(field_id)
        return answer({"id": field_id, "name": self.site.fields[field_id].name})

    def remove_field(self, screen_id: str, tab_id: str, field_id: str) -> Response:
        """DELETE a field from a tab."""
        tab = self.tab(screen_id, tab_id)
        if field_id not in tab.fields:
            raise Problem(404 if self.site.cloud else 400, f"The field '{field_id}' was not found.")
        tab.fields.remove(field_id)
        return nothing()

    def add_to_default(self, field_id: str) -> Response:
        """POST addToDefault."""
        self.need_administrator()
        screen = next(iter(self.site.screens.values()))
        if field_id not in self.site.fields or screen.shows(field_id):
            raise Problem(404 if self.site.cloud else 400, f"The field '{field_id}' is not there, or present already.")
        screen.tabs[0].fields.append(field_id)
        return answer(None) if self.site.cloud else nothing()

    def type_schemes(self) -> Response:
        """GET issuetypescreenscheme."""
        self.need_administrator()
        return page([_type_scheme(scheme) for scheme in self.site.type_schemes.values()])

    def of_projects(self) -> Response:
        """GET which issue type screen scheme projects have; team-managed ones have none."""
        self.need_administrator()
        wanted = words("projectId")
        if not wanted:
            raise Problem(400, "projectId is required")
        shown: dict[str, list[str]] = {}
        for project in self.site.projects.values():
            if project.id in wanted and not project.team_managed:
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
        shown = [
            {"id": p.id, "key": p.key, "name": p.name, "simplified": p.team_managed}
            for p in self.site.projects.values()
            if not p.team_managed and self.site.type_scheme_of(p).id == scheme_id
        ]
        return page(shown)

    def screen_schemes(self) -> Response:
        """GET screenscheme."""
        self.need_administrator()
        only = words("id")
        return page([_screen_scheme(s) for s in self.site.screen_schemes.values() if not only or s.id in only], most=25)


def _type_scheme(scheme: IssueTypeScreenScheme) -> Json:
    return {"id": scheme.id, "name": scheme.name, "description": ""}


def _screen_scheme(scheme: ScreenScheme) -> Json:
    screens = {purpose: int(screen.id) for purpose, screen in scheme.screens.items()}
    return {"id": int(scheme.id), "name": scheme.name, "description": "", "screens": screens}
