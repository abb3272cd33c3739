"""The functions that RQ calls: ``run_case``, ``run_version`` and ``run_sweep``.

Jobs carry a key or an id, never a payload. Each run takes the unit's lease, clears the queued mark *before* it reads,
and ends in one of ``finish``, ``hold`` and ``park``; a process that is killed in between leaves a lease that runs out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol, TypeAlias

from redis import Redis
from redis.exceptions import RedisError

from plugin import queueing
from plugin.jira import NotFound
from plugin.logs import about
from plugin.metrics.catalogue import Run
from plugin.putting_back import LONG, Gone, Hold, Park, verdict
from plugin.queueing import Claim
from plugin.queueing.units import SWEEP, is_case, issue_id_in, project_of, subject, version_id_in, version_unit
from plugin.queueing.wakes import key_of
from workflows.allowance import Share

log = logging.getLogger(__name__)

_DEATHS = 10  # runs in a row that ended in nothing at all: it kills its worker


class Outcome(Protocol):
    """What a reconcile answers, as far as jobs look at it. ``now`` and ``wake_at`` are in Jira's time."""

    @property
    def key(self) -> str:
        """The case's key as it is now: not the one asked for, if the issue was moved."""

    @property
    def now(self) -> datetime:
        """Jira's now."""

    @property
    def wake_at(self) -> datetime | None:
        """When to look again; None when time alone changes nothing."""

    @property
    def unchanged_since(self) -> datetime | None:
        """The issue's ``updated``, where nothing was wanted of it."""

    @property
    def alone(self) -> bool:
        """Whether that rests on nothing but the issue and time."""

    @property
    def critical(self) -> bool:
        """Whether it is an open case that is Critical."""

    @property
    def written_as(self) -> str | None:
        """Our account, where it has done all that was wanted."""

    @property
    def share(self) -> Share | None:
        """SCO-3: the case's part in its instance, where it counts on one."""


class Reconciles(Protocol):
    """``plugin.reconcile.Reconciler``: read, decide, write once, compare, remember."""

    def run(self, key: str) -> Outcome:
        """Reconcile one case. Raises JiraError."""


class Sweeps(Protocol):
    """``plugin.sweep.Sweeper``: what looks over many cases in bulk."""

    def sweep(self) -> object:
        """Look over all open cases."""

    def wake_fixed_in(self, version_id: str) -> object:
        """Wake the cases of a released version."""

    def key_of(self, issue_id: str) -> str:
        """The key of an issue of which the id is known."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a worker's process builds once, and all its jobs work with.

    ``on_run`` is told of each run of a case: how it ended, and after how many seconds (for metrics). ``close`` ends its
    connections to Jira, when another takes its place. Within ``at_hand`` a case is run: what is remembered of Jira is
    fetched together (``plugin.jira.cache.ReadAhead``).
    """

    connection: Redis
    reconciler: Reconciles
    sweeper: Sweeps
    projects: frozenset[str]
    sweep_every: timedelta
    on_run: Callable[[Run, float], None] = lambda outcome, seconds: None
    close: Callable[[], None] = lambda: None
    at_hand: Callable[[], AbstractContextManager[None]] = nullcontext


_builder: Callable[[], Bench] | None = None
_bench: Bench | None = None


def equip(builder: Callable[[], Bench]) -> None:
    """Say how this process builds its bench, from now on; it is built at the next job, after any fork."""
    global _builder, _bench
    if _bench is not None:
        _bench.close()
    _builder, _bench = builder, None


def bench() -> Bench:
    """This process' bench. Raises RuntimeError in a process that is no worker of ours."""
    global _bench
    if _bench is None:
        if _builder is None:
            raise RuntimeError("this process has no bench: start it with `careflow worker`, not with `rq worker`")
        _bench = _builder()
    return _bench


def run_case(unit: str) -> None:
    """Reconcile one case, by its key, or by its id when no key is known yet."""
    _run(unit, _reconcile if issue_id_in(unit) is None else _name_issue)


def run_version(version_id: str) -> None:
    """Wake the cases that are to be fixed in a version that was released."""
    _run(version_unit(version_id), _wake_fixed_in)


def run_sweep() -> None:
    """Look over all open cases, and see to it that it happens again."""
    _run(SWEEP, _sweep)


Work: TypeAlias = Callable[[Bench, str], Run | None]
"""What a job does with its unit; answers how it ended, where that is counted."""


def _run(unit: str, work: Work) -> None:
    with about(**subject(unit)):
        it = bench()
        claim = Claim(it.connection, unit)
        with claim as begun:
            if begun.state != "run":
                log.debug("%s, left", begun.state)
            elif begun.deaths >= _DEATHS:
                _park(claim, f"{_DEATHS} runs in a row ended with their process")
            else:
                _attempt(it, claim, work, begun.attempts)


def _attempt(it: Bench, claim: Claim, work: Work, attempts: int) -> None:
    began, outcome = monotonic(), Run.LOST
    try:
        outcome = work(it, claim.unit) or Run.UNCHANGED
    except RedisError:
        raise  # nothing can be put down now: the lease runs out, and the unit is revived
    except Exception as error:  # the boundary of a job: every failure has a verdict, none stops the worker
        outcome = _put_back(it, claim, error, attempts)
    else:
        if claim.finish():
            log.info("woken while it ran, queued again")
    finally:
        if is_case(claim.unit):
            it.on_run(outcome, monotonic() - began)


def _put_back(it: Bench, claim: Claim, error: Exception, attempts: int) -> Run:
    alone = is_case(claim.unit) and attempts >= LONG and queueing.went_well_lately(it.connection)
    match verdict(error, attempts, others_go_well=alone):
        case Hold(wait, everything):
            log.warning("again in %s: %s", wait, _line(error), exc_info=_ours(error))
            if everything:
                queueing.pause_everything(it.connection, wait, _line(error))
            claim.hold(wait)
            return Run.PUT_BACK
        case Park(reason):
            _park(claim, reason, _ours(error))
            return Run.PARKED
        case Gone(reason):
            log.info("gone: %s", reason)
            queueing.tell_former_instance(it.connection, claim.unit)
            queueing.disarm(it.connection, claim.unit)
            queueing.remember_critical(it.connection, claim.unit, critical=False)
            claim.finish()
            return Run.GONE


def _park(claim: Claim, reason: str, fault: Exception | None = None) -> None:
    log.error("parked: %s", reason, exc_info=fault)
    claim.park(reason)


def _ours(error: Exception) -> Exception | None:
    """A traceback is worth printing only where the fault is in this code."""
    return None if hasattr(error, "endpoint") else error


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _reconcile(it: Bench, key: str) -> Run:
    try:
        with it.at_hand():
            outcome = it.reconciler.run(key)
    except NotFound:
        _seek_by_id(it, key)
        raise
    if outcome.written_as:
        queueing.remember_written(it.connection, outcome.key, outcome.written_as)
    queueing.remember_critical(it.connection, outcome.key, critical=outcome.critical)
    if outcome.unchanged_since is None:
        queueing.forget_settled(it.connection, outcome.key)
    else:
        settled = queueing.Settled(outcome.unchanged_since, outcome.wake_at, outcome.alone)
        queueing.remember_settled(it.connection, outcome.key, settled)
    if outcome.key != key:  # moved to another project: its timer goes with it
        queueing.disarm(it.connection, key)
        queueing.remember_critical(it.connection, key, critical=False)
        queueing.tell_former_instance(it.connection, key)
    if outcome.share is None:
        queueing.tell_former_instance(it.connection, outcome.key)
    else:
        queueing.tell_instance(it.connection, outcome.share, outcome.key)
    if outcome.wake_at is None:
        queueing.disarm(it.connection, outcome.key)
    else:
        queueing.arm(it.connection, outcome.key, outcome.wake_at, outcome.now)
    return Run.ACTED if outcome.unchanged_since is None else Run.UNCHANGED


def _seek_by_id(it: Bench, key: str) -> None:
    """A key that is gone may be remembered as that of an issue which has another by now: that one is asked for."""
    for issue_id in queueing.forget_key(it.connection, key):
        try:
            found = it.sweeper.key_of(issue_id)
        except NotFound:
            continue
        if found != key and project_of(found) in it.projects:
            queueing.learn_key(it.connection, issue_id, found)
            queueing.wake(it.connection, found, "its key has changed")


def _wake_fixed_in(it: Bench, unit: str) -> None:
    it.sweeper.wake_fixed_in(version_id_in(unit))


def _name_issue(it: Bench, unit: str) -> None:
    """Find the key of an issue that was heard of by its id, and go on as the key: never both side by side."""
    issue_id = issue_id_in(unit) or ""
    key = key_of(it.connection, unit) or it.sweeper.key_of(issue_id)
    queueing.learn_key(it.connection, issue_id, key)
    if project_of(key) in it.projects:
        queueing.wake(it.connection, key, "heard of by its id")


def _sweep(it: Bench, unit: str) -> None:
    # Armed first: a sweep that fails or is killed is followed by another all the same. Both moments are this side's.
    origin = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    queueing.arm(it.connection, unit, origin + it.sweep_every, origin)
    it.sweeper.sweep()
