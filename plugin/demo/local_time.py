"""Moments as the scenarios write them and people read them: local to Stockholm, where EMEA's hours are counted (CON-2).

A moment bears its weekday, which is held against the calendar, so that a scenario says what it means.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Stockholm")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(text: str, day: date | None = None) -> datetime:
    """The instant (UTC) of ``"Mon 2026-04-20 09:00"``, or of ``"09:00"`` or ``"09:00:30"`` on ``day``.

    Raises ValueError where the weekday is another, or the day is missing.
    """
    *named, clock = text.split()
    if named:
        weekday, iso = named
        day = date.fromisoformat(iso)
        if _DAYS[day.weekday()] != weekday:
            raise ValueError(f"{iso} is no {weekday} but a {_DAYS[day.weekday()]}")
    if day is None:
        raise ValueError(f"which day? {text!r}")
    return datetime.combine(day, time.fromisoformat(clock), ZONE).astimezone(UTC)


def day_of(instant: datetime) -> date:
    """The local date."""
    return instant.astimezone(ZONE).date()


def said(instant: datetime) -> str:
    """The moment, with seconds only where they matter: ``Mon 20 Apr 09:00``."""
    here = instant.astimezone(ZONE)
    clock = f"{here:%H:%M:%S}" if here.second else f"{here:%H:%M}"
    return f"{_DAYS[here.weekday()]} {here.day} {_MONTHS[here.month - 1]} {clock}"
