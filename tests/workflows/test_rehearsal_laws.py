"""Laws of the rehearsal: it is the one path on paper, whatever people do to a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.histories import History
from tests.lives import Life
from tests.workflows.test_laws import Deed, deeds, severities
from tests.workflows.test_no_wake_up_is_missed import OPENINGS, SELDOM, beginnings
from workflows.actions import Action
from workflows.policy import Policy
from workflows.rehearsal import Rehearsal, rehearse
from workflows.surroundings import Colleague
from workflows.switches import Switch, switches
from workflows.terms import Field, Status

AGAIN = st.sampled_from((1, 4, 17))
Done = list[tuple[datetime, Action]]


class AsJiraHas(History):
    """Who sets what is there already leaves nothing in Jira's history."""

    def edits(self, by: str, when: str | datetime, field: Field, value: str | datetime | None) -> History:
        return self if self.case.fields.get(field) == value else super().edits(by, when, field, value)

    def moves(self, by: str, when: str | datetime, status: Status, raw: str = "") -> History:
        return self if self.case.status is status else super().moves(by, when, status, raw)

    def assigns(self, by: str, when: str | datetime, person: str | None) -> History:
        return self if self.case.assignee == person else super().assigns(by, when, person)


class Acted(Life, AsJiraHas):
    """A life on which careflow really acts, at once."""

    SEEN_AFTER = timedelta(0)

    @property
    def done(self) -> Done:
        return [(decision.at, action) for decision in self.past for action in decision.actions]


def born(kind: type[Any], opened: str, severity: str | None, fields: dict[str, str], policy: Policy) -> Any:
    case = kind(opened, severity=severity, policy=policy, instance="acme", **fields)
    case.plans("Enterprise One 2026.3", "2026-03-13").plans("Enterprise One 2026.11", "2026-11-12")
    case.amid(work_logged=timedelta(minutes=50), instance_cases=("CARE-1",))
    return case.amid(consultants=(Colleague("ann", 2), Colleague("bob", 1)), on_call=(Colleague("otto", 0),))


def lived(case: Any, doings: list[Deed], days: int = 0) -> datetime:
    """Let the deeds happen, and some days pass; the end."""
    at: datetime = case.case.opened_at
    for deed in doings:
        at += timedelta(minutes=deed.after)
        deed.done(case, at)
    return at + timedelta(days=days)


def told(rehearsal: Rehearsal) -> Done:
    return [(act.at, act.action) for act in rehearsal.acts]


SITES = (st.sampled_from(OPENINGS), severities, beginnings, deeds())
BY = Policy(approval=SELDOM)


@settings(max_examples=15)
@given(*SITES, AGAIN)
def test_of_a_life_on_which_careflow_acted_it_tells_what_was_done_and_when(opened, severity, fields, doings, days):
    case = born(Acted, opened, severity, fields, BY)
    end = lived(case, doings, days)
    case.passes(end)
    assert _but_witnesses(told(rehearse(case.case, BY, end))) == _but_witnesses(case.done)


def _but_witnesses(done: Done) -> Done:
    """What was witnessed while careflow acted is known from the start, and is not put down again."""
    return [entry for entry in done if entry[1].kind != "witness"]


@settings(max_examples=15)
@given(*SITES, AGAIN)
def test_of_what_people_did_alone_it_tells_what_careflow_would_have_done(opened, severity, fields, doings, days):
    shadow, acted = (born(kind, opened, severity, fields, BY) for kind in (AsJiraHas, Acted))
    end = lived(shadow, doings, days)
    _does_what_jira_has(acted, shadow, doings)
    acted.passes(end)
    rehearsal = rehearse(shadow.case, BY, end)
    assert told(rehearsal) == acted.done
    assert rehearsal.decision.actions == ()
    assert rehearsal.wake_at == acted.wake_at
    assert dict(rehearsal.decision.case.fields) == dict(acted.case.fields)
    assert rehearsal.decision.clocks == acted.decide(end).clocks


def _does_what_jira_has(acted: Any, shadow: Any, doings: list[Deed]) -> None:
    """Those deeds that left something in Jira's history, under the ids that it has there."""
    left = {entry.at: int(entry.id) for entry in (*shadow.case.changes, *shadow.case.comments)}
    at = shadow.case.opened_at
    for deed in doings:
        at += timedelta(minutes=deed.after)
        if at in left:
            acted.count = left[at] - 10_001
            deed.done(acted, at)


@settings(max_examples=15)
@given(*SITES, st.lists(st.integers(0, 3000), min_size=1, max_size=4))
def test_rehearsed_up_to_a_moment_it_is_the_beginning_of_any_longer_one(opened, severity, fields, doings, minutes):
    case = born(AsJiraHas, opened, severity, fields, BY)
    end = lived(case, doings, 2)
    whole = told(rehearse(case.case, BY, end))
    assert told(rehearse(case.case, BY, end)) == whole
    for after in minutes:
        until = min(end, case.case.opened_at + timedelta(minutes=after))
        part = told(rehearse(case.case, BY, until))
        assert part == [entry for entry in whole if entry[0] <= until]
        assert part == told(rehearse(case.case.as_of(until), BY, until))


@settings(max_examples=8)
@given(*SITES, st.lists(st.sampled_from(("CLO-3", "SEV-3", "SLO-10", "UPD-2", "CLO")), max_size=3, unique=True))
def test_a_clause_in_shadow_is_rehearsed_as_one_that_is_on_and_one_that_is_off_not_at_all(
    opened, severity, fields, doings, chosen
):
    case = born(AsJiraHas, opened, severity, fields, BY)
    end = lived(case, doings, 2)
    shadow = replace(BY, switches=dict(switches(dict.fromkeys(chosen, Switch.SHADOW))))
    off = replace(BY, switches=dict(switches(dict.fromkeys(chosen, Switch.OFF))))
    assert told(rehearse(case.case, shadow, end)) == told(rehearse(case.case, BY, end))
    assert off.switches.keys().isdisjoint(act.action.clause for act in rehearse(case.case, off, end).acts)
