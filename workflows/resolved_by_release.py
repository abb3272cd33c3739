"""UPD-2: a Major defect of Planview software without a stable workaround is resolved by the product's next release.

``Workaround`` = None or Unstable turns the resolve due into the closing of the release's date in the case's support
hours, a date without hours into that of the next business day, and never earlier than the target of the table. The
release is the next as seen on the day when ``Workaround`` was so set, not now: it does not run away, and once it is
past the clock is breached. Where the case was waiting for the customer, or solved, when that release came out, it is
the next one after that. What is open of a pause now does not shorten what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from workflows.business_hours import Calendar
from workflows.case import Case
from workflows.decision import Clock
from workflows.milestones import Inputs
from workflows.proof import Pause
from workflows.release_dates import Planned, next_planned
from workflows.terms import Field, Severity, Table

NO_STABLE_WORKAROUND = frozenset({"None", "Unstable"})


def unstable_since(case: Case, until: datetime) -> datetime | None:
    """Since when ``Workaround`` has been None or Unstable without a break at ``until``; None where it is not."""
    changes = [change for change in case.changes if change.field is Field.WORKAROUND]
    value = changes[0].before if changes else case.fields.get(Field.WORKAROUND)
    since = case.opened_at if value in NO_STABLE_WORKAROUND else None
    for change in changes:
        if change.at > until:
            break
        if change.after not in NO_STABLE_WORKAROUND:
            since = None
        elif since is None:
            since = change.at
    return since


def concerned_since(clock: Clock, case: Case, until: datetime) -> datetime | None:
    """Since when the resolve clock of a case is to end with a release, as it stood at ``until``."""
    if clock.table is not Table.PLANVIEW or clock.severity is not Severity.MAJOR or clock.started_at is None:
        return None
    since = unstable_since(case, until)
    return max(since, clock.started_at) if since else None


def promised(inputs: Inputs, clock: Clock, calendar: Calendar, pauses: Sequence[Pause], until: datetime) -> Clock:
    """The blank resolve clock, with the release that it ends with as its target where UPD-2 says so."""
    since = concerned_since(clock, inputs.case, until)
    if since is None or clock.started_at is None or clock.target is None:
        return clock
    planned = _planned(inputs, since, pauses)
    if planned is None:
        return replace(clock, why=f"{clock.why}; no stable workaround, but no release is planned (UPD-2)")
    over = [(pause.start, pause.end) for pause in pauses if pause.end is not None]
    closes = _closing(inputs.support_hours, planned)
    if closes <= calendar.add(clock.started_at, clock.target, over):
        hours = f"{clock.target / timedelta(hours=1):g} h"
        why = f"{clock.why}; no stable workaround: next release {planned}, never earlier than {hours} (UPD-2)"
        return replace(clock, why=why, planned=planned)
    why = f"{clock.why}; no stable workaround: by the next release, {planned}"
    target = calendar.between(clock.started_at, closes, over)
    return replace(clock, clause="UPD-2", why=why, planned=planned, target=target)


def _planned(inputs: Inputs, since: datetime, pauses: Sequence[Pause]) -> Planned | None:
    """The next release as seen at ``since``; one that came out during a pause gives way to the next after it."""
    case, zone = inputs.case, inputs.support_hours.zone
    versions = case.around.versions or ()
    product = case.text(Field.PRODUCT) or ""
    day = since.astimezone(zone).date()
    while True:
        planned = next_planned(product, inputs.policy.products, versions, day, inputs.support_hours)
        missed_until = _paused_until(pauses, _closing(inputs.support_hours, planned)) if planned else None
        if planned is None or missed_until is None:
            return planned
        day = max(missed_until.astimezone(zone).date(), planned.day + timedelta(days=1))


def _paused_until(pauses: Sequence[Pause], at: datetime) -> datetime | None:
    """The end of the pause around ``at``; one that is not over yet has none, and says nothing yet."""
    return next((p.end for p in pauses if p.end is not None and p.start < at <= p.end), None)


def _closing(hours: Calendar, planned: Planned) -> datetime:
    return hours.closing(hours.business_day_after(planned.day, 0))
