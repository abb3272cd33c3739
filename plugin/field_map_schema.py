"""What may stand in the files of ``field_maps/``."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import holidays
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from plugin.configuration_errors import choice_problem, nearest
from plugin.field_map import OWN_FIELDS, Kind
from workflows.products import Cadence, Rhythm
from workflows.terms import Field

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"(\d{2}):(\d{2})\s*[-–]\s*(\d{2}):(\d{2})")
_STRICT = ConfigDict(extra="forbid", frozen=True)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _filled(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values or not all(value.strip() for value in values):
        raise ValueError("needs at least one name, and none may be empty")
    return tuple(value.strip() for value in values)


Spellings = Annotated[tuple[str, ...], BeforeValidator(_as_list), AfterValidator(_filled)]


class FieldType(StrEnum):
    """The types that fields.yaml may give."""

    SELECT = Kind.SELECT.value
    DATETIME = Kind.DATETIME.value
    TEXT = Kind.TEXT.value


class OptionEntry(BaseModel):
    """An option: spellings alone, or with a description."""

    model_config = _STRICT

    names: Spellings
    description: str = ""

    @model_validator(mode="before")
    @classmethod
    def _spellings_alone(cls, value: Any) -> Any:
        return {"names": value} if isinstance(value, (str, list)) else value


class FieldEntry(BaseModel):
    """An entry of fields.yaml."""

    model_config = _STRICT

    name: Spellings
    type: FieldType
    options: dict[str, OptionEntry] = {}
    description: str = ""


class Targets(StrEnum):
    """SLO-1: which table of targets a case type runs on."""

    PLANVIEW = "SLO-P"
    NOT_PLANVIEW = "SLO-N"
    NONE = "none"


class CaseTypeEntry(BaseModel):
    """An entry of case_types.yaml."""

    model_config = _STRICT

    names: Spellings
    targets: Targets = Targets.PLANVIEW
    description: str = ""


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


def _window(text: Any) -> tuple[str, str]:
    match = _WINDOW.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"`{text}` is no window; allowed: HH:MM-HH:MM, as in 08:00-18:00")
    opens, closes = f"{match[1]}:{match[2]}", f"{match[3]}:{match[4]}"
    for moment in (opens, closes):
        if int(moment[3:]) > 59 or moment > "24:00":
            raise ValueError(f"`{moment}` is no time of day (00:00 to 24:00)")
    if opens >= closes:
        raise ValueError(f"`{text}` closes before it opens; a window that passes midnight is written on both days")
    return opens, closes


def _hours(value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError("must hold days with windows, as in `mon-fri: 08:00-18:00`")
    week: dict[str, tuple[tuple[str, str], ...]] = {}
    for key, windows in value.items():
        parsed = tuple(sorted(_window(window) for window in (windows if isinstance(windows, list) else [windows])))
        for earlier, later in pairwise(parsed):
            if later[0] < earlier[1]:
                raise ValueError(f"`{key}`: the windows {'-'.join(earlier)} and {'-'.join(later)} overlap")
        for day in _days(str(key)):
            if day in week:
                raise ValueError(f"`{key}`: the day {day} stands twice")
            week[day] = parsed
    if not any(week.values()):
        raise ValueError("has no window at all: support would never be open")
    return {day: week[day] for day in DAYS if day in week}


Week = Annotated[dict[str, tuple[tuple[str, str], ...]], BeforeValidator(_hours)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"`{name}` is no zone of the tz database; allowed: names like Europe/Stockholm") from None
    return name


def _country(code: str) -> str:
    try:
        holidays.country_holidays(code)
    except NotImplementedError:  # the list is made only now: it imports every country
        guess = nearest(code, holidays.list_supported_countries(include_aliases=True))
        hint = f": did you mean `{guess}`?" if guess else "; allowed: ISO 3166 codes, as in SE"
        raise ValueError(f"no public holidays are known for `{code}`{hint}") from None
    return code


def _day_off(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"`{text}` is no date; allowed: YYYY-MM-DD, as in 2026-12-24") from None


Zone = Annotated[str, AfterValidator(_zone)]
Country = Annotated[str, AfterValidator(_country)]
DayOff = Annotated[str, AfterValidator(_day_off)]


class RegionEntry(BaseModel):
    """An entry of ``regions`` in regions.yaml."""

    model_config = _STRICT

    names: Spellings
    zone: Zone
    holidays: Country | None = None
    extra_holidays: tuple[DayOff, ...] = ()
    worked_holidays: tuple[DayOff, ...] = ()


class RegionsFile(BaseModel):
    """regions.yaml."""

    model_config = _STRICT

    general_hours: Week
    regions: dict[str, RegionEntry]


class ReleaseEntry(BaseModel):
    """UPD-1: ``release`` of a product: a rhythm alone, or with the date of one release."""

    model_config = _STRICT

    rhythm: Rhythm
    anchor: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _rhythm_alone(cls, value: Any) -> Any:
        return {"rhythm": value} if isinstance(value, str) else value

    @property
    def cadence(self) -> Cadence:
        """As the policy has it."""
        return Cadence(self.rhythm) if self.anchor is None else Cadence(self.rhythm, self.anchor)


def _no_blank(names: tuple[str, ...]) -> tuple[str, ...]:
    if not all(name.strip() for name in names):
        raise ValueError("a group's name may not be empty")
    return names


def _asked_of_customers(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    if own := next((field for field in fields if field in OWN_FIELDS), None):
        raise ValueError(f"`{own}` is Jira's own field; allowed: those of fields.yaml")
    return fields


Asked = Annotated[tuple[Field, ...], AfterValidator(_asked_of_customers)]
Groups = Annotated[tuple[str, ...], BeforeValidator(_as_list), AfterValidator(_no_blank)]


class ProductEntry(BaseModel):
    """An entry of products.yaml."""

    model_config = _STRICT

    names: Spellings
    hours: Week | None = None
    zone: Zone | None = None
    multi_tenant: bool = False
    designated_only: bool = False
    version_prefix: str = ""
    release: ReleaseEntry | None = None
    chat: str | None = None
    required: Asked = ()
    groups: Groups = ()
    planned: dict[str, date] = {}

    @property
    def cadence(self) -> Cadence | None:
        """UPD-1: how often it is released."""
        return None if self.release is None else self.release.cadence
