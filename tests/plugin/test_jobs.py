"""What a job does with its unit, and what becomes of one that fails."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq.timeouts import JobTimeoutException

from plugin import jobs, queueing
from plugin.jira import Forbidden, NotFound, RateLimited, Refused, Unauthorized, Unavailable
from plugin.jobs import Bench
from plugin.logs import About
from plugin.queueing import Timer
from plugin.queueing.units import QUEUES
from workflows.allowance import Share

NOW = datetime(2019, 3, 1, 12, tzinfo=UTC)


@dataclass
class Outcome:
    key: str
    now: datetime = NOW
    wake_at: datetime | None = None
    unchanged_since: datetime | None = None
    alone: bool = False
    critical: bool = False
    written_as: str | None = None
    share: Share | None = None


@dataclass
class Desk:
    """Stands for the reconciler and the sweep: remembers what ran, and answers or fails as told."""

    ran: list[str] = field(default_factory=list)
    answer: Callable[[str], Outcome] = Outcome

    def run(self, key: str) -> Outcome:
        self.ran.append(key)
        return self.answer(key)

    def sweep(self) -> None:
        self.ran.append("sweep")

    def wake_fixed_in(self, version_id: str) -> None:
        self.ran.append(f"version {version_id}")

    def key_of(self, issue_id: str) -> str:
        self.ran.append(f"whose id is {issue_id}?")
        return "CARE-1" if issue_id == "10001" else "OTHER-1"


@pytest.fixture
def desk(redis: Redis) -> Desk:
    desk = Desk()
    jobs.equip(lambda: Bench(redis, desk, desk, frozenset({"CARE"}), timedelta(minutes=10)))
    return desk


def fails_with(error: Exception) -> Callable[[str], Outcome]:
    def answer(_: str) -> Outcome:
        raise error

    return answer


def hold_of(redis: Redis, unit: str) -> float | None:
    """The seconds for which a unit is held yet."""
    till = redis.zscore("careflow:held", unit)
    seconds, micro = redis.time()
    return None if till is None else float(till) / 1000 - seconds - micro / 1e6


def is_dirty(redis: Redis, unit: str) -> bool:
    return bool(redis.hexists("careflow:dirty", unit))


def test_a_case_is_reconciled_once_and_its_timer_armed(redis: Redis, desk: Desk) -> None:
    desk.answer = lambda key: Outcome(key, NOW, NOW + timedelta(hours=4))
    queueing.wake(redis, "CARE-1", "test")
    jobs.run_case("CARE-1")
    jobs.run_case("CARE-1")  # a job that was queued twice finds nothing to do
    assert desk.ran == ["CARE-1"]
    assert queueing.timers(redis) == [Timer("CARE-1", NOW + timedelta(hours=4))]


def test_when_time_changes_nothing_any_more_the_timer_goes(redis: Redis, desk: Desk) -> None:
    queueing.arm(redis, "CARE-1", NOW + timedelta(hours=4), NOW)
    queueing.wake(redis, "CARE-1", "test")
    jobs.run_case("CARE-1")
    assert queueing.timers(redis) == []


def test_a_timer_that_came_early_is_armed_again(redis: Redis, desk: Desk) -> None:
    due = NOW + timedelta(seconds=90)
    desk.answer = lambda key: Outcome(key, NOW, due)
    queueing.arm(redis, "CARE-1", NOW, NOW - timedelta(seconds=90))
    redis.zadd("careflow:due", {"CARE-1": 1})
    queueing.ring_due(redis)
    jobs.run_case("CARE-1")
    assert desk.ran == ["CARE-1"]
    assert queueing.timers(redis) == [Timer("CARE-1", due)]


def test_a_moved_case_takes_its_timer_along(redis: Redis, desk: Desk) -> None:
    desk.answer = lambda key: Outcome("NEXT-9", NOW, NOW + timedelta(hours=4))
    queueing.arm(redis, "CARE-1", NOW + timedelta(hours=1), NOW)
    queueing.wake(redis, "CARE-1", "test")
    jobs.run_case("CARE-1")
    assert queueing.timers(redis) == [Timer("NEXT-9", NOW + timedelta(hours=4))]


def test_an_issue_heard_of_by_its_id_is_reconciled_under_its_key(redis: Redis, desk: Desk) -> None:
    queueing.wake(redis, "#10001", "comment")
    jobs.run_case("#10001")
    assert desk.ran == ["whose id is 10001?"]
    jobs.run_case("CARE-1")
    assert desk.ran == ["whose id is 10001?", "CARE-1"]
    assert queueing.wake(redis, "#10001", "comment").unit == "CARE-1"


def test_a_key_that_is_gone_is_forgotten_and_its_issue_asked_for_by_its_id(redis: Redis, desk: Desk) -> None:
    queueing.learn_key(redis, "10001", "CARE-9")
    desk.answer = lambda key: fails_with(NotFound("", status=404))(key) if key == "CARE-9" else Outcome(key)
    assert queueing.wake(redis, "#10001", "comment").unit == "CARE-9"
    jobs.run_case("CARE-9")
    assert desk.ran == ["CARE-9", "whose id is 10001?"]
    assert is_dirty(redis, "CARE-1")
    assert queueing.wake(redis, "#10001", "comment").unit == "CARE-1"


def test_a_key_that_is_gone_for_good_is_not_asked_for_again_and_again(redis: Redis, desk: Desk) -> None:
    queueing.learn_key(redis, "10001", "CARE-1")
    desk.answer = fails_with(NotFound("", status=404))
    queueing.wake(redis, "CARE-1", "comment")
    jobs.run_case("CARE-1")
    assert not is_dirty(redis, "CARE-1")
    assert not any(queueing.standing(redis).queued.values())
    assert queueing.wake(redis, "#10001", "comment").unit == "#10001"


def test_an_issue_of_another_project_is_left_alone(redis: Redis, desk: Desk) -> None:
    queueing.wake(redis, "#10002", "comment")
    jobs.run_case("#10002")
    assert not any(queueing.standing(redis).queued.values())
    jobs.run_case("OTHER-1")
    assert desk.ran == ["whose id is 10002?"]


def test_a_released_version_wakes_its_cases(redis: Redis, desk: Desk) -> None:
    queueing.wake_version(redis, "77")
    jobs.run_version("77")
    assert desk.ran == ["version 77"]


def test_the_sweep_sees_to_its_next(redis: Redis, desk: Desk) -> None:
    queueing.wake(redis, "sweep", "start")
    jobs.run_sweep()
    assert desk.ran == ["sweep"]
    due = float(redis.zscore("careflow:due", "sweep") or 0) / 1000
    assert 590 < due - redis.time()[0] <= 601


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (RateLimited("jira-per-issue-on-write", status=429, retry_after=1847), 1847),
        (Unavailable("", status=503, retry_after=7), 7),
    ],
)
def test_a_retry_after_is_kept_whole_and_nobody_sleeps(
    error: Exception, seconds: int, redis: Redis, desk: Desk
) -> None:
    desk.answer = fails_with(error)
    queueing.wake(redis, "CARE-1", "test")
    jobs.run_case("CARE-1")
    assert is_dirty(redis, "CARE-1")
    assert seconds - 5 < (hold_of(redis, "CARE-1") or 0) <= seconds


def test_a_used_up_quota_holds_everything_and_one_issues_limit_only_that_issue(redis: Redis, desk: Desk) -> None:
    desk.answer = fails_with(RateLimited("jira-per-issue-on-write", status=429, retry_after=60))
    for unit in ("CARE-1", "CARE-2"):
        queueing.wake(redis, unit, "test")
        jobs.run_case(unit)
    assert desk.ran == ["CARE-1", "CARE-2"]
    desk.answer = fails_with(RateLimited("jira-quota-global-based", status=429, retry_after=60))
    for unit in ("CARE-3", "CARE-4"):
        queueing.wake(redis, unit, "test")
        jobs.run_case(unit)
    assert desk.ran == ["CARE-1", "CARE-2", "CARE-3"]
    assert is_dirty(redis, "CARE-4")
    assert 0 < (hold_of(redis, "CARE-4") or 0) <= 60


def test_a_refused_token_is_nobody_cases_fault(redis: Redis, desk: Desk) -> None:
    desk.answer = fails_with(Unauthorized("", status=401))
    for unit in ("CARE-1", "CARE-2"):
        queueing.wake(redis, unit, "test")
        jobs.run_case(unit)
    assert desk.ran == ["CARE-1"]
    assert queueing.park_list(redis) == []
    assert is_dirty(redis, "CARE-1")
    assert is_dirty(redis, "CARE-2")


def test_a_jira_that_is_down_is_asked_less_and_less_often_and_never_given_up(redis: Redis, desk: Desk) -> None:
    desk.answer = fails_with(Unavailable("", status=502))
    queueing.wake(redis, "CARE-1", "test")
    waits = []
    for _ in range(15):
        jobs.run_case("CARE-1")
        waits.append(hold_of(redis, "CARE-1") or 0)
        redis.zadd("careflow:held", {"CARE-1": 1})
    rounded = [round(wait) for wait in waits]
    assert rounded == sorted(rounded)
    assert 600 < waits[-1] <= 900
    assert queueing.park_list(redis) == []


def test_a_case_on_which_jira_fails_while_it_answers_for_others_is_parked(redis: Redis, desk: Desk) -> None:
    desk.answer = lambda key: Outcome(key) if key == "CARE-2" else fails_with(Unavailable("", status=500))(key)
    queueing.wake(redis, "CARE-1", "test")
    while not queueing.park_list(redis):
        queueing.wake(redis, "CARE-2", "test")
        jobs.run_case("CARE-2")
        jobs.run_case("CARE-1")
        redis.zadd("careflow:held", {"CARE-1": 1})
        assert len(desk.ran) < 30
    (parked,) = queueing.park_list(redis)
    assert parked.unit == "CARE-1"
    assert parked.reason.startswith("failed 9 times in a row: ")
    desk.answer = Outcome
    queueing.wake(redis, "CARE-1", "somebody edited it")
    jobs.run_case("CARE-1")
    assert queueing.park_list(redis) == []


def test_a_case_that_is_critical_goes_before_all_others_until_it_is_no_more(redis: Redis, desk: Desk) -> None:
    def queued_first() -> str | None:
        queueing.wake(redis, "CARE-1", "a delivery", urgent=True)
        queueing.wake(redis, "CARE-2", "a timer")
        firsts = [redis.lindex(f"rq:queue:{queue}", 0) for queue in QUEUES]
        first = next(job for job in firsts if job)
        return str(first.decode()).partition("_")[0]

    assert queued_first() == "CARE-1"
    desk.answer = lambda key: Outcome(key, critical=key == "CARE-2")
    jobs.run_case("CARE-1")
    jobs.run_case("CARE-2")
    redis.delete(*(f"rq:queue:{queue}" for queue in QUEUES))
    assert queued_first() == "CARE-2"
    assert queueing.standing(redis).queued[queueing.CRITICAL_QUEUE] == 1
    desk.answer = Outcome
    jobs.run_case("CARE-2")
    jobs.run_case("CARE-1")
    assert queued_first() == "CARE-1"


@pytest.mark.parametrize("error", [Forbidden("", status=403), Refused({"": "no"}, status=400)])
def test_what_time_does_not_mend_is_parked_with_its_reason(error: Exception, redis: Redis, desk: Desk) -> None:
    desk.answer = fails_with(error)
    queueing.wake(redis, "CARE-1", "test")
    jobs.run_case("CARE-1")
    (parked,) = queueing.park_list(redis)
    assert (parked.unit, parked.reason) == ("CARE-1", str(error))
    assert not is_dirty(redis, "CARE-1")


def test_an_issue_that_is_gone_has_no_timer_and_is_not_parked(redis: Redis, desk: Desk) -> None:
    desk.answer = fails_with(NotFound("", status=404))
    queueing.arm(redis, "CARE-1", NOW + timedelta(hours=1), NOW)
    queueing.wake(redis, "CARE-1", "deleted")
    jobs.run_case("CARE-1")
    assert queueing.timers(redis) == []
    assert queueing.park_list(redis) == []
    assert not is_dirty(redis, "CARE-1")


@pytest.mark.parametrize("error", [KeyError("customfield_1"), JobTimeoutException("too long")])
def test_a_poisonous_case_is_parked_after_three_runs_and_holds_up_nobody(
    error: Exception, redis: Redis, desk: Desk
) -> None:
    desk.answer = lambda key: Outcome(key) if key == "CARE-2" else fails_with(error)(key)
    for _ in range(3):
        queueing.wake(redis, "CARE-1", "test")
        queueing.wake(redis, "CARE-2", "test")
        redis.zadd("careflow:held", {"CARE-1": 1})
        jobs.run_case("CARE-1")
        jobs.run_case("CARE-2")
    assert desk.ran == ["CARE-1", "CARE-2"] * 3
    assert [parked.unit for parked in queueing.park_list(redis)] == ["CARE-1"]


def test_a_case_that_kills_its_worker_each_time_is_parked(redis: Redis, desk: Desk) -> None:
    queueing.wake(redis, "CARE-1", "test")
    redis.hset("careflow:deaths", "CARE-1", 10)
    jobs.run_case("CARE-1")
    assert desk.ran == []
    (parked,) = queueing.park_list(redis)
    assert "10 runs" in parked.reason


def test_a_process_that_is_no_worker_says_how_to_start_one() -> None:
    jobs.equip(lambda: (_ for _ in ()).throw(AssertionError))
    jobs._builder = None
    with pytest.raises(RuntimeError, match="careflow worker"):
        jobs.bench()


class Frail(ZeroDivisionError):
    """A fault of ours."""


@pytest.mark.parametrize(
    ("unit", "run", "subject"),
    [
        ("CARE-1", jobs.run_case, {"case": "CARE-1"}),
        ("#10001", jobs.run_case, {"case": "10001"}),
        ("version:77", lambda _: jobs.run_version("77"), {"job": "version:77"}),
        ("sweep", lambda _: jobs.run_sweep(), {"job": "sweep"}),
    ],
)
def test_every_line_of_a_job_says_what_it_is_about(
    unit: str, run: Callable[[str], None], subject: dict[str, str], redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    def noted(*_: str) -> str:
        logging.getLogger("plugin.jira.session").warning("in a module below")
        raise Frail

    desk = Desk()
    desk.run = desk.sweep = desk.wake_fixed_in = desk.key_of = noted  # type: ignore[assignment]
    jobs.equip(lambda: Bench(redis, desk, desk, frozenset({"CARE"}), timedelta(minutes=10)))
    caplog.handler.addFilter(About())
    caplog.set_level(logging.DEBUG, logger="plugin")
    queueing.wake(redis, unit, "test")
    run(unit)
    run(unit)  # it is held now
    said = [record.getMessage() for record in caplog.records]
    assert said == ["in a module below", "again in 0:00:05: Frail: ", "held, left"]
    assert [{name: vars(record).get(name) for name in subject} for record in caplog.records] == [subject] * 3
    logging.getLogger("plugin").warning("after it")
    assert "case" not in vars(caplog.records[-1])
    assert "job" not in vars(caplog.records[-1])


def test_a_lease_that_is_not_renewed_is_said_of_its_case(
    redis: Redis, desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is renewed by a thread of its own."""
    monkeypatch.setattr("plugin.queueing.claims.LEASE", timedelta(milliseconds=40))
    said = threading.Event()

    def answer(key: str) -> Outcome:
        redis.config_set("maxmemory", 1)
        try:
            assert said.wait(20)
        finally:
            redis.config_set("maxmemory", 0)
        return Outcome(key)

    class Heard(About):
        def filter(self, record: logging.LogRecord) -> bool:
            if "not renewed" in record.getMessage():
                said.set()
            return super().filter(record)

    desk.answer = answer
    caplog.handler.addFilter(Heard())
    queueing.wake(redis, "CARE-1", "test")
    jobs.run_case("CARE-1")
    assert {vars(record).get("case") for record in caplog.records if "not renewed" in record.msg} == {"CARE-1"}
