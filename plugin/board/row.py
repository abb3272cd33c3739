"""A case as a line of the board, and as it is kept for it: made of its ``Summary`` when it is reconciled or swept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows.decision import ApprovalStory, Clock, ClockState
from workflows.record import from_text, to_text
from workflows.summary import Summary
from workflows.terms import ClockName, Severity, SlaState, Status

# By name: a look-up is a third of an enumeration's call.
_STATUSES: dict[str, Status] = {status.value: status for status in Status}
_SEVERITIES: dict[str, Severity] = {severity.value: severity for severity in Severity}
_STATES: dict[str, SlaState] = {state.value: state for state in SlaState}
_CLOCKS: dict[str, ClockName] = {clock.value: clock for clock in ClockName}


@dataclass(frozen=True, slots=True)
class Due:
    """A clock that runs, or has run out without being met: what is due, when (UTC), by which clause."""

    clock: ClockName
    at: datetime
    clause: str


@dataclass(frozen=True, slots=True)
class Review:
    """SEV-3: one review of a change to Critical, with names for people."""

    state: str
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None = None
    decided_by: str = ""
    in_place_of: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Nothing in it changes by time alone. ``dues``: soonest first. ``paused``: no clock runs, and one is paused."""

    key: str
    title: str
    opened_at: datetime
    status: Status
    severity: Severity
    sla_state: SlaState
    dues: tuple[Due, ...]
    paused: bool
    reviews: tuple[Review, ...] = ()
    case_type: str = ""
    product: str = ""
    region: str = ""
    tier: str = ""
    instance: str = ""
    reporter: str = ""
    assignee: str = ""
    troubled: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the case is not closed."""
        return self.status is not Status.CLOSED

    @property
    def pending(self) -> Review | None:
        """The review that waits for a manager."""
        return self.reviews[-1] if self.reviews and self.reviews[-1].state == "pending" else None

    @property
    def due(self) -> Due | None:
        """What is due first."""
        return self.dues[0] if self.dues else None

    def is_late(self, now: datetime) -> bool:
        """Whether something was due before ``now`` and has not been done."""
        return bool(self.dues) and self.dues[0].at <= now

    def to_json(self) -> str:
        """As it is kept, without a blank: a list. The same row always gives the same text."""
        return json.dumps(_packed(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def unpacked(cls, values: object) -> Row:
        """The row of such a list. Raises ValueError, KeyError or TypeError for anything else."""
        if not isinstance(values, list):
            raise TypeError(f"a list is due, not {type(values).__name__}")
        return _unpacked(values)


def row_of(case: Summary) -> Row:
    """The line of a case."""
    running = [due for clock in case.clocks if (due := _due(clock))]
    return Row(
        key=case.key,
        title=case.title,
        opened_at=case.opened_at,
        status=case.status,
        severity=case.severity,
        sla_state=case.sla_state,
        dues=tuple(sorted(running, key=lambda due: due.at)),
        paused=not running and any(clock.state is ClockState.PAUSED for clock in case.clocks),
        reviews=tuple(_review(case, story) for story in case.reviews if story.asked_at),
        case_type=case.case_type or "",
        product=case.product or "",
        region=case.region or "",
        tier=case.tier,
        instance=case.instance or "",
        reporter=case.name_of(case.reporter),
        assignee=case.name_of(case.assignee) if case.assignee else "",
        troubled=bool(case.problems),
    )


def _due(clock: Clock) -> Due | None:
    if clock.due_at is None or clock.met_at is not None:
        return None
    return Due(clock.name, clock.due_at, clock.clause)


def _review(case: Summary, story: ApprovalStory) -> Review:
    return Review(
        state=story.state,
        asked_at=story.asked_at or case.opened_at,
        asked_by=case.name_of(story.asked_by),
        decided_at=story.decided_at,
        decided_by=case.name_of(story.decided_by) if story.decided_by else "",
        in_place_of=case.name_of(story.in_place_of) if story.in_place_of else "",
        why=story.why,
    )


def _packed(row: Row) -> list[Any]:
    """The values in the order of the row's fields: ten thousand of them are read at once."""
    key, title, opened, status, severity, state, dues, paused, reviews, *others = (
        getattr(row, n) for n in Row.__slots__
    )
    due = [[due.clock, to_text(due.at), due.clause] for due in dues]
    asked = [_packed_review(review) for review in reviews]
    return [key, title, to_text(opened), status, severity, state, due, paused, asked, *others]


def _packed_review(review: Review) -> list[str | None]:
    decided = to_text(review.decided_at) if review.decided_at else None
    said = [review.decided_by, review.in_place_of, review.why]
    return [review.state, to_text(review.asked_at), review.asked_by, decided, *said]


def _unpacked(values: list[Any]) -> Row:
    key, title, opened, status, severity, state, dues, paused, reviews, *others = values
    return Row(
        key,
        title,
        from_text(opened),
        _STATUSES[status],
        _SEVERITIES[severity],
        _STATES[state],
        tuple([Due(_CLOCKS[name], from_text(at), clause) for name, at, clause in dues]),
        paused,
        tuple([_unpacked_review(*review) for review in reviews]),
        *others,
    )


def _unpacked_review(state: str, asked: str, by: str, decided: str | None, *said: str) -> Review:
    return Review(state, from_text(asked), by, from_text(decided) if decided else None, *said)
