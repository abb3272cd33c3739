"""The case's story for people: what happened, when, by whom, under which clause. In order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from workflows.decision import Event
from workflows.facts import Facts
from workflows.record import to_text
from workflows.statuses import SOLVED, Cause, Stretch, spans_in
from workflows.terms import ClockName, Status

_ENDED = {"approved": "SEV-4", "rejected": "SEV-4", "withdrawn": "SEV-6"}


def events(facts: Facts) -> tuple[Event, ...]:
    """The timeline, oldest first."""
    found = [*_statuses(facts), *_reviews(facts), *_severities(facts), *_clocks(facts), *_acts(facts)]
    return tuple(sorted(found, key=lambda event: event.at))


def _statuses(facts: Facts) -> Iterator[Event]:
    name = facts.case.name_of
    opened = facts.statuses[0]
    yield Event(opened.since, f"opened in {opened.status}", "SEV-1", "", name(facts.case.reporter))
    for before, stretch in pairwise(facts.statuses):
        what = f"{stretch.status}{_because(stretch)}"
        clause = stretch.clause or _concerned(before.status, stretch.status)
        yield Event(stretch.since, what, clause, stretch.evidence, name(stretch.by))


def _concerned(before: Status, status: Status) -> str:
    """The clause that a transition by hand concerns."""
    if status is Status.IN_PROGRESS:
        return "CLO-5" if before in SOLVED else "SLO-2"
    return {Status.WAITING: "SLO-4", Status.SOLUTION: "CLO-1", Status.CLOSED: "CLO-2"}.get(status, "SEV-1")


def _because(stretch: Stretch) -> str:
    also = " (UPD-3)" if stretch.cause is Cause.VERSION_RELEASED else ""
    return f": {stretch.cause}{also}" if stretch.cause else ""


def _severities(facts: Facts) -> Iterator[Event]:
    for spell in facts.severities.spells:
        what = f"severity {spell.severity}" if spell.set_by_hand else f"no severity: runs on {spell.severity}"
        yield Event(spell.since, what, spell.clause, "" if spell.evidence == "opened" else spell.evidence)


def _reviews(facts: Facts) -> Iterator[Event]:
    for story in facts.severities.reviews:
        if story.asked_at:
            by = facts.case.name_of(story.asked_by)
            yield Event(story.asked_at, "Critical asked for", "SEV-3", story.asked_in or "", by)
        if story.decided_at:
            why = f": {story.why}" if story.why else ""
            by = facts.case.name_of(story.decided_by)
            place = f" in place of {facts.case.name_of(story.in_place_of)}" if story.in_place_of else ""
            clause = "SEV-9" if story.in_place_of else _ENDED[story.state]
            yield Event(story.decided_at, f"Critical {story.state}{place}{why}", clause, story.decided_in or "", by)
    for act in facts.severities.denied:
        yield Event(act.at, "tried to decide without the right", "SEV-4", act.id, facts.case.name_of(act.by))


def _clocks(facts: Facts) -> Iterator[Event]:
    yield from _once_met(facts)
    for clock in facts.clocks:
        if clock.breached_at:
            yield Event(clock.breached_at, f"{clock.name} breached", clock.clause)
        if clock.met_at:
            late = " late" if clock.breached_at else ""
            yield Event(clock.met_at, f"{clock.name} met{late}", clock.clause, clock.met_by or "")


def _once_met(facts: Facts) -> Iterator[Event]:
    """SLO-12: what a solution had met before the case was reopened; one that holds has met what there is to meet."""
    solved = [clock for clock in facts.clocks if clock.name in (ClockName.RESTORE, ClockName.RESOLVE) and clock.target]
    for since, _, first in spans_in(facts.statuses, SOLVED):
        for clock in solved:
            if clock.met_at is None or clock.met_at > since:
                yield Event(since, f"{clock.name} met, until the case was reopened", "SLO-12", first.evidence)


def _acts(facts: Facts) -> Iterator[Event]:
    for act_id, at in facts.case.record.acts.items():
        clause, _, what = act_id.partition(" ")
        yield Event(at, f"careflow: {what}", clause)
    for act_id, at in facts.case.record.shadowed.items():
        clause, _, what = act_id.partition(" ")
        yield Event(at, f"careflow, in shadow, would: {what}", clause)
    for refusal in facts.case.record.refused.values():
        what = f"Jira refused {refusal.what} = {refusal.value or 'empty'}: {refusal.reason}"
        yield Event(refusal.at, what, "SLO-11", to_text(refusal.at))
