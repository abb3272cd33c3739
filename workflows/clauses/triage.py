"""SEV-1: a case without a severity is untriaged.

It carries the label ``needs-severity``, so that the dispatchers see it, and runs on the default severity until
somebody sets one, so that no case is ever without a response clock.
"""

from __future__ import annotations

from workflows.actions import SetLabel
from workflows.decision import Verdict
from workflows.facts import Facts

LABEL = "needs-severity"


def verdict(facts: Facts) -> Verdict:
    """The label on, or off again once a severity is set."""
    spell = facts.severities.now
    present = LABEL in facts.case.labels
    if not spell.set_by_hand and not present and not facts.closed:
        why = f"no severity is set; the case runs on {spell.severity}"
        return Verdict((SetLabel(f"SEV-1 {LABEL} on", "SEV-1", why, LABEL, present=True),))
    if spell.set_by_hand and present:
        why = f"the severity is {spell.severity}"
        return Verdict((SetLabel(f"SEV-1 {LABEL} off", "SEV-1", why, LABEL, present=False),))
    return Verdict()
