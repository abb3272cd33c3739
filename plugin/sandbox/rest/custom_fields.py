"""Custom fields as Data Center tells of them: contexts only summed up, options only to read (FACTS 5)."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, request

from plugin.sandbox.fields import Field, Json, Option
from plugin.sandbox.removal import forget_field
from plugin.sandbox.rest.answers import Problem, Routes, answer, whole, words
from plugin.sandbox.rest.fields import custom_field
from plugin.sandbox.rest.paging import page

_LARGEST = 1000


class CustomFieldRoutes(Routes):
    """``/customFields``, and ``/customFieldOption`` of both Jiras."""

    rules = (
        ("GET", "/customFields", "listing"),
        ("DELETE", "/customFields", "delete"),
        ("GET", "/customFields/<number>/options", "options"),
        ("GET", "/customFieldOption/<option_id>", "option"),
    )
    data_center_only = frozenset({"listing", "delete", "options"})

    def listing(self) -> Response:
        """GET customFields: a page, by a part of the name, types, the projects that have it, screens that show it."""
        self.need_administrator()
        text, types = request.args.get("search", "").casefold(), words("types")
        projects, screens = set(words("projectIds")), words("screenIds")
        found = [
            field
            for field in self.site.live_fields
            if field.custom
            and text in field.name.casefold()
            and (not types or field.kind.schema["custom"] in types)
            and (not projects or any(field.exists_in(project) for project in projects))
            and (not screens or any(s.id in screens and s.shows(field.id) for s in self.site.screens.values()))
        ]
        return page([self._shown(field) for field in found], largest=_LARGEST)

    def _shown(self, field: Field) -> Json:
        projects = sorted(set().union(*(context.projects or () for context in field.contexts)), key=int)
        types = sorted(set().union(*(context.types or () for context in field.contexts)), key=int)
        number = int(field.id.removeprefix("customfield_"))
        return {
            "id": field.id,
            "numericId": number,
            "name": field.name,
            "description": field.description,
            "type": field.kind.schema["custom"],
            "isAllProjects": any(context.projects is None for context in field.contexts),
            "projectIds": [int(project) for project in projects],
            "projectsCount": len(projects),
            "issueTypeIds": types,
            "screensCount": sum(screen.shows(field.id) for screen in self.site.screens.values()),
            "issuesWithValue": sum(i.values.get(field.id) not in (None, []) for i in self.tracker.by_id.values()),
            "isLocked": field.locked,
            "isManaged": False,
            "self": f"{self.shapes.api}/customFields/{number}",
        }

    def delete(self) -> Response:
        """DELETE customFields?ids=: those that can be."""
        self.need_administrator()
        gone, kept = [], {}
        for field_id in words("ids"):
            field = self.site.fields.get(field_id)
            if field is None or not field.custom or field.locked:
                kept[field_id] = "The custom field does not exist." if field is None else "The custom field is locked."
                continue
            forget_field(self.tracker, field)
            gone.append(field_id)
        told = {"message": f"{len(gone)} deleted", "deletedCustomFields": gone, "notDeletedCustomFields": kept}
        return answer(told, 200 if gone else 400)

    def options(self, number: str) -> Response:
        """GET the options that hold for projects and issue types (all, where none is named)."""
        field = custom_field(self, f"customfield_{number.removeprefix('customfield_')}")
        projects = words("projectIds") or [project.id for project in self.site.projects.values()]
        types = words("issueTypeIds") or list(self.site.issue_types)
        text, most = request.args.get("query", "").casefold(), whole("maxResults", 100, _LARGEST)
        contexts = [field.context_for(project, kind) for project in projects for kind in types]
        found = _each_once(option for context in contexts if context for option in context.options)
        found = [option for option in found if text in option.value.casefold()]
        start = (max(whole("page", 1), 1) - 1) * most
        shown = [self._option(option) for option in found[start : start + most]]
        return answer({"total": len(found), "options": shown})

    def _option(self, option: Option) -> Json:
        return {**self.shapes.option(option), "id": int(option.id)}

    def option(self, option_id: str) -> Response:
        """GET customFieldOption."""
        for field in self.site.live_fields:
            for option in field.options:
                if option.id == option_id:
                    shown = {"self": f"{self.shapes.api}/customFieldOption/{option.id}", "value": option.value}
                    return answer(shown if self.site.cloud else self._option(option))
        raise Problem(404, f"A custom field option with id '{option_id}' does not exist")


def _each_once(options: Iterable[Option]) -> list[Option]:
    return list({option.id: option for option in options}.values())
