"""Instants, dates and weekly hours in a reader's words and zone."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from plugin.texts.languages import FOLDER
from plugin.yaml_files import read_or_raise
from workflows.weekly_hours import WEEKDAYS


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language: ``weekdays``, ``months``, ``first_day``, ``date``, ``instant``, ``hours``, ``terms``."""
    return read_or_raise(FOLDER / language / "words.yaml").data


def say_instant(text: str, zone: str, language: str) -> str:
    """An ISO instant as local time in ``zone``, with the zone's name; any other text as it is.

    "Monday 23 November 2026, 14:05 (Europe/Stockholm)".
    """
    instant = _instant(text)
    if instant is None:
        return say_date(text, zone, language)
    local = instant.astimezone(_zone(zone))
    parts = {"hour": f"{local.hour:02}", "minute": f"{local.minute:02}", "zone": zone}
    return str(words(language)["instant"]).format(**_day_parts(local.date(), language), **parts)


def say_date(text: str, zone: str, language: str) -> str:
    """An ISO date, or the local date of an ISO instant in ``zone``; any other text as it is."""
    instant = _instant(text)
    if instant is not None:
        day = instant.astimezone(_zone(zone)).date()
    else:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
    return str(words(language)["date"]).format(**_day_parts(day, language))


def say_hours(text: str, language: str) -> str:
    """Weekly hours as a clause names them (``mon-fri 08:00-18:00, sat 09:00-12:00``) in words.

    "Monday to Friday 08:00–18:00, Saturday 09:00–12:00". Raises ValueError for what is none.
    """
    said = words(language)
    return str(said["hours"]["then"]).join(_days_and_windows(part, said) for part in text.split(", ") if part)


def _days_and_windows(text: str, said: dict[str, Any]) -> str:
    days, *windows = text.split()
    first, *last = (said["weekdays"][WEEKDAYS.index(day)] for day in days.split("-"))
    forms = said["hours"]
    named = forms["row"].format(first=first, last=last[0]) if last else forms["day"].format(day=first)
    spans = (window.partition("-") for window in windows)
    return f"{named} " + str(forms["and"]).join(forms["window"].format(opens=a, closes=b) for a, _, b in spans)


def _day_parts(day: date, language: str) -> dict[str, str]:
    said = words(language)
    return {
        "weekday": said["weekdays"][day.weekday()],
        "day": str(said["first_day"]) if day.day == 1 else str(day.day),
        "month": said["months"][day.month - 1],
        "year": str(day.year),
    }


def _zone(name: str) -> tzinfo:
    return ZoneInfo(name)


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
