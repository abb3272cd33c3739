"""Wake-ups coalesce, none is lost, and what a killed process leaves behind is taken up again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from plugin import queueing
from plugin.queueing import BULK_QUEUE, CRITICAL_QUEUE, URGENT_QUEUE, Claim


def jobs(redis: Redis, name: str) -> list[Job]:
    return Queue(name, connection=redis, serializer=JSONSerializer).jobs


def pop(redis: Redis) -> str | None:
    """Take the next job from the queues, as a worker does."""
    for name in (URGENT_QUEUE, BULK_QUEUE):
        job_id = redis.lpop(f"rq:queue:{name}")
        if job_id is not None:
            job = Job.fetch(job_id.decode(), connection=redis, serializer=JSONSerializer)
            return str(job.args[0]) if job.args else "sweep"
    return None


def lose_lease(redis: Redis, unit: str) -> None:
    """As if ten seconds had passed since its worker was killed."""
    redis.zadd("careflow:running", {unit: 1})


def end_hold(redis: Redis, unit: str) -> None:
    redis.zadd("careflow:held", {unit: 1})


def test_a_job_is_what_rq_itself_would_have_written(redis: Redis) -> None:
    queueing.wake(redis, "CARE-1", "test")
    (ours,) = jobs(redis, BULK_QUEUE)
    queue = Queue("elsewhere", connection=redis, serializer=JSONSerializer)
    made = queue.enqueue("plugin.jobs.run_case", "CARE-1", job_timeout=120, result_ttl=60, failure_ttl=86400)
    theirs = Job.fetch(made.id, connection=redis, serializer=JSONSerializer)
    fields = ("func_name", "args", "kwargs", "timeout", "result_ttl", "failure_ttl", "_status")
    assert [getattr(ours, name) for name in fields] == [getattr(theirs, name) for name in fields]
    assert ours.origin == BULK_QUEUE
    assert ours.enqueued_at is not None
    assert theirs.enqueued_at is not None
    assert abs(ours.enqueued_at - theirs.enqueued_at) < timedelta(seconds=30)
    ours.save()  # RQ can write it again without losing anything
    assert Job.fetch(ours.id, connection=redis, serializer=JSONSerializer).args == ["CARE-1"]


def test_many_wake_ups_are_one_job(redis: Redis) -> None:
    states = [queueing.wake(redis, "CARE-1", "test").state for _ in range(50)]
    assert states == ["queued"] + ["coalesced"] * 49
    assert len(jobs(redis, BULK_QUEUE)) == 1


def test_an_urgent_wake_up_overtakes_its_own_queued_job(redis: Redis) -> None:
    for number in range(3):
        queueing.wake(redis, f"CARE-{number + 1}", "sweep")
    assert queueing.wake(redis, "CARE-3", "webhook", urgent=True).state == "queued"
    assert pop(redis) == "CARE-3"


def test_an_urgent_wake_up_leaves_no_job_behind_in_the_other_queue(redis: Redis) -> None:
    for _ in range(3):
        queueing.wake(redis, "CARE-2", "it waits before")
        queueing.wake(redis, "CARE-1", "sweep")
        queueing.wake(redis, "CARE-1", "webhook", urgent=True)
        assert (len(jobs(redis, URGENT_QUEUE)), len(jobs(redis, BULK_QUEUE))) == (1, 1)
        assert pop(redis) == "CARE-1"
        run(redis, "CARE-1", lambda: queueing.wake(redis, "CARE-1", "webhook", urgent=True))
    assert sorted(filter(None, (pop(redis) for _ in range(9)))) == ["CARE-1", "CARE-2"]


def test_a_job_that_was_revived_before_it_began_is_not_done_twice(redis: Redis) -> None:
    queueing.wake(redis, "CARE-1", "test")
    assert pop(redis) == "CARE-1"
    assert queueing.revive(redis) >= 1  # another worker takes it for lost
    assert run(redis, "CARE-1", lambda: queueing.wake(redis, "CARE-1", "meanwhile")) == "run"
    assert [pop(redis) for _ in range(3)].count("CARE-1") == 1


def run(redis: Redis, unit: str, meanwhile: Any = lambda: None) -> str:
    claim = Claim(redis, unit)
    with claim as begun:
        if begun.state == "run":
            meanwhile()
            claim.finish()
    return begun.state


def test_wake_ups_while_it_runs_make_exactly_one_more_run(redis: Redis) -> None:
    queueing.wake(redis, "CARE-1", "test")
    assert pop(redis) == "CARE-1"

    def many() -> None:
        for _ in range(20):
            assert queueing.wake(redis, "CARE-1", "test").state == "running"

    assert run(redis, "CARE-1", many) == "run"
    assert pop(redis) == "CARE-1"
    assert pop(redis) is None
    assert run(redis, "CARE-1") == "run"
    assert pop(redis) is None
    assert run(redis, "CARE-1") == "clean"


def test_two_runs_of_one_case_are_never_at_once(redis: Redis) -> None:
    queueing.wake(redis, "CARE-1", "test")
    states: list[str] = []
    assert run(redis, "CARE-1", lambda: states.append(run(redis, "CARE-1"))) == "run"
    assert states == ["busy"]


def test_a_job_popped_by_a_worker_that_was_killed_is_queued_again(redis: Redis) -> None:
    queueing.wake(redis, "CARE-1", "test")
    queueing.wake(redis, "CARE-2", "test")
    assert pop(redis) == "CARE-1"
    assert queueing.revive(redis) >= 1
    assert [pop(redis), pop(redis)] == ["CARE-2", "CARE-1"]


def test_revive_leaves_alone_what_waits_its_turn(redis: Redis) -> None:
    for number in range(1, 6):
        queueing.wake(redis, f"CARE-{number}", "test", urgent=number % 2 == 0)
    for _ in range(3):
        assert queueing.revive(redis) == 0
    units = [job.args for name in (URGENT_QUEUE, BULK_QUEUE) for job in jobs(redis, name)]
    assert sorted(unit for unit in units if unit) == [[f"CARE-{number}"] for number in range(1, 6)]


def test_a_run_killed_in_the_middle_is_queued_again_when_its_lease_is_over(redis: Redis) -> None:
    queueing.wake(redis, "CARE-1", "test")
    pop(redis)
    with Claim(redis, "CARE-1"):
        pass  # killed: neither finished nor put back
    queueing.revive(redis)
    assert pop(redis) != "CARE-1"  # the lease still stands
    lose_lease(redis, "CARE-1")
    queueing.revive(redis)
    assert pop(redis) == "CARE-1"
    with Claim(redis, "CARE-1") as begun:
        assert (begun.state, begun.attempts) == ("run", 2)


def test_who_lost_the_lease_changes_nothing_any_more(redis: Redis) -> None:
    queueing.wake(redis, "CARE-1", "test")
    slow, quick = Claim(redis, "CARE-1"), Claim(redis, "CARE-1")
    with slow:
        lose_lease(redis, "CARE-1")
        with quick as begun:
            assert begun.state == "run"
            assert not slow.finish()
            slow.park("late")
            slow.hold(timedelta(hours=1))
            assert run(redis, "CARE-1") == "busy"
            quick.finish()
    assert queueing.park_list(redis) == []
    assert run(redis, "CARE-1") == "clean"


def test_a_held_case_waits_whatever_wakes_it_and_is_then_queued_once(redis: Redis) -> None:
    queueing.wake(redis, "CARE-1", "test")
    pop(redis)
    claim = Claim(redis, "CARE-1")
    with claim:
        claim.hold(timedelta(minutes=30))
    assert queueing.wake(redis, "CARE-1", "webhook", urgent=True).state == "held"
    queueing.revive(redis)
    assert pop(redis) != "CARE-1"
    end_hold(redis, "CARE-1")
    queueing.revive(redis)
    assert pop(redis) == "CARE-1"


def test_a_pause_of_everything_holds_every_case_until_it_is_over(redis: Redis) -> None:
    queueing.pause_everything(redis, timedelta(minutes=5), "quota")
    for unit in ("CARE-1", "CARE-2"):
        queueing.wake(redis, unit, "test")
        assert run(redis, unit) == "held"
    redis.delete("careflow:paused")
    end_hold(redis, "CARE-1")
    end_hold(redis, "CARE-2")
    queueing.revive(redis)
    assert run(redis, "CARE-1") == run(redis, "CARE-2") == "run"


def test_a_parked_case_stays_until_it_is_woken_and_is_forgotten_when_it_ends_well(redis: Redis) -> None:
    for count in (1, 2):
        queueing.wake(redis, "CARE-1", "test")
        claim = Claim(redis, "CARE-1")
        with claim:
            claim.park("the field is not on the screen")
        queueing.revive(redis)
        (parked,) = queueing.park_list(redis)
        assert (parked.unit, parked.reason, parked.count) == ("CARE-1", "the field is not on the screen", count)
        assert run(redis, "CARE-1") == "clean"
    queueing.wake(redis, "CARE-1", "changed")
    run(redis, "CARE-1")
    assert queueing.park_list(redis) == []


def test_a_case_that_changes_while_it_is_parked_is_tried_again_at_once(redis: Redis) -> None:
    queueing.wake(redis, "CARE-1", "test")
    pop(redis)
    claim = Claim(redis, "CARE-1")
    with claim:
        queueing.wake(redis, "CARE-1", "changed")
        claim.park("refused")
    assert pop(redis) == "CARE-1"


def test_an_id_whose_key_is_learned_wakes_the_key(redis: Redis) -> None:
    assert queueing.wake(redis, "#10001", "comment").unit == "#10001"
    queueing.learn_key(redis, "10001", "CARE-1")
    assert queueing.wake(redis, "#10001", "comment").unit == "CARE-1"
    queueing.learn_key(redis, "10001", "OTHER-9")
    assert queueing.wake(redis, "#10001", "comment").unit == "OTHER-9"


def test_after_a_flush_the_sweep_comes_by_itself(redis: Redis) -> None:
    queueing.revive(redis)
    assert [job.func_name for job in jobs(redis, BULK_QUEUE)] == ["plugin.jobs.run_sweep"]
    queueing.revive(redis)
    assert len(jobs(redis, BULK_QUEUE)) == 1


def test_standing_tells_what_waits_and_for_how_long(redis: Redis) -> None:
    assert queueing.standing(redis).oldest == 0
    queueing.wake(redis, "CARE-1", "test", urgent=True)
    queueing.wake(redis, "CARE-2", "test")
    standing = queueing.standing(redis)
    assert standing.queued == {CRITICAL_QUEUE: 0, URGENT_QUEUE: 1, BULK_QUEUE: 1}
    assert 0 <= standing.oldest < 30
    assert (standing.running, standing.held, standing.parked, standing.timers) == (0, 0, 0, 0)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["wake", "urgent", "work", "work and wake", "die popped", "die begun", "die at the end", "hold"]
        ),
        st.sampled_from(["CARE-1", "CARE-2", "CARE-3"]),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_dies_and_whenever_the_last_wake_up_of_each_case_is_answered_by_a_later_run(
    redis: Redis, steps: list[tuple[str, str]]
) -> None:
    redis.flushall()
    redis.zadd("careflow:due", {"sweep": 10**15})  # no sweep shall help
    moment, woken, ran = 0, {}, {}
    for step, unit in [*steps, *[("work", "CARE-1")] * 12]:
        moment += 1
        if step in ("wake", "urgent"):
            queueing.wake(redis, unit, step, urgent=step == "urgent")
            woken[unit] = moment
        else:
            begun_at = moment
            popped = pop(redis)
            if popped is None:
                for case in woken:
                    if redis.zscore("careflow:running", case):
                        lose_lease(redis, case)
                    if redis.zscore("careflow:held", case):
                        end_hold(redis, case)
                queueing.revive(redis)
                popped = pop(redis)
            if popped is None or step == "die popped":
                continue
            claim = Claim(redis, popped)
            with claim as begun:
                if begun.state != "run" or step == "die begun":
                    continue
                if step == "work and wake":
                    moment += 1
                    queueing.wake(redis, popped, step)
                    woken[popped] = moment
                if step == "hold":
                    claim.hold(timedelta(hours=1))
                    continue
                ran[popped] = begun_at
                if step != "die at the end":
                    claim.finish()
    assert {unit: ran.get(unit, 0) > at for unit, at in woken.items()} == dict.fromkeys(woken, True)
    assert redis.hlen("careflow:dirty") == 0
    assert queueing.standing(redis).running == 0
