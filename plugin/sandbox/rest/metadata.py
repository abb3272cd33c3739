"""What the site is made of: server, fields, statuses, priorities, projects, versions."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing
from plugin.sandbox.site import Project, Version

_CLOUD = {"version": "1001.0.0-SNAPSHOT", "versionNumbers": [1001, 0, 0], "buildNumber": 100283}
_DATA_CENTER = {"version": "10.3.12", "versionNumbers": [10, 3, 12], "buildNumber": 10030012}
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


class MetadataRoutes(Routes):
    """Read by careflow once and then cached."""

    rules = (
        ("GET", "/serverInfo", "server_info"),
        ("GET", "/field", "fields"),
        ("GET", "/status", "statuses"),
        ("GET", "/project/<key>", "project"),
        ("GET", "/project/<key>/versions", "versions"),
        ("GET", "/project/<key>/statuses", "project_statuses"),
        ("GET", "/version/<number>", "version"),
        ("POST", "/version", "create_version"),
        ("PUT", "/version/<number>", "edit_version"),
        ("POST", "/version/<number>/removeAndSwap", "remove_version"),
    )

    def server_info(self) -> Response:
        """GET serverInfo; answered without credentials too."""
        told = _CLOUD if self.site.cloud else _DATA_CENTER
        kind = "Cloud" if self.site.cloud else "Server"
        now = self.shapes.when(self.tracker.clock.now())
        shown = {
            "baseUrl": self.shapes.base,
            **told,
            "deploymentType": kind,
            "buildDate": "2026-10-01T00:00:00.000+0000",
        }
        return answer({**shown, "serverTime": now, "scmInfo": "sandbox", "serverTitle": "careflow sandbox"})

    def fields(self) -> Response:
        """GET field."""
        own: list[Json] = [self.shapes.field(f) for f in self.site.live_fields]
        for field_id, name, kind in _SYSTEM_ONLY:
            shown = {"id": field_id, "name": name, "custom": False, "orderable": False, "navigable": True}
            shown |= {"searchable": True, "clauseNames": [field_id], "schema": {"type": kind, "system": field_id}}
            own.append(shown | ({"key": field_id} if self.site.cloud else {}))
        return answer(own)

    def statuses(self) -> Response:
        """GET status."""
        return answer([self.shapes.status(s) for s in self.site.statuses])

    def _project(self, key: str) -> Project:
        for project in self.site.projects.values():
            if key.upper() == project.key or key == project.id:
                return project
        raise Problem(404, f"No project could be found with key '{key}'.")

    def project(self, key: str) -> Response:
        """GET project."""
        found = self._project(key)
        types = [self.shapes.issue_type(t) for t in self.site.issue_types]
        lists = {"issueTypes": types, "versions": [self.shapes.version_of_project(v) for v in found.versions]}
        return answer({**self.shapes.project(found), "description": "", "components": [], "roles": {}, **lists})

    def project_statuses(self, key: str) -> Response:
        """GET project/KEY/statuses: by issue type."""
        project = self._project(key)
        return answer(
            [{**self.shapes.issue_type(t), "statuses": self._of_type(project, t)} for t in self.site.issue_types]
        )

    def _of_type(self, project: Project, type_id: str) -> list[Json]:
        return [self.shapes.status(status) for status in self.site.workflow_of(project, type_id).statuses]

    def versions(self, key: str) -> Response:
        """GET project/KEY/versions."""
        return answer([self.shapes.version_of_project(v) for v in self._project(key).versions])

    def _version(self, number: str) -> Version:
        found = self.site.versions.get(number)
        if found is None:
            raise Problem(404, f"Could not find version for id '{number}'")
        return found

    def version(self, number: str) -> Response:
        """GET version."""
        return answer(self.shapes.version_of_project(self._version(number)))

    def create_version(self) -> Response:
        """POST version."""
        sent = body()
        project = self._project(str(sent.get("project") or sent.get("projectId") or ""))
        name = str(sent.get("name") or "")
        if not name or any(v.name == name for v in project.versions):
            raise Problem(400, errors={"name": "A version with this name already exists, or the name is empty."})
        made = self.site.add_version(project.key, name, _day(sent.get("releaseDate")), bool(sent.get("released")))
        made.description = str(sent.get("description") or "")
        self.tracker.hear_of_version(self.account, made, "jira:version_created")
        return answer(self.shapes.version_of_project(made), 201)

    def edit_version(self, number: str) -> Response:
        """PUT version: rename, date, release."""
        version, sent = self._version(number), body()
        version.name = str(sent.get("name", version.name))
        version.archived = bool(sent.get("archived", version.archived))
        version.description = str(sent.get("description", version.description))
        if "releaseDate" in sent:
            version.release_date = _day(sent["releaseDate"])
        if bool(sent.get("released", version.released)) is not version.released:
            self.tracker.release(self.account, version, bool(sent["released"]))
        else:
            self.tracker.hear_of_version(self.account, version, "jira:version_updated")
        return answer(self.shapes.version_of_project(version))

    def remove_version(self, number: str) -> Response:
        """POST removeAndSwap: the issues that had the version have none then."""
        gone = self._version(number)
        del self.site.versions[number]
        gone.project.versions.remove(gone)
        for issue in self.tracker.by_id.values():
            for field_id in ("fixVersions", "versions"):
                issue.values[field_id] = [v for v in issue.values.get(field_id) or [] if v is not gone]
        return nothing()


def _day(raw: Any) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except (TypeError, ValueError) as wrong:
        raise Problem(400, errors={"releaseDate": "The date must be yyyy-mm-dd."}) from wrong
