"""A project's versions (GET project/{key}/versions: the same on Cloud and Data Center, one answer with all of them)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugin.jira.cache import PerSite
from plugin.jira.moments import local_date
from plugin.jira.session import Session
from workflows.surroundings import Version

VERSIONS_FOR = 2.0  # seconds: the cases that one release wakes ask once; nothing else would look again if it was stale


class Versions:
    """Answers from the cache for a moment, else from Jira."""

    def __init__(self, session: Session, cache: PerSite) -> None:
        self._session = session
        self._cache = cache

    def of(self, project: str) -> tuple[Version, ...]:
        """All versions of a project, in Jira's order; released, unreleased and archived ones."""
        key = f"versions:{project}"
        known = self._cache.get(key)
        if not isinstance(known, list):
            known = [_told(entry) for entry in self._session.get("project/{project}/versions", project=project).list()]
            self._cache.put(key, known, VERSIONS_FOR)
        return tuple(Version(id_, name, out, archived, local_date(day)) for id_, name, out, archived, day in known)


def _told(entry: Mapping[str, Any]) -> list[Any]:
    name, day = str(entry.get("name", "")), str(entry.get("releaseDate") or "")
    return [str(entry.get("id", "")), name, bool(entry.get("released")), bool(entry.get("archived")), day]
