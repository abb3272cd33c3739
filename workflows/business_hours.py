"""Business time: an instant plus business time, and the business time between two instants (chapter CAL).

CAL-1: a budget that runs out at closing is due at closing. CAL-2: exact, here to the microsecond. CAL-3: where clocks
change, elapsed time counts (``workflows.wall_clock``). CAL-4: no time outside hours is the next opening. CAL-5: a pause
adds what of it was open. CAL-6: N business days are over at the closing of the N-th. CAL-7: a day is a holiday by its
local date; several windows a day, and 24:00, are allowed.

Every instant given must be aware, in whatever zone; every instant returned is in UTC. Errors:
``workflows.calendar_errors``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeAlias, cast
from zoneinfo import ZoneInfo

from workflows.calendar_errors import BadHours, NaiveInstant, NotBusinessDay, OutOfReach
from workflows.open_time import OpenTime
from workflows.wall_clock import (
    DAY,
    FIRST,
    LAST,
    Stretch,
    instant_at,
    merged,
    micros,
    midnight,
    open_stretches,
    since_epoch,
)
from workflows.weekly_hours import WEEKDAYS, as_date, weekly_hours

Pause: TypeAlias = tuple[datetime, datetime | None]  # [start, end); None: without an end

OUTSIDE_HOURS = "outside hours"
HOLIDAY = "holiday"

_NO_TIME = timedelta()
_ONE_DAY = timedelta(days=1)
_WHOLE_DAY = ((0, DAY),)
_ALL_WEEK = dict.fromkeys(WEEKDAYS, (("00:00", "24:00"),))
_DAYS_KEPT = 4096


class Calendar:
    """The hours in which work counts: weekly windows on the wall clock of one zone, less holidays by local date."""

    def __init__(
        self,
        tz: str | tzinfo,
        hours: Mapping[str, Iterable[Sequence[str]]],
        holidays: Container[date] | Iterable[date | str] = (),
    ) -> None:
        """Open in ``hours`` (local "HH:MM", ``mon`` to ``sun``; 24:00 is a valid close) save on ``holidays``.

        ``holidays``: a collection of dates or ISO dates, or anything that answers ``in`` for a date, always the
        same. Raises BadHours, or NeverOpen when the week has no open time.
        """
        self.zone = _zone(tz)
        self._week = weekly_hours(hours)
        self._holidays = _dates(holidays)
        self.always_open = self._week == (_WHOLE_DAY,) * 7 and self._holidays == frozenset()
        self._open = OpenTime(self.zone, self._windows_on)
        self._hours: dict[date, Stretch | None] = {}

    @classmethod
    def always(cls, tz: str | tzinfo) -> Calendar:
        """24 hours a day, every day; ``tz`` only says which date it is."""
        return cls(tz, _ALL_WEEK)

    def __repr__(self) -> str:
        """Name the zone, and say when it is open around the clock."""
        return f"<Calendar {self.zone}{', always open' if self.always_open else ''}>"

    def add(self, start: datetime, span: timedelta, pauses: Iterable[Pause] = ()) -> datetime:
        """The instant at which ``span`` of business time since ``start`` is used up.

        Exactly at closing time it is the closing time (CAL-1). No time at all is ``start`` itself, or the next
        opening (CAL-4). ``pauses`` may overlap and lie anywhere: what of them is open between ``start`` and the
        result is added (CAL-5), so one that begins at the due instant adds nothing. Raises ValueError when ``span``
        is negative, OutOfReach when the result would lie beyond the year 9999 or behind a pause without an end.
        """
        if span < _NO_TIME:
            raise ValueError(f"business time is added, not taken away: {span}")
        at, left = _moment(start), micros(span)
        if not left:
            return instant_at(self._open.next_open(at))
        for pause_start, pause_end in _in_order(pauses):
            before = self._open.length(at, pause_start)
            if left <= before:
                break
            left -= before
            at = max(at, pause_end)
            if at >= LAST:
                raise OutOfReach("never due: a pause has no end")
        return instant_at(self._open.reach(at, left))

    def between(self, a: datetime, b: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
        """The business time from ``a`` to ``b`` outside ``pauses``; negative when ``b`` lies before ``a``."""
        first, last = _moment(a), _moment(b)
        if first > last:
            return -self.between(b, a, pauses)
        counted = self._open.length(first, last)
        for pause_start, pause_end in _in_order(pauses):
            counted -= self._open.length(max(first, pause_start), min(last, pause_end))
        return timedelta(microseconds=counted)

    def is_open(self, instant: datetime) -> bool:
        """Whether work counts at ``instant``: at an opening it does, at a closing it does not."""
        return self._open.is_open(_moment(instant))

    def windows(self, a: datetime, b: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches of ``[a, b)``, clipped to it, in order; those that touch at midnight are one."""
        stretches = self._open.within(_moment(a), _moment(b))
        return ((instant_at(start), instant_at(end)) for start, end in stretches)

    def closed_stretches(self, a: datetime, b: datetime) -> Iterator[tuple[datetime, datetime, str]]:
        """What ``windows`` leaves of ``[a, b)``, in order, each with its ``why_closed``: holidays from midnight."""
        edge, last = _moment(a), _moment(b)
        holidays = open_stretches(self.zone, edge, last, lambda day: _WHOLE_DAY if self._is_kept(day) else ())
        closed = [(start, end, HOLIDAY) for start, end in holidays]
        for start, end in sorted([*self._open.within(edge, last), *holidays, (last, last)]):
            if edge < start:
                closed.append((edge, start, OUTSIDE_HOURS))
            edge = end
        return ((instant_at(start), instant_at(end), why) for start, end, why in sorted(closed))

    def why_closed(self, instant: datetime) -> str:
        """``holiday`` on a local date that would have had hours, else ``outside hours`` (CAL-7)."""
        return HOLIDAY if self._is_kept(self._local_date(_moment(instant))) else OUTSIDE_HOURS

    def is_business_day(self, day: date) -> bool:
        """Whether the local date ``day`` has any open time."""
        return self._hours_of(day) is not None

    def opening(self, day: date) -> datetime:
        """When the local date ``day`` first opens. Raises NotBusinessDay when it does not."""
        return instant_at(self._business_hours_of(day)[0])

    def closing(self, day: date) -> datetime:
        """When the local date ``day`` closes for good. Raises NotBusinessDay when it never opens."""
        return instant_at(self._business_hours_of(day)[1])

    def business_day_after(self, day: date, n: int) -> date:
        """The ``n``-th business day after ``day``, which first rolls on to a business day itself (CAL-6).

        With ``n`` = 0 it is that day. Raises ValueError when ``n`` is negative.
        """
        if n < 0:
            raise ValueError(f"business days are counted forward, not {n}")
        day = self._roll(day)
        for _ in range(n):
            day = self._roll(day + _ONE_DAY)
        return day

    def wait_over(self, start: datetime, days: int) -> datetime:
        """When a wait of ``days`` business days since ``start`` is over: at the closing time of the last (CAL-6).

        The day of ``start`` is not one of them. A start after closing, or on a day without hours, counts from the
        next business day; at the closing instant itself it is still that day. Raises ValueError when ``days`` < 0.
        """
        at = _moment(start)
        day = self._local_date(at)
        eve = self._hours_of(day - _ONE_DAY)
        hours = self._hours_of(day)
        if eve is not None and at == eve[1] and not self._open.is_open(at):
            day -= _ONE_DAY  # its close is 24:00
        elif hours is not None and at > hours[1]:
            day += _ONE_DAY
        return self.closing(self.business_day_after(day, days))

    def _is_kept(self, day: date) -> bool:
        """Whether ``day`` is a holiday that takes hours away."""
        return bool(self._week[day.weekday()]) and day in self._holidays

    def _windows_on(self, day: date) -> Sequence[Stretch]:
        return () if self._is_kept(day) else self._week[day.weekday()]

    def _local_date(self, at: int) -> date:
        return instant_at(at).astimezone(self.zone).date()

    def _hours_of(self, day: date) -> Stretch | None:
        """From the first opening to the last closing of a local date; None when it has no open time."""
        if isinstance(day, datetime):
            raise TypeError(f"a date is needed, not {day!r}: which date that is depends on the zone")
        if not self._windows_on(day):
            return None
        if day not in self._hours:
            # Offsets stay below a day, so the local date lies within these three days of UTC.
            start, end = max(FIRST, midnight(day) - DAY), min(LAST, midnight(day) + 2 * DAY)
            found = open_stretches(self.zone, start, end, lambda other: self._windows_on(day) if other == day else ())
            if len(self._hours) >= _DAYS_KEPT:
                self._hours.clear()
            self._hours[day] = (found[0][0], found[-1][1]) if found else None
        return self._hours.get(day)

    def _business_hours_of(self, day: date) -> Stretch:
        hours = self._hours_of(day)
        if hours is None:
            raise NotBusinessDay(f"{day} has no open time")
        return hours

    def _roll(self, day: date) -> date:
        try:
            while not self.is_business_day(day):
                day += _ONE_DAY
        except OverflowError as error:
            raise OutOfReach("no business day before the end of the year 9999") from error
        return day


def _moment(instant: datetime) -> int:
    try:
        at = since_epoch(instant)
    except TypeError as error:
        raise NaiveInstant(instant) from error
    if not FIRST <= at < LAST:
        raise OutOfReach(f"{instant} is too near the end of what dates can say")
    return at


def _in_order(pauses: Iterable[Pause]) -> list[Stretch]:
    """Pauses joined where they overlap; one without an end lasts until LAST."""
    found: list[Stretch] = []
    for start, end in pauses:
        stretch = _moment(start), LAST if end is None else _moment(end)
        if stretch[1] < stretch[0]:
            raise ValueError(f"a pause ends before it starts: {start} to {end}")
        found.append(stretch)
    found.sort()
    return merged(found)


def _zone(tz: str | tzinfo) -> tzinfo:
    if isinstance(tz, tzinfo):
        return tz
    try:
        return ZoneInfo(tz)
    except (KeyError, ValueError, OSError, TypeError) as error:  # what zoneinfo raises for odd keys
        raise BadHours(tz, "not a time zone; it needs a name like Europe/Stockholm") from error


def _dates(holidays: Container[date] | Iterable[date | str]) -> Container[date]:
    """The holidays as a set; what only answers ``in``, or is a mapping that fills itself, stays as it is."""
    if isinstance(holidays, (AbstractSet, Sequence, Iterator)) or type(holidays) is dict:
        return frozenset(map(as_date, holidays))
    if not hasattr(holidays, "__contains__"):
        raise BadHours(holidays, "neither a collection of dates nor anything that says whether a date is in it")
    return cast("Container[date]", holidays)
