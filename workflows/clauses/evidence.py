"""SLO-13: a fact once established stays.

What met a clock, moved the case, asked for a severity or decided one is put down with its author's role at that
moment, so that an agent who leaves the group, a deleted comment or an edited one changes no past verdict.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.actions import Witnessed
from workflows.decision import ClockState, Verdict
from workflows.facts import Facts
from workflows.requests import Request
from workflows.terms import ClockName, Field, Status
from workflows.timeline import Act, Who


def verdict(facts: Facts) -> Verdict:
    """A witness for every act that something rests on and that has none yet."""
    return Verdict(
        tuple(
            Witnessed(f"SLO-13 {act.id}", "SLO-13", f"something rests on {act.id}", act.id, act.witness())
            for act in unrecorded(facts)
        )
    )


def unrecorded(facts: Facts) -> Iterator[Act]:
    """What something rests on and is not in the record yet."""
    record = facts.case.record
    for act in relied_on(facts):
        if act.id not in record.witnessed and (record.forgotten is None or act.at > record.forgotten):
            yield act


def relied_on(facts: Facts) -> Iterator[Act]:
    """The acts of others on which something rests, oldest first."""
    seen = set(_relied_on(facts))
    return (act for act in facts.acts if act.id in seen and act.who is not Who.OWN)


def _relied_on(facts: Facts) -> Iterator[str]:
    yield from (clock.met_by for clock in facts.clocks if clock.met_by)
    yield from (act.id for act in facts.severities.evidence)
    yield from (stretch.evidence for stretch in facts.statuses if stretch.clause)
    yield from (act.id for act in (*facts.severities.denied, *facts.severities.put_back, *facts.severities.undecided))
    yield from (act.id for act in facts.acts if _counts_for_nobody(act))
    updates = facts.clock(ClockName.COMMUNICATE)
    if updates.state is not ClockState.NONE:
        yield from (act.id for act in facts.acts if act.by_staff and act.is_comment and act.public)


def _counts_for_nobody(act: Act) -> bool:
    """What somebody did who is neither staff nor customer, and that would count if they became so later."""
    if act.who is not Who.NOBODY:
        return False
    if act.change is not None:
        return act.change.field is Field.STATUS and act.change.before == Status.NEW
    return act.public or act.request not in (None, Request())
