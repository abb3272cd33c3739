"""What a case does not say itself: brought from Jira when a clause needs it (``workflows.surroundings``).

One method for each ``Need``; each is a module of its own as soon as it takes more than one request to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from plugin.jira.cache import PerSite
from plugin.jira.people import People
from plugin.jira.session import Session
from plugin.jira.team import Team
from plugin.jira.versions import Versions
from plugin.jira.work_logged import WorkLogged
from workflows.authorized import Authorized
from workflows.case import Case
from workflows.policy import Policy
from workflows.surroundings import Colleague, Need, Surroundings
from workflows.terms import Field, Role


class Around:
    """Brings what is asked for, nothing else. Every method may raise ``JiraError``."""

    def __init__(self, session: Session, people: People, cache: PerSite, work: WorkLogged, team: Team) -> None:
        self._work = work
        self._team = team
        self._people = people
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
        listed = policy.authorized_reporters.get(case.text(Field.PRODUCT) or "", Authorized())
        return self._people.groups_among(case.reporter, listed.groups) if case.reporter else frozenset()

    def _consultants(self, case: Case, policy: Policy) -> tuple[Colleague, ...]:
        """OPN-2: the product's group, or the agents; asked of Jira now, since nobody inactive may be assigned."""
        product = policy.products.get(case.text(Field.PRODUCT) or "")
        if product and product.groups:
            people = self._people.members_of(product.groups, fresh=True)
        else:
            people = self._people.members(Role.AGENT, fresh=True)
        return self._team.colleagues(case, people)

    def _on_call(self, case: Case, policy: Policy) -> tuple[Colleague, ...]:
        """OPN-6."""
        return self._team.colleagues(case, self._people.members(Role.ON_CALL, fresh=True))
