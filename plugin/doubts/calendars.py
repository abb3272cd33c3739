"""Hours and days off that have no effect, or none any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from plugin.doubts.doubt import Doubt
from plugin.settings import Settings
from workflows.public_holidays import PublicHolidays

_PRODUCTS, _REGIONS = "products.yaml", "regions.yaml"


def zones_without_hours(settings: Settings, today: date) -> Iterator[Doubt]:
    """CON-2: the zone of a product's own hours, without them."""
    for name, said in settings.maps.documents[_PRODUCTS].data.items():
        if said.get("zone") and not said.get("hours"):
            problem = "it has no hours of its own, so that this zone says nothing: the general hours of the region hold"
            yield Doubt((name, "zone"), problem, _PRODUCTS)


def lists_that_ran_out(settings: Settings, today: date) -> Iterator[Doubt]:
    """SLO-8: days that were planned for years gone by only."""
    for name, region in settings.maps.regions.items():
        for key, days in (("extra_holidays", region.extra_holidays), ("worked_holidays", region.working_holidays)):
            if days and max(days) < f"{today.year}-01-01":
                problem = f"the last of these days is {max(days)}: none is planned for {today.year} or later"
                yield Doubt(("regions", name, key), problem, _REGIONS)


def worked_without_being_free(settings: Settings, today: date) -> Iterator[Doubt]:
    """SLO-8: a day that is worked on anyway, and one that is said to be free and worked on."""
    for name, region in settings.maps.regions.items():
        public = PublicHolidays(region.country)
        for day in sorted(region.working_holidays):
            if day in region.extra_holidays:
                problem = f"{day} stands in extra_holidays too: support works on it"
            elif date.fromisoformat(day) not in public:
                problem = (
                    f"{day} is no public holiday there ({region.country or 'no country is set'}): it changes nothing"
                )
            else:
                continue
            yield Doubt(("regions", name, "worked_holidays"), problem, _REGIONS)
