"""Projects and their versions, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(eq=False, slots=True)
class Version:
    """A version of a project."""

    id: str
    name: str
    project: Project
    released: bool = False
    archived: bool = False
    release_date: date | None = None
    description: str = ""


@dataclass(eq=False, slots=True)
class Project:
    """A project. ``service``: of Jira Service Management, where comments are public or internal.

    ``types``: the ids of its issue types, the one that cases get first; none: all of the site. ``team_managed``: its
    team sets it up, and no scheme of the site has anything to do with it. ``browsers``: the groups that may browse it;
    None: everybody with an account.
    """

    id: str
    key: str
    name: str
    service: bool = True
    versions: list[Version] = field(default_factory=list)
    next_number: int = 1
    properties: dict[str, Any] = field(default_factory=dict)
    team_managed: bool = False
    types: tuple[str, ...] = ()
    browsers: frozenset[str] | None = None
