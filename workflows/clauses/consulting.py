"""SCO-2: functional support is passed to Planview Consulting.

``Support Scope`` or the case type Functional does it: the label ``consulting`` (its filter is consulting's queue),
nobody is assigned any more, and the customer is told once, with the address where such cases stay visible. There are
no targets: the source does not give Cloud Operations' own. The hand-over empties the assignee; whoever is assigned
after it, or in the same edit, stays, and so does an assignee who is of Consulting.

EXC-4 too has the customer told once, of the same thing: one text says both, and both are recorded as told.
"""

from __future__ import annotations

from workflows.actions import Action, Tell
from workflows.clauses.allowance import is_used_up
from workflows.clauses.fields import wanted
from workflows.clauses.labels import labelled, unlabelled
from workflows.clauses.said_together import said_too, targets_are_off
from workflows.clauses.scope_signs import FUNCTIONAL, of_scope, since
from workflows.decision import Remark, Verdict
from workflows.facts import Facts
from workflows.terms import Field, Role

LABEL = "consulting"
TOLD = "SCO-2 told"


def verdict(facts: Facts) -> Verdict:
    """The hand-over and the word to the customer; lifted again, the label goes."""
    if facts.closed:
        return Verdict()
    sign = of_scope(facts.case, FUNCTIONAL)
    if sign:
        return Verdict(
            (*_handed_over(facts, sign), *_told(facts, sign)), remarks=(Remark(f"{sign}: consulting has it", "SCO-2"),)
        )
    if facts.done(TOLD) and not is_used_up(facts):  # SCO-3 may have a reason of its own
        return Verdict(unlabelled(facts, LABEL, "SCO-2", f"the case is not {FUNCTIONAL} any more"))
    return Verdict()


def _handed_over(facts: Facts, why: str) -> tuple[Action, ...]:
    emptied = () if _is_consultings(facts) else wanted(facts, Field.ASSIGNEE, None, "SCO-2", why)
    return (*labelled(facts, LABEL, "SCO-2", why), *emptied)


def _is_consultings(facts: Facts) -> bool:
    """Whether the assignee is of Consulting, or was decided on by somebody when the case was handed over or since."""
    case = facts.case
    if case.assignee is not None and Role.CONSULTING in case.roles(case.assignee):
        return True
    assigned = [c.at for c in case.changes if c.field is Field.ASSIGNEE and c.by != case.own_account]
    return bool(assigned) and assigned[-1] >= since(case, FUNCTIONAL)


def _told(facts: Facts, why: str) -> tuple[Action, ...]:
    if facts.done(TOLD):
        return ()
    clause = "EXC-4" if targets_are_off(facts) else ""
    told = facts.customer_facts(portal=facts.policy.support_portal, clause=clause)
    return (Tell(TOLD, "SCO-2", why, "consulting", told), *said_too(facts, "EXC-4", "SCO-2"))
