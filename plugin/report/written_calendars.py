"""The calendars by which clocks of a statement ran, as data: zone, hours of the week, and the holidays that fell in."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workflows.business_hours import HOLIDAY, Calendar
from workflows.calendars import hours_of
from workflows.clocks import calendar_for
from workflows.decision import Clock
from workflows.milestones import Inputs
from workflows.terms import Field
from workflows.weekly_hours import WEEKDAYS

_NOON, _DAY = time(12), timedelta(days=1)


class WrittenCalendars:
    """Named as they come."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}

    def name_of(self, inputs: Inputs, clock: Clock) -> str:
        """The name of the calendar of a clock that has a target; with every holiday of the clock's life in it."""
        if clock.severity is None or clock.started_at is None:
            raise ValueError(f"{clock.name} has no target")
        calendar = calendar_for(inputs, clock.name, clock.severity)
        name, hours = _described(inputs, calendar)
        told = self._known.setdefault(name, {"zone": str(calendar.zone), "hours": hours, "holidays": []})
        ends = [at for at in (clock.started_at, clock.due_at, clock.met_at, inputs.now) if at is not None]
        found = _holidays(calendar, min(clock.started_at, inputs.case.opened_at), max(ends))
        told["holidays"] = sorted({*told["holidays"], *found})
        return name

    def told(self) -> dict[str, dict[str, Any]]:
        """All of them by name."""
        return dict(sorted(self._known.items()))


def _described(inputs: Inputs, calendar: Calendar) -> tuple[str, dict[str, list[list[str]]]]:
    if calendar.always_open:
        return f"24x7, {calendar.zone}", {day: [["00:00", "24:00"]] for day in WEEKDAYS}
    product, region = inputs.case.text(Field.PRODUCT), inputs.case.text(Field.REGION)
    windows = hours_of(inputs.policy, product).windows
    hours = {day: [list(window) for window in windows[day]] for day in WEEKDAYS if windows.get(day)}
    return f"support hours of {product or 'no product'}, {region or 'no region'}, by {inputs.policy.version}", hours


def _holidays(calendar: Calendar, start: datetime, end: datetime) -> list[str]:
    """The local dates on which hours are taken away."""
    zone = ZoneInfo(str(calendar.zone))
    day, last = start.astimezone(zone).date() - _DAY, end.astimezone(zone).date() + _DAY
    found = []
    while day <= last and not calendar.always_open:
        if not calendar.is_business_day(day) and calendar.why_closed(datetime.combine(day, _NOON, zone)) == HOLIDAY:
            found.append(day.isoformat())
        day += _DAY
    return found
