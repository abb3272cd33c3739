"""What a calendar refuses, split by what is wrong.

::

    CalendarError          a ValueError
    ├── BadHours           hours, holidays or zone that cannot be understood
    ├── NeverOpen          hours without any open time
    ├── NaiveInstant       an instant without a zone
    ├── NotBusinessDay     the opening or closing of a day that has none
    └── OutOfReach         a date that cannot be had: beyond the year 9999, or behind a pause without an end
"""

from __future__ import annotations


class CalendarError(ValueError):
    """What a calendar cannot do or be."""


class BadHours(CalendarError):
    """Hours, holidays or a zone that cannot be understood. ``found`` is the part in question."""

    def __init__(self, found: object, why: str) -> None:
        super().__init__(f"{found!r}: {why}")
        self.found = found


class NeverOpen(CalendarError):
    """A calendar without any open time."""


class NaiveInstant(CalendarError):
    """An instant without a zone, which could mean any of a day's worth of instants. ``found`` is that instant."""

    def __init__(self, found: object) -> None:
        super().__init__(f"an aware datetime is needed, not {found!r}")
        self.found = found


class NotBusinessDay(CalendarError):
    """The opening or closing of a day that has none."""


class OutOfReach(CalendarError):
    """A date beyond what dates can say, or a due behind a pause that has no end."""
