"""Screens, their tabs, and the fields on them."""

from __future__ import annotations

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, words
from plugin.sandbox.rest.fields import custom_field
from plugin.sandbox.rest.paging import page
from plugin.sandbox.screens import Screen, Tab


class ScreenRoutes(Routes):
    """``/screens``. Data Center answers 401 to who may not, and 400 for what is not there; Cloud 403 and 404."""

    rules = (
        ("GET", "/screens", "listing"),
        ("GET", "/screens/<screen_id>/tabs", "tabs"),
        ("GET", "/screens/<screen_id>/tabs/<tab_id>/fields", "fields"),
        ("POST", "/screens/<screen_id>/tabs/<tab_id>/fields", "add_field"),
        ("DELETE", "/screens/<screen_id>/tabs/<tab_id>/fields/<field_id>", "remove_field"),
        ("POST", "/screens/addToDefault/<field_id>", "add_to_default"),
        ("GET", "/field/<field_id>/screens", "of_field"),
    )
    cloud_only = frozenset({"of_field"})

    def listing(self) -> Response:
        """GET screens: on Cloud a page, by id or a part of the name; on Data Center a plain list."""
        self._need_permission()
        text = request.args.get("queryString" if self.site.cloud else "search", "").casefold()
        ids = words("id")
        found = [s for s in self.site.screens.values() if text in s.name.casefold() and (not ids or s.id in ids)]
        shown = [_shown(screen) for screen in found]
        return page(shown, most=100) if self.site.cloud else answer(shown)

    def tabs(self, screen_id: str) -> Response:
        """GET tabs."""
        return answer([{"id": int(tab.id), "name": tab.name} for tab in self._screen(screen_id).tabs])

    def fields(self, screen_id: str, tab_id: str) -> Response:
        """GET the fields of a tab; those in the trash are not told."""
        live = {field.id: field for field in self.site.live_fields}
        return answer([self._field(live[one].id) for one in self._tab(screen_id, tab_id).fields if one in live])

    def add_field(self, screen_id: str, tab_id: str) -> Response:
        """POST a field onto a tab: once on a screen."""
        screen, tab, field_id = self._screen(screen_id), self._tab(screen_id, tab_id), str(body().get("fieldId") or "")
        self._must_exist(field_id)
        if screen.shows(field_id):
            raise Problem(400, errors={"fieldId": f"The field with id '{field_id}' already exists on the screen."})
        tab.fields.append(field_id)
        return answer(self._field(field_id))

    def remove_field(self, screen_id: str, tab_id: str, field_id: str) -> Response:
        """DELETE a field from a tab."""
        tab = self._tab(screen_id, tab_id)
        if field_id not in tab.fields:
            raise self._missing(f"The field '{field_id}' is not on the tab.")
        tab.fields.remove(field_id)
        return nothing()

    def add_to_default(self, field_id: str) -> Response:
        """POST addToDefault: onto the first tab of the Default Screen, which is the first one."""
        self._need_permission()
        screen = next(iter(self.site.screens.values()))
        self._must_exist(field_id)
        if screen.shows(field_id):
            raise self._missing(f"The field '{field_id}' is present already.")
        screen.tabs[0].fields.append(field_id)
        return answer({}) if self.site.cloud else nothing(201)

    def of_field(self, field_id: str) -> Response:
        """GET the screens that show a custom field (Cloud); with the tab where that is asked for."""
        self._need_permission()
        field = custom_field(self, field_id)
        places = [(s, tab) for s in self.site.screens.values() for tab in s.tabs if field.id in tab.fields]
        with_tab = "tab" in words("expand")
        return page([{**_shown(s), **({"tab": _tab(tab)} if with_tab else {})} for s, tab in places], most=100)

    def _need_permission(self) -> None:
        self.need_administrator(403 if self.site.cloud else 401)

    def _missing(self, text: str) -> Problem:
        return Problem(404 if self.site.cloud else 400, text)

    def _screen(self, screen_id: str) -> Screen:
        self._need_permission()
        if screen_id not in self.site.screens:
            raise self._missing(f"The screen with the ID '{screen_id}' was not found.")
        return self.site.screens[screen_id]

    def _tab(self, screen_id: str, tab_id: str) -> Tab:
        for tab in self._screen(screen_id).tabs:
            if tab.id == tab_id:
                return tab
        raise self._missing(f"The tab with the ID '{tab_id}' was not found.")

    def _must_exist(self, field_id: str) -> None:
        field = self.site.fields.get(field_id)
        if field is None or field.trashed:
            raise self._missing(f"The field '{field_id}' was not found.")

    def _field(self, field_id: str) -> Json:
        field = self.site.fields[field_id]
        return {"id": field.id, "name": field.name}


def _shown(screen: Screen) -> Json:
    return {"id": int(screen.id), "name": screen.name, "description": screen.description}


def _tab(tab: Tab) -> Json:
    return {"id": int(tab.id), "name": tab.name}
