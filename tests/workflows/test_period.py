"""Days and months as a report counts them: by the zone that is asked about, to their last moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflows.period import Period, month, month_before, month_of

STOCKHOLM, CHICAGO = ZoneInfo("Europe/Stockholm"), ZoneInfo("America/Chicago")
MILLISECOND = timedelta(milliseconds=1)


@pytest.mark.parametrize("zone", [STOCKHOLM, CHICAGO, ZoneInfo("UTC")])
@pytest.mark.parametrize(("first", "last"), [("2026-03-01", "2026-03-31"), ("2026-10-25", "2026-10-25")])
def test_a_period_goes_from_the_first_moment_of_its_first_day_to_the_last_of_its_last(zone, first, last):
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    begins = datetime.fromisoformat(first).replace(tzinfo=zone).astimezone(UTC)
    ends = (datetime.fromisoformat(last) + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
    assert period.end(zone) == ends - MILLISECOND
    assert period.end(zone).tzinfo is UTC
    held = [period.holds(at, zone) for at in (begins - MILLISECOND, begins, ends - MILLISECOND, ends)]
    assert held == [False, True, True, False]


def test_a_period_says_its_days():
    assert str(Period(date(2026, 3, 1), date(2026, 4, 15))) == "2026-03-01 to 2026-04-15"


@pytest.mark.parametrize("zone", [STOCKHOLM, CHICAGO, ZoneInfo("Asia/Tokyo")])
def test_a_period_without_end_ends_with_what_dates_can_say(zone):
    for last in (date.max, date.max - timedelta(days=1)):
        assert Period(date(2026, 1, 1), last).end(zone) == datetime.max.replace(tzinfo=UTC)
    third_last = Period(date(2026, 1, 1), date.max - timedelta(days=2)).end(zone)
    assert third_last.astimezone(zone).replace(tzinfo=None) == datetime(9999, 12, 29, 23, 59, 59, 999000)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-03-31", "2026-03-31", ["2026-03"]),
        ("2026-03-31", "2026-04-01", ["2026-03", "2026-04"]),
        ("2025-11-15", "2026-02-01", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("2025-12-01", "2025-12-31", ["2025-12"]),
        ("0999-12-01", "1000-01-31", ["0999-12", "1000-01"]),
    ],
)
def test_the_months_that_a_period_touches(first, last, months):
    assert list(Period(date.fromisoformat(first), date.fromisoformat(last)).months()) == months


def test_the_month_of_an_instant_is_that_of_the_zone():
    midnight = datetime(2026, 4, 1, tzinfo=STOCKHOLM)
    assert [month_of(midnight - MILLISECOND, STOCKHOLM), month_of(midnight, STOCKHOLM)] == ["2026-03", "2026-04"]
    assert month_of(midnight, CHICAGO) == "2026-03"


@pytest.mark.parametrize(
    ("name", "last"),
    [("2026-01", 31), ("2026-02", 28), ("2028-02", 29), ("2026-04", 30), ("2026-12", 31)],
)
def test_a_month_has_all_its_days(name, last):
    assert month(name) == Period(date.fromisoformat(f"{name}-01"), date.fromisoformat(f"{name}-{last}"))


@pytest.mark.parametrize("name", ["2026", "2026-13", "2026-00", "March 2026", ""])
def test_what_is_no_month_is_refused(name):
    with pytest.raises(ValueError, match=r"isoformat|month must be|out of range"):
        month(name)


def test_the_month_before_begins_on_its_first_day():
    assert month_before(date(2026, 3, 31)) == month_before(date(2026, 3, 1)) == date(2026, 2, 1)
    assert month_before(date(2026, 1, 15)) == date(2025, 12, 1)
