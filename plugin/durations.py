"""Durations as people write them in app.yaml: ``30m``, ``2h``, ``15d``, ``1h 30m``, ``30 minutes``, ``PT10M``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from plugin.configuration_errors import nearest, shown

_UNITS = {
    "s": 1, "sec": 1, "second": 1, "seconds": 1, "seconde": 1, "secondes": 1,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hr": 3600, "hour": 3600, "hours": 3600, "heure": 3600, "heures": 3600,
    "d": 86400, "day": 86400, "days": 86400, "j": 86400, "jour": 86400, "jours": 86400,
    "w": 604800, "week": 604800, "weeks": 604800,
}  # fmt: skip
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*")
_ISO = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)
LONGEST = timedelta(days=36525)
"""A hundred years; whatever lies beyond is a slip, and ends where dates end."""
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
            guess = nearest(part.group(2), _UNITS)
            meant = f": did you mean `{guess}`?" if guess else ""
            raise ValueError(f"`{text}` has the unknown unit `{part.group(2)}`{meant}; {_ALLOWED}")
        total += float(part.group(1)) * unit
    try:
        return timedelta(seconds=total)
    except OverflowError:
        raise ValueError(_too_long(text)) from None


def _too_long(text: str) -> str:
    return f"`{text}` is too long; allowed: up to {LONGEST.days}d"


def written(span: timedelta) -> str:
    """The text of a duration, in the largest unit that comes out even: ``48h`` is ``2d``."""
    seconds = int(span.total_seconds())
    for unit in ("d", "h", "m"):
        if seconds and seconds % _UNITS[unit] == 0:
            return f"{seconds // _UNITS[unit]}{unit}"
    return f"{seconds}s"


def _duration(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str):
        what = "has no unit" if isinstance(value, (int, float)) else "is no duration"
        raise ValueError(f"`{shown(value)}` {what}; {_ALLOWED}")
    parsed = parse_duration(value)
    if parsed <= timedelta():
        raise ValueError(f"`{value}` must be longer than zero")
    if parsed > LONGEST:
        raise ValueError(_too_long(value))
    return parsed


def _pattern() -> str:
    """The usual forms: units from large to small, each at most once, in numbers that stay below ``LONGEST``."""
    digits = {"w": 3, "d": 4, "h": 5, "m": 6, "s": 8}
    parts = []
    for unit, most in digits.items():
        names = "|".join(sorted((name for name, s in _UNITS.items() if s == _UNITS[unit]), key=len, reverse=True))
        parts.append(rf"([0-9]{{1,{most}}}(\.[0-9]{{1,3}})? ?({names}) ?)?")
    iso = "P([0-9]{1,3}W)?([0-9]{1,4}D)?(T([0-9]{1,5}H)?([0-9]{1,6}M)?([0-9]{1,8}S)?)?"
    return rf"^(?=.*[1-9])({''.join(parts)}|{iso})$"


SCHEMA = {
    "type": "string",
    "pattern": _pattern(),
    "patternErrorMessage": f"no duration; {_ALLOWED}",
    "examples": ["30m", "2h", "15d", "1h 30m", "30 minutes", "PT10M"],
}
"""What an editor is told of a duration (JSON Schema)."""
Duration = Annotated[timedelta, BeforeValidator(_duration), WithJsonSchema(SCHEMA)]
"""A field type: a positive duration, written as text."""
