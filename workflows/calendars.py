"""Which calendar judges a case: the support hours of its product and region (CON-2), or around the clock (SLO-8).

Daptiv, Barometer and Changepoint keep hours of their own, in Europe's zone, for every region; all others keep the
general hours of the region. Closed are the public holidays of the region. An empty or unknown region is EMEA.
"""

from __future__ import annotations

from functools import cache

from workflows.business_hours import Calendar
from workflows.policy import Hours, Policy, Region
from workflows.public_holidays import PublicHolidays
from workflows.terms import DEFAULT_REGION


def support_hours(policy: Policy, product: str | None, region: str | None) -> Calendar:
    """The support hours for a product and region; the same calendar for the same hours, zone and holidays.

    Raises CalendarError when the policy's hours, zone or country cannot be understood.
    """
    place = _region(policy, region)
    hours = hours_of(policy, product)
    week = tuple((day, tuple(windows)) for day, windows in hours.windows.items())
    return _calendar(week, hours.zone or place.zone, place)


def always(policy: Policy, region: str | None) -> Calendar:
    """Around the clock; the region's zone says which date it is. The same calendar for the same zone."""
    return _always(_region(policy, region).zone)


def hours_of(policy: Policy, product: str | None) -> Hours:
    """CON-2: the weekly hours of a product; switched off, every product keeps the general hours."""
    return policy.product_hours.get(product or "", policy.general_hours) if policy.on("CON-2") else policy.general_hours


def zone_of(policy: Policy, region: str | None) -> str:
    """The named zone of a region: which day it is there."""
    return _region(policy, region).zone


def _region(policy: Policy, region: str | None) -> Region:
    return policy.regions.get(region or DEFAULT_REGION) or policy.regions[DEFAULT_REGION]


# A policy holds mappings and has no hash: the parts that make a calendar have.
@cache
def _calendar(week: tuple[tuple[str, tuple[tuple[str, str], ...]], ...], zone: str, place: Region) -> Calendar:
    return Calendar(zone, dict(week), PublicHolidays(place.country, place.extra_holidays, place.working_holidays))


@cache
def _always(zone: str) -> Calendar:
    return Calendar.always(zone)


def forget() -> None:
    """Make each calendar anew: for who has changed how they are made."""
    _calendar.cache_clear()
    _always.cache_clear()
