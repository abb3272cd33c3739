from __future__ import annotations

import pytest

from plugin.jira import (
    Again,
    Conflict,
    Drop,
    Forbidden,
    JiraError,
    NotFound,
    NotJson,
    PutBack,
    RateLimited,
    Refused,
    TimedOut,
    Unauthorized,
    Unavailable,
    next_step,
)


def test_a_read_is_repeated_at_once_and_then_after_a_pause() -> None:
    lost = Unavailable(method="GET")
    assert [next_step(lost, attempt=n) for n in (1, 2, 3)] == [Again(0.0), Again(0.5), PutBack(15.0)]


def test_a_write_goes_back_to_the_queue_to_be_read_first() -> None:
    assert next_step(Unavailable(method="POST"), attempt=1) == PutBack(15.0)
    assert next_step(Conflict(method="PUT"), attempt=1) == PutBack(2.0)


def test_a_hang_is_not_sat_through_twice() -> None:
    assert next_step(TimedOut(method="GET"), attempt=1) == PutBack(30.0)


@pytest.mark.parametrize(("asked", "waited"), [(0.0, 1.0), (7.0, 7.0), (1847.0, 1847.0), (9e9, 86_400.0)])
def test_retry_after_is_waited_out_whole_in_the_queue(asked: float, waited: float) -> None:
    assert next_step(RateLimited(method="GET", retry_after=asked), attempt=1) == PutBack(waited)
    assert next_step(Unavailable(method="GET", status=503, retry_after=asked), attempt=1) == PutBack(waited)


def test_without_retry_after_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [next_step(RateLimited(method="GET"), tries=n) for n in (0, 1, 2, 5, 500)]
    assert waits == [PutBack(30.0), PutBack(60.0), PutBack(120.0), PutBack(900.0), PutBack(900.0)]


@pytest.mark.parametrize("error", [Unauthorized(), Forbidden(), NotFound(), Refused({"": "no"}), JiraError()])
def test_what_time_does_not_mend_is_dropped(error: JiraError) -> None:
    assert next_step(error, attempt=1) == Drop()


def test_a_maintenance_page_is_come_back_to() -> None:
    assert next_step(NotJson(method="GET"), attempt=1) == PutBack(60.0)


@pytest.mark.parametrize(
    ("reason", "scope"),
    [
        ("jira-burst-based", "endpoint"),
        ("jira-per-issue-on-write", "issue"),
        ("jira-quota-tenant-based", "everything"),
        ("", "everything"),
    ],
)
def test_the_reason_of_a_rate_limit_says_what_to_slow(reason: str, scope: str) -> None:
    assert RateLimited(reason).scope == scope
