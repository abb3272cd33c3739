"""Chapter CAL: business time at its edges, in two zones, and on both nights of the clock change."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflows.business_hours import HOLIDAY, OUTSIDE_HOURS, Calendar
from workflows.calendar_errors import BadHours, CalendarError, NaiveInstant, NeverOpen, NotBusinessDay, OutOfReach

WEEK = ("mon", "tue", "wed", "thu", "fri")
NINE_TO_FIVE = {day: [("09:00", "17:00")] for day in WEEK}
WITH_LUNCH = {day: [("09:00", "12:00"), ("13:00", "17:00")] for day in WEEK}
SUNDAY = {"sun": [("00:00", "24:00")]}
ZONES = ("Europe/Stockholm", "America/Chicago")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.fixture(params=ZONES)
def zone(request) -> ZoneInfo:
    return ZoneInfo(request.param)


# 2026-06-01 is a Monday. Local times of a calendar Mon–Fri 9–12 and 13–17 that keeps Wednesday the 3rd free.
ADDED = [
    ("within a window", "06-01T10:00", 60, "06-01T11:00"),
    ("over the lunch break", "06-01T11:30", 60, "06-01T13:30"),
    ("to the lunch break exactly", "06-01T11:00", 60, "06-01T12:00"),
    ("to closing exactly: CAL-1", "06-01T16:00", 60, "06-01T17:00"),
    ("one minute past closing", "06-01T16:00", 61, "06-02T09:01"),
    ("from the closing instant", "06-01T17:00", 1, "06-02T09:01"),
    ("from before opening", "06-01T03:00", 1, "06-01T09:01"),
    ("over a holiday: CAL-7", "06-02T16:30", 60, "06-04T09:30"),
    ("from within a holiday", "06-03T11:00", 60, "06-04T10:00"),
    ("over a weekend", "06-05T16:30", 60, "06-08T09:30"),
    ("nothing, inside hours", "06-01T10:00", 0, "06-01T10:00"),
    ("nothing, at opening", "06-01T09:00", 0, "06-01T09:00"),
    ("nothing, at closing: CAL-4", "06-01T17:00", 0, "06-02T09:00"),
    ("nothing, at lunch: CAL-4", "06-01T12:00", 0, "06-01T13:00"),
    ("nothing, on a holiday: CAL-4", "06-03T10:00", 0, "06-04T09:00"),
    ("a second: CAL-2", "06-01T16:59:59", 1 / 60, "06-01T17:00"),
    ("two seconds: CAL-2", "06-01T16:59:59", 2 / 60, "06-02T09:00:01"),
    ("a week of hours", "06-01T09:00", 28 * 60, "06-05T17:00"),
]


@pytest.mark.parametrize(("start", "span", "end"), [case[1:] for case in ADDED], ids=[case[0] for case in ADDED])
def test_business_time_is_added(zone, start, span, end):
    calendar = Calendar(zone, WITH_LUNCH, {date(2026, 6, 3)})
    begin, due = (datetime.fromisoformat(f"2026-{text}").replace(tzinfo=zone) for text in (start, end))
    assert calendar.add(begin, minutes(span)) == due
    assert calendar.between(begin, due) == minutes(span)
    assert calendar.add(begin.astimezone(UTC), minutes(span)) == due


def test_it_is_exact_below_the_second(zone):
    calendar = Calendar(zone, NINE_TO_FIVE)
    start = datetime(2026, 6, 1, 16, 59, 59, 999_999, tzinfo=zone)
    assert calendar.add(start, timedelta(microseconds=2)) == datetime(2026, 6, 2, 9, 0, 0, 1, tzinfo=zone)


def test_answers_are_in_utc(zone):
    assert Calendar(zone, NINE_TO_FIVE).add(datetime(2026, 6, 1, 10, tzinfo=zone), hours(1)).tzinfo is UTC


SPRING = {"Europe/Stockholm": date(2026, 3, 29), "America/Chicago": date(2026, 3, 8)}
AUTUMN = {"Europe/Stockholm": date(2026, 10, 25), "America/Chicago": date(2026, 11, 1)}
# The hour that comes twice in autumn; the missing one begins at 02:00 in both.
HOUR = {"Europe/Stockholm": 2, "America/Chicago": 1}


class TestClockChange:
    """CAL-3: elapsed time counts; Stockholm changes on 2026-03-29 and 2026-10-25, Chicago on 03-08 and 11-01."""

    def day(self, calendar: Calendar, day: date) -> timedelta:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return calendar.between(midnight - hours(48), midnight + hours(72))

    def test_a_day_has_23_hours_in_spring_and_25_in_autumn(self, zone):
        calendar = Calendar(zone, SUNDAY)
        spring, autumn = SPRING[zone.key], AUTUMN[zone.key]
        assert calendar.closing(spring) - calendar.opening(spring) == hours(23)
        assert calendar.closing(autumn) - calendar.opening(autumn) == hours(25)
        assert self.day(calendar, spring) == hours(23)
        assert self.day(calendar, autumn) == hours(25)

    @pytest.mark.parametrize(
        ("window", "left"),
        [
            (("02:00", "03:00"), 0),
            (("02:15", "02:45"), 0),
            (("01:00", "02:30"), 60),
            (("02:30", "04:00"), 60),
            (("01:30", "03:30"), 60),
        ],
    )
    def test_a_window_in_the_missing_hour_vanishes(self, zone, window, left):
        calendar = Calendar(zone, {"sun": [window]})
        spring = SPRING[zone.key]
        assert self.day(calendar, spring) == minutes(left)
        assert calendar.is_business_day(spring) == (left > 0)

    def test_a_vanished_window_is_no_business_day_and_the_next_week_is(self):
        calendar = Calendar("Europe/Stockholm", {"sun": [("02:00", "03:00")]})
        start = datetime(2026, 3, 28, 12, tzinfo=calendar.zone)
        assert calendar.add(start, minutes(1)) == datetime(2026, 4, 5, 2, 1, tzinfo=calendar.zone)
        assert calendar.business_day_after(date(2026, 3, 22), 1) == date(2026, 4, 5)
        with pytest.raises(NotBusinessDay):
            calendar.opening(date(2026, 3, 29))

    def test_an_hour_that_comes_twice_counts_twice(self, zone):
        first = HOUR[zone.key]
        calendar = Calendar(zone, {"sun": [(f"{first:02}:00", f"{first + 1:02}:00")]})
        assert self.day(calendar, AUTUMN[zone.key]) == hours(2)

    def test_a_window_that_closes_within_the_repeated_hour_opens_again_with_it(self):
        calendar = Calendar("Europe/Stockholm", {"sun": [("01:00", "02:30")]})
        night = datetime(2026, 10, 24, 12, tzinfo=UTC)
        assert list(calendar.windows(night, night + hours(24))) == [
            (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
            (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ]

    def test_hours_on_the_days_around_keep_their_local_times(self, zone):
        calendar = Calendar(zone, NINE_TO_FIVE)
        for sunday in (SPRING[zone.key], AUTUMN[zone.key]):
            friday = datetime.combine(sunday - timedelta(days=2), datetime.min.time(), zone)
            assert calendar.add(friday.replace(hour=16), hours(2)) == (friday + timedelta(days=3)).replace(hour=10)

    def test_a_calendar_day_that_a_zone_skipped_is_no_business_day(self):
        samoa = Calendar("Pacific/Apia", {day: [("09:00", "17:00")] for day in (*WEEK, "sat", "sun")})
        assert samoa.business_day_after(date(2011, 12, 29), 1) == date(2011, 12, 31)


def test_a_window_over_midnight_is_two_and_counts_as_one():
    calendar = Calendar("UTC", {"mon": [("22:00", "24:00")], "tue": [("00:00", "06:00")]})
    monday = datetime(2026, 6, 1, tzinfo=UTC)
    night = (monday + hours(22), monday + hours(30))
    assert list(calendar.windows(monday, monday + hours(72))) == [night]
    assert calendar.add(night[0], hours(8)) == night[1]
    assert calendar.add(night[0], hours(2)) == monday + hours(24)


def test_windows_that_overlap_or_touch_are_one():
    calendar = Calendar("UTC", {"mon": [("13:00", "17:00"), ("09:00", "12:00"), ("11:00", "13:00")]})
    monday = datetime(2026, 6, 1, tzinfo=UTC)
    assert list(calendar.windows(monday, monday + hours(24))) == [(monday + hours(9), monday + hours(17))]


def test_windows_are_clipped_to_what_is_asked_for():
    calendar = Calendar("UTC", NINE_TO_FIVE)
    monday = datetime(2026, 6, 1, tzinfo=UTC)
    asked = monday + hours(10), monday + hours(35)
    assert list(calendar.windows(*asked)) == [
        (monday + hours(10), monday + hours(17)),
        (monday + hours(33), monday + hours(35)),
    ]
    assert not list(calendar.windows(monday + hours(17), monday + hours(33)))
    assert not list(calendar.windows(asked[1], asked[0]))
    assert not list(calendar.windows(asked[0], asked[0]))
    assert not list(calendar.closed_stretches(monday, monday - hours(20)))


class TestPauses:
    """CAL-5, on Monday 2026-06-01 with hours from 9 to 17."""

    MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
    CALENDAR = Calendar("UTC", NINE_TO_FIVE)

    def due(self, start: float, span: float, *pauses: tuple[float, float | None]) -> float:
        given = [(self.at(begin), None if end is None else self.at(end)) for begin, end in pauses]
        return (self.CALENDAR.add(self.at(start), hours(span), given) - self.MONDAY) / hours(1)

    def at(self, hour: float) -> datetime:
        return self.MONDAY + hours(hour)

    def test_a_pause_adds_what_of_it_is_open(self):
        assert self.due(10, 2, (11, 12)) == 13
        assert self.due(10, 2, (16, 34)) == 12
        assert self.due(15, 2, (16, 34)) == 24 + 11

    def test_overlapping_pauses_count_once(self):
        assert self.due(10, 2, (11, 13), (12, 14), (12, 13), (14, 14.5)) == 15.5

    def test_a_pause_before_the_start_or_after_the_due_adds_nothing(self):
        assert self.due(10, 2, (8, 9.5), (13, 14)) == 12

    def test_a_pause_that_begins_at_the_due_instant_adds_nothing(self):
        assert self.due(10, 2, (12, 14)) == 12
        assert self.due(15, 2, (17, 40)) == 17

    def test_a_pause_that_holds_the_start_counts_from_it(self):
        assert self.due(10, 2, (8, 11)) == 13

    def test_a_pause_outside_hours_adds_nothing(self):
        assert self.due(16, 2, (17, 33)) == 24 + 10

    def test_a_pause_without_an_end_leaves_no_due(self):
        assert self.due(10, 2, (12, None)) == 12
        with pytest.raises(OutOfReach, match="no end"):
            self.due(10, 2, (11, None))

    def test_time_in_a_pause_is_not_measured(self):
        measured = self.CALENDAR.between(
            self.at(10), self.at(16), [(self.at(8), self.at(11)), (self.at(15), None), (self.at(12), self.at(12.5))]
        )
        assert measured == hours(3.5)

    def test_a_pause_that_ends_before_it_starts_is_refused(self):
        with pytest.raises(ValueError, match="ends before it starts"):
            self.due(10, 2, (12, 11))


class TestBusinessDays:
    """CAL-6; Wednesday the 3rd of June 2026 is a holiday."""

    @pytest.fixture
    def calendar(self, zone) -> Calendar:
        return Calendar(zone, NINE_TO_FIVE, ["2026-06-03"])

    @pytest.mark.parametrize(
        ("day", "n", "then"),
        [(1, 1, 2), (2, 1, 4), (3, 1, 5), (6, 1, 9), (5, 1, 8), (1, 10, 16), (3, 0, 4), (1, 0, 1)],
    )
    def test_business_days_are_counted_on(self, calendar, day, n, then):
        assert calendar.business_day_after(date(2026, 6, day), n) == date(2026, 6, then)

    @pytest.mark.parametrize(
        ("start", "days", "over"),
        [
            ("2026-06-01T10:00", 1, "2026-06-02T17:00"),
            ("2026-06-01T06:00", 1, "2026-06-02T17:00"),
            ("2026-06-01T17:00", 1, "2026-06-02T17:00"),
            ("2026-06-01T17:00:01", 1, "2026-06-04T17:00"),
            ("2026-06-03T10:00", 1, "2026-06-05T17:00"),
            ("2026-06-06T10:00", 1, "2026-06-09T17:00"),
            ("2026-06-01T10:00", 10, "2026-06-16T17:00"),
            ("2026-06-01T10:00", 0, "2026-06-01T17:00"),
        ],
    )
    def test_a_wait_is_over_at_the_closing_of_the_last_day(self, calendar, start, days, over):
        begin, end = (datetime.fromisoformat(text).replace(tzinfo=calendar.zone) for text in (start, over))
        assert calendar.wait_over(begin, days) == end

    def test_a_wait_that_begins_at_a_close_of_midnight_counts_from_the_day_that_closes(self):
        late = Calendar("Europe/Stockholm", {day: [("16:00", "24:00")] for day in WEEK})
        midnight = datetime(2026, 6, 2, tzinfo=late.zone)
        assert late.wait_over(midnight, 1) == datetime(2026, 6, 3, tzinfo=late.zone)
        assert late.wait_over(midnight + minutes(1), 1) == datetime(2026, 6, 4, tzinfo=late.zone)

    def test_around_the_clock_midnight_belongs_to_the_day_that_opens(self):
        always = Calendar.always("Europe/Stockholm")
        assert always.wait_over(datetime(2026, 6, 2, tzinfo=always.zone), 1) == datetime(2026, 6, 4, tzinfo=always.zone)

    def test_opening_and_closing_of_a_day_that_has_none_are_refused(self, calendar):
        assert calendar.opening(date(2026, 6, 1)) == datetime(2026, 6, 1, 9, tzinfo=calendar.zone)
        assert calendar.closing(date(2026, 6, 1)) == datetime(2026, 6, 1, 17, tzinfo=calendar.zone)
        for ask in (calendar.opening, calendar.closing):
            with pytest.raises(NotBusinessDay, match="2026-06-03"):
                ask(date(2026, 6, 3))

    def test_a_moment_is_no_day(self, calendar):
        with pytest.raises(TypeError, match="date is needed"):
            calendar.business_day_after(datetime(2026, 6, 1, tzinfo=UTC), 1)


def test_a_day_is_a_holiday_by_its_local_date(zone):
    calendar = Calendar(zone, NINE_TO_FIVE, [date(2026, 6, 3)])
    midnight = datetime(2026, 6, 3, tzinfo=zone)
    assert calendar.why_closed(midnight) == HOLIDAY
    assert calendar.why_closed(midnight - minutes(1)) == OUTSIDE_HOURS
    assert calendar.why_closed(midnight + hours(24)) == OUTSIDE_HOURS


def test_a_holiday_on_a_day_without_hours_is_outside_hours():
    calendar = Calendar("UTC", NINE_TO_FIVE, [date(2026, 6, 6)])
    assert calendar.why_closed(datetime(2026, 6, 6, 12, tzinfo=UTC)) == OUTSIDE_HOURS


def test_closed_stretches_say_why_and_fill_what_windows_leave():
    calendar = Calendar("UTC", NINE_TO_FIVE, [date(2026, 6, 3)])
    day = datetime(2026, 6, 1, tzinfo=UTC)
    asked = day + hours(10), day + hours(4 * 24)
    assert list(calendar.closed_stretches(*asked)) == [
        (day + hours(17), day + hours(24 + 9), OUTSIDE_HOURS),
        (day + hours(24 + 17), day + hours(48), OUTSIDE_HOURS),
        (day + hours(48), day + hours(72), HOLIDAY),
        (day + hours(72), day + hours(72 + 9), OUTSIDE_HOURS),
        (day + hours(72 + 17), day + hours(96), OUTSIDE_HOURS),
    ]
    assert not list(calendar.closed_stretches(day + hours(10), day + hours(11)))


def test_what_is_closed_begins_no_earlier_than_asked_on_the_day_of_a_clock_change():
    calendar = Calendar("Europe/Stockholm", {**NINE_TO_FIVE, **SUNDAY}, ["2026-03-29"])
    noon, midnight = datetime(2026, 3, 29, 10, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert list(calendar.closed_stretches(noon, midnight)) == [(noon, midnight, HOLIDAY)]


def test_around_the_clock_business_time_is_elapsed_time(zone):
    calendar = Calendar.always(zone)
    start = datetime(2026, 3, 7, 12, 30, tzinfo=UTC)
    assert calendar.always_open
    assert calendar.add(start, timedelta(days=3650)) == start + timedelta(days=3650)
    assert list(calendar.windows(start, start + timedelta(days=900))) == [(start, start + timedelta(days=900))]
    assert not Calendar(zone, NINE_TO_FIVE).always_open
    assert not Calendar(zone, {**NINE_TO_FIVE, "sat": [("00:00", "24:00")]}, ["2026-01-01"]).always_open


def test_years_of_business_time_are_the_sum_of_their_days(zone):
    calendar = Calendar(zone, WITH_LUNCH, {date(2026, 6, 3)})
    start, end = datetime(2021, 6, 1, 9, tzinfo=zone), datetime(2026, 6, 4, 11, tzinfo=zone)
    days = sum((start.date() + timedelta(days=n)).weekday() < 5 for n in range((end.date() - start.date()).days))
    assert calendar.between(start, end) == hours((days - 1) * 7 + 2), "less the holiday, and two hours of the last day"
    assert calendar.add(start, hours((days - 1) * 7 + 2)) == end


def test_cal_1_every_day_is_over_at_its_closing_and_not_at_the_next_opening():
    calendar = Calendar("UTC", NINE_TO_FIVE)
    for number in range(2 * 366):
        at = datetime(2026, 1, 1, 16, tzinfo=UTC) + timedelta(days=number)
        if calendar.is_open(at):
            assert calendar.add(at, hours(1)) == at + hours(1)


@pytest.mark.parametrize("opens", [datetime(2029, 6, 25, 9, tzinfo=UTC), datetime(2030, 6, 24, 9, tzinfo=UTC)])
def test_the_next_opening_may_be_years_away(opens):
    class UntilThen:
        def __contains__(self, day: object) -> bool:
            return isinstance(day, date) and date(2026, 6, 3) <= day < opens.date()

    calendar = Calendar("UTC", NINE_TO_FIVE, UntilThen())
    closed = datetime(2026, 6, 2, 17, tzinfo=UTC)
    assert calendar.add(closed, hours(0)) == opens
    assert calendar.add(closed, hours(1)) == opens + hours(1)
    assert calendar.add(closed - hours(1), hours(2)) == opens + hours(1)
    assert calendar.between(closed - hours(1), opens + hours(1)) == hours(2)


def test_the_last_days_that_dates_can_say_have_hours_too():
    friday = datetime(9999, 12, 24, tzinfo=UTC)
    assert list(Calendar("UTC", NINE_TO_FIVE).windows(friday, friday + hours(4 * 24))) == [
        (friday + hours(9), friday + hours(17)),
        (friday + hours(3 * 24 + 9), friday + hours(3 * 24 + 17)),
    ]


def test_what_keeps_a_holiday_or_closes_at_all_is_not_always_open():
    round_the_clock = {day: [("00:00", "24:00")] for day in (*WEEK, "sat", "sun")}
    for hours_, free, always in (
        (round_the_clock, [], True),
        (round_the_clock, ["2026-06-03"], False),
        (NINE_TO_FIVE, [], False),
    ):
        calendar = Calendar("Europe/Stockholm", hours_, free)
        assert calendar.always_open is always
        assert repr(calendar) == f"<Calendar Europe/Stockholm{', always open' if always else ''}>"


def test_an_instant_before_another_is_negative_business_time_away():
    calendar = Calendar("UTC", NINE_TO_FIVE)
    monday = datetime(2026, 6, 1, 10, tzinfo=UTC)
    pause = [(monday + hours(1), monday + hours(2))]
    assert calendar.between(monday + hours(3), monday) == -hours(3)
    assert calendar.between(monday + hours(3), monday, pause) == -hours(2)


class TestWhatIsRefused:
    """Every refusal is a CalendarError that says what was found, or a ValueError of the arguments."""

    CALENDAR = Calendar("UTC", NINE_TO_FIVE)
    MONDAY = datetime(2026, 6, 1, 10, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("hours_", "found"),
        [
            ({"monday": [("09:00", "17:00")]}, "monday"),
            ({"mon": [("09:00", "17:00")], "Tue": [], "wednesday": []}, "Tue"),
            ({"mon": [("9:00", "17:00")]}, "9:00"),
            ({"mon": [("09:00", "25:00")]}, "25:00"),
            ({"mon": [("09:00", "24:01")]}, "24:01"),
            ({"mon": [("09:00", "24:00:01")]}, "24:00:01"),
            ({"mon": [("09:60", "17:00")]}, "09:60"),
            ({"mon": [("17:00", "09:00")]}, ("17:00", "09:00")),
            ({"mon": [("09:00", "09:00")]}, ("09:00", "09:00")),
            ({"mon": [("09:00",)]}, ("09:00",)),
            ({"mon": [("09:00", "12:00", "17:00")]}, ("09:00", "12:00", "17:00")),
            ({"mon": ["09:00-17:00"]}, "09:00-17:00"),
            ({"mon": ["97"]}, "97"),
            ({"mon": [(540, 1020)]}, 540),
        ],
    )
    def test_hours_that_cannot_be_understood_are_named(self, hours_, found):
        with pytest.raises(BadHours, match=re.escape(repr(found))) as refused:
            Calendar("UTC", hours_)
        assert refused.value.found == found

    def test_hours_may_be_given_to_the_second(self):
        calendar = Calendar("UTC", {"mon": [("09:00:30", "23:59:59")]})
        midnight = self.MONDAY.replace(hour=0)
        assert calendar.opening(midnight.date()) - midnight == timedelta(hours=9, seconds=30)
        assert calendar.closing(midnight.date()) - midnight == timedelta(days=1, seconds=-1)

    @pytest.mark.parametrize("never", [{}, {"mon": []}])
    def test_a_calendar_that_never_opens_cannot_be_made(self, never):
        with pytest.raises(NeverOpen, match="no day of the week"):
            Calendar("UTC", never)

    @pytest.mark.parametrize("zone", ["Europe/Stockholmo", "", "../etc/passwd", "Europe", None, 1])
    def test_an_unknown_zone_is_named(self, zone):
        with pytest.raises(BadHours, match="time zone") as refused:
            Calendar(zone, NINE_TO_FIVE)
        assert refused.value.found == zone

    @pytest.mark.parametrize("holidays", [["2026-13-01"], [datetime(2026, 6, 3, tzinfo=UTC)], [20260603], 5])
    def test_holidays_that_are_no_dates_are_named(self, holidays):
        with pytest.raises(BadHours) as refused:
            Calendar("UTC", NINE_TO_FIVE, holidays)
        assert refused.value.found == (holidays[0] if isinstance(holidays, list) else holidays)

    @pytest.mark.parametrize("naive", [datetime(2026, 6, 1, 10), "2026-06-01T10:00Z"])
    def test_an_instant_without_a_zone_is_refused(self, naive):
        for ask in (
            lambda: self.CALENDAR.add(naive, hours(1)),
            lambda: self.CALENDAR.between(self.MONDAY, naive),
            lambda: self.CALENDAR.windows(naive, self.MONDAY),
            lambda: self.CALENDAR.wait_over(naive, 1),
            lambda: self.CALENDAR.add(self.MONDAY, hours(1), [(naive, None)]),
        ):
            with pytest.raises(NaiveInstant, match="aware") as refused:
                ask()
            assert refused.value.found == naive

    def test_time_is_not_added_backwards(self):
        with pytest.raises(ValueError, match="not taken away"):
            self.CALENDAR.add(self.MONDAY, -hours(1))
        with pytest.raises(ValueError, match="counted forward"):
            self.CALENDAR.business_day_after(self.MONDAY.date(), -1)

    @pytest.mark.timeout(60)  # at once: not day by day
    def test_a_due_beyond_the_year_9999_is_refused_at_once(self):
        with pytest.raises(OutOfReach):
            self.CALENDAR.add(self.MONDAY, timedelta.max)
        for last in (datetime.max, datetime.min):
            with pytest.raises(OutOfReach):
                self.CALENDAR.between(self.MONDAY, last.replace(tzinfo=UTC))
        with pytest.raises(OutOfReach):
            self.CALENDAR.add(datetime(9999, 12, 27, tzinfo=UTC), timedelta(days=1))
        with pytest.raises(OutOfReach, match="no business day"):
            self.CALENDAR.business_day_after(date(9999, 12, 25), 100)
        with pytest.raises(OutOfReach, match="no opening before the end of the year 9999"):
            self.CALENDAR.add(datetime(9999, 12, 28, 23, tzinfo=UTC), hours(0))

    def test_the_first_and_the_last_moment_have_a_date_in_every_zone(self):
        always, moment = Calendar.always("UTC"), timedelta.resolution
        first, end = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC)
        assert always.is_open(first)
        assert always.is_open(end - moment)
        for beyond in (first - moment, end):
            with pytest.raises(OutOfReach, match=re.escape(f"{beyond} is too near the end of what dates can say")):
                always.is_open(beyond)

    def test_a_due_in_the_last_moment_that_dates_can_say_is_none_too_late(self):
        always, start, last = (
            Calendar.always("UTC"),
            datetime(9999, 6, 1, tzinfo=UTC),
            datetime(9999, 12, 29, tzinfo=UTC),
        )
        assert always.add(start, last - start) == last
        with pytest.raises(OutOfReach, match="due after the year 9999"):
            always.add(start, last - start + timedelta.resolution)

    def test_all_are_value_errors(self):
        assert issubclass(CalendarError, ValueError)


def test_holidays_may_be_anything_that_answers_for_a_date():
    class Wednesdays:
        def __contains__(self, day: object) -> bool:
            return isinstance(day, date) and day.weekday() == 2

    tuesday = datetime(2026, 6, 2, 16, tzinfo=UTC)
    for free in (Wednesdays(), {date(2026, 6, 3)}, ["2026-06-03"], ("2026-06-03",), {date(2026, 6, 3): "name"}):
        assert Calendar("UTC", NINE_TO_FIVE, free).add(tuesday, hours(2)) == datetime(2026, 6, 4, 10, tzinfo=UTC)


def test_the_hours_of_a_year_are_worked_out_once():
    asked: list[object] = []

    class Never:
        def __contains__(self, day: object) -> bool:
            asked.append(day)
            return False

    calendar = Calendar("UTC", NINE_TO_FIVE, Never())
    monday = datetime(2026, 6, 1, 9, tzinfo=UTC)
    calendar.add(monday, hours(1))
    once = len(asked)
    assert once > 200
    calendar.add(monday, hours(2))
    assert len(asked) == once


def test_a_set_of_holidays_changed_later_changes_no_calendar():
    free = {date(2026, 6, 3)}
    calendar = Calendar("UTC", NINE_TO_FIVE, free)
    free.clear()
    assert not calendar.is_business_day(date(2026, 6, 3))


def test_many_threads_may_ask_one_calendar():
    calendar = Calendar("America/Chicago", NINE_TO_FIVE, [date(2026, 12, 25)])
    starts = [datetime(year, 6, 1, 10, tzinfo=UTC) for year in range(1990, 2040)] * 8
    with ThreadPoolExecutor(8) as threads:
        dues = list(threads.map(lambda start: calendar.add(start, hours(100)), starts))
    alone = Calendar("America/Chicago", NINE_TO_FIVE, [date(2026, 12, 25)])
    assert dues == [alone.add(start, hours(100)) for start in starts]
