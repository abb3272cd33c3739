"""Weekly hours as people write them: days or ranges of days, each with a window or several."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from plugin.configuration_errors import WrongAt, choice_problem, shown
from plugin.one_or_many import one_or_list

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"(\d{2}):(\d{2})\s*[-–]\s*(\d{2}):(\d{2})")
Open: TypeAlias = tuple[str, str]


def _days(text: str) -> list[str]:
    found: list[str] = []
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        for day in (first, last or first):
            if day not in DAYS:
                raise ValueError(choice_problem(day, DAYS) + ", or a range like mon-fri")
        start, end = DAYS.index(first), DAYS.index(last or first)
        if end < start:
            raise ValueError(f"`{text}` runs backwards; write two keys instead")
        found.extend(DAYS[start : end + 1])
    return found


def _window(text: Any) -> Open:
    match = _WINDOW.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"`{shown(text)}` is no window; allowed: HH:MM-HH:MM, as in 08:00-18:00")
    opens, closes = f"{match[1]}:{match[2]}", f"{match[3]}:{match[4]}"
    for moment in (opens, closes):
        if int(moment[3:]) > 59 or moment > "24:00":
            raise ValueError(f"`{moment}` is no time of day (00:00 to 24:00)")
    if opens >= closes:
        raise ValueError(f"`{text}` closes before it opens; a window that passes midnight is written on both days")
    return opens, closes


def _windows(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


def _apart(windows: tuple[Open, ...]) -> tuple[Open, ...]:
    in_order = tuple(sorted(windows))
    for earlier, later in pairwise(in_order):
        if later[0] < earlier[1]:
            raise ValueError(f"the windows {'-'.join(earlier)} and {'-'.join(later)} overlap")
    return in_order


def _named(value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError("must hold days with windows, as in `mon-fri: 08:00-18:00`")
    return value


def _known(text: str) -> str:
    _days(text)
    return text


def _by_day(said: dict[str, tuple[Open, ...]]) -> dict[str, tuple[Open, ...]]:
    week: dict[str, tuple[Open, ...]] = {}
    for key, windows in said.items():
        for day in _days(key):
            if day in week:
                raise WrongAt((key,), f"the day {day} stands twice")
            week[day] = windows
    if not any(week.values()):
        raise ValueError("has no window at all: support would never be open")
    return {day: week[day] for day in DAYS if day in week}


_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"
_WINDOW_SCHEMA = {
    "type": "string",
    "pattern": rf"^{_TIME} ?[-–] ?({_TIME}|24:00)$",
    "patternErrorMessage": "no window; allowed: HH:MM-HH:MM, as in 08:00-18:00",
    "examples": ["08:00-18:00", "13:00-24:00"],
}
_RANGES = "|".join(f"{a}-({'|'.join(DAYS[i:])})" for i, a in enumerate(DAYS))
_DAY = f"({_RANGES}|{'|'.join(DAYS)})"
_WINDOWS_SCHEMA = {**one_or_list(_WINDOW_SCHEMA), "description": "a window or a list of windows; [] is closed"}
_SCHEMA = {
    "type": "object",
    "properties": dict.fromkeys(("mon-fri", *DAYS), _WINDOWS_SCHEMA),
    "patternProperties": {f"^{_DAY}(, ?{_DAY})*$": _WINDOWS_SCHEMA},
    "additionalProperties": False,
    "minProperties": 1,
}
Window = Annotated[Open, BeforeValidator(_window)]
Windows = Annotated[tuple[Window, ...], BeforeValidator(_windows), AfterValidator(_apart)]
Week = Annotated[
    dict[Annotated[str, AfterValidator(_known)], Windows],
    BeforeValidator(_named),
    AfterValidator(_by_day),
    WithJsonSchema(_SCHEMA),
]
"""Day → its windows, in the order of the week; a day that is not named is closed."""
