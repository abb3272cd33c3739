"""OPN-2, OPN-6: a case goes on by itself to somebody who works on it.

OPN-2: a case is complete when severity, case type and product are set. Whatever its channel, a complete case with no
assignee is assigned to the one of the product's group (``groups`` in ``field_maps/products.yaml``, else the agents')
with the fewest open cases; among equals to who has waited longest for one, first those who never got any, then to the
first by id. Never to somebody inactive or to our own account, and not what was handed to consulting or product
management (SCO-2, SCO-3, SCO-5). Who is assigned stays so; an assignee who is taken off by hand is replaced.

OPN-6: a Critical case of a premium tier that was opened or approved outside the support hours is assigned to a member
of the on-call group in the same way: for that moment, once, complete or not, and also when it has an assignee, who is
not at work then. One that was opened Critical in hours has such a moment too if it is approved out of them (SEV-5).
It stays with an assignee who is on call, or has acted on the case since, and with whomever staff have assigned since:
the record says then that this moment is dealt with. Where nobody is on call, OPN-2 holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from workflows.actions import Passed, SetLabel
from workflows.clauses import allowance, consulting, enhancement
from workflows.clauses.fields import wanted
from workflows.clauses.intake import is_set
from workflows.decision import Next, Remark, Verdict
from workflows.facts import Facts
from workflows.record import to_text
from workflows.severity_history import Spell
from workflows.statuses import SOLVED
from workflows.surroundings import Colleague, Need
from workflows.terms import Field, Severity
from workflows.timeline import Who

COMPLETE = (Field.SEVERITY, Field.CASE_TYPE, Field.PRODUCT)
RETRY = timedelta(hours=1)  # where the group has nobody: somebody may join it, and Jira tells us of no such thing
_NEVER = datetime.min.replace(tzinfo=UTC)
QUEUES = frozenset({consulting.LABEL, enhancement.LABEL})  # their filters are the queues of those two groups


def verdict(facts: Facts) -> Verdict:
    """The assignee, where it is for us to name one."""
    if facts.status in SOLVED or handed_over(facts):
        return Verdict()
    night = _critical_out_of_hours(facts)
    if night is None or facts.done(_marker(night)):
        return _to_consultant(facts)
    return _to_on_call(facts, night)


def handed_over(facts: Facts) -> bool:
    """Whether the case is consulting's or product management's, once chapter SCO has put its labels on and off."""
    labels = set(facts.case.labels)
    for clause in (consulting.verdict, allowance.verdict, enhancement.verdict):
        for action in clause(facts).actions:
            if isinstance(action, SetLabel) and facts.policy.on(action.clause):
                (labels.add if action.present else labels.discard)(action.label)
    return bool(labels & QUEUES)


def next_in_turn(team: Sequence[Colleague]) -> Colleague:
    """Who gets the next case. Raises ValueError for an empty team."""
    return min(team, key=_turn)


def _turn(colleague: Colleague) -> tuple[int, datetime, str]:
    return colleague.open_cases, colleague.waiting_since or _NEVER, colleague.person


def _to_consultant(facts: Facts) -> Verdict:
    if facts.case.assignee not in (None, facts.case.own_account):
        return Verdict()
    if not all(is_set(facts, field) for field in COMPLETE):
        return Verdict()
    team = facts.case.around.consultants
    if team is None:
        return Verdict(needs=frozenset({Need.CONSULTANTS}))
    if not team:
        again = Next(facts.now + RETRY, "somebody to assign is looked for", "OPN-2")
        remark = Remark("nobody to assign: the product's group has no active member that Jira shows us", "OPN-2")
        return Verdict(upcoming=(again,), remarks=(remark,))
    chosen = next_in_turn(team)
    return Verdict(wanted(facts, Field.ASSIGNEE, chosen.person, "OPN-2", _why(chosen, team)))


def _why(chosen: Colleague, team: Sequence[Colleague]) -> str:
    equals = sum(colleague.open_cases == chosen.open_cases for colleague in team)
    first = f"{chosen.name or chosen.person} has {chosen.open_cases} open cases, the fewest of {len(team)} colleagues"
    return first if equals == 1 else f"{first}, and of {equals} equals has waited longest"


def _critical_out_of_hours(facts: Facts) -> Spell | None:
    """The Critical in force, where it was opened or approved outside the support hours of a premium case."""
    spell = facts.severities.now
    critical = spell.severity is Severity.CRITICAL and spell.set_by_hand
    if not (critical and facts.premium and facts.policy.on("OPN-6")):
        return None
    return next((moment for moment in _moments(facts, spell) if not facts.support_hours.is_open(moment.since)), None)


def _moments(facts: Facts, spell: Spell) -> Iterator[Spell]:
    """When it was opened or approved; of one that was opened so in hours (SEV-5), its approval later too."""
    yield spell
    for ended in facts.severities.rounds:
        if ended.state == "approved" and ended.decided_at is not None and ended.decided_at > spell.since:
            yield replace(spell, since=ended.decided_at, evidence=ended.decided_in or "")


def _marker(spell: Spell) -> str:
    return f"OPN-6 on call · {to_text(spell.since)}"


def _seen_to(facts: Facts, spell: Spell) -> bool:
    """Whether staff have assigned it since, or its assignee has acted on it."""
    for act in facts.acts:
        if act.at > spell.since and act.by == facts.case.assignee and act.who is not Who.OWN:
            return True
        if act.at >= spell.since and act.by_staff and act.change and act.change.field is Field.ASSIGNEE:
            return True
    return False


def _to_on_call(facts: Facts, spell: Spell) -> Verdict:
    """The assignment, with the record that this moment is dealt with."""
    kind = "opened" if spell.evidence == "opened" else "approved"
    settled = Passed(_marker(spell), "OPN-6", f"Critical was {kind} outside support hours, at {to_text(spell.since)}")
    if _seen_to(facts, spell):
        return _beside(settled, _to_consultant(facts))
    team = facts.case.around.on_call
    if team is None:
        return Verdict(needs=frozenset({Need.ON_CALL}))
    if not team:
        nobody = Remark("nobody is on call: the group has no active member that Jira shows us", "OPN-6")
        other = _to_consultant(facts)
        return replace(other, remarks=(nobody, *other.remarks))
    if facts.case.assignee in {colleague.person for colleague in team}:
        return Verdict((settled,))
    chosen = next_in_turn(team)
    why = f"{settled.why}; {_why(chosen, team)}"
    return Verdict((*wanted(facts, Field.ASSIGNEE, chosen.person, "OPN-6", why), settled))


def _beside(settled: Passed, other: Verdict) -> Verdict:
    return replace(other, actions=(settled, *other.actions))
