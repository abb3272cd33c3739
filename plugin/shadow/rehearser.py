"""The one path in shadow: read a case, rehearse its whole life, say what is new, and when to look again.

It has a gateway that cannot write (``plugin.jira.ReadOnly``). What clauses need beyond the case is asked of Jira once
for each setting that the case was in; people's groups are those of today.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from plugin.jira import Gateway
from plugin.reconcile import Outcome, read_by
from plugin.shadow.supplier import Supplier
from plugin.shadow.told import Latest, Memory
from workflows.allowance import share_of
from workflows.case import Case
from workflows.decision import Decision
from workflows.explain import action_line
from workflows.policy import Policy
from workflows.policy_versions import Policies
from workflows.record import to_text
from workflows.rehearsal import Brought, Rehearsal, Rehearsed, Setting, rehearse, setting_of

log = logging.getLogger(__name__)

IN_SHADOW = "careflow is in shadow (mode: shadow): it says what it would do, and writes nothing to Jira"


class Rehearser:
    """What ``Reconciler`` is when careflow acts."""

    def __init__(self, gateway: Gateway, policies: Policies, memory: Memory | None = None) -> None:
        self._gateway = gateway
        self._supplier = Supplier(gateway)
        self._policies = policies
        self._memory = memory or Latest()

    def look(self, key: str, at: datetime | None = None) -> Decision:
        """How the case would stand, now or at a moment of its life; its actions are the latest that would be done."""
        reading = read_by(self._gateway, key, at)
        return _standing(self.rehearsed(reading.case, at or reading.now))

    def compare(self, key: str, at: datetime | None, version: Policy) -> tuple[Decision, Decision]:
        """CAL-8: that, and how it would stand had another version of the policy been followed."""
        reading = read_by(self._gateway, key, at)
        until = at or reading.now
        one, other = (self.rehearsed(reading.case, until, by) for by in (None, version))
        return _standing(one), _standing(other)

    def decide(self, case: Case, now: datetime) -> Decision:
        """The same of a case that has been read, as far as it can be said without asking Jira for more."""
        return _standing(rehearse(case, self._policies.of(case), max(now, case.opened_at)))

    def judge(self, case: Case, at: datetime) -> Decision:
        """How a case that has been read would have stood at a moment."""
        return _standing(self.rehearsed(case, at))

    def run(self, key: str) -> Outcome:
        """Read, rehearse, and log what is new: one line for each act. Raises ``plugin.jira.JiraError``."""
        reading = self._gateway.read(key)
        rehearsal = self.rehearsed(reading.case, reading.now)
        would = self._memory.new(reading.case.key, rehearsal)
        _log(reading.case.key, rehearsal, would)
        self._memory.keep(reading.case.key, rehearsal, reading.updated)
        decision = replace(_standing(rehearsal), actions=tuple(act.action for act in would))
        share = share_of(decision.case, self._policies.of(reading.case))
        return Outcome(reading.case.key, reading.now, decision, rehearsal.wake_at, share=share, would=would)

    def rehearsed(self, case: Case, until: datetime, policy: Policy | None = None) -> Rehearsal:
        """The rehearsal, with everything that clauses asked for; what they ask for again could not be had."""
        policy = (policy or self._policies.of(case)).in_earnest()
        supplies: dict[Setting, Brought] = {}
        while True:
            rehearsal = rehearse(case, policy, until, supplies)
            if not rehearsal.lacks:
                return rehearsal
            world = rehearsal.decision.case
            setting = setting_of(world, policy)
            known = supplies.get(setting, Brought())
            around = self._supplier.bring(replace(world, around=known.around), rehearsal.lacks, policy)
            supplies[setting] = Brought(around, known.needs | rehearsal.lacks)


def _standing(rehearsal: Rehearsal) -> Decision:
    latest = tuple(act.action for act in rehearsal.latest)
    stands = rehearsal.decision
    return replace(stands, in_shadow=True, actions=latest, wake_at=rehearsal.wake_at, needs=rehearsal.lacks)


def _log(key: str, rehearsal: Rehearsal, would: Iterable[Rehearsed]) -> None:
    for act in would:
        what = f"{act.action.clause} {action_line(act.action)}: {act.action.why}"
        log.info("%s: in shadow, would at %s: %s", key, to_text(act.at), what)
    if rehearsal.broken_off:
        log.warning("%s: rehearsed up to %s only: there is too much of it", key, to_text(rehearsal.until))
