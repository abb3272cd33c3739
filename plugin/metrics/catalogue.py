"""Every metric of careflow: its name, kind, labels and meaning. README's table says the same.

Labels bear no case key, address or name of a person: their values are those of a table here, clauses, endpoints with
their places unfilled, or status codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from workflows.terms import ClockName, Severity


class Kind(StrEnum):
    """Prometheus' kinds of metrics, as far as we have them."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Run(StrEnum):
    """How a reconcile of a case ended."""

    UNCHANGED = "unchanged"
    ACTED = "acted"
    PUT_BACK = "put_back"
    PARKED = "parked"
    GONE = "gone"
    LOST = "lost"  # Redis failed: it runs again


@dataclass(frozen=True, slots=True)
class Metric:
    """``known``: for each label the values that are shown from the start, so that the first of its kind is a rise.

    ``buckets``: the upper bounds of a histogram, in seconds.
    """

    name: str
    kind: Kind
    meaning: str
    labels: tuple[str, ...] = ()
    known: tuple[tuple[str, ...], ...] = ()
    buckets: tuple[float, ...] = ()

    def from_the_start(self) -> list[tuple[str, ...]]:
        """The label values of the series that are there before anything was counted."""
        return list(product(*self.known)) if self.known or not self.labels else []


_SEVERITIES = tuple(map(str, Severity))
_CLOCKS = tuple(map(str, ClockName))
_BREACHED = tuple(clock for clock in _CLOCKS if clock != ClockName.ROOT_CAUSE)

RECEIVED = Metric("careflow_webhooks_received_total", Kind.COUNTER, "deliveries that arrived")
QUEUED = Metric("careflow_webhooks_queued_total", Kind.COUNTER, "deliveries that woke a case or a version")
IGNORED = Metric(
    "careflow_webhooks_ignored_total",
    Kind.COUNTER,
    "deliveries that concern nothing of ours: an event that is not used, a project that is not configured, "
    "our own writing",
    ("reason",),
    (("event", "project", "own"),),
)
REFUSED = Metric(
    "careflow_webhooks_refused_total",
    Kind.COUNTER,
    "deliveries that were refused, by HTTP status (503: Redis took nothing, Jira comes again)",
    ("status",),
    (("400", "401", "413", "415", "500", "503"),),
)

QUEUE_DEPTH = Metric("careflow_queue_depth", Kind.GAUGE, "jobs that wait for a worker", ("queue",))
QUEUE_OLDEST = Metric("careflow_queue_oldest_seconds", Kind.GAUGE, "seconds that the oldest job has waited")
RUNNING = Metric("careflow_running", Kind.GAUGE, "cases that are worked on")
HELD = Metric("careflow_held", Kind.GAUGE, "cases that wait before they are tried again")
PARKED = Metric("careflow_parked", Kind.GAUGE, "cases that are left alone after failing again and again")
PAUSED = Metric(
    "careflow_paused_seconds",
    Kind.GAUGE,
    "seconds for which nothing is begun, since Jira asked to wait or took no token",
)
TIMERS = Metric("careflow_timers", Kind.GAUGE, "timers that are armed")
TIMERS_LATE = Metric("careflow_timers_late", Kind.GAUGE, "timers that should have rung and have not")
TIMERS_LATEST = Metric("careflow_timers_late_seconds", Kind.GAUGE, "seconds by which the latest timer is late")
WORKERS = Metric("careflow_workers", Kind.GAUGE, "workers that are alive")

RECONCILES = Metric(
    "careflow_reconciles_total",
    Kind.COUNTER,
    "cases that workers looked at, by how it ended: unchanged, acted, put_back, parked, gone or lost",
    ("outcome",),
    (tuple(Run),),
)
RECONCILE_SECONDS = Metric(
    "careflow_reconcile_seconds",
    Kind.HISTOGRAM,
    "seconds that a worker took for a case",
    buckets=(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0),
)
ACTIONS = Metric("careflow_actions_total", Kind.COUNTER, "what was done, by kind and clause", ("kind", "clause"))
BREACHES = Metric(
    "careflow_breaches_total",
    Kind.COUNTER,
    "targets missed, each when its note is written: SLO-10's breach, SLO-5's missed update",
    ("clock", "severity"),
    (_BREACHED, _SEVERITIES),
)
WARNINGS = Metric(
    "careflow_warnings_total",
    Kind.COUNTER,
    "warnings before a target is missed (SLO-5, SLO-6, SLO-10)",
    ("clock", "severity"),
    (_CLOCKS, _SEVERITIES),
)

JIRA_REQUESTS = Metric(
    "careflow_jira_requests_total",
    Kind.COUNTER,
    "requests of workers to Jira; the status is HTTP's, or the name of the error where no answer came",
    ("method", "endpoint", "status"),
)
JIRA_SECONDS = Metric(
    "careflow_jira_request_seconds",
    Kind.HISTOGRAM,
    "seconds that Jira took for a request",
    ("method", "endpoint"),
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0),
)
RATE_LIMITED = Metric(
    "careflow_jira_rate_limited_total",
    Kind.COUNTER,
    "answers 429, by what Jira wants slowed: an endpoint, an issue or everything",
    ("scope",),
    (("endpoint", "issue", "everything"),),
)
BUILD = Metric("careflow_build_info", Kind.GAUGE, "always 1; the version of the receiver", ("version",))

METRICS = (
    *(RECEIVED, QUEUED, IGNORED, REFUSED),
    *(QUEUE_DEPTH, QUEUE_OLDEST, RUNNING, HELD, PARKED, PAUSED, WORKERS),
    *(TIMERS, TIMERS_LATE, TIMERS_LATEST),
    *(RECONCILES, RECONCILE_SECONDS, ACTIONS, BREACHES, WARNINGS),
    *(JIRA_REQUESTS, JIRA_SECONDS, RATE_LIMITED),
    BUILD,
)
"""All of them, in the order in which they are exposed."""
