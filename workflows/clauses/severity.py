"""SEV-2, SEV-3, SEV-5, SEV-7: the field Severity shows the severity in force, and the Jira priority follows it.

What a comment asked for is written; a Critical that nobody has approved is put back to what it was.
"""

from __future__ import annotations

from workflows.clauses.fields import wanted
from workflows.decision import Verdict
from workflows.facts import Facts
from workflows.severity_history import Spell
from workflows.terms import Field, Severity


def verdict(facts: Facts) -> Verdict:
    """Severity and priority as they should be."""
    spell = facts.severities.now
    value = spell.severity if spell.set_by_hand else None
    clause, why = _because(facts, spell)
    priority = facts.policy.priorities.get(spell.severity)
    changes = wanted(facts, Field.SEVERITY, value, clause, why)
    if priority and (spell.set_by_hand or facts.policy.on("SEV-1")):
        changes += wanted(facts, Field.PRIORITY, priority, "SEV-7", f"the severity is {spell.severity}")
    return Verdict(changes)


def _because(facts: Facts, spell: Spell) -> tuple[str, str]:
    """What brought the severity in force about; or, where somebody has set another since, what undoes that."""
    case = facts.case
    edits = [c for c in case.changes if c.field is Field.SEVERITY and c.by != case.own_account and c.at > spell.since]
    if not edits:
        return spell.clause, f"asked for in {spell.evidence}"
    if edits[-1].after == Severity.CRITICAL and facts.policy.on("SEV-3"):
        return "SEV-3", "Critical takes no effect before a manager approves it"
    return "SEV-2", f"only customer and staff change it; asked for in {spell.evidence}"
