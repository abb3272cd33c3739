"""Which jobs a worker runs: those that ``plugin.queueing.scripts`` writes, and nothing else that stands in Redis.

RQ imports and calls whatever function a job names, its callbacks too, and sends its webhooks to whatever address
(https://python-rq.org/docs/jobs, https://python-rq.org/docs/webhooks): who can write to Redis could run any code with
the worker's rights. So a job is looked at while it is read, and one that is not of our making is none: RQ passes over a
job that is not there. What can still be forged is a wake-up, which makes a worker look at a case and do what is due.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from redis import Redis
from rq.exceptions import NoSuchJobError
from rq.job import Job

from plugin.logs import escaped
from plugin.queueing.units import is_case, is_id, issue_id_in

log = logging.getLogger(__name__)

_LONGEST = 80  # characters of a forged job's id that a line of the log shows


def _is_case_or_id(unit: str) -> bool:
    return is_case(unit) or is_id(issue_id_in(unit) or "")


ALLOWED: Mapping[str, Callable[[str], bool] | None] = {
    "plugin.jobs.run_case": _is_case_or_id,
    "plugin.jobs.run_version": is_id,
    "plugin.jobs.run_sweep": None,
}
"""The functions that a job may name, and what its one argument must be; None where it has none."""


class AllowedJob(Job):
    """A job as RQ reads it from Redis. Raises NoSuchJobError where it is none of ours."""

    @classmethod
    def fetch(cls, id: str, connection: Redis | None = None, serializer: Any = None) -> Job:
        """As RQ's, which ends the worker over an id that RQ would not have given."""
        try:
            return super().fetch(id, connection, serializer)
        except ValueError:
            raise _passed_over(id) from None

    def restore(self, raw_data: Any) -> Any:
        """As RQ's, which calls nothing yet, of what is allowed."""
        try:
            restored = super().restore(raw_data)
            known = self._is_plain() and _is_allowed(self.data)
        except Exception:  # a field that RQ did not write: it asserts, and raises whatever its parsers raise
            known = False
        if not known:
            raise _passed_over(self.id)
        return restored

    def _is_plain(self) -> bool:
        """Whether nothing is to be done beyond the function: callbacks name code, webhooks an address."""
        callbacks = (self._success_callback_name, self._failure_callback_name, self._stopped_callback_name)
        return not any((*callbacks, self.webhooks))


def _passed_over(job_id: str) -> NoSuchJobError:
    log.error("a job that careflow did not write is passed over: %s", escaped(job_id[:_LONGEST]))
    return NoSuchJobError("not a job of careflow's")


def _is_allowed(data: bytes) -> bool:
    """Whether it is JSON (it may be pickled) that names one of the functions, and what is allowed with it."""
    match json.loads(data):
        case [str(function), None, [], {**names}] if not names:
            return function in ALLOWED and ALLOWED[function] is None
        case [str(function), None, [str(argument)], {**names}] if not names:
            fits = ALLOWED.get(function)
            return fits is not None and fits(argument)
    return False
