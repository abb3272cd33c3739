"""Durations as people write them in app.yaml: ``30m``, ``2h``, ``15d``, ``1h 30m``, ``30 minutes``, ``PT10M``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

_UNITS = {
    "s": 1, "sec": 1, "second": 1, "seconds": 1, "seconde": 1, "secondes": 1,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hr": 3600, "hour": 3600, "hours": 3600, "heure": 3600, "heures": 3600,
    "d": 86400, "day": 86400, "days": 86400, "j": 86400, "jour": 86400, "jours": 86400,
    "w": 604800, "week": 604800, "weeks": 604800,
}  # fmt: skip
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*")
_ISO = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)
_ALLOWED = "allowed: a number with its unit, as in 30m, 2h, 15d, 1h 30m, 30 minutes or PT10M"


def parse_duration(text: str) -> timedelta:
    """The duration that ``text`` names (days of 24 hours). Raises ValueError that says what is allowed."""
    iso = _ISO.fullmatch(text.strip())
    if iso and any(iso.groups()):
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    parts = list(_PART.finditer(text))
    if not parts or "".join(part.group(0) for part in parts) != text:
        raise ValueError(f"`{text}` is no duration; {_ALLOWED}")
    total = 0.0
    for part in parts:
        unit = _UNITS.get(part.group(2).lower())
        if unit is None:
            raise ValueError(f"`{text}` has the unknown unit `{part.group(2)}`; {_ALLOWED}")
        total += float(part.group(1)) * unit
    try:
        return timedelta(seconds=total)
    except OverflowError:
        raise ValueError(f"`{text}` is too long") from None


def _duration(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str):
        raise ValueError(f"`{value}` has no unit; {_ALLOWED}")
    parsed = parse_duration(value)
    if parsed <= timedelta():
        raise ValueError(f"`{value}` must be longer than zero")
    return parsed


Duration = Annotated[timedelta, BeforeValidator(_duration)]
"""A field type: a positive duration, written as text."""
