"""The contexts of a custom field, on Cloud: for which projects and issue types it exists.

The context for all projects can be neither deleted nor given projects since April 2026 (CHANGE-3019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Response, request

from plugin.sandbox.fields import Context, Field, Json
from plugin.sandbox.removal import forget_options
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, objects, part, texts, words
from plugin.sandbox.rest.fields import custom_field
from plugin.sandbox.rest.paging import page


class ContextRoutes(Routes):
    """``/field/ID/context``."""

    rules = (
        ("GET", "/field/<field_id>/context", "listing"),
        ("POST", "/field/<field_id>/context", "create"),
        ("GET", "/field/<field_id>/context/projectmapping", "project_mapping"),
        ("GET", "/field/<field_id>/context/issuetypemapping", "type_mapping"),
        ("POST", "/field/<field_id>/context/mapping", "mapping"),
        ("PUT", "/field/<field_id>/context/<context_id>", "edit"),
        ("DELETE", "/field/<field_id>/context/<context_id>", "delete"),
        ("PUT", "/field/<field_id>/context/<context_id>/project", "add_projects"),
    )
    cloud_only = frozenset(name for _, _, name in rules)

    def listing(self, field_id: str) -> Response:
        """GET contexts: all, those of some ids, those that are or are not for everything."""
        contexts = [c for c in self._field(field_id).contexts if c.id in (words("contextId") or [c.id])]
        contexts = _only(contexts, "isGlobalContext", lambda context: context.projects is None)
        contexts = _only(contexts, "isAnyIssueType", lambda context: context.types is None)
        return page([_shown(context) for context in contexts])

    def create(self, field_id: str) -> Response:
        """POST a context: a project is in one at most, and one at most is for all."""
        field, sent = self._field(field_id), body()
        projects, types = set(texts(sent, "projectIds")), set(texts(sent, "issueTypeIds"))
        name = part(sent, "name", str, "").strip()
        if not name:
            raise Problem(400, errors={"name": "A context needs a name."})
        self._must_exist(projects, types)
        self._must_be_free(field, projects)
        made = self.site.add_context(field, name, projects or None)
        made.types, made.description = types or None, part(sent, "description", str, "")
        shown = {"id": made.id, "name": made.name, "description": made.description}
        return answer({**shown, "projectIds": sorted(projects), "issueTypeIds": sorted(types)}, 201)

    def edit(self, field_id: str, context_id: str) -> Response:
        """PUT a context's name and description."""
        context, sent = context_of(self, field_id, context_id), body()
        context.name = part(sent, "name", str, "").strip() or context.name
        context.description = part(sent, "description", str, context.description)
        return nothing()

    def delete(self, field_id: str, context_id: str) -> Response:
        """DELETE a context that is not for all projects; the values of its options go with it."""
        context = context_of(self, field_id, context_id)
        if context.projects is None:
            raise Problem(400, "The global context cannot be deleted.")
        field = self._field(field_id)
        field.contexts.remove(context)
        forget_options(self.tracker, field, context.options)
        return nothing()

    def add_projects(self, field_id: str, context_id: str) -> Response:
        """PUT projects: more for a context that is not for all."""
        context, wanted = context_of(self, field_id, context_id), set(texts(body(), "projectIds"))
        if context.projects is None:
            raise Problem(400, "Projects cannot be added to the global context.")
        self._must_exist(wanted, set())
        if wanted:
            self._must_be_free(self._field(field_id), wanted)
        context.projects |= wanted
        return nothing()

    def project_mapping(self, field_id: str) -> Response:
        """GET which context is of which project."""
        shown: list[Json] = []
        for context in self._wanted(field_id):
            if context.projects is None:
                shown.append({"contextId": context.id, "isGlobalContext": True})
            shown += [{"contextId": context.id, "projectId": project} for project in sorted(context.projects or ())]
        return page(shown)

    def type_mapping(self, field_id: str) -> Response:
        """GET which context is of which issue type."""
        shown: list[Json] = []
        for context in self._wanted(field_id):
            if context.types is None:
                shown.append({"contextId": context.id, "isAnyIssueType": True})
            shown += [{"contextId": context.id, "issueTypeId": kind} for kind in sorted(context.types or ())]
        return page(shown)

    def mapping(self, field_id: str) -> Response:
        """POST mapping: the context that holds for a project and issue type; null where none does."""
        field, shown = self._field(field_id), []
        for pair in objects(body(), "mappings"):
            project, kind = str(pair.get("projectId")), str(pair.get("issueTypeId"))
            self._must_exist({project}, {kind})
            context = field.context_for(project, kind)
            shown.append({"projectId": project, "issueTypeId": kind, "contextId": context.id if context else None})
        return page(shown)

    def _field(self, field_id: str) -> Field:
        self.need_administrator()
        return custom_field(self, field_id)

    def _wanted(self, field_id: str) -> list[Context]:
        ids = words("contextId")
        return [context for context in self._field(field_id).contexts if not ids or context.id in ids]

    def _must_exist(self, projects: set[str], types: set[str]) -> None:
        if not projects <= {project.id for project in self.site.projects.values()}:
            raise Problem(404, "The project was not found.")
        if not types <= self.site.issue_types.keys():
            raise Problem(404, "The issue type was not found.")

    def _must_be_free(self, field: Field, projects: set[str]) -> None:
        if not projects and any(context.projects is None for context in field.contexts):
            raise Problem(400, "The custom field has a global context already.")
        if any(projects & (context.projects or set()) for context in field.contexts):
            raise Problem(400, "A project is in another context of the custom field already.")


def context_of(routes: Routes, field_id: str, context_id: str) -> Context:
    """A context of a custom field, for an administrator. Raises Problem 403 or 404."""
    routes.need_administrator()
    for context in custom_field(routes, field_id).contexts:
        if context.id == context_id:
            return context
    raise Problem(404, f"The context with the ID '{context_id}' was not found.")


def _only(contexts: Iterable[Context], parameter: str, is_so: Callable[[Context], bool]) -> list[Context]:
    wanted = request.args.get(parameter)
    return [context for context in contexts if wanted is None or is_so(context) is (wanted == "true")]


def _shown(context: Context) -> Json:
    shown = {"id": context.id, "name": context.name, "description": context.description}
    return {**shown, "isGlobalContext": context.projects is None, "isAnyIssueType": context.types is None}
