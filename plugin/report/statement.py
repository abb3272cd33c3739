"""The statement of a month for one customer: every clock of every case with all its stretches, calendars and targets.

A third party can compute it again from the file alone: ``recompute``, which is sent along, needs no careflow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plugin.configuration_errors import UserMistake, choice_problem, folded
from plugin.report.definitions import DEFINITIONS
from plugin.report.gathering import zones
from plugin.report.written_calendars import WrittenCalendars
from plugin.settings import Mode, Settings
from workflows.clocks import calendar_for, missed_periods, run_at, update_rounds
from workflows.compliance import Entry, Outcome, ZoneOf, concerns, entries_of
from workflows.decision import Clock, ClockState, Decision
from workflows.explain import as_json, minutes
from workflows.facts import establish
from workflows.milestones import Inputs, restored
from workflows.period import Period
from workflows.policy_versions import Policies
from workflows.record import to_text
from workflows.summary import summary_of
from workflows.terms import ClockName, Field

VERSION = 1


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose cases: those of an ``instance``, or those that a ``reporter`` reported."""

    name: str
    known_as: str

    def owns(self, decision: Decision) -> bool:
        """Whether a case is theirs."""
        return folded(self.name) in map(folded, _names(decision)[self.known_as])


@dataclass
class Statement:
    """In the making."""

    settings: Settings
    period: Period
    zone_of: ZoneOf
    policies: Policies
    calendars: WrittenCalendars

    def case(self, decision: Decision) -> dict[str, Any]:
        """A case with its clocks."""
        case, summary = decision.case, summary_of(decision)
        entries = list(entries_of([summary], self.period, self.zone_of))
        inputs = self._inputs(decision)
        told = as_json(decision)["clocks"]
        return {
            "key": case.key,
            "title": case.summary,
            "at": to_text(decision.at),
            "opened_at": to_text(case.opened_at),
            "closed_at": to_text(summary.closed_at) if summary.closed_at else None,
            "status": decision.status,
            "severity": decision.severity,
            "product": summary.product,
            "region": summary.region,
            "tier": summary.tier,
            "zone": str(self.zone_of(summary.region)),
            "judged_by": decision.judged_by,
            "clocks": [
                {**one, **self._beside(entry, clock, inputs)}
                for one, entry, clock in zip(told, entries, decision.clocks, strict=True)
            ],
        }

    def _inputs(self, decision: Decision) -> Inputs:
        policy = self.policies.of(decision.case)
        if self.settings.mode is Mode.SHADOW:
            policy = policy.in_earnest()
        return establish(decision.case, policy, decision.at).inputs

    def _beside(self, entry: Entry, clock: Clock, inputs: Inputs) -> dict[str, Any]:
        """What a clock counts as, and by which calendar it ran."""
        ran = clock.state is not ClockState.NONE
        found = {
            "outcome": entry.outcome,
            "decided_at": to_text(entry.decided_at) if entry.decided_at else None,
            "month": entry.month or None,
            "calendar": self.calendars.name_of(inputs, clock) if ran else None,
        }
        return {**found, "rounds": _rounds(inputs, clock)} if ran and clock.name is ClockName.COMMUNICATE else found


def statement(
    named: str, decisions: Iterable[Decision], settings: Settings, period: Period, *, complete: bool = True
) -> dict[str, Any]:
    """The statement as one JSON object. Raises UserMistake where no case of the month is of such a customer."""
    zone_of = zones(settings)
    everything = [decision for decision in decisions if concerns(summary_of(decision), period, zone_of)]
    customer = _customer(named, everything)
    making = Statement(settings, period, zone_of, settings.policies(), WrittenCalendars())
    own = sorted((d for d in everything if customer.owns(d)), key=lambda d: (len(d.case.key), d.case.key))
    cases = [making.case(decision) for decision in own]
    made: dict[str, Any] = {
        "statement": VERSION,
        "customer": customer.name,
        "customer_is": customer.known_as,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "complete": complete,
        "definitions": dict(DEFINITIONS),
        "policies": sorted({decision.judged_by for decision in own}),
        "calendars": making.calendars.told(),
        "cases": cases,
        "totals": {name: _totals(name, cases) for name in ClockName},
    }
    return {**made, "digest": digest(made)}


def digest(made: Mapping[str, Any]) -> str:
    """SHA-256 of all but the digest itself: JSON in UTF-8 with sorted keys and without spaces."""
    rest = {key: value for key, value in made.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _totals(name: ClockName, cases: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    clocks = [clock for case in cases for clock in case["clocks"] if clock["name"] == name]
    counted = {outcome.value: sum(clock["outcome"] == outcome for clock in clocks) for outcome in Outcome}
    return {**counted, "missed periods": sum(clock["missed_periods"] for clock in clocks)}


def _rounds(inputs: Inputs, clock: Clock) -> list[dict[str, Any]]:
    """SLO-5: from one update to the next, and how many periods were missed in each."""
    if clock.severity is None or clock.target is None:
        return []
    met = restored(inputs)
    until = met.at if met else inputs.now
    run = run_at(inputs.policy, inputs.severities.spells, inputs.case.opened_at, until)
    calendar = calendar_for(inputs, clock.name, clock.severity)
    return [
        {
            "from": to_text(start),
            "to": to_text(end),
            "counted_minutes": minutes(counted := calendar.between(start, end)),
            "missed": missed_periods(counted, clock.target, calendar, start, end),
        }
        for start, end in update_rounds(inputs, run, until)
    ]


def _customer(named: str, decisions: Iterable[Decision]) -> Customer:
    """An instance of that name, or else a reporter by display name or id."""
    known: dict[str, set[str]] = {"instance": set(), "reporter": set()}
    reporters: set[str] = set()
    for decision in decisions:
        names = _names(decision)
        for kind, found in names.items():
            known[kind] |= found
        if folded(named) in map(folded, names["reporter"]):
            reporters.add(decision.case.reporter or "")
    if folded(named) in map(folded, known["instance"]):
        return Customer(named, "instance")
    if len(reporters) > 1:
        raise UserMistake(f"several reporters are called {named}; say an id: {', '.join(sorted(reporters))}")
    if reporters:
        return Customer(named, "reporter")
    every = sorted(known["instance"] | known["reporter"])
    raise UserMistake(f"there is no customer {choice_problem(named, every)}" if every else "no case was open then")


def _names(decision: Decision) -> dict[str, set[str]]:
    """What the customer of a case may be called, by what that is of."""
    case = decision.case
    instance, reporter = case.text(Field.INSTANCE), case.reporter
    return {
        "instance": {instance} if instance else set(),
        "reporter": {reporter, case.name_of(reporter)} if reporter else set(),
    }
