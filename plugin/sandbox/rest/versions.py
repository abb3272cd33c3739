"""The versions of a project."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request

from plugin.sandbox.projects import Project, Version
from plugin.sandbox.removal import forget_version
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing


class VersionRoutes(Routes):
    """``/version``. Who may not administer the project finds none to change (OAS-C); Data Center says 403."""

    rules = (
        ("GET", "/project/<key>/versions", "listing"),
        ("GET", "/version/<number>", "read"),
        ("POST", "/version", "create"),
        ("PUT", "/version/<number>", "edit"),
        ("DELETE", "/version/<number>", "delete"),
        ("POST", "/version/<number>/removeAndSwap", "swap"),
    )
    cloud_only = frozenset({"delete"})

    def listing(self, key: str) -> Response:
        """GET project/KEY/versions."""
        return answer([self.shapes.version_of_project(v) for v in self.project(key).versions])

    def read(self, number: str) -> Response:
        """GET version."""
        return answer(self.shapes.version_of_project(self._version(number)))

    def create(self) -> Response:
        """POST version."""
        self._need_permission()
        sent = body()
        project = self.project(str(sent.get("project") or sent.get("projectId") or ""))
        name = self._free_name(project, sent)
        made = self.site.add_version(project.key, name, _day(sent.get("releaseDate")), bool(sent.get("released")))
        made.description = str(sent.get("description") or "")
        self.tracker.hear_of_version(self.account, made, "jira:version_created")
        return answer(self.shapes.version_of_project(made), 201)

    def edit(self, number: str) -> Response:
        """PUT version: rename, date, release."""
        version, sent = self._version(number), body()
        self._need_permission()
        if "name" in sent and str(sent["name"]) != version.name:
            version.name = self._free_name(version.project, sent)
        version.archived = bool(sent.get("archived", version.archived))
        version.description = str(sent.get("description", version.description))
        if "releaseDate" in sent:
            version.release_date = _day(sent["releaseDate"])
        if bool(sent.get("released", version.released)) is not version.released:
            self.tracker.release(self.account, version, bool(sent["released"]))
        else:
            self.tracker.hear_of_version(self.account, version, "jira:version_updated")
        return answer(self.shapes.version_of_project(version))

    def delete(self, number: str) -> Response:
        """DELETE version (Cloud; deprecated there), with others in its place."""
        if not (self.may("ADMINISTER") or self.may("ADMINISTER_PROJECTS")):
            raise Problem(401, "You do not have permission to delete versions of this project.")
        return self._remove(number, request.args.get("moveFixIssuesTo"), request.args.get("moveAffectedIssuesTo"))

    def swap(self, number: str) -> Response:
        """POST removeAndSwap: the same, on both Jiras."""
        self._need_permission()
        sent = body()
        return self._remove(number, sent.get("moveFixIssuesTo"), sent.get("moveAffectedIssuesTo"))

    def _remove(self, number: str, fixed_in: Any, affects: Any) -> Response:
        gone = self._version(number)
        instead = {"fixVersions": self._other(gone, fixed_in), "versions": self._other(gone, affects)}
        forget_version(self.tracker, gone, instead)
        self.tracker.hear_of_version(self.account, gone, "jira:version_deleted")
        return nothing()

    def _other(self, gone: Version, number: Any) -> Version | None:
        if number is None:
            return None
        found = self.site.versions.get(str(number))
        if found is None or found is gone or found.project is not gone.project:
            raise Problem(400, "The version to move issues to must be another one of the project.")
        return found

    def _version(self, number: str) -> Version:
        found = self.site.versions.get(number)
        if found is None:
            raise Problem(404, f"Could not find version for id '{number}'")
        return found

    def _free_name(self, project: Project, sent: dict[str, Any]) -> str:
        name = str(sent.get("name") or "")
        if not name or any(version.name == name for version in project.versions):
            raise Problem(400, errors={"name": "A version with this name already exists, or the name is empty."})
        return name

    def _need_permission(self) -> None:
        self.need_project_administrator(404 if self.site.cloud else 403)


def _day(raw: Any) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except (TypeError, ValueError) as wrong:
        raise Problem(400, errors={"releaseDate": "The date must be yyyy-mm-dd."}) from wrong
