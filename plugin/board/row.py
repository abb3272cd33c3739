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
        """As it is kept; the same row always gives the same text."""
        return json.dumps(_packed(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: bytes | str) -> Row:
        """What ``to_json`` wrote. Raises ValueError or KeyError for anything else."""
        return _unpacked(json.loads(text))


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


def _packed(row: Row) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(row, name) for name in Row.__slots__}
    plain["opened_at"] = to_text(row.opened_at)
    plain["dues"] = [[due.clock, to_text(due.at), due.clause] for due in row.dues]
    plain["reviews"] = [_packed_review(review) for review in row.reviews]
    return plain


def _packed_review(review: Review) -> list[str | None]:
    decided = to_text(review.decided_at) if review.decided_at else None
    said = [review.decided_by, review.in_place_of, review.why]
    return [review.state, to_text(review.asked_at), review.asked_by, decided, *said]


def _unpacked(plain: dict[str, Any]) -> Row:
    kinds = {"status": Status, "severity": Severity, "sla_state": SlaState}
    plain |= {name: kind(plain[name]) for name, kind in kinds.items()}
    plain["opened_at"] = from_text(plain["opened_at"])
    plain["dues"] = tuple(Due(ClockName(name), from_text(at), clause) for name, at, clause in plain["dues"])
    plain["reviews"] = tuple(
        Review(state, from_text(asked), by, from_text(decided) if decided else None, *said)
        for state, asked, by, decided, *said in plain["reviews"]
    )
    try:
        return Row(**plain)
    except TypeError as error:
        raise ValueError(f"no row: {error}") from None
