"""UPD-1, UPD-2: when a product is next released, as planned.

The project's Jira versions come first: of those that bear the product's name, have a release date and are not
archived, the earliest that was not out yet. Where the project plans none, the product's cadence says it, strictly
after the day asked about and counted from its anchor: monthly on the anchor's day of the month (the last day of a
shorter month); twice a month on that day and the one 14 days away from it (1st and 15th); every two or three weeks
from the anchor on; continuously on the next business day. A date of a cadence without support hours rolls on to the
next business day. All dates are local to the case's calendar.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.business_hours import Calendar
from workflows.products import Cadence, Product, Rhythm, is_version_of
from workflows.surroundings import Version

_WEEKS = {Rhythm.EVERY_TWO_WEEKS: 2, Rhythm.EVERY_THREE_WEEKS: 3}
_HALF_A_MONTH = 14


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned release. ``version``: the name of the Jira version; empty where the cadence alone says so.

    ``continuous``: any business day may bring it, so that the date itself is no promise.
    """

    day: date
    version: str = ""
    continuous: bool = False

    def __str__(self) -> str:
        """The version and its day, as an explanation names them."""
        return f"{self.version or 'by cadence'} on {self.day}"


def next_planned(
    product: str,
    products: Mapping[str, Product],
    versions: Iterable[Version],
    after: date,
    calendar: Calendar,
) -> Planned | None:
    """The next release of ``product`` as seen on the day ``after``; None where neither Jira nor a cadence plans one.

    A version that is out by now was still planned on the days before its release date: a release that came without
    the fix, or late, changes no past verdict.
    """
    if not product:
        return None
    planned = [
        Planned(version.release_date, version.name)
        for version in versions
        if version.release_date is not None
        and not version.archived
        and (version.release_date > after or (version.release_date == after and not version.released))
        and is_version_of(version.name, product, products)
    ]
    if planned:
        return min(planned, key=lambda release: (release.day, release.version))
    known = products.get(product)
    if known is None or known.cadence is None:
        return None
    day = calendar.business_day_after(next_by_cadence(known.cadence, after), 0)
    return Planned(day, continuous=known.cadence.rhythm is Rhythm.CONTINUOUS)


def next_by_cadence(cadence: Cadence, after: date) -> date:
    """UPD-1: the first date of a cadence that is later than ``after``, whatever day of the week it is."""
    if cadence.rhythm is Rhythm.CONTINUOUS:
        return after + timedelta(days=1)
    weeks = _WEEKS.get(cadence.rhythm)
    if weeks is not None:
        span = timedelta(weeks=weeks)
        return cadence.anchor + span * ((after - cadence.anchor) // span + 1)
    return next(day for day in _of_months(cadence, after) if day > after)


def _of_months(cadence: Cadence, since: date) -> Iterator[date]:
    """The releases of the month of ``since`` and of those after it, in order."""
    days = {cadence.anchor.day}
    if cadence.rhythm is Rhythm.TWICE_A_MONTH:
        other = -_HALF_A_MONTH if cadence.anchor.day > _HALF_A_MONTH else _HALF_A_MONTH
        days.add(cadence.anchor.day + other)
    year, month = since.year, since.month
    while True:
        last = monthrange(year, month)[1]
        yield from (date(year, month, min(day, last)) for day in sorted(days))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
