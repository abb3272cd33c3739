"""The lines of the board in Redis, and their copy in a process: never anything but what was put there last."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from plugin.board.index import Index, Standing
from plugin.board.mirror import Mirror
from plugin.board.row import Due, Review, Row
from tests.histories import history
from workflows.decide import decide
from workflows.decision import Decision
from workflows.policy import Policy
from workflows.terms import ClockName, Severity, SlaState, Status

moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
reviews = st.builds(
    Review, st.sampled_from(["pending", "approved"]), moments, st.text(), st.none() | moments, st.text(), st.text()
)
rows = st.builds(
    Row,
    key=st.just("CARE-1"),
    title=st.text(),
    opened_at=moments,
    status=st.sampled_from(Status),
    severity=st.sampled_from(Severity),
    sla_state=st.sampled_from(SlaState),
    dues=st.lists(st.builds(Due, st.sampled_from(ClockName), moments, st.just("SLO-P"))).map(tuple),
    paused=st.booleans(),
    reviews=st.lists(reviews).map(tuple),
    reporter=st.text(),
    troubled=st.booleans(),
)


@given(rows)
def test_a_line_is_read_as_it_was_written(row: Row):
    assert Row.unpacked(json.loads(row.to_json())) == row


def decision(key: str, *, title: str = "It does not load", closed: bool = False) -> Decision:
    """How a Major case stands at its opening, or after it was closed."""
    case = replace(history("2026-11-23 10:00").case, key=key, summary=title)
    case = replace(case, status=Status.CLOSED) if closed else case
    return decide(case, Policy(), case.opened_at)


class Acts(NamedTuple):
    """What may befall an index, and in how many processes it is looked at then."""

    key: str
    what: str


acts = st.lists(
    st.builds(
        Acts, st.sampled_from(["CARE-1", "CARE-2", "CARE-3"]), st.sampled_from(["a", "b", "close", "drop", "look"])
    ),
    max_size=30,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts, st.booleans())
def test_a_copy_in_a_process_is_what_is_there_whatever_has_happened_since(redis: Redis, lived: list[Acts], flush: bool):
    redis.flushall()
    index, mirror = Index(redis), Mirror(redis)
    expected: dict[str, str] = {}
    for number, act in enumerate(lived):
        if act.what == "look":
            mirror.rows()
        elif act.what in ("drop", "close"):
            index.drop(act.key) if act.what == "drop" else index.show(decision(act.key, closed=True))
            expected.pop(act.key, None)
        else:
            index.show(decision(act.key, title=act.what))
            expected[act.key] = act.what
        if flush and number == len(lived) // 2:
            redis.flushall()
            expected.clear()
    assert {key: row.title for key, row in mirror.rows().items()} == expected


def test_what_has_not_changed_is_not_sent_again(redis: Redis):
    index = Index(redis)
    index.show(decision("CARE-1"))
    before = index.standing()
    index.show(decision("CARE-1"))
    assert index.standing() == before


def test_a_process_that_slept_through_a_thousand_removals_reads_everything_anew(redis: Redis):
    index, mirror = Index(redis), Mirror(redis)
    index.show(decision("CARE-1"))
    assert set(mirror.rows()) == {"CARE-1"}
    index.drop("CARE-1")
    for number in range(1001):
        row = f"OPS-{number}"
        redis.hset("careflow:board", row, "[]")
        index.drop(row)
    assert index.news(Standing(index.standing().born, 1)).whole
    assert mirror.rows() == {}


def test_after_a_sweep_open_cases_that_it_did_not_find_are_taken_off_unless_they_came_meanwhile(redis: Redis):
    index = Index(redis)
    for key in ("CARE-1", "CARE-2"):
        index.show(decision(key))
    begun = index.standing()
    index.show(decision("CARE-3"))
    index.keep_only({"CARE-2"}, begun)
    assert set(Mirror(redis).rows()) == {"CARE-2", "CARE-3"}


def test_a_line_of_another_version_is_passed_over_until_the_case_is_reconciled(redis: Redis):
    redis.hset("careflow:board", "CARE-1", '{"key": "CARE-1"}')
    redis.hset("careflow:board", "CARE-2", "not JSON")
    Index(redis).show(decision("CARE-3"))
    assert set(Mirror(redis).rows()) == {"CARE-3"}
    Index(redis).show(decision("CARE-1"))
    assert set(Mirror(redis).rows()) == {"CARE-1", "CARE-3"}
