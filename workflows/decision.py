"""What ``decide`` answers: the actions, the clocks with their proof, the approval, and when to look again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from workflows.actions import Action
from workflows.case import Case
from workflows.release_dates import Planned
from workflows.surroundings import Need
from workflows.switches import Switch
from workflows.terms import ClockName, Role, Severity, SlaState, Status, Table

if TYPE_CHECKING:
    from workflows.severity_history import Spell
    from workflows.statuses import Stretch


class ClockState(StrEnum):
    """The states of a clock, as the JSON of ``explain`` spells them."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of a clock's life: ``[start, end)``, whether it counts, and why (with the history entry behind it)."""

    start: datetime
    end: datetime
    counts: bool
    why: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock at one moment. ``elapsed`` is the sum of the counting intervals, to the second.

    ``due_at`` is None while paused and where there is no target. ``remaining`` is below zero once breached.
    """

    name: ClockName
    clause: str
    state: ClockState
    why: str = ""
    table: Table | None = None
    severity: Severity | None = None
    target: timedelta | None = None
    started_at: datetime | None = None
    due_at: datetime | None = None
    met_at: datetime | None = None
    met_by: str | None = None
    breached_at: datetime | None = None
    elapsed: timedelta = timedelta()
    remaining: timedelta | None = None
    missed: int = 0  # SLO-5: periods without an update, so far
    first_missed_at: datetime | None = None  # SLO-5: the end of the first of them
    planned: Planned | None = None  # UPD-2: the release that is to resolve the case
    intervals: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovalStory:
    """SEV-3: where the review of a change to Critical stands."""

    state: str  # none, pending, approved, rejected, withdrawn
    asked_at: datetime | None = None
    asked_by: str | None = None
    asked_in: str | None = None  # the evidence: comment or history entry
    decided_at: datetime | None = None
    decided_by: str | None = None
    decided_in: str | None = None
    in_place_of: str | None = None  # SEV-9: the manager whose stand-in decided
    why: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the case's timeline, for people."""

    at: datetime
    what: str
    clause: str = ""
    evidence: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """What time alone will bring, and when."""

    at: datetime
    what: str
    clause: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What holds of the case under a clause, for people: nothing is to be done about it by careflow."""

    what: str
    clause: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one clause says: what is to be done now, and what time alone will bring."""

    actions: tuple[Action, ...] = ()
    upcoming: tuple[Next, ...] = ()
    needs: frozenset[Need] = frozenset()  # what it could not judge without
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """``decide(case, policy, now)``: nothing has been done yet.

    ``needs``: what clauses lacked of ``Case.around``; the hands bring it, and the case is decided again.

    ``actions`` is in the order of the clauses; ``wake_at`` is None when time alone changes nothing any more.
    ``relies_on``: roles that a verdict in it rests on for the first time, so that the hands ask Jira afresh who has
    them before they act: who may approve (SEV-4), and whether somebody is of no role at all (SLO-13).
    """

    case: Case
    at: datetime
    severity: Severity
    status: Status
    sla_state: SlaState
    clocks: tuple[Clock, ...]
    approval: ApprovalStory
    actions: tuple[Action, ...]
    wake_at: datetime | None
    timeline: tuple[Event, ...] = ()
    upcoming: tuple[Next, ...] = ()
    statuses: tuple[Stretch, ...] = ()  # those in force since the opening, oldest first
    severities: tuple[Spell, ...] = ()  # as well
    reviews: tuple[ApprovalStory, ...] = ()  # SEV-3: every review that was asked for, oldest first
    relies_on: frozenset[Role] = frozenset()
    needs: frozenset[Need] = frozenset()
    problems: tuple[str, ...] = field(default=())
    judged_by: str = ""  # CAL-8: the name of the policy
    switches: Mapping[str, Switch] = field(default_factory=dict)  # the clauses that are not on
    shadow: tuple[Action, ...] = ()  # what the clauses in shadow would do now
    shadow_clocks: tuple[Clock, ...] = ()  # the clocks as they would be, where they differ
    remarks: tuple[Remark, ...] = ()
    in_shadow: bool = False  # it is of a rehearsal: ``actions`` are what would have been done lately
