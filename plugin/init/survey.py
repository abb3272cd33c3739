"""What ``careflow init`` asks of a site beyond what a plan does: its projects, its groups, the account's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugin.install.workshop import values
from plugin.jira.session import Session
from plugin.jira.survey import Server

_MOST_GROUPS = 1000  # groups/picker gives fewer where a site says so


@dataclass(frozen=True, slots=True)
class Project:
    """A project of the site. ``service``: of Jira Service Management."""

    key: str
    name: str
    service: bool


def projects(session: Session, server: Server) -> list[Project]:
    """Those that the account sees, service projects first."""
    found = list(_projects(session, server))
    return sorted(found, key=lambda project: (not project.service, project.key))


def _projects(session: Session, server: Server) -> Iterator[Project]:
    listed = values(session, "project/search") if server.cloud else session.get("project").list()
    for told in listed:
        if told.get("archived") is not True:
            service = told.get("projectTypeKey") == "service_desk"
            yield Project(str(told["key"]), str(told.get("name") or ""), service)


def group_names(session: Session) -> list[str]:
    """The names of the groups (GET groups/picker, on both Jiras)."""
    told = session.get("groups/picker", {"query": "", "maxResults": _MOST_GROUPS}).object().get("groups") or ()
    return [str(group["name"]) for group in told if isinstance(group, dict) and group.get("name")]


def language(session: Session, shipped: tuple[str, ...]) -> str | None:
    """The account's language, if texts ship in it."""
    locale = str(session.get("myself").object().get("locale") or "")
    return next((known for known in shipped if locale[:2] == known), None)
