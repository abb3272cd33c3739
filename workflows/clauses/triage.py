"""SEV-1: a case without a severity is untriaged.

It carries the label ``needs-severity``, so that the dispatchers see it, and runs on the default severity until
somebody sets one, so that no case is ever without a response clock.
"""

from __future__ import annotations

from workflows.clauses.labels import labelled, unlabelled
from workflows.decision import Verdict
from workflows.facts import Facts

LABEL = "needs-severity"


def verdict(facts: Facts) -> Verdict:
    """The label on, or off again once a severity is set."""
    spell = facts.severities.now
    if spell.set_by_hand:
        return Verdict(unlabelled(facts, LABEL, "SEV-1", f"the severity is {spell.severity}"))
    if facts.closed:
        return Verdict()
    return Verdict(labelled(facts, LABEL, "SEV-1", f"no severity is set; the case runs on {spell.severity}"))
