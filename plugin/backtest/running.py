"""Judges histories by the present policy and by candidates: one case after the other, none of them kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plugin.backtest.candidates import Candidate
from plugin.histories.codec import History
from workflows.case import Case
from workflows.decide import decide
from workflows.policy import Policy
from workflows.policy_versions import Policies
from workflows.rehearsal import Brought, Rehearsal, Setting, rehearse, setting_of
from workflows.trial import CaseTrial, Doings, doings_of, tried


@dataclass(frozen=True, slots=True)
class Backtest:
    """``acts``: also what would have been done, which takes some twenty times as long."""

    present: Policies
    candidates: Sequence[Candidate]
    acts: bool = False

    def of(self, history: History) -> list[CaseTrial]:
        """One case by each of the candidates, beside the present policy, as of when it was read."""
        case, at = history.case, history.now
        policy = self.present.of(case)
        present = decide(case, policy, at)
        rehearsed = rehearsal_of(case, policy, history) if self.acts else None
        found = []
        for candidate in self.candidates:
            other = candidate.policies.of(case)
            doings = doings_of(rehearsed, rehearsal_of(case, other, history)) if rehearsed else Doings()
            found.append(tried(present, decide(case, other, at), doings))
        return found

    def over(self, histories: Iterable[History]) -> Iterator[list[CaseTrial]]:
        """Each case in turn."""
        return map(self.of, histories)


def rehearsal_of(case: Case, policy: Policy, history: History) -> Rehearsal:
    """What careflow would have done. What was not asked of Jira when the case was read is taken for not to be had.

    So nobody is assigned here (OPN-2): who could have been then, today's Jira does not know.
    """
    policy = policy.in_earnest()
    supplies: dict[Setting, Brought] = {}
    while True:
        rehearsal = rehearse(case, policy, history.now, supplies)
        if not rehearsal.lacks:
            return rehearsal
        setting = setting_of(rehearsal.decision.case, policy)
        known = supplies.get(setting, Brought(case.around))
        supplies[setting] = Brought(case.around, known.needs | rehearsal.lacks)
