"""Brings the histories of a query's cases up to date: one search for what has changed, and only that is read.

It has a gateway that cannot write. What clauses need beyond a case is brought as far as verdicts on the past rest on
it; who could be assigned today is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from plugin.histories.codec import History
from plugin.histories.store import Store
from plugin.jira import Gateway, JiraError, Reading, Refused
from plugin.shadow.comparing import suffices
from plugin.shadow.supplier import Supplier
from workflows.case import Case
from workflows.decide import decide
from workflows.policy import Policy
from workflows.policy_versions import Policies
from workflows.surroundings import Need

AT_ONCE = 50  # cases to a search
TODAYS = frozenset({Need.CONSULTANTS, Need.ON_CALL})
"""What is asked only to assign somebody now: of the past it says nothing."""


@dataclass(frozen=True, slots=True)
class Gatherer:
    """``policies``: all those by which the cases are to be judged; ``projects``: whose issues are cases."""

    gateway: Gateway
    store: Store
    policies: Sequence[Policies]
    projects: frozenset[str]

    def gather(self, jql: str) -> Iterator[tuple[int, int, JiraError | None]]:
        """Read what is missing: how many of how many have been, and what went wrong with the last. Raises JiraError."""
        stamps = self._stamps(jql)
        self.store.remember(jql, stamps)
        here = self.store.updated
        missing = [key for key, updated in stamps.items() if here.get(key) != updated]
        supplier, done = Supplier(self.gateway), 0
        for start in range(0, len(missing), AT_ONCE):
            for error in self._read(missing[start : start + AT_ONCE], supplier):
                done += 1
                yield done, len(missing), error

    def _stamps(self, jql: str) -> dict[str, datetime]:
        found = self.gateway.search_stamps(jql)
        return {key: updated for key, updated in found if key.rpartition("-")[0] in self.projects}

    def _read(self, keys: Sequence[str], supplier: Supplier) -> Iterator[JiraError | None]:
        try:
            found = {r.case.key: r for r in self.gateway.search(f"key in ({', '.join(keys)})", AT_ONCE)}
        except Refused:  # one of them is gone since
            found = {}
        for key in keys:
            try:
                reading = found.get(key)
                if reading is None or not suffices(reading):
                    reading = self.gateway.read(key)
                self.store.put(self._whole(reading, supplier))
            except JiraError as error:
                yield error
            else:
                yield None

    def _whole(self, reading: Reading, supplier: Supplier) -> History:
        case = reading.case
        for policies in self.policies:
            case = supplied(case, policies.of(case), reading.now, supplier)
        return History(case, reading.now, reading.updated)


def supplied(case: Case, policy: Policy, at: datetime, supplier: Supplier) -> Case:
    """The case with what its verdict by a policy rests on. Raises JiraError."""
    brought = TODAYS
    while lacking := decide(case, policy, at).needs - brought:
        case = replace(case, around=supplier.bring(case, lacking, policy))
        brought |= lacking
    return case
