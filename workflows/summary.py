"""What is kept of a decision where many cases are looked at together: the board, the report, the backtest.

It is the decision's own verdict with the proofs left out, so that no number of theirs can differ from what ``explain``
says of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from workflows.decision import ApprovalStory, Clock, Decision, Next
from workflows.statuses import SOLVED, spans_in
from workflows.terms import DEFAULT_TIER, ClockName, Field, Severity, SlaState, Status


@dataclass(frozen=True, slots=True)
class Summary:
    """A case at ``at`` (UTC, as all instants here).

    Persons are Jira's ids; ``names`` has those that occur. ``clocks`` are without their intervals. ``reviews``: every
    review of a change to Critical, oldest first; ``approval``: the one that counts now. ``solved``: when it came to a
    solution or was closed without one; ``reopened``: when it was taken up again after that (CLO-4, CLO-5).
    ``closed_under``: the clause that closed it, empty where people did. ``acts``: the once-only acts that careflow has
    on record.
    """

    key: str
    id: str
    title: str
    at: datetime
    opened_at: datetime
    status: Status
    severity: Severity
    sla_state: SlaState
    judged_by: str
    clocks: tuple[Clock, ...]
    approval: ApprovalStory
    reviews: tuple[ApprovalStory, ...] = ()
    closed_at: datetime | None = None
    closed_under: str = ""
    solved: tuple[datetime, ...] = ()
    reopened: tuple[datetime, ...] = ()
    case_type: str | None = None
    product: str | None = None
    region: str | None = None
    tier: str = DEFAULT_TIER
    channel: str | None = None
    instance: str | None = None
    reporter: str | None = None
    assignee: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    acts: Mapping[str, datetime] = field(default_factory=dict)
    next: Next | None = None
    problems: tuple[str, ...] = ()

    def clock(self, name: ClockName) -> Clock:
        """One of the five clocks."""
        return next(clock for clock in self.clocks if clock.name is name)

    def name_of(self, person: str | None) -> str:
        """The display name of a person, or the id where Jira gave no name; ``nobody`` for None."""
        return "nobody" if person is None else self.names.get(person) or person


def summary_of(decision: Decision) -> Summary:
    """The decision without its proofs."""
    case, last = decision.case, decision.statuses[-1] if decision.statuses else None
    closed = last if last and last.status is Status.CLOSED else None
    return Summary(
        key=case.key,
        id=case.id,
        title=case.summary,
        at=decision.at,
        opened_at=case.opened_at,
        status=decision.status,
        severity=decision.severity,
        sla_state=decision.sla_state,
        judged_by=decision.judged_by,
        clocks=tuple(replace(clock, intervals=()) for clock in decision.clocks),
        approval=decision.approval,
        reviews=decision.reviews,
        closed_at=closed.since if closed else None,
        closed_under=closed.clause if closed else "",
        solved=tuple(since for since, _, _ in spans_in(decision.statuses, SOLVED)),
        reopened=tuple(
            after.since
            for before, after in pairwise(decision.statuses)
            if before.status in SOLVED and after.status not in SOLVED
        ),
        case_type=case.text(Field.CASE_TYPE),
        product=case.text(Field.PRODUCT),
        region=case.text(Field.REGION),
        tier=case.text(Field.TIER) or DEFAULT_TIER,
        channel=case.text(Field.CHANNEL),
        instance=case.text(Field.INSTANCE),
        reporter=case.reporter,
        assignee=case.assignee,
        names=_names(decision),
        acts=dict(case.record.acts),
        next=decision.upcoming[0] if decision.upcoming else None,
        problems=decision.problems,
    )


def _names(decision: Decision) -> dict[str, str]:
    case = decision.case
    stories = (decision.approval, *decision.reviews)
    asked = {person for s in stories for person in (s.asked_by, s.decided_by, s.in_place_of)}
    return {person: case.name_of(person) for person in {case.reporter, case.assignee, *asked} if person}
