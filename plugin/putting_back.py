"""What becomes of a unit whose run failed: one pure function over the error (STYLE 13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from rq.timeouts import JobTimeoutException

from plugin.jira.errors import JiraError, NotFound, RateLimited, Unauthorized
from plugin.jira.retrying import PutBack, next_step

TRIES = 3  # of a run that failed for a reason of its own: a fault of ours, or more time than a job has
LONG = 9  # tries, in some half an hour, of a case on which Jira fails while it answers for others
_FIRST = timedelta(seconds=5)
_TOKEN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Hold:
    """Again, but not before ``wait`` is over. ``everything``: nor any other unit."""

    wait: timedelta
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Park:
    """Time alone mends nothing: leave it until it changes or somebody asks; ``reason`` is for people."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The issue is no longer there (or not for us): no timer, nothing to do."""

    reason: str


def verdict(error: Exception, attempts: int, *, others_go_well: bool = False) -> Hold | Park | Gone:
    """What to do after ``error`` in the ``attempts``-th run in a row that did not end well (1: the first).

    A Jira that is down is never given up. Where ``others_go_well`` it is the case: it is parked, so that people see it,
    and tried again by the sweep.
    """
    if isinstance(error, NotFound):
        return Gone(str(error))
    if isinstance(error, Unauthorized):
        # No case is at fault, and failed log-ins lock the account on Data Center (FACTS 5): all wait for the token.
        return Hold(_TOKEN, everything=True)
    if isinstance(error, JiraError):
        step = next_step(error, tries=attempts - 1)
        if isinstance(step, PutBack):
            if others_go_well and attempts >= LONG and not isinstance(error, RateLimited):
                return Park(f"failed {attempts} times in a row: {error}"[:500])
            everything = isinstance(error, RateLimited) and error.scope == "everything"
            return Hold(timedelta(seconds=step.seconds), everything)
        return Park(str(error))
    if attempts < TRIES:
        return Hold(_FIRST * 2 ** (attempts - 1))
    if isinstance(error, JobTimeoutException):
        return Park(f"took too long {attempts} times")
    return Park(f"{type(error).__name__}: {error}"[:500])
