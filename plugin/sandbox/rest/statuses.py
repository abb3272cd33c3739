"""Statuses: those that anybody may read, and Cloud's resource to make and change them."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, objects, part, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.workflow import Status

CATEGORIES = {"new": "TODO", "indeterminate": "IN_PROGRESS", "done": "DONE"}
KINDS = {name: key for key, name in CATEGORIES.items()}
NAME_LIMIT = 255
_AT_ONCE = 50


class StatusRoutes(Routes):
    """``/status`` and ``/statuses``. Cloud answers 401 to who may not (OAS-C)."""

    rules = (
        ("GET", "/status", "listing"),
        ("GET", "/statuses/search", "search"),
        ("GET", "/statuses", "read"),
        ("POST", "/statuses", "create"),
        ("PUT", "/statuses", "edit"),
        ("DELETE", "/statuses", "delete"),
    )
    cloud_only = frozenset({"search", "read", "create", "edit", "delete"})

    def listing(self) -> Response:
        """GET status: on Cloud those of workflows that a project has."""
        active = {status for flow in self.site.workflows.values() for status in flow.statuses}
        shown = [status for status in self.site.statuses if status in active or not self.site.cloud]
        return answer([self.shapes.status(status) for status in shown])

    def search(self) -> Response:
        """GET statuses/search: by a part of the name, a category; those of the site, or those that a project owns."""
        self.need_project_administrator(401)
        text, project = request.args.get("searchString", "").casefold(), request.args.get("projectId", "")
        category = KINDS.get(request.args.get("statusCategory", ""))
        found = [
            status
            for status in self.site.statuses
            if text in status.name.casefold() and status.project == project and category in (None, status.category)
        ]
        return page([shown_status(status) for status in found], most=200)

    def read(self) -> Response:
        """GET statuses by their ids; those that are not there are left out."""
        self.need_project_administrator(401)
        return answer([shown_status(status) for status in self.site.statuses if status.id in self._ids()])

    def create(self) -> Response:
        """POST statuses: all of them, or none."""
        sent = body()
        project = self._scope(part(sent, "scope", dict, {}))
        wanted = objects(sent, "statuses")
        for one in wanted:
            self._check(one, project, None)
        if len({str(one["name"]).casefold() for one in wanted}) < len(wanted):
            raise Problem(400, "You must use a unique status name.")
        return answer([shown_status(self._made(one, project)) for one in wanted])

    def edit(self) -> Response:
        """PUT statuses: name, category, description; of all of them, or of none."""
        self.need_administrator(401)
        by_id = {status.id: status for status in self.site.statuses}
        wanted = objects(body(), "statuses")
        for one in wanted:
            status = by_id.get(str(one.get("id")))
            if status is None:
                raise Problem(400, f"The status with the ID '{one.get('id')}' was not found.")
            self._check(one, status.project, status)
        for one in wanted:
            change(by_id[str(one["id"])], one)
        return nothing()

    def delete(self) -> Response:
        """DELETE statuses that no workflow has."""
        self.need_administrator(401)
        ids = self._ids()
        if not set(ids) <= {status.id for status in self.site.statuses}:
            raise Problem(400, "A status was not found.")
        if set(ids) & {status.id for flow in self.site.workflows.values() for status in flow.statuses}:
            raise Problem(400, "A status that a workflow uses cannot be deleted.")
        self.site.statuses[:] = [status for status in self.site.statuses if status.id not in ids]
        return nothing()

    def _ids(self) -> list[str]:
        ids = words("id")
        if not 1 <= len(ids) <= _AT_ONCE:
            raise Problem(400, f"1 to {_AT_ONCE} ids are needed.")
        return ids

    def _scope(self, sent: Json) -> str:
        """The id of the project that is to own statuses; none: the site."""
        if sent.get("type") == "GLOBAL":
            self.need_administrator(401)
            return ""
        self.need_project_administrator(401)
        project = str(part(sent, "project", dict, {}).get("id") or "")
        if sent.get("type") != "PROJECT" or project not in {p.id for p in self.site.projects.values()}:
            raise Problem(400, "The scope must be GLOBAL, or PROJECT with the id of a project.")
        return project

    def _check(self, sent: Json, project: str, itself: Status | None) -> None:
        faults = faults_of(sent)
        taken = [s for s in self.site.statuses if s is not itself and s.project == project]
        if not faults and any(s.name.casefold() == str(sent["name"]).casefold() for s in taken):
            faults = ["You must use a unique status name."]
        if faults:
            raise Problem(400, *faults)

    def _made(self, sent: Json, project: str) -> Status:
        made = Status(self.site.number("status"), "", "", project=project)
        change(made, sent)
        self.site.statuses.append(made)
        return made


def shown_status(status: Status) -> Json:
    """As the newer resources show it."""
    scope: Json = {"type": "PROJECT", "project": {"id": status.project}} if status.project else {"type": "GLOBAL"}
    shown = {"id": status.id, "name": status.name, "statusCategory": CATEGORIES[status.category]}
    return {**shown, "description": status.description, "scope": scope}


def faults_of(sent: Json) -> list[str]:
    """What is wrong with a status in a body."""
    name: Any = sent.get("name")
    faults = [] if isinstance(name, str) and 0 < len(name.strip()) <= NAME_LIMIT else ["A status needs a name."]
    if sent.get("statusCategory") not in list(KINDS):
        faults.append(f"A statusCategory is one of {', '.join(KINDS)}.")
    return faults


def change(status: Status, sent: Json) -> None:
    """Give a status what was sent."""
    status.name, status.category = str(sent["name"]).strip(), KINDS[str(sent["statusCategory"])]
    status.description = str(sent.get("description") or "")
