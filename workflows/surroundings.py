"""What a clause may need to know beyond the case itself, and only then is asked of Jira.

A clause that lacks something names it in its verdict (``Need``); the hands bring it and the case is decided again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum


class Need(StrEnum):
    """What can be asked for; each fills the field of ``Surroundings`` of the same name."""

    VERSIONS = "versions"
    WORK_LOGGED = "work_logged"
    CONSULTANTS = "consultants"
    ON_CALL = "on_call"
    REPORTER_GROUPS = "reporter_groups"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the project (SCO-4, UPD-2). ``release_date`` is a local date without a zone, as Jira keeps it."""

    id: str
    name: str
    released: bool = False
    archived: bool = False
    release_date: date | None = None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who could be assigned (OPN-2). ``waiting_since``: when they last got a case; None: never seen to."""

    person: str
    open_cases: int
    waiting_since: datetime | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class WorkLog:
    """Time that somebody logged on a case of the instance (SCO-3); ``at``: when it was put down, not when worked."""

    case: str
    at: datetime
    span: timedelta


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What has been brought; None: not asked for yet."""

    versions: tuple[Version, ...] | None = None
    work_logged: timedelta | None = None  # SCO-3: over all cases of the instance with such a scope, this one included
    work_logs: tuple[WorkLog, ...] = ()  # what that sum is made of, oldest first
    instance_cases: tuple[str, ...] = ()  # keys of the open cases among them, this one included if it is open
    consultants: tuple[Colleague, ...] | None = None  # active members of the product's group, never our own account
    on_call: tuple[Colleague, ...] | None = None
    reporter_groups: frozenset[str] | None = None  # SCO-1: the reporter's, of those that app.yaml names
    problems: tuple[str, ...] = ()  # what Jira would not tell; what needed it is not decided then

    def as_of(self, at: datetime) -> Surroundings:
        """With only the work that had been put down by ``at``; all else is as it is now."""
        if not self.work_logs:
            return self
        logs = tuple(entry for entry in self.work_logs if entry.at <= at)
        return replace(self, work_logs=logs, work_logged=sum((entry.span for entry in logs), timedelta()))
