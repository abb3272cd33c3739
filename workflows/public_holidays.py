"""The public holidays of a country, with an admin's own days added and worked ones taken out (SLO-8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from workflows.calendar_errors import BadHours
from workflows.weekly_hours import as_date


class PublicHolidays:
    """Answers ``in`` for a local date. Years are looked up when first asked for, as far as ``holidays`` knows them."""

    def __init__(self, country: str | None, extra: Iterable[str] = (), worked: Iterable[str] = ()) -> None:
        """``country``: ISO 3166 code, None for none; ``extra`` and ``worked``: ISO dates, the latter win.

        Raises BadHours for a country that ``holidays`` does not know and for what is no date.
        """
        self._country = country
        self._extra = frozenset(map(as_date, extra))
        self._worked = frozenset(map(as_date, worked))
        if country is not None:
            _public(country, 2000)

    def __contains__(self, day: object) -> bool:
        """Whether the date is kept free."""
        if not isinstance(day, date) or day in self._worked:
            return False
        return day in self._extra or (self._country is not None and day in _public(self._country, day.year))


@cache
def _public(country: str, year: int) -> frozenset[date]:
    """A year's public holidays, with the days on which they are observed when they fall on a weekend.

    Of the categories only PUBLIC, as ``holidays`` does by itself: Sweden's Midsummer Eve, Christmas Eve and New Year's
    Eve are ``de facto`` ones, not public (lag 1989:253), and its Sundays, public by the same law, are no more than the
    weekend.
    """
    import holidays  # half of a command's start-up time, and only a calendar with a country needs it

    try:
        days = holidays.country_holidays(country, years=year)
    except NotImplementedError as error:
        raise BadHours(
            country, "not a country whose public holidays are known; it needs a code like SE or US"
        ) from error
    return frozenset(days)
