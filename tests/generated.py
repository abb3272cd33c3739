"""Many cases at random, always the same: what people may do to a case in three months, and how it then stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.histories import ANN, CLARA, MAX, History, history
from workflows.decide import decide
from workflows.decision import Decision
from workflows.period import Period
from workflows.terms import Field, Severity, Status

FIRST = datetime(2026, 8, 1, tzinfo=UTC)
PRODUCTS = (None, "Enterprise One", "Projectplace", "Daptiv", "Barometer")
TIERS = ("Standard", "Elite", "Platinum")
REGIONS = ("EMEA", "Americas/APAC")
TYPES = ("Defect", "Cloud Operations", "Performance", "Functional")


def a_case(random: Random, number: int) -> History:
    """Opened within three months, answered, perhaps reviewed, solved, reopened, solved again."""
    opened = FIRST + timedelta(minutes=random.randrange(90 * 24 * 60))
    case = history(opened.strftime("%Y-%m-%d %H:%M"), severity=random.choice([*Severity, None]))
    fields = {Field.TIER: random.choice(TIERS), Field.REGION: random.choice(REGIONS)}
    fields |= {Field.CASE_TYPE: random.choice(TYPES), Field.SYSTEM_WIDE: random.choice(("Yes", "No"))}
    if product := random.choice(PRODUCTS):
        fields[Field.PRODUCT] = product
    case.case = replace(case.case, key=f"CARE-{number}", fields={**case.case.fields, **fields})
    at = case.case.opened_at

    def later(most: float) -> datetime:
        nonlocal at
        at = (at + timedelta(minutes=random.uniform(1, most))).replace(microsecond=0)
        return at

    if random.random() < 0.9:
        case.agent(later(300))
    if random.random() < 0.4:
        case.manager(later(60), random.choice(("/approve", "/reject no")))
    if random.random() < 0.3:
        case.waits(later(600)).works(later(2000))
    if random.random() < 0.2:
        case.edits(ANN, later(600), Field.SEVERITY, random.choice(list(Severity)))
    if random.random() < 0.3:
        case.edits(ANN, later(600), Field.RESTORED, at)
    if random.random() < 0.8:
        case.solves(later(9000))
        if random.random() < 0.2:
            case.customer(later(2000), "It still fails.")
            case.solves(later(4000))
        if random.random() < 0.5:
            case.moves(random.choice((CLARA, ANN, MAX)), later(4000), Status.CLOSED)
    return case


def zone_of(region: str | None) -> ZoneInfo:
    """As the shipped policy has it."""
    return ZoneInfo("America/Chicago" if region == "Americas/APAC" else "Europe/Stockholm")


def decisions(count: int, period: Period, seed: int = 1) -> Iterator[Decision]:
    """So many cases as they stood at the end of a period; those that were opened later are left out."""
    random = Random(seed)
    for number in range(1, count + 1):
        case = a_case(random, number)
        end = period.end(zone_of(case.case.text(Field.REGION)))
        if case.case.opened_at <= end:
            yield decide(case.case, case.policy, end)
