"""What is counted, by whom, and that Prometheus can read it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, generate_latest
from redis import Redis
from redis.exceptions import RedisError

from plugin import jobs, queueing
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.jira.session import Call
from plugin.metrics import Counts, Observer, exposed
from plugin.metrics.catalogue import ACTIONS, BREACHES, METRICS, RECONCILE_SECONDS, REFUSED, Kind, Run
from plugin.metrics.exposition import _quoted
from plugin.metrics.standing import installed_version
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from plugin.workbench import bench
from tests.plugin.metrics_read import families, number, samples

ROOT = Path(__file__).parents[2]


@pytest.fixture
def redis(redis_server: EmbeddedRedis) -> Redis:
    """A database of its own: what other tests counted may still be handed over to theirs."""
    connection = connect(redis_server.url.removesuffix("/0") + "/2", patience=5.0)
    connection.flushdb()
    return connection


@pytest.fixture
def counts(redis: Redis) -> Counts:
    return Counts(redis)


@pytest.fixture
def shown(redis: Redis, counts: Counts) -> Callable[[], str]:
    """What ``/metrics`` shows."""
    return lambda: exposed(counts, redis)


@pytest.fixture
def busy(counts: Counts) -> Counts:
    """Something of everything was counted."""
    observer = Observer(counts)
    for outcome in Run:
        observer.ran(outcome, 0.3)
    observer.called(Call("GET", "issue/{issue}", 200, "ok", 0.07))
    observer.called(Call("PUT", "issue/{issue}", None, "TimedOut", 20.0))
    observer.called(Call("GET", "search/jql", 429, "RateLimited", 0.01, "everything"))
    counts.add(ACTIONS, "note", "SLO-10")
    return counts


def test_every_metric_is_exposed_as_prometheus_reads_it(busy: Counts, shown: Callable[[], str]) -> None:
    found = families(shown())
    assert {name: (family.type, family.documentation) for name, family in found.items()} == {
        metric.name.removesuffix("_total"): (metric.kind, metric.meaning) for metric in METRICS
    }


def test_counters_end_in_total_and_nothing_else_does() -> None:
    assert [m.name for m in METRICS if m.name.endswith("_total") != (m.kind is Kind.COUNTER)] == []
    assert [m.name for m in METRICS if not re.fullmatch(r"careflow_[a-z_]+", m.name)] == []
    assert [m.name for m in METRICS if m.known and len(m.known) != len(m.labels)] == []


def test_what_has_not_happened_yet_is_0_so_that_the_first_is_a_rise(shown: Callable[[], str]) -> None:
    text = shown()
    assert number(text, "careflow_breaches_total", clock="respond", severity="Critical") == 0
    assert number(text, "careflow_reconciles_total", outcome="parked") == 0
    assert number(text, "careflow_webhooks_refused_total", status="401") == 0
    assert number(text, "careflow_reconcile_seconds_count") == 0


def test_a_histogram_is_cumulative_and_its_bounds_belong_to_the_bucket_below(
    counts: Counts, shown: Callable[[], str]
) -> None:
    for seconds in (0.1, 0.11, 2.5, 500.0):
        counts.observe(RECONCILE_SECONDS, seconds)
    text, name = shown(), "careflow_reconcile_seconds"
    assert [number(text, f"{name}_bucket", le=le) for le in ("0.1", "0.25", "1", "2.5", "120", "+Inf")] == [
        *(1, 2, 2, 3, 3, 4)
    ]
    assert (number(text, f"{name}_count"), number(text, f"{name}_sum")) == (4, 502.71)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_label_values_are_escaped_as_prometheus_own_library_does(value: str) -> None:
    registry = CollectorRegistry()
    Counter("one", "", ["label"], registry=registry).labels(value).inc()
    assert f'one_total{{label="{_quoted(value)}"}} 1.0\n' in generate_latest(registry).decode()


def test_a_value_of_an_earlier_version_with_other_labels_is_left_out(redis: Redis, shown: Callable[[], str]) -> None:
    redis.hset("careflow:metrics", '["careflow_actions_total", "note"]', 7)
    redis.hset("careflow:metrics", '["careflow_gone_total"]', 7)
    assert "7" not in {line.rpartition(" ")[2] for line in shown().splitlines()}


def test_processes_add_up_and_a_flush_begins_anew(redis: Redis, shown: Callable[[], str]) -> None:
    others = [Counts(redis) for _ in range(2)]
    for other in others:
        other.add(REFUSED, "401")
        other.hand_over()
    assert number(shown(), "careflow_webhooks_refused_total", status="401") == 2
    redis.flushdb()
    assert number(shown(), "careflow_webhooks_refused_total", status="401") == 0


def test_what_was_counted_while_redis_was_away_is_handed_over_when_it_is_back(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server:
        redis = connect(server.url, patience=1.0)
        counts = Counts(redis)
        with suppress(RedisError):
            redis.shutdown(nosave=True)
        while server.is_alive():
            time.sleep(0.02)
        counts.add(REFUSED, "503")
        with pytest.raises(RedisError):
            counts.hand_over()
        server.revive()
        assert counts.total() == {("careflow_webhooks_refused_total", "503"): 1}
        redis.close()


def test_the_end_of_a_process_hands_over_what_it_counted(redis_server: EmbeddedRedis, redis: Redis) -> None:
    program = (
        "import sys; from plugin.connecting import connect; from plugin.metrics import Counts;"
        "from plugin.metrics.catalogue import QUEUED; Counts(connect(sys.argv[1], patience=3.0)).add(QUEUED)"
    )
    url = redis_server.url.removesuffix("/0") + "/2"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program, url], check=True, env=environ, timeout=30)
    assert redis.hgetall("careflow:metrics") == {b'["careflow_webhooks_queued_total"]': b"1"}


def test_the_end_of_a_process_does_not_wait_for_a_redis_that_is_away() -> None:
    program = (
        "from plugin.connecting import connect; from plugin.metrics import Counts;"
        "from plugin.metrics.catalogue import QUEUED; Counts(connect('redis://127.0.0.1:1', patience=3.0)).add(QUEUED)"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environ, timeout=30)


def test_timers_that_nobody_rang_are_late(redis: Redis, shown: Callable[[], str]) -> None:
    seconds, _ = redis.time()
    redis.zadd("careflow:due", {"CARE-1": (seconds - 90) * 1000, "CARE-2": (seconds + 90) * 1000})
    text = shown()
    assert (number(text, "careflow_timers"), number(text, "careflow_timers_late")) == (2, 1)
    assert 90 <= (number(text, "careflow_timers_late_seconds") or 0) < 150


def test_standing_and_version_are_gauges(redis: Redis, shown: Callable[[], str]) -> None:
    queueing.wake(redis, "CARE-1", "test")
    queueing.pause_everything(redis, timedelta(minutes=1), "test")
    text = shown()
    assert number(text, "careflow_queue_depth", queue="careflow") == 1
    assert 0 < (number(text, "careflow_paused_seconds") or 0) <= 60
    assert number(text, "careflow_workers") == 0
    assert number(text, "careflow_build_info", version=installed_version()) == 1


class TestAWorker:
    """On a sandbox Jira, over HTTP."""

    @pytest.fixture
    def flavour(self) -> Flavour:
        return Flavour.CLOUD

    @pytest.fixture(autouse=True)
    def at_work(self, sandbox: Sandbox, redis: Redis, counts: Counts) -> None:
        environ = {
            "CAREFLOW_JIRA__URL": sandbox.url,
            "CAREFLOW_JIRA__USER": sandbox.user,
            "CAREFLOW_JIRA__TOKEN": sandbox.token,
        }
        jobs.equip(lambda: bench(load(environ), redis, counts))

    @staticmethod
    def run(redis: Redis, key: str) -> None:
        redis.delete("careflow:held", "careflow:paused")
        queueing.wake(redis, key, "test")
        jobs.run_case(key)

    def test_counts_how_cases_ended_what_was_done_and_what_jira_was_asked(
        self, sandbox: Sandbox, redis: Redis, shown: Callable[[], str]
    ) -> None:
        key = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
        self.run(redis, key)
        self.run(redis, key)
        text = shown()
        assert number(text, "careflow_reconciles_total", outcome="acted") == 1
        assert number(text, "careflow_reconciles_total", outcome="unchanged") == 1
        assert number(text, "careflow_reconcile_seconds_count") == 2
        assert number(text, "careflow_actions_total", kind="set_field", clause="SEV-7")
        puts = [r for r in sandbox.requests if r.method == "PUT"]
        labels = {"method": "PUT", "endpoint": "issue/{issue}"}
        assert number(text, "careflow_jira_requests_total", **labels, status="204") == len(puts)
        assert number(text, "careflow_jira_request_seconds_count", **labels) == len(puts)
        assert key not in text

    def test_counts_each_breach_once(self, sandbox: Sandbox, redis: Redis, shown: Callable[[], str]) -> None:
        key = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
        self.run(redis, key)
        sandbox.advance(timedelta(minutes=35))
        self.run(redis, key)
        sandbox.advance(timedelta(minutes=30))
        for _ in range(3):
            self.run(redis, key)
        text = shown()
        found = {s: n for s, n in samples(text).items() if s[0] == BREACHES.name and n}
        assert found == {(BREACHES.name, frozenset({("clock", "respond"), ("severity", "Major")})): 1}
        assert number(text, "careflow_warnings_total", clock="respond", severity="Major") == 1

    def test_counts_429_by_what_is_to_be_slowed(self, sandbox: Sandbox, redis: Redis, shown: Callable[[], str]) -> None:
        key = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
        sandbox.faults.rate_limit(60, "jira-burst-based", path="*/issue/*")
        self.run(redis, key)
        text = shown()
        assert number(text, "careflow_jira_rate_limited_total", scope="endpoint") == 1
        assert number(text, "careflow_reconciles_total", outcome="put_back") == 1

    def test_a_redis_that_takes_no_counts_loses_no_case_and_is_not_waited_for(
        self, sandbox: Sandbox, redis: Redis
    ) -> None:
        """Counting that asked Redis on the way would raise here, and the case be put back."""
        away = Counts(connect("redis://127.0.0.1:1", patience=0.2))
        made = jobs.bench()
        observer = Observer(away)
        jobs.equip(
            lambda: jobs.Bench(
                redis, made.reconciler, made.sweeper, made.projects, made.sweep_every, on_run=observer.ran
            )
        )
        key = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
        self.run(redis, key)
        assert sandbox.issue(key).fields.get("Response Due")
        assert not redis.hexists("careflow:dirty", key)
