"""SCO-5: enhancement requests go to Product Management's queue.

``Support Scope`` or the case type Enhancement does it, handled as SCO-4 is: the label ``enhancement`` (its filter is
Product Management's queue), the case stays with its agent, the customer is told once, and there are no targets.

EXC-5 too has the customer told once, of the same thing: one text says both, and both are recorded as told.
"""

from __future__ import annotations

from workflows.actions import Action, Tell
from workflows.clauses.labels import labelled, unlabelled
from workflows.clauses.said_together import said_too, targets_are_off
from workflows.clauses.scope_signs import ENHANCEMENT, of_scope
from workflows.decision import Remark, Verdict
from workflows.facts import Facts

LABEL = "enhancement"
TOLD = "SCO-5 told"


def verdict(facts: Facts) -> Verdict:
    """The label and the word to the customer; lifted again, the label goes."""
    if facts.closed:
        return Verdict()
    sign = of_scope(facts.case, ENHANCEMENT)
    if sign:
        remark = Remark(f"{sign}: Product Management's queue has it", "SCO-5")
        return Verdict((*labelled(facts, LABEL, "SCO-5", sign), *_told(facts, sign)), remarks=(remark,))
    if facts.done(TOLD):
        return Verdict(unlabelled(facts, LABEL, "SCO-5", f"the case is no {ENHANCEMENT} any more"))
    return Verdict()


def _told(facts: Facts, why: str) -> tuple[Action, ...]:
    if facts.done(TOLD):
        return ()
    clause = "EXC-5" if targets_are_off(facts) else ""
    tell = Tell(TOLD, "SCO-5", why, "enhancement", facts.customer_facts(clause=clause))
    return (tell, *said_too(facts, "EXC-5", "SCO-5"))
