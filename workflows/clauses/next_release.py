"""UPD-1, UPD-2: a Major defect of Planview software with no stable workaround is resolved by the next release.

UPD-1: updates go to the customers of the maintenance programme or with SaaS licences, as often as the product's
cadence says. UPD-2: ``Workaround`` = None or Unstable turns the resolve due into the product's next planned release
(``workflows.resolved_by_release``), and the customer is told its date, once for each date. Of a product that is
released continuously no release has a date of its own: then the due is told.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from workflows.actions import Tell
from workflows.decision import Clock, ClockState, Next, Remark, Verdict
from workflows.facts import Facts
from workflows.record import to_text
from workflows.resolved_by_release import concerned_since
from workflows.surroundings import Need
from workflows.terms import ClockName, Field

_TOLD = "UPD-2 told "


def verdict(facts: Facts) -> Verdict:
    """The word to the customer, and the versions where they are needed."""
    clock = facts.clock(ClockName.RESOLVE)
    remarks = _cadence(facts)
    if clock.state is ClockState.NONE or concerned_since(clock, facts.case, clock.met_at or facts.now) is None:
        return Verdict(remarks=remarks)
    if facts.case.around.versions is None and facts.case.text(Field.PRODUCT):
        return Verdict(needs=frozenset({Need.VERSIONS}), remarks=remarks)
    return Verdict(_told(facts, clock), _looked_at_again(facts, clock), remarks=remarks)


def _told(facts: Facts, clock: Clock) -> tuple[Tell, ...]:
    planned = clock.planned
    if planned is None or clock.met_at is not None or facts.closed:
        return ()
    if planned.continuous and clock.due_at is None:
        return ()
    date = to_text(clock.due_at) if planned.continuous and clock.due_at else planned.day.isoformat()
    if not planned.continuous and planned.day < facts.now.astimezone(ZoneInfo(facts.zone)).date():
        return ()
    act_id = _act_id(facts, "continuous" if planned.continuous else date)
    if act_id is None:
        return ()
    tell = Tell(
        act_id,
        "UPD-2",
        f"no stable workaround: the next release is {planned}",
        "release_planned",
        facts.customer_facts(
            product=facts.case.text(Field.PRODUCT) or "",
            version=planned.version,
            date=date,
            continuous="yes" if planned.continuous else "",
        ),
    )
    return (tell,)


def _act_id(facts: Facts, what: str) -> str | None:
    """The id of the word on a date; None where it is the last that was told. One that comes back is told again."""
    told = sorted((at, act_id) for act_id, at in facts.case.record.acts.items() if act_id.startswith(_TOLD))
    if told and told[-1][1].removeprefix(_TOLD).split()[0] == what:
        return None
    again = f" {len(told) + 1}" if facts.done(_TOLD + what) else ""
    return f"{_TOLD}{what}{again}"


def _looked_at_again(facts: Facts, clock: Clock) -> tuple[Next, ...]:
    """Jira moves no issue when a version's date is moved: an open case looks again on every business day."""
    if clock.met_at is not None or not facts.case.text(Field.PRODUCT):
        return ()
    today = facts.now.astimezone(facts.support_hours.zone).date()
    day = facts.support_hours.business_day_after(today + timedelta(days=1), 0)
    return (Next(facts.support_hours.opening(day), "the date of the next release is looked at again", "UPD-2"),)


def _cadence(facts: Facts) -> tuple[Remark, ...]:
    """UPD-1, for ``explain``."""
    name = facts.case.text(Field.PRODUCT) or ""
    product = facts.policy.products.get(name)
    if product is None or product.cadence is None:
        return ()
    return (Remark(f"{name} is updated {product.cadence.rhythm.replace('_', ' ')}", "UPD-1"),)
