"""The worker: RQ's ``SimpleWorker``, made to notice quickly what died, and killed if a job hangs.

Why not the forking ``Worker``: it is a quarter as fast (50 jobs a second against 210, PERF.md), but above all each
job would begin in a fresh copy of the parent, with a new TLS connection to Jira and nothing of what the last one
learned. What forking protects from is had otherwise:

- a job that takes too long is interrupted by RQ's alarm (``JOB_TIMEOUT``), as in a fork;
- one that cannot be interrupted (code in C that never comes back, as a regular expression may) is ended with its
  process by ``faulthandler``'s own thread, which needs no interpreter lock, and prints where it hung. The supervisor
  starts the next worker, and the lease of the case runs out in ten seconds;
- one that ends its process each time is parked after ten attempts (``plugin.jobs``).
"""

from __future__ import annotations

import faulthandler
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep
from types import FrameType
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.queue import Queue
from rq.serializers import JSONSerializer

from plugin import queueing
from plugin.allowed_jobs import AllowedJob
from plugin.connecting import told
from plugin.logs import about
from plugin.queueing.scripts import JOB_TIMEOUT
from plugin.queueing.units import QUEUES, SWEEP, subject, version_unit
from plugin.timekeeper import Timekeeper

log = logging.getLogger(__name__)

_IDLE = 2  # seconds that it waits for a job before it looks at what else there is
_GRACE = 15  # seconds that RQ's alarm has to interrupt a job before its process is ended
_FIRST, _LAST = 0.5, 30.0  # seconds before it tries again with a Redis that failed; doubled each time
_NAP = 0.1
_BEAT = 1.0  # seconds between two heartbeats
_HOUSEKEEPING = 10  # seconds between RQ's own maintenance of its registries


@dataclass
class Asked:
    """Whether this worker is to stop. A plain mark: a handler of signals that takes a lock may wait for itself."""

    to_stop: bool = False

    def stop(self, number: int, frame: FrameType | None) -> None:
        """A handler of signals."""
        del number, frame
        self.to_stop = True


class CaseWorker(SimpleWorker):
    """Works on both queues, urgent first. SIGTERM: finishes what runs, then ends."""

    max_connection_wait_time = 5.0  # RQ's minute would be long, when Redis was only started again

    def __init__(self, connection: Redis, asked: Asked, between_jobs: Callable[[], object] = lambda: None) -> None:
        self._asked = asked  # whether it is to stop: set before RQ listens to signals, or by it
        self._between_jobs = between_jobs
        self._beaten = -_BEAT  # by ``monotonic``
        super().__init__(
            list(QUEUES),
            connection=connection,
            job_class=AllowedJob,
            serializer=JSONSerializer,
            worker_ttl=15 + _IDLE,  # RQ waits for jobs 15 s less than this, so that it comes by here so often
            job_monitoring_interval=_IDLE,
            maintenance_interval=_HOUSEKEEPING,
            log_job_description=False,
        )
        self.log_result_lifespan = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """As RQ's: finish what runs, or raise StopRequested where nothing does."""
        self._asked.to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def _install_signal_handlers(self) -> None:
        """As RQ's, for a signal that came before it too."""
        super()._install_signal_handlers()  # type: ignore[no-untyped-call]
        if self._asked.to_stop:
            self._stop_requested = True

    def _pubsub_exception_handler(self, exc: Exception, pubsub: Any, pubsub_thread: Any) -> None:
        """Nothing of ours comes by RQ's channel: whatever Redis says there is one line, and no end of a thread."""
        if isinstance(exc, RedisError):
            log.warning("RQ's channel: %s", told(exc))
            sleep(_IDLE)
        else:
            super()._pubsub_exception_handler(exc, pubsub, pubsub_thread)

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """RQ beats between two jobs and after each idle wait: the time for what is done between jobs.

        It beats five times in a job, at three round trips each: here once a second.
        """
        if pipeline is not None or monotonic() - self._beaten >= _BEAT:
            super().heartbeat(timeout, pipeline)
            self._beaten = monotonic()
        if pipeline is None:
            if self._asked.to_stop:  # RQ's own StopRequested may have been raised where an exception is passed over
                raise StopRequested
            try:
                self._between_jobs()
            except RedisError as error:
                log.warning("between two jobs: %s", told(error))

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """A little more than a job may take: RQ's SimpleWorker adds a minute to it."""
        del job, working_time
        return JOB_TIMEOUT + _GRACE

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job; end the whole process if it cannot be interrupted."""
        faulthandler.dump_traceback_later(JOB_TIMEOUT + _GRACE, exit=True)
        try:
            with about(**subject(_unit(job))):  # what RQ logs of it too
                super().execute_job(job, queue)
        finally:
            faulthandler.cancel_dump_traceback_later()


def _unit(job: Job) -> str:
    """What a job of ours is about (``plugin.queueing.scripts``)."""
    arguments = [str(argument) for argument in job.args]
    match str(job.func_name).rpartition(".")[2]:
        case "run_version":
            return version_unit(*arguments)
        case "run_sweep":
            return SWEEP
    return arguments[0]


def work(
    connection: Redis,
    ticking: Redis,
    prepare: Callable[[], object] = lambda: None,
    between_jobs: Callable[[], object] = lambda: None,
) -> int:
    """Work until SIGTERM or SIGINT, and then answer 0. Tries again for ever when Redis goes away or takes nothing.

    ``ticking``: another connection to the same Redis, for the timekeeper; it is closed in the end. ``prepare`` is
    called before each try; a RedisError of its is one of those reasons. ``between_jobs`` is called while no job runs,
    at least every two seconds then; it may raise a RedisError.
    """
    asked = Asked()
    _listen(asked)
    with Timekeeper(ticking):
        _try_again(asked, lambda: _work(connection, asked, prepare, between_jobs))
    return 0


def _try_again(asked: Asked, working: Callable[[], object]) -> None:
    pause = _FIRST
    while not asked.to_stop:
        began = monotonic()
        try:
            working()
        except StopRequested:  # the signal came where RQ does not expect it
            asked.to_stop = True
        except RedisError as error:
            log.error("no work: Redis: %s", told(error))
        pause = min(pause * 2, _LAST) if monotonic() - began < _LAST else _FIRST
        _wait(asked, pause)


def _listen(asked: Asked) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked.stop)


def _wait(asked: Asked, seconds: float) -> None:
    until = monotonic() + seconds
    while not asked.to_stop and monotonic() < until:
        sleep(_NAP)


def _work(connection: Redis, asked: Asked, prepare: Callable[[], object], between_jobs: Callable[[], object]) -> None:
    prepare()
    queueing.wake(connection, SWEEP, "a worker starts")
    try:
        CaseWorker(connection, asked, between_jobs).work(logging_level="WARNING")
    finally:
        _listen(asked)  # RQ leaves its own handlers behind
