"""Days and zones as people write them in app.yaml and the field maps."""

from __future__ import annotations

import zoneinfo
from datetime import date
from importlib.resources import files
from typing import Annotated, Any

import holidays
from holidays.registry import COUNTRIES
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from plugin.configuration_errors import nearest, shown

_DAY_SCHEMA = {
    "type": "string",
    "format": "date",
    "pattern": "^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "patternErrorMessage": "no date; allowed: YYYY-MM-DD",
    "examples": ["2026-12-24"],
}


def _day(value: Any) -> Any:
    """Only as people write it: pydantic would take a bare number for seconds since 1970."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"`{shown(value)}` is no date; allowed: YYYY-MM-DD, as in 2026-12-24") from None


def _zones() -> list[str]:
    """Those of the package tzdata, the same on every machine (zoneinfo finds those of the system first)."""
    return (files("tzdata") / "zones").read_text(encoding="utf-8").split()


def _zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        guess = nearest(name, (zone for zone in _zones() if "/" in zone), cutoff=0.75)
        hint = f": did you mean `{guess}`?" if guess else "; allowed: names like Europe/Stockholm"
        raise ValueError(f"`{name}` is no zone of the tz database{hint}") from None
    return name


def _country(code: str) -> str:
    try:
        holidays.country_holidays(code)
    except NotImplementedError:
        known = [name for names in COUNTRIES.values() for name in names[:2]]
        guess = code.upper() if code.upper() in known else nearest(code, [n for n in known if len(n) > 3], cutoff=0.75)
        hint = f": did you mean `{guess}`?" if guess else "; allowed: ISO 3166 codes, as in SE"
        raise ValueError(f"no public holidays are known for `{code}`{hint}") from None
    return code


def _codes() -> list[str]:
    return sorted(code for _, code, *_ in COUNTRIES.values())


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema(_DAY_SCHEMA)]
"""A date without a zone."""
DayOff = Annotated[str, BeforeValidator(lambda value: _day(value).isoformat()), WithJsonSchema(_DAY_SCHEMA)]
"""The same, as the text that calendars are made of."""
Zone = Annotated[str, AfterValidator(_zone), WithJsonSchema({"type": "string", "enum": _zones()})]
Country = Annotated[str, AfterValidator(_country), WithJsonSchema({"type": "string", "enum": _codes()})]
