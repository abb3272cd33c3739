"""The moments of the scenarios."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plugin.demo.local_time import moment, said


def test_a_moment_is_stockholms_summer_and_winter_time():
    assert moment("Mon 2026-04-20 09:00") == datetime(2026, 4, 20, 7, tzinfo=UTC)
    assert moment("Mon 2026-11-23 09:00") == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_clock_time_is_on_the_day_at_hand():
    day = datetime(2026, 4, 20).date()
    assert moment("09:00:30", day) == datetime(2026, 4, 20, 7, 0, 30, tzinfo=UTC)


def test_a_wrong_weekday_is_refused_so_that_a_scenario_says_what_it_means():
    with pytest.raises(ValueError, match="is no Tue but a Mon"):
        moment("Tue 2026-04-20 09:00")


def test_a_clock_time_without_a_day_is_refused():
    with pytest.raises(ValueError, match="which day"):
        moment("09:00")


def test_seconds_are_said_only_where_they_matter():
    assert said(moment("Fri 2026-05-01 09:00")) == "Fri 1 May 09:00"
    assert said(moment("Fri 2026-05-01 09:00:01")) == "Fri 1 May 09:00:01"
