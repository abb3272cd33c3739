"""Fields: which there are, and custom ones as an administrator makes, changes and removes them.

A new custom field gets a context for all projects. Data Center's further resources are in ``custom_fields``.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, request

from plugin.sandbox import fields as kinds
from plugin.sandbox.fields import Field, Json, Kind
from plugin.sandbox.removal import forget_field
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, part, texts, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.rest.tasks import running, see_other

_NAME_LIMIT = 255
_SYSTEM_ONLY = (
    ("status", "Status", "status"),
    ("created", "Created", "datetime"),
    ("updated", "Updated", "datetime"),
    ("creator", "Creator", "user"),
    ("project", "Project", "project"),
    ("issuetype", "Issue Type", "issuetype"),
    ("resolution", "Resolution", "resolution"),
    ("resolutiondate", "Resolved", "datetime"),
    ("comment", "Comment", "comments-page"),
    ("worklog", "Log Work", "array"),
)


class FieldRoutes(Routes):
    """``/field``; contexts and options have modules of their own."""

    rules = (
        ("GET", "/field", "listing"),
        ("POST", "/field", "create"),
        ("GET", "/field/search", "search"),
        ("GET", "/field/search/trashed", "trashed"),
        ("PUT", "/field/<field_id>", "edit"),
        ("DELETE", "/field/<field_id>", "delete"),
        ("POST", "/field/<field_id>/trash", "trash"),
        ("POST", "/field/<field_id>/restore", "restore"),
    )
    cloud_only = frozenset({"search", "trashed", "edit", "delete", "trash", "restore"})

    def listing(self) -> Response:
        """GET field."""
        own: list[Json] = [self.shapes.field(f) for f in self.site.live_fields]
        for field_id, name, kind in _SYSTEM_ONLY:
            shown = {"id": field_id, "name": name, "custom": False, "orderable": False, "navigable": True}
            shown |= {"searchable": True, "clauseNames": [field_id], "schema": {"type": kind, "system": field_id}}
            own.append(shown | ({"key": field_id} if self.site.cloud else {}))
        return answer(own)

    def create(self) -> Response:
        """POST field. Cloud answers 400 to who may not (OAS-C); Data Center takes projects and issue types too."""
        self.need_administrator(400 if self.site.cloud else 403)
        sent = body()
        name, kind = _named(sent), _kind(sent)
        made = self.site.add_field(name, kind, description=str(sent.get("description") or ""), on_screens=())
        if not self.site.cloud:
            made.contexts[0].projects = self._ids(sent, "projectIds", [p.id for p in self.site.projects.values()])
            made.contexts[0].types = self._ids(sent, "issueTypeIds", self.site.issue_types)
        return answer(self.shapes.field(made), 201)

    def _ids(self, sent: Json, name: str, known: Iterable[str]) -> set[str] | None:
        wanted = set(texts(sent, name))
        if not wanted <= set(known):
            raise Problem(400, errors={name: "One of them does not exist."})
        return wanted or None

    def search(self) -> Response:
        """GET field/search: by a part of the name or description, by id, by type, by the projects that have it."""
        types, projects = words("type") or ["custom", "system"], set(words("projectIds"))
        found = [f for f in self.site.live_fields if ("custom" if f.custom else "system") in types]
        found = [f for f in found if not projects or any(f.exists_in(project) for project in projects)]
        return page([self._shown(field) for field in _sought(found)])

    def trashed(self) -> Response:
        """GET field/search/trashed."""
        self.need_administrator()
        return page([self._shown(field) for field in _sought(f for f in self.site.fields.values() if f.trashed)])

    def _shown(self, field: Field) -> Json:
        shown: Json = {"id": field.id, "key": field.id, "name": field.name, "schema": field.schema()}
        if not field.custom:
            return shown
        screens = sum(screen.shows(field.id) for screen in self.site.screens.values())
        shown |= {"description": field.description, "isLocked": field.locked, "contextsCount": len(field.contexts)}
        return {**shown, "screensCount": screens, "lastUsed": {"type": "NOT_TRACKED"}}

    def edit(self, field_id: str) -> Response:
        """PUT field: name and description."""
        self.need_administrator()
        field, sent = self._own(field_id), body()
        if "name" in sent:
            field.name = field.log_name = _named(sent)
        field.description = part(sent, "description", str, field.description)
        return nothing()

    def trash(self, field_id: str) -> Response:
        """POST trash: the field and its values are gone for everybody, until it is restored."""
        self.need_administrator()
        field = self._own(field_id)
        if field.trashed:
            raise Problem(400, "The custom field is in the trash already.")
        field.trashed = True
        return answer({})

    def restore(self, field_id: str) -> Response:
        """POST restore."""
        self.need_administrator()
        field = self._own(field_id)
        if not field.trashed:
            raise Problem(400, "The custom field is not in the trash.")
        field.trashed = False
        return answer({})

    def delete(self, field_id: str) -> Response:
        """DELETE field: with every value that an issue has in it."""
        self.need_administrator()
        field = self._own(field_id)
        forget_field(self.tracker, field)
        return see_other(self, running(self, f"Delete custom field {field.name}"))

    def _own(self, field_id: str) -> Field:
        found = custom_field(self, field_id)
        if found.locked:
            raise Problem(400, f"The custom field '{found.name}' is locked.")
        return found


def custom_field(routes: Routes, field_id: str) -> Field:
    """The custom field of that id, in the trash or not. Raises Problem 404."""
    found = routes.site.fields.get(field_id)
    if found is None or not found.custom:
        raise Problem(404, f"The custom field with the ID '{field_id}' was not found.")
    return found


def _sought(fields: Iterable[Field]) -> list[Field]:
    text, ids = request.args.get("query", "").casefold(), words("id")
    found = [f for f in fields if text in f"{f.name}\n{f.description}".casefold() and (not ids or f.id in ids)]
    order = request.args.get("orderBy", "")
    if order.lstrip("+-") == "name":
        found.sort(key=lambda field: field.name.casefold(), reverse=order.startswith("-"))
    return found


def _named(sent: Json) -> str:
    name = part(sent, "name", str, "").strip()
    if not name or len(name) > _NAME_LIMIT:
        raise Problem(400, errors={"name": f"A field needs a name of at most {_NAME_LIMIT} characters."})
    return name


def _kind(sent: Json) -> Kind:
    for kind in kinds.MADE_BY_ADMINISTRATORS:
        if kind.schema["custom"] == sent.get("type"):
            return kind
    raise Problem(400, errors={"type": f"Invalid custom field type: {sent.get('type')}"})
