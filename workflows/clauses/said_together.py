"""EXC-4 with SCO-2, EXC-5 with SCO-5: two clauses that have the customer told of one thing tell it in one text.

The text of the SCO clause names the EXC clause, and the record has both as told.
"""

from __future__ import annotations

from workflows.actions import Passed
from workflows.decision import ClockState
from workflows.facts import Facts

SAID_BY = {"EXC-4": "SCO-2 told", "EXC-5": "SCO-5 told"}


def targets_are_off(facts: Facts) -> bool:
    """Whether no clock has a target: a case type alone does not see to it where ``Defect Origin`` is set (SLO-1)."""
    return all(clock.state is ClockState.NONE for clock in facts.clocks)


def said_too(facts: Facts, clause: str, by: str) -> tuple[Passed, ...]:
    """Put down that the words of ``by`` have told the customer of ``clause`` as well."""
    told = f"{clause} told"
    if facts.done(told) or not targets_are_off(facts) or not facts.policy.on(by):
        return ()
    return (Passed(told, clause, f"said in the words of {by}"),)


def will_be_said(facts: Facts, clause: str) -> bool:
    """Whether the SCO clause is about to say it."""
    teller = SAID_BY.get(clause)
    return teller is not None and not facts.done(teller) and facts.policy.on(teller.split()[0])
