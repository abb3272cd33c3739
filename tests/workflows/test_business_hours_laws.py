"""Laws of business time, on generated calendars around the nights of the clock change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.business_hours import Calendar
from workflows.weekly_hours import WEEKDAYS

MINUTE = timedelta(minutes=1)
# Days around which the zone's clock changes, at 02:00, at midnight, by half an hour, never, and by a whole day.
NIGHTS = [
    ("Europe/Stockholm", date(2026, 3, 29)),
    ("Europe/Stockholm", date(2026, 10, 25)),
    ("America/Chicago", date(2026, 3, 8)),
    ("America/Chicago", date(2026, 11, 1)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Kathmandu", date(2026, 1, 1)),
]


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def windows(draw: st.DrawFn) -> list[tuple[str, str]]:
    edges = draw(st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True).map(sorted))
    return [(clock(a * 15), clock(b * 15)) for a, b in zip(edges[::2], edges[1::2], strict=False)]


class Scene:
    """A calendar with the facts it was made of, and a Monday-ish start some days before a clock change."""

    def __init__(self, zone: str, night: date, hours: dict[str, list[tuple[str, str]]], free: set[date]) -> None:
        self.zone, self.hours, self.free = ZoneInfo(zone), hours, free
        self.calendar = Calendar(zone, hours, free)
        self.start = datetime(night.year, night.month, night.day, tzinfo=UTC) - timedelta(days=2)

    def __repr__(self) -> str:
        return f"Scene({self.zone.key!r}, {self.start:%Y-%m-%d}, {self.hours}, {self.free})"

    def at(self, minutes: float) -> datetime:
        return self.start + timedelta(minutes=minutes)

    def open_minutes(self, a: int, b: int) -> Iterator[int]:
        """The oracle: the minutes in which the clock on the wall shows a time within the hours of its date."""
        for minute in range(a, b):
            local = self.at(minute).astimezone(self.zone)
            shown = f"{local:%H:%M}"
            if local.date() not in self.free and any(
                opens <= shown < closes for opens, closes in self.hours.get(WEEKDAYS[local.weekday()], [])
            ):
                yield minute


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    zone, night = draw(st.sampled_from(NIGHTS))
    hours = draw(st.dictionaries(st.sampled_from(WEEKDAYS), windows(), min_size=1))
    free = draw(st.sets(st.integers(-2, 8), max_size=3))
    return Scene(zone, night, hours, {night + timedelta(days=days) for days in free})


MINUTES = st.integers(0, 5 * 24 * 60)
SPANS = st.timedeltas(timedelta(), timedelta(hours=60))
PAUSES = st.lists(st.tuples(MINUTES, MINUTES).map(lambda pair: tuple(sorted(pair))), max_size=4)


@settings(max_examples=40, deadline=None)
@given(scenes(), MINUTES, MINUTES, PAUSES)
def test_measured_time_is_what_counting_minute_by_minute_gives(scene, a, b, pauses):
    a, b = sorted((a, b))
    paused = [(scene.at(start), scene.at(end)) for start, end in pauses]
    counted = list(scene.open_minutes(a, b))
    assert scene.calendar.between(scene.at(a), scene.at(b)) == len(counted) * MINUTE
    left = [minute for minute in counted if not any(start <= minute < end for start, end in pauses)]
    assert scene.calendar.between(scene.at(a), scene.at(b), paused) == len(left) * MINUTE


@settings(max_examples=40, deadline=None)
@given(scenes(), MINUTES, st.integers(0, 3000), PAUSES)
def test_added_time_is_what_counting_minute_by_minute_gives(scene, a, span, pauses):
    paused = [(scene.at(start), scene.at(end)) for start, end in pauses] if span else []
    until = a + 8 * 24 * 60
    counted = [
        minute
        for minute in scene.open_minutes(a, until)
        if not span or not any(start <= minute < end for start, end in pauses)
    ]
    due = scene.calendar.add(scene.at(a), span * MINUTE, paused)
    if len(counted) > span:
        # The closing rather than the next opening (CAL-1), save for no time at all (CAL-4).
        assert due == scene.at(counted[span - 1] + 1 if span else counted[0])
    else:
        assert due >= scene.at(until) or len(counted) == span


@settings(max_examples=100, deadline=None)
@given(scenes(), MINUTES, SPANS, PAUSES)
def test_adding_then_measuring_gives_the_span(scene, a, span, pauses):
    paused = [(scene.at(start), scene.at(end)) for start, end in pauses]
    due = scene.calendar.add(scene.at(a), span, paused)
    # Of the time of no length at all only the place is asked: it may fall into a pause.
    assert scene.calendar.between(scene.at(a), due, paused) == span
    if span:
        assert scene.calendar.between(scene.at(a), due - timedelta(microseconds=1), paused) < span


@settings(max_examples=100, deadline=None)
@given(scenes(), MINUTES, MINUTES, MINUTES, PAUSES)
def test_measuring_is_additive_in_any_order(scene, a, b, c, pauses):
    paused = [(scene.at(start), scene.at(end)) for start, end in pauses]
    measure = scene.calendar.between
    a_, b_, c_ = scene.at(a), scene.at(b), scene.at(c)
    assert measure(a_, b_, paused) + measure(b_, c_, paused) == measure(a_, c_, paused)
    assert measure(a_, b_, paused) == -measure(b_, a_, paused)


@settings(max_examples=100, deadline=None)
@given(scenes(), MINUTES, st.timedeltas(MINUTE, timedelta(hours=60)), MINUTES, st.integers(0, 3000))
def test_a_pause_extends_a_due_by_exactly_its_open_part(scene, a, span, b, length):
    pause = scene.at(b), scene.at(b + length)
    start = scene.at(a)
    plain, paused = scene.calendar.add(start, span), scene.calendar.add(start, span, [pause])
    open_part = scene.calendar.between(max(start, pause[0]), max(start, pause[1])) if pause[0] < plain else timedelta()
    assert paused == (scene.calendar.add(plain, open_part) if open_part else plain)


@settings(max_examples=100, deadline=None)
@given(scenes(), MINUTES, st.integers(0, 600), SPANS, SPANS)
def test_later_starts_and_longer_spans_are_never_due_earlier(scene, a, later, span, other):
    short, long = sorted((span, other))
    start = scene.at(a)
    assert scene.calendar.add(start, short) <= scene.calendar.add(start, long)
    assert scene.calendar.add(start, span) <= scene.calendar.add(scene.at(a + later), span)


@settings(max_examples=40, deadline=None)
@given(scenes(), MINUTES, MINUTES)
def test_windows_and_closed_stretches_fill_the_time_without_overlap(scene, a, b):
    start, end = (scene.at(minutes) for minutes in sorted((a, b)))
    calendar = scene.calendar
    opened = list(calendar.windows(start, end))
    closed = [(since, until) for since, until, _ in calendar.closed_stretches(start, end)]
    edge = start
    for since, until in sorted(opened + closed):
        assert edge == since < until
        edge = until
    assert edge == end
    assert sum((until - since for since, until in opened), timedelta()) == calendar.between(start, end)
    assert all(calendar.is_open(since) for since, _ in opened)
    assert not any(calendar.is_open(since) for since, _ in closed)


@settings(max_examples=40, deadline=None)
@given(scenes(), MINUTES, st.integers(0, 12))
def test_a_wait_ends_at_a_closing_and_never_before_its_business_days_are_over(scene, a, days):
    start = scene.at(a)
    over = scene.calendar.wait_over(start, days)
    assert over >= start
    assert scene.calendar.between(over - MINUTE, over) == MINUTE
    assert scene.calendar.wait_over(start, days + 1) > over
