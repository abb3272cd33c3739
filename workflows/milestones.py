"""SLO: what meets a clock, and what keeps it from running; from the history alone.

SLO-2: responded by staff's first public comment or transition out of New. SLO-3: restored by the field or the solution.
SLO-4: resolved by the solution, and not counted while the case waits for the customer. SLO-12: a reopened case goes on
where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflows.business_hours import Calendar
from workflows.case import Case
from workflows.policy import Policy
from workflows.proof import Pause
from workflows.severity_history import SeverityHistory
from workflows.statuses import SOLVED, Stretch, spans_in
from workflows.terms import YES, ClockName, Field, Status
from workflows.timeline import Act


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the clocks are told from."""

    case: Case
    policy: Policy
    now: datetime
    acts: tuple[Act, ...]
    statuses: tuple[Stretch, ...]
    severities: SeverityHistory
    support_hours: Calendar


@dataclass(frozen=True, slots=True)
class Met:
    """What met a clock, and when."""

    at: datetime
    evidence: str


def responded(inputs: Inputs) -> Met | None:
    """SLO-2: the first public comment by staff, or their first transition out of New. Ours never counts.

    A case that was solved without either (the customer closed it) is owed no response any more.
    """
    for act in inputs.acts:
        if not act.by_staff:
            continue
        change = act.change
        if change is None and act.public:
            return Met(act.at, act.id)
        if change and change.field is Field.STATUS and change.before == Status.NEW != change.after:
            return Met(act.at, act.id)
    return resolved(inputs)


def resolved(inputs: Inputs) -> Met | None:
    """SLO-4: the case is in Solution Provided, or was closed; reopening un-meets it (SLO-12)."""
    spans = spans_in(inputs.statuses, SOLVED)
    stays = not inputs.policy.on("SLO-12")
    if spans and (stays or spans[-1][1] is None):
        since, _, first = spans[0] if stays else spans[-1]
        return Met(since, first.evidence or first.status)
    return None


def restored(inputs: Inputs) -> Met | None:
    """SLO-3: ``Functionality Restored`` is set (its value is the moment), or the solution; whichever was first."""
    moments = [met for met in (resolved(inputs),) if met]
    value = inputs.case.moment(Field.RESTORED)
    if value is not None and value <= inputs.now:
        moments.append(Met(value, Field.RESTORED))
    return min(moments, key=lambda met: met.at, default=None)


def solved_pauses(inputs: Inputs) -> list[Pause]:
    """SLO-12: time in Solution Provided or Closed, of a case that was reopened."""
    if not inputs.policy.on("SLO-12"):
        return []
    return [
        Pause(since, until, f"{first.status} ({first.evidence})")
        for since, until, first in spans_in(inputs.statuses, SOLVED)
        if until is not None
    ]


def _resolve_pauses(inputs: Inputs) -> list[Pause]:
    """SLO-4: and while the case waits for the customer; only this clock."""
    waits = [
        Pause(since, until, f"{Status.WAITING} ({first.evidence or 'opened so'})")
        for since, until, first in spans_in(inputs.statuses, frozenset({Status.WAITING}))
    ]
    return sorted([*solved_pauses(inputs), *waits], key=lambda p: p.start)


def root_cause_written(inputs: Inputs) -> Met | None:
    """SLO-6: ``Root Cause`` holds a text or a link, since it last became so."""
    if not (inputs.case.text(Field.ROOT_CAUSE) or "").strip():
        return None
    written: Met | None = None
    for change in inputs.case.changes:
        if change.field is Field.ROOT_CAUSE:
            filled = bool(str(change.after or "").strip())
            written = (written or Met(change.at, change.evidence)) if filled else None
    return written or Met(inputs.case.opened_at, "opened")


def pauses_of(inputs: Inputs, name: ClockName) -> list[Pause]:
    """When a clock does not run: reopened cases' solved times (SLO-12); for resolve, waiting too (SLO-4)."""
    if name is ClockName.RESOLVE:
        return _resolve_pauses(inputs)
    return solved_pauses(inputs) if name in (ClockName.RESPOND, ClockName.RESTORE) else []


def code_change_since(case: Case) -> datetime | None:
    """Since when a code change is required, if it is."""
    if case.text(Field.CODE_CHANGE) != YES:
        return None
    return next((c.at for c in reversed(case.changes) if c.field is Field.CODE_CHANGE), case.opened_at)
