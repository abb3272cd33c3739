"""``decide(case, policy, now)``: what should be true of a case now, and what is missing.

Pure: the same arguments give the same decision. Deciding again once it has been carried out yields no actions. What a
clause asks for that is switched off is dropped here; of one in shadow, it is told beside (``workflows.shadow``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from workflows.case import Case
from workflows.clauses import CLAUSES
from workflows.clauses.dues import sla_state
from workflows.clauses.evidence import unrecorded
from workflows.decision import Decision
from workflows.facts import Facts, establish
from workflows.policy import Policy
from workflows.shadow import rehearsed_case, with_shadow
from workflows.storyline import events
from workflows.surroundings import Need
from workflows.switches import NEEDED_BY
from workflows.terms import Field, Role, Severity
from workflows.timeline import Act, Who


def decide(case: Case, policy: Policy, now: datetime) -> Decision:
    """Ask every clause about the case at ``now`` (aware; what happened later is not looked at).

    Raises ValueError for a naive ``now``.
    """
    decision = _decided(case, policy, now)
    if not policy.shadowed:
        return decision
    return with_shadow(decision, _decided(rehearsed_case(decision), policy.rehearsal(), now))


def _decided(case: Case, policy: Policy, now: datetime) -> Decision:
    facts = establish(case, policy, now)
    verdicts = [clause(facts) for clause in CLAUSES]
    ahead = (n for v in verdicts for n in v.upcoming if n.at > now and policy.on(n.clause))
    upcoming = sorted(ahead, key=lambda n: n.at)
    return Decision(
        case=facts.case,
        at=now,
        severity=facts.severities.now.severity,
        status=facts.status,
        sla_state=sla_state(facts),
        clocks=facts.clocks,
        approval=facts.severities.approval,
        actions=tuple(action for verdict in verdicts for action in verdict.actions if policy.on(action.clause)),
        wake_at=upcoming[0].at if upcoming else None,
        timeline=events(facts),
        upcoming=tuple(upcoming),
        statuses=facts.statuses,
        severities=facts.severities.spells,
        reviews=facts.severities.reviews,
        relies_on=_relies_on(facts),
        needs=frozenset(need for verdict in verdicts for need in verdict.needs if _serves(need, policy)),
        problems=tuple(_problems(facts)),
        remarks=tuple(remark for verdict in verdicts for remark in verdict.remarks if policy.on(remark.clause)),
        judged_by=policy.version,
        switches=policy.switches,
    )


def _serves(need: Need, policy: Policy) -> bool:
    return any(policy.on(clause) for clause in NEEDED_BY[need])


def _relies_on(facts: Facts) -> frozenset[Role]:
    """Roles that something rests on for the first time here: later it is in the record (SLO-13)."""
    new = {act.id: act for act in unrecorded(facts)}
    if any(act.who is Who.NOBODY for act in new.values()):
        return frozenset(Role)
    judged = {story.decided_in for story in facts.severities.rounds} | {act.id for act in facts.severities.denied}
    judged |= {act.id for act in new.values() if _would_decide(act)}
    return frozenset({Role.MANAGER}) if judged & new.keys() else frozenset()


def _would_decide(act: Act) -> bool:
    """Whether it would be a decision if its author had become a manager just now: who asks for Critical (SEV-4)."""
    asked = act.change.after if act.change else act.request.severity if act.request else None
    return act.who is Who.STAFF and asked == Severity.CRITICAL


def _problems(facts: Facts) -> Iterator[str]:
    yield from facts.case.problems
    yield from facts.case.around.problems
    for refusal in facts.case.record.refused.values():
        yield f"Jira refused {refusal.what} = {refusal.value or 'empty'}: {refusal.reason}"
    reachable = facts.case.reachable
    if reachable is not None and facts.status is not facts.case.status and facts.status not in reachable:
        yield f"{Field.STATUS}: no transition leads from {facts.case.status} to {facts.status}; add one to the workflow"
