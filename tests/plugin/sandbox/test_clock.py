"""The sandbox's own time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from plugin.sandbox import Clock

START = datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_it_runs_on_with_real_time_from_any_instant() -> None:
    clock = Clock(START)
    time.sleep(0.02)
    assert START + timedelta(seconds=0.02) <= clock.now() < START + timedelta(seconds=30)


def test_it_begins_at_real_time() -> None:
    assert abs(Clock().now().timestamp() - time.time()) < 30


def test_frozen_it_stands_still_until_it_is_moved() -> None:
    clock = Clock(START, frozen=True)
    assert clock.now() == clock.now() == START
    assert clock.advance(timedelta(minutes=5)) == clock.now() == START + timedelta(minutes=5)
    clock.run()
    time.sleep(0.01)
    assert clock.now() > START + timedelta(minutes=5)
    clock.freeze()
    assert clock.now() == clock.now()


def test_it_is_set_in_any_zone_and_tells_utc_with_whole_milliseconds() -> None:
    clock = Clock(START, frozen=True)
    clock.set(datetime(2026, 12, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == datetime(2026, 12, 1, 10, 0, 0, 123000, tzinfo=UTC)
    assert clock.date_header() == "Tue, 01 Dec 2026 10:00:00 GMT"


def test_it_takes_no_naive_instant_and_no_step_back() -> None:
    clock = Clock(START, frozen=True)
    with pytest.raises(ValueError, match="zone"):
        clock.set(datetime(2026, 12, 1))
    with pytest.raises(ValueError, match="forward"):
        clock.advance(timedelta(seconds=-1))
