from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.board.picture.window import SHORTEST, Window, life_of
from tests.histories import ANN, CLARA, history
from tests.workflows.test_laws import deeds, played, severities, staffed
from workflows.terms import Status


@settings(max_examples=40)
@given(severities, deeds(), st.integers(1, 100_000))
def test_the_life_holds_all_that_happened_and_the_next_thing_where_it_is_near(severity, doings, later):
    case = staffed(severity)
    now = case.decide(played(case, doings) + timedelta(minutes=later))
    window = life_of(now)
    assert all(window.holds(event.at) for event in now.timeline)
    near = now.at + timedelta(hours=4)
    assert all(window.holds(item.at) for item in now.upcoming if item.at <= near)
    assert window.length <= 2.1 * max(now.at - case.case.opened_at, timedelta(hours=4)) + 2 * SHORTEST


def test_a_case_that_was_closed_long_ago_is_not_drawn_to_the_present_day():
    case = (
        history().agent("10:00").solves("11:00").comments(CLARA, "12:00", "/accept").moves(ANN, "12:01", Status.CLOSED)
    )
    now = case.decide("2026-09-01 12:00")
    window = life_of(now)
    assert window.holds(case.instant("2026-03-02 12:01"))
    assert not window.holds(now.at)
    assert window.length < timedelta(hours=4)


def test_the_window_of_another_moment_is_the_same_so_that_the_axis_stands_still():
    case = history().agent("10:00").waits("11:00")
    now = case.decide("18:00")
    assert life_of(now, case.instant("2026-03-02 10:30")) == life_of(now)
    assert life_of(now, case.instant("2026-03-09 10:30")).holds(case.instant("2026-03-09 10:30"))


def test_closer_keeps_the_moment_and_ends_at_a_minute():
    case = history()
    at = case.instant("2026-03-02 10:00")
    window = Window(case.instant("2026-03-02 09:00"), case.instant("2026-03-02 19:00"))
    for _ in range(30):
        closer = window.zoomed(0.4, at)
        assert closer.holds(at)
        assert SHORTEST <= closer.length <= window.length
        window = closer
    assert window.length <= 2 * SHORTEST
    assert window.zoomed(1000, at).within(Window(case.instant("2026-03-02 09:00"), at)).start == case.instant(
        "2026-03-02 09:00"
    )
