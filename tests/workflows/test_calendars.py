"""CON-2 and SLO-8: the calendar that a product and a region give."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from workflows.calendar_errors import BadHours
from workflows.calendars import always, hours_of, support_hours, zone_of
from workflows.policy import Hours, Policy, Region, weekdays
from workflows.public_holidays import PublicHolidays
from workflows.switches import Switch

ROOT = Path(__file__).parents[2]
POLICY = Policy()
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)


def opens_and_closes(product: str | None, region: str | None) -> tuple[str, str, str]:
    calendar = support_hours(POLICY, product, region)
    opens, closes = (ask(MONDAY.date()).astimezone(calendar.zone) for ask in (calendar.opening, calendar.closing))
    return str(calendar.zone), f"{opens:%H:%M}", f"{closes:%H:%M}"


@pytest.mark.parametrize(
    ("product", "region", "hours"),
    [
        ("LeanKit", "EMEA", ("Europe/Stockholm", "08:00", "18:00")),
        ("LeanKit", "Americas/APAC", ("America/Chicago", "08:00", "18:00")),
        ("Daptiv", "EMEA", ("Europe/Stockholm", "02:00", "19:30")),
        ("Barometer", "EMEA", ("Europe/Stockholm", "10:00", "19:00")),
        ("Changepoint", "EMEA", ("Europe/Stockholm", "02:00", "17:00")),
        ("Changepoint", "Americas/APAC", ("Europe/Stockholm", "02:00", "17:00")),
        (None, None, ("Europe/Stockholm", "08:00", "18:00")),
        ("", "", ("Europe/Stockholm", "08:00", "18:00")),
        ("A new one", "Mars", ("Europe/Stockholm", "08:00", "18:00")),
    ],
)
def test_hours_are_those_of_the_product_else_of_the_region(product, region, hours):
    assert opens_and_closes(product, region) == hours


@pytest.mark.parametrize(
    ("region", "zone"), [("Americas/APAC", "America/Chicago"), ("EMEA", "Europe/Stockholm"), (None, "Europe/Stockholm")]
)
def test_which_day_it_is_the_zone_of_the_region_says_around_the_clock_too(region, zone):
    assert zone_of(POLICY, region) == zone
    assert str(always(POLICY, region).zone) == zone


def test_without_con_2_every_product_keeps_the_general_hours():
    without = replace(POLICY, switches={"CON-2": Switch.OFF})
    for product in ("Daptiv", "Barometer", "LeanKit", None):
        assert hours_of(without, product) == POLICY.general_hours
        assert hours_of(POLICY, product) == POLICY.product_hours.get(product or "", POLICY.general_hours)


def test_each_region_keeps_its_own_public_holidays():
    emea, americas = support_hours(POLICY, None, "EMEA"), support_hours(POLICY, None, "Americas/APAC")
    epiphany, thanksgiving = date(2026, 1, 6), date(2026, 11, 26)
    assert [day.is_business_day(epiphany) for day in (emea, americas)] == [False, True]
    assert [day.is_business_day(thanksgiving) for day in (emea, americas)] == [True, False]


def test_a_products_own_hours_keep_the_holidays_of_the_region():
    assert not support_hours(POLICY, "Daptiv", "Americas/APAC").is_business_day(date(2026, 11, 26))
    assert support_hours(POLICY, "Daptiv", "Americas/APAC").is_business_day(date(2026, 1, 6))


def test_only_public_holidays_are_kept():
    swedish = PublicHolidays("SE")
    assert date(2026, 12, 25) in swedish
    # Christmas Eve, Midsummer Eve and an ordinary Sunday.
    assert not any(day in swedish for day in (date(2026, 12, 24), date(2026, 6, 19), date(2026, 3, 15)))


def test_a_holiday_on_a_weekend_is_kept_on_the_day_it_is_observed_over_the_new_year_too():
    american = PublicHolidays("US")
    assert date(2026, 7, 3) in american
    assert date(2027, 12, 31) in american


def test_an_admin_adds_days_and_works_on_holidays():
    days = PublicHolidays("SE", extra=["2026-12-24"], worked=["2026-01-06"])
    assert date(2026, 12, 24) in days
    assert date(2026, 1, 6) not in days
    free, worked = frozenset({"2026-06-01"}), frozenset({"2026-01-06"})
    region = replace(POLICY.regions["EMEA"], extra_holidays=free, working_holidays=worked)
    calendar = support_hours(replace(POLICY, regions={"EMEA": region}), None, None)
    assert not calendar.is_business_day(MONDAY.date())
    assert calendar.is_business_day(date(2026, 1, 6))


def test_a_region_may_keep_no_holidays():
    policy = replace(POLICY, regions={"EMEA": Region("Europe/Paris", None)})
    assert support_hours(policy, None, None).is_business_day(date(2026, 12, 25))


def test_an_unknown_country_or_a_day_that_is_none_is_named():
    with pytest.raises(BadHours, match="XX"):
        PublicHolidays("XX")
    with pytest.raises(BadHours, match="24 December"):
        PublicHolidays("SE", extra=["24 December"])


def test_around_the_clock_knows_no_holidays():
    calendar = always(POLICY, "Americas/APAC")
    christmas = datetime(2026, 12, 25, tzinfo=UTC)
    assert calendar.always_open
    assert calendar.add(christmas, timedelta(hours=2)) == christmas + timedelta(hours=2)


def test_equal_policies_give_the_same_calendar_object():
    assert support_hours(Policy(), "LeanKit", "EMEA") is support_hours(POLICY, "Spigit", None)
    assert always(Policy(), None) is always(POLICY, "EMEA")
    other = replace(POLICY, general_hours=Hours(weekdays("09:00", "17:00")))
    assert support_hours(other, None, None) is not support_hours(POLICY, None, None)


def test_the_holidays_library_is_loaded_only_when_a_calendar_needs_it():
    program = "import sys, workflows.calendars; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=ROOT).returncode == 0
