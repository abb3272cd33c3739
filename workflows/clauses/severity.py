"""SEV-2, SEV-3, SEV-7: the field Severity shows the severity in force, and the Jira priority follows it.

What a comment asked for is written; a Critical that nobody has approved is put back to what it was.
"""

from __future__ import annotations

from workflows.clauses.fields import wanted
from workflows.decision import Verdict
from workflows.facts import Facts
from workflows.terms import Field, Severity


def verdict(facts: Facts) -> Verdict:
    """Severity and priority as they should be."""
    spell = facts.severities.now
    value = spell.severity if spell.set_by_hand else None
    put_back = facts.case.text(Field.SEVERITY) == Severity.CRITICAL and value != Severity.CRITICAL
    clause = "SEV-3" if put_back or value == Severity.CRITICAL else "SEV-2"
    why = "Critical takes no effect before a manager approves it" if put_back else f"asked for in {spell.evidence}"
    priority = facts.policy.priorities.get(spell.severity)
    changes = wanted(facts, Field.SEVERITY, value, clause, why)
    if priority:
        changes += wanted(facts, Field.PRIORITY, priority, "SEV-7", f"the severity is {spell.severity}")
    return Verdict(changes)
