"""SLO: the five clocks of a case, from its history alone, each with the proof of its verdict.

A clock has a start, a target, a calendar, pauses, and the act that meets it. Its intervals tell for every stretch of
its life whether it counted; what counts adds up to the elapsed time, to the second. ``run_all`` is the only door.

SLO-P and SLO-N are the two tables of targets, SLO-1 says which applies, SLO-8 in which hours, SLO-9 from when a changed
severity's count. SLO-3: a code change takes targets away. SLO-5: the update clock goes round; SLO-6: the root-cause
report is due after restoration.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from workflows import calendars, milestones, resolved_by_release
from workflows.business_hours import Calendar
from workflows.case import Case
from workflows.decision import Clock, ClockState
from workflows.milestones import Inputs, Met
from workflows.policy import CountFrom, Coverage, Policy, Target
from workflows.product_versions import unsupported
from workflows.proof import Pause, proof
from workflows.severity_history import Spell
from workflows.terms import DEFAULT_TIER, YES, ClockName, Field, Severity, Table

CLAUSES = {
    ClockName.RESPOND: "SLO-2",
    ClockName.RESTORE: "SLO-3",
    ClockName.RESOLVE: "SLO-4",
    ClockName.COMMUNICATE: "SLO-5",
    ClockName.ROOT_CAUSE: "SLO-6",
}


@dataclass(frozen=True, slots=True)
class Run:
    """The severity whose target counts, and since when (SLO-9)."""

    severity: Severity
    since: datetime


def run_all(inputs: Inputs) -> tuple[Clock, ...]:
    """The five clocks at ``inputs.now``, in the order of ``ClockName``."""
    lifted = exclusion(inputs.case, inputs.policy)
    if lifted:
        scope, clause = lifted
        return tuple(no_clock(name, clause, f"no targets: Support Scope is {scope}") for name in ClockName)
    outdated = unsupported(inputs.case, inputs.policy)
    if outdated and inputs.policy.on("SCO-4"):
        return tuple(no_clock(name, "SCO-4", f"no targets: {outdated.version} is out of support") for name in ClockName)
    table = table_of(inputs.case, inputs.policy)
    if table is None:
        case_type = inputs.case.text(Field.CASE_TYPE)
        return tuple(no_clock(name, "SLO-1", f"no targets for case type {case_type}") for name in ClockName)
    if not inputs.policy.on(table):
        return tuple(no_clock(name, table, f"no targets: {inputs.policy.why_not(table)}") for name in ClockName)
    if not inputs.severities.now.set_by_hand and not inputs.policy.on("SEV-1"):
        return tuple(
            no_clock(name, "SEV-1", f"no severity is set, and {inputs.policy.why_not('SEV-1')}") for name in ClockName
        )
    return tuple(_if_on(inputs.policy, clock) for clock in _all(inputs, table))


def _all(inputs: Inputs, table: Table) -> tuple[Clock, ...]:
    restored = milestones.restored(inputs)
    return (
        _simple(inputs, table, ClockName.RESPOND, milestones.responded(inputs)),
        _code_change(inputs, _simple(inputs, table, ClockName.RESTORE, restored)),
        _code_change(inputs, _simple(inputs, table, ClockName.RESOLVE, milestones.resolved(inputs))),
        _communicate(inputs, table, restored),
        _root_cause(inputs, table, restored),
    )


def _if_on(policy: Policy, clock: Clock) -> Clock:
    clause = CLAUSES[clock.name]
    return clock if policy.on(clause) else no_clock(clock.name, clause, policy.why_not(clause))


def exclusion(case: Case, policy: Policy) -> tuple[str, str] | None:
    """EXC: the scope that takes the targets away, and its clause."""
    scope = case.text(Field.SCOPE)
    clause = policy.exclusions.get(scope) if scope else None
    return (scope, clause) if scope and clause and policy.on(clause) else None


def table_of(case: Case, policy: Policy) -> Table | None:
    """SLO-1: which table applies; None: no targets."""
    if not policy.on("SLO-1"):
        return Table.PLANVIEW
    origin = policy.origins.get(case.text(Field.DEFECT_ORIGIN) or "")
    if origin is not None:
        return origin
    return policy.case_types.get(case.text(Field.CASE_TYPE) or "", Table.PLANVIEW)


def run_at(policy: Policy, spells: Iterable[Spell], opened_at: datetime, at: datetime) -> Run:
    """SLO-9: raised, the targets count from the change; lowered, from the opening (``on_raise``, ``on_lower``)."""
    first, *later = spells  # a case has a severity from its opening on
    run = Run(first.severity, opened_at)
    for spell in later:
        if spell.since > at:
            break
        if spell.severity is not run.severity:
            rule = policy.on_raise if spell.severity.outranks(run.severity) else policy.on_lower
            rule = rule if policy.on("SLO-9") else CountFrom.OPEN
            run = Run(spell.severity, spell.since if rule is CountFrom.CHANGE else opened_at)
    return run


def always(policy: Policy, case: Case) -> Calendar:
    """24×7 in the zone of the case's region."""
    return calendars.always(policy, case.text(Field.REGION))


def calendar_for(inputs: Inputs, name: ClockName, severity: Severity) -> Calendar:
    """SLO-8: the first matching line of ``clocks.coverage``, else the support hours; switched off: always."""
    if not inputs.policy.on("SLO-8"):
        return always(inputs.policy, inputs.case)
    tier = inputs.case.text(Field.TIER) or DEFAULT_TIER
    product = inputs.case.text(Field.PRODUCT)
    for rule in inputs.policy.coverage:
        if rule.fits(name, severity, tier, product):
            round_the_clock = rule.coverage is Coverage.ALWAYS
            return always(inputs.policy, inputs.case) if round_the_clock else inputs.support_hours
    return inputs.support_hours


def no_clock(name: ClockName, clause: str, why: str) -> Clock:
    """A clock without a target."""
    return Clock(name, clause, ClockState.NONE, why)


# -- the single clocks --------------------------------------------------------------------------------------------


def _simple(inputs: Inputs, table: Table, name: ClockName, met: Met | None, run: Run | None = None) -> Clock:
    """Start to met or now; the target of the severity in force when it was met, or now."""
    until = met.at if met else inputs.now
    run = run or run_at(inputs.policy, inputs.severities.spells, inputs.case.opened_at, until)
    target = _target(inputs.policy, table, run.severity, name)
    if target is None:
        return no_clock(name, CLAUSES[name], f"{table} has no {name} target for {run.severity}")
    calendar = calendar_for(inputs, name, run.severity)
    blank = Clock(
        name, CLAUSES[name], ClockState.RUNNING, f"{table} {run.severity}", table, run.severity, target.span, run.since
    )
    pauses = milestones.pauses_of(inputs, name)
    if name is ClockName.RESOLVE and inputs.policy.on("UPD-2"):
        blank = resolved_by_release.promised(inputs, blank, calendar, pauses, until)
    return judged(blank, calendar, pauses, met, inputs.now)


def judged(clock: Clock, calendar: Calendar, pauses: list[Pause], met: Met | None, now: datetime) -> Clock:
    """The verdict on a clock with start and target: due, breached when now is later than due (CAL-1), met, paused.

    A clock that was met is over: no pause after that moves its due.
    """
    if clock.started_at is None or clock.target is None:
        raise ValueError(f"{clock.name} has no target")
    end = max(met.at, clock.started_at) if met else now
    intervals = proof(calendar, clock.started_at, end, pauses)
    elapsed = sum((i.end - i.start for i in intervals if i.counts), timedelta())
    open_pause = next((p for p in pauses if p.end is None), None)
    paused = met is None and open_pause is not None and open_pause.start <= now
    due = None
    if not paused or elapsed >= clock.target:
        stopped = [(p.start, min(p.end or end, end)) for p in pauses if p.start < end]
        due = calendar.add(clock.started_at, clock.target, stopped)
    breached = due if due is not None and end > due else None
    state = ClockState.PAUSED if paused else ClockState.RUNNING
    if breached:
        state = ClockState.BREACHED
    elif met:
        state = ClockState.MET
    return replace(
        clock,
        state=state,
        due_at=None if state is ClockState.PAUSED else due,
        met_at=met.at if met else None,
        met_by=met.evidence if met else None,
        breached_at=breached,
        elapsed=elapsed,
        remaining=clock.target - elapsed,
        intervals=tuple(intervals),
    )


def _code_change(inputs: Inputs, clock: Clock) -> Clock:
    """SLO-3: ``Code Change Required`` = Yes takes the target away from then on; what was decided before stays."""
    since = milestones.code_change_since(inputs.case)
    if since is None or clock.table is None or clock.severity is None or not inputs.policy.on("SLO-3"):
        return clock
    target = _target(inputs.policy, clock.table, clock.severity, clock.name)
    if target is None or not target.no_code_change:
        return clock
    decided = [at for at in (clock.met_at, clock.breached_at) if at is not None and at < since]
    return clock if decided else no_clock(clock.name, "SLO-3", "a code change is required")


def _communicate(inputs: Inputs, table: Table, restored: Met | None) -> Clock:
    """SLO-5: six hours after the last public staff comment, again and again until restored."""
    name = ClockName.COMMUNICATE
    until = restored.at if restored else inputs.now
    run = run_at(inputs.policy, inputs.severities.spells, inputs.case.opened_at, until)
    target = _target(inputs.policy, table, run.severity, name)
    if target is None:
        return no_clock(name, CLAUSES[name], f"{table} asks for news when there is some, for {run.severity}")
    rounds = update_rounds(inputs, run, until)
    calendar = calendar_for(inputs, name, run.severity)
    missed = [missed_periods(calendar.between(a, b), target.span, calendar, a, b) for a, b in rounds]
    base, periods = rounds[-1][0], missed[-1]
    blank = Clock(
        name, CLAUSES[name], ClockState.RUNNING, f"{table} {run.severity}", table, run.severity, target.span, base
    )
    clock = judged(blank, calendar, [], restored, inputs.now)
    first = next((start for (start, _), periods in zip(rounds, missed, strict=True) if periods), None)
    since = calendar.add(first, target.span) if first is not None else None
    clock = replace(clock, missed=sum(missed), first_missed_at=since)
    if restored:
        return replace(clock, due_at=None)
    return replace(
        clock,
        due_at=calendar.add(base, target.span * (periods + 1)),
        remaining=target.span * (periods + 1) - clock.elapsed,
    )


def update_rounds(inputs: Inputs, run: Run, until: datetime) -> list[tuple[datetime, datetime]]:
    """SLO-5: the times from one public update of staff to the next, up to ``until``; in each, periods are counted."""
    reopened = max((p.end for p in milestones.solved_pauses(inputs) if p.end), default=run.since)
    began = max(run.since, reopened)
    updates = [act for act in inputs.acts if act.by_staff and act.is_comment and act.public and act.at <= until]
    return _gaps([began, *(act.at for act in updates if act.at > began)], until)


def missed_periods(elapsed: timedelta, span: timedelta, calendar: Calendar, base: datetime, until: datetime) -> int:
    """How many whole periods since ``base`` ended without an update before ``until``; at the due itself none is."""
    periods = elapsed // span
    if periods and elapsed == span * periods and until <= calendar.add(base, span * periods):
        periods -= 1
    return periods


def _gaps(bases: list[datetime], until: datetime) -> list[tuple[datetime, datetime]]:
    return [(a, max(a, b)) for a, b in pairwise([*bases, until])]


def _root_cause(inputs: Inputs, table: Table, restored: Met | None) -> Clock:
    """SLO-6: for a system-wide Critical case of SLO-N, so many calendar days after restoration."""
    name = ClockName.ROOT_CAUSE
    severity = inputs.severities.now.severity
    target = _target(inputs.policy, table, severity, name)
    if target is None:
        return no_clock(name, CLAUSES[name], f"{table} asks for no root-cause report for {severity}")
    if inputs.case.text(Field.SYSTEM_WIDE) != YES:
        return no_clock(name, CLAUSES[name], "not system-wide")
    if restored is None:
        return replace(no_clock(name, CLAUSES[name], "counts from restoration"), table=table, target=target.span)
    return _simple(inputs, table, name, milestones.root_cause_written(inputs), Run(severity, restored.at))


# -- tables and pauses --------------------------------------------------------------------------------------------


def _target(policy: Policy, table: Table, severity: Severity, name: ClockName) -> Target | None:
    return policy.targets.get(table, {}).get(severity, {}).get(name)
