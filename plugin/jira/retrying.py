"""What to do after a failed call: one pure function over the typed errors (FACTS 0.2, 0.10).

A read is asked again in place, twice at most and after a short pause, when Jira was out of reach for a moment.
Everything else goes back to the queue: a worker never sleeps through a Retry-After, and a write is never repeated in
place: the next reconcile reads the case again first, and finds there what was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from plugin.jira.errors import Conflict, JiraError, NotJson, RateLimited, TimedOut, Transient, Unavailable

LAST = 3  # calls of one read in place
PAUSES = (0.0, 0.5)  # seconds before the second and the third
LONGEST_BACKOFF = timedelta(minutes=15).total_seconds()
SHORTEST_WAIT = 1.0  # a Retry-After of 0 must not become a loop
# Nothing that Jira documents asks for more than an hour (a quota); beyond a day we ask again rather than trust it.
LONGEST_WAIT = timedelta(days=1).total_seconds()


@dataclass(frozen=True, slots=True)
class Again:
    """Ask again in place, after ``pause`` seconds."""

    pause: float


@dataclass(frozen=True, slots=True)
class PutBack:
    """Give up now and come back after ``seconds``, reading the case again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Drop:
    """Nothing that time mends: name it to people; the next event or sweep asks again."""


def next_step(error: JiraError, *, attempt: int = LAST, tries: int = 0) -> Again | PutBack | Drop:
    """What to do after ``error``.

    ``attempt``: how often this very request has been sent (1 after the first time); the default is for callers that
    only want to know when to put the job back. ``tries``: how often the job has been put back already.
    """
    if not isinstance(error, (Transient, NotJson)):
        return Drop()
    if isinstance(error, Transient) and error.retry_after is not None:
        return PutBack(min(max(error.retry_after, SHORTEST_WAIT), LONGEST_WAIT))
    if isinstance(error, Unavailable) and error.safe and attempt < LAST:
        return Again(PAUSES[min(attempt, len(PAUSES)) - 1])
    return PutBack(_backoff(error, tries))


def _backoff(error: JiraError, tries: int) -> float:
    first: float = 15.0
    if isinstance(error, Conflict):
        first = 2.0
    elif isinstance(error, (RateLimited, TimedOut)):
        first = 30.0
    elif isinstance(error, NotJson):
        first = 60.0  # a maintenance page stands for minutes
    return float(min(first * 2.0 ** min(max(tries, 0), 20), LONGEST_BACKOFF))
