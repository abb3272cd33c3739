"""SLO-7, SLO-8, SLO-9, CON-2: what holds of a case's clocks and of a wide outage; nothing to do.

SLO-8 says which clocks run around the clock and which in the support hours; CON-2, which hours these are; SLO-9, from
when the targets of a changed severity count; SLO-7, that customers are given the status page's address.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.clauses.phone import phone_hours
from workflows.clocks import always, calendar_for, run_at
from workflows.decision import ClockState, Remark, Verdict
from workflows.facts import Facts
from workflows.policy import CountFrom
from workflows.record import to_text
from workflows.terms import DEFAULT_REGION, YES, Field


def verdict(facts: Facts) -> Verdict:
    """Only remarks."""
    return Verdict(remarks=(*_hours(facts), *_changed(facts), *_outage(facts)))


def _hours(facts: Facts) -> Iterator[Remark]:
    round_the_clock = always(facts.policy, facts.case)
    running = [(c.name, c.severity) for c in facts.clocks if c.state is not ClockState.NONE and c.severity]
    whole = [name for name, severity in running if calendar_for(facts.inputs, name, severity) is round_the_clock]
    rest = [name for name, _ in running if name not in whole]
    if whole:
        yield Remark(f"around the clock: {', '.join(whole)}", "SLO-8")
    if rest:
        yield Remark(f"in support hours: {', '.join(rest)}", "SLO-8")
        hours, zone = phone_hours(facts)
        whose = facts.case.text(Field.PRODUCT) or "any product"
        where = facts.case.text(Field.REGION) or DEFAULT_REGION
        yield Remark(f"support hours of {whose}, {where}: {hours} {zone}, without its public holidays", "CON-2")


def _changed(facts: Facts) -> Iterator[Remark]:
    spells = facts.severities.spells
    if len({spell.severity for spell in spells}) < 2:
        return
    run = run_at(facts.policy, spells, facts.case.opened_at, facts.now)
    raised = run.since != facts.case.opened_at
    from_when = CountFrom.CHANGE if raised else CountFrom.OPEN
    yield Remark(f"the targets of {run.severity} count {from_when}: since {to_text(run.since)}", "SLO-9")


def _outage(facts: Facts) -> Iterator[Remark]:
    if facts.case.text(Field.SYSTEM_WIDE) == YES and facts.policy.status_page:
        yield Remark(f"system-wide: customers are given {facts.policy.status_page}", "SLO-7")
