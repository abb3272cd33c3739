"""What a case does not say itself: brought from Jira when a clause needs it (``workflows.surroundings``).

One method for each ``Need``; each is a module of its own as soon as it takes more than one request to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from plugin.jira.cache import PerSite
from plugin.jira.people import People
from plugin.jira.search import Search
from plugin.jira.session import Session
from plugin.jira.versions import Versions
from plugin.jira.work_logged import WorkLogged
from workflows.case import Case
from workflows.policy import Policy
from workflows.surroundings import Colleague, Need, Surroundings


class Around:
    """Brings what is asked for, nothing else. Every method may raise ``JiraError``."""

    def __init__(self, session: Session, people: People, search: Search, cache: PerSite, work: WorkLogged) -> None:
        self._work = work
        self._people = people
        self._search = search
        self._versions = Versions(session, cache)
        self._bringers: Mapping[Need, Callable[[Case, Policy], Any]] = {
            Need.VERSIONS: self._versions_of,
            Need.CONSULTANTS: self._consultants,
            Need.ON_CALL: self._on_call,
            Need.REPORTER_GROUPS: self._reporter_groups,
        }

    def bring(self, case: Case, needs: frozenset[Need], policy: Policy) -> Surroundings:
        """The case's surroundings with ``needs`` filled; what was brought before stays."""
        brought = {need.value: self._bringers[need](case, policy) for need in sorted(needs & self._bringers.keys())}
        work = self._work.around(case, policy) if Need.WORK_LOGGED in needs else {}
        return replace(case.around, **brought, **work)

    def _versions_of(self, case: Case, policy: Policy) -> Any:
        """SCO-4, UPD-2: all versions of the case's project."""
        return self._versions.of(case.key.rpartition("-")[0])

    def _reporter_groups(self, case: Case, policy: Policy) -> frozenset[str]:
        """SCO-1: those of the groups named for the case's product that its reporter is in."""
        raise NotImplementedError("SCO-1")

    def _consultants(self, case: Case, policy: Policy) -> tuple[Colleague, ...]:
        """OPN-2."""
        raise NotImplementedError("OPN-2")

    def _on_call(self, case: Case, policy: Policy) -> tuple[Colleague, ...]:
        """OPN-6."""
        raise NotImplementedError("OPN-6")
