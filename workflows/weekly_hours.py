"""Hours and dates as people write them, read and checked.

Hours: ``{"mon": [("09:00", "12:00"), ("13:00", "17:00")], ...}``, dates: YYYY-MM-DD (CAL-7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from workflows.calendar_errors import BadHours, NeverOpen
from workflows.wall_clock import SECOND, Stretch, merged

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9]))?")


def weekly_hours(hours: Mapping[str, Iterable[Sequence[str]]]) -> tuple[tuple[Stretch, ...], ...]:
    """Seven days from Monday, each with its windows in microseconds after midnight, in order, joined where they touch.

    Raises BadHours for what is no weekday, no time or no window, NeverOpen when nothing is open.
    """
    unknown = [day for day in hours if day not in WEEKDAYS]
    if unknown:
        raise BadHours(unknown[0], f"not a day of the week; known are {', '.join(WEEKDAYS)}")
    week = tuple(tuple(merged(sorted(map(_window, hours.get(day) or ())))) for day in WEEKDAYS)
    if not any(week):
        raise NeverOpen("no day of the week has any open time")
    return week


def _window(window: Sequence[str]) -> Stretch:
    if isinstance(window, str) or len(window) != 2:
        raise BadHours(window, "not a window; it needs an opening and a closing time")
    opens, closes = (_time(text) for text in window)
    if closes <= opens:
        raise BadHours(window, "closes before it opens; over midnight it takes two windows, the first until 24:00")
    return opens, closes


def _time(text: str) -> int:
    match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise BadHours(text, "not a time of day; it needs HH:MM, from 00:00 to 24:00")
    hour, minute, second = (int(part or 0) for part in match.groups())
    seconds = hour * 3600 + minute * 60 + second
    if seconds > 86_400:
        raise BadHours(text, "later than 24:00")
    return seconds * SECOND


def as_date(day: object) -> date:
    """A date, or one written YYYY-MM-DD. Raises BadHours for anything else, a datetime too."""
    if isinstance(day, str):
        try:
            return date.fromisoformat(day)
        except ValueError as error:
            raise BadHours(day, "not a date; it needs YYYY-MM-DD") from error
    if not isinstance(day, date) or isinstance(day, datetime):
        raise BadHours(day, "not a date")
    return day
