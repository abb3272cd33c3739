"""Durations as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plugin.durations import parse_duration


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("15d", timedelta(days=15)),
        ("1h 30m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        ("30 minutes", timedelta(minutes=30)),
        ("2 heures", timedelta(hours=2)),
        ("PT10M", timedelta(minutes=10)),
        ("P1DT2H", timedelta(hours=26)),
    ],
)
def test_a_duration_is_read(text: str, span: timedelta) -> None:
    assert parse_duration(text) == span


@pytest.mark.parametrize("text", ["", "10", "soon", "3x", "PT", "-5m", "5m later", "99999999999999d"])
def test_what_is_no_duration_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=r"allowed: a number with its unit|too long"):
        parse_duration(text)
