"""What became of many cases in a period: compliance, reviews of Critical, follow-ups, closings, root-cause reports.

Only what their summaries say is added up, so that every number is that of the cases behind it. Each case stands as it
stood in the end of the period, or now if that has not come: a report on a period that is over does not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from workflows.compliance import Entry, Outcome, ZoneOf, concerns, entries_of
from workflows.decision import ApprovalStory
from workflows.follow_ups import number_of
from workflows.period import Period
from workflows.summary import Summary
from workflows.terms import ClockName


@dataclass(frozen=True, slots=True)
class Review:
    """SEV-3: a review of a change to Critical that was asked for in the period, as it stood in the end."""

    case: Summary
    story: ApprovalStory

    @property
    def took(self) -> timedelta | None:
        """From the question to the decision, on the wall clock."""
        asked, decided = self.story.asked_at, self.story.decided_at
        return decided - asked if asked and decided else None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """CLO-3: an attempt to reach the customer, which Jira took in the period."""

    case: Summary
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Solution:
    """A case came to its solution in the period; ``reopened_at``: it was taken up again before the end."""

    case: Summary
    at: datetime
    reopened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """A period and its cases, by key. ``until``: the latest moment that any of them was asked about."""

    period: Period
    cases: tuple[Summary, ...]
    entries: tuple[Entry, ...]
    opened: tuple[Summary, ...] = ()
    reviews: tuple[Review, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    closed: tuple[Summary, ...] = ()
    solutions: tuple[Solution, ...] = ()
    unread: tuple[str, ...] = field(default=())  # keys of cases that could not be read
    complete: bool = True  # False: it was broken off

    @property
    def until(self) -> datetime | None:
        """The latest moment for which a case was asked about; None without cases."""
        return max((case.at for case in self.cases), default=None)

    @property
    def breaches(self) -> tuple[Entry, ...]:
        """What was breached in the period, by the moment of it."""
        found = [entry for entry in self.entries if entry.outcome is Outcome.BREACHED]
        return tuple(sorted(found, key=lambda entry: (entry.decided_at, entry.case.key, entry.clock.name)))

    @property
    def root_causes(self) -> tuple[Entry, ...]:
        """SLO-6: the reports that were still due in the end, by when; and those overdue."""
        reports = (entry for entry in self.entries if entry.clock.name is ClockName.ROOT_CAUSE)
        owed = [entry for entry in reports if entry.clock.due_at and not entry.clock.met_at]
        return tuple(sorted(owed, key=lambda entry: (entry.clock.due_at, entry.case.key)))

    @property
    def reopened(self) -> tuple[Solution, ...]:
        """The solutions that did not hold."""
        return tuple(solution for solution in self.solutions if solution.reopened_at)

    @property
    def reopen_rate(self) -> float | None:
        """The part of the period's solutions that were taken up again before its end; None where there were none."""
        return len(self.reopened) / len(self.solutions) if self.solutions else None

    @property
    def median_review(self) -> timedelta | None:
        """Half of the decisions took no longer; None where there was none. What was withdrawn was not decided."""
        took = [r.took for r in self.reviews if r.took is not None and r.story.state in ("approved", "rejected")]
        return median(took) if took else None  # type: ignore[type-var]


def report(
    cases: Iterable[Summary], period: Period, zone_of: ZoneOf, unread: Iterable[str] = (), *, complete: bool = True
) -> Report:
    """The report on cases that were asked about for the end of the period; what does not concern it is left out."""
    open_then = (case for case in cases if concerns(case, period, zone_of))
    known = tuple(sorted(open_then, key=lambda case: _number(case.key)))

    def within(case: Summary, at: datetime | None) -> bool:
        return at is not None and period.holds(at, zone_of(case.region))

    return Report(
        period,
        known,
        tuple(entries_of(known, period, zone_of)),
        opened=tuple(case for case in known if within(case, case.opened_at)),
        reviews=tuple(Review(c, s) for c in known for s in c.reviews if within(c, s.asked_at)),
        follow_ups=tuple(found for c in known for found in _follow_ups(c) if within(c, found.at)),
        closed=tuple(case for case in known if within(case, case.closed_at)),
        solutions=tuple(s for c in known for s in _solutions(c) if within(c, s.at)),
        unread=tuple(sorted(unread, key=_number)),
        complete=complete,
    )


def _follow_ups(case: Summary) -> Iterator[FollowUp]:
    for act_id, at in case.acts.items():
        number = number_of(act_id)
        if number is not None:
            yield FollowUp(case, number, at)


def _solutions(case: Summary) -> Iterator[Solution]:
    for at in case.solved:
        yield Solution(case, at, next((again for again in case.reopened if again > at), None))


def _number(key: str) -> tuple[str, int]:
    project, _, number = key.rpartition("-")
    return project, int(number) if number.isdigit() else 0
