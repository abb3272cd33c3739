"""The past under another policy: of one case, which verdicts flip, which dues move, and what would have been done.

Pure. Both policies look at the same history, which is what people did (and what careflow did about it then): clocks,
severities and statuses in force are derived from people's acts under each. What would have been done is that of the two
rehearsals, in which careflow's own doings are left out and done anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count

from workflows.case import Case
from workflows.decision import Clock, ClockState, Decision
from workflows.rehearsal import Rehearsal, Rehearsed
from workflows.terms import ClockName, Field, Severity


class Verdict(StrEnum):
    """What became of a target. ``open``: it is not decided yet."""

    MET = "met"
    BREACHED = "breached"
    OPEN = "open"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A clock that stands otherwise by the candidate. ``over``: by how much business time it is beyond its target."""

    name: ClockName
    clause: str
    before: Verdict
    after: Verdict
    due_before: datetime | None
    due_after: datetime | None
    over: timedelta | None = None

    @property
    def flips(self) -> bool:
        """Whether the verdict is another, and not only the due."""
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class Standing:
    """Something else that is otherwise: the severity, the status or the review in force."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Doings:
    """Acts that people would have seen: only by the one policy, only by the other, or at another time."""

    no_more: tuple[Rehearsed, ...] = ()
    new: tuple[Rehearsed, ...] = ()
    moved: tuple[tuple[Rehearsed, Rehearsed], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything would have been done otherwise."""
        return bool(self.no_more or self.new or self.moved)


@dataclass(frozen=True, slots=True)
class CaseTrial:
    """One case under both policies. ``customer``: the instance, else the reporter's name. ``at``: as of when (UTC)."""

    key: str
    title: str
    customer: str
    severity: Severity
    at: datetime
    verdicts: tuple[tuple[ClockName, Verdict, Verdict], ...]
    clocks: tuple[ClockChange, ...] = ()
    standing: tuple[Standing, ...] = ()
    doings: Doings = Doings()

    @property
    def flips(self) -> tuple[ClockChange, ...]:
        """The clocks whose verdict is another."""
        return tuple(change for change in self.clocks if change.flips)

    @property
    def differs(self) -> bool:
        """Whether anything is otherwise."""
        return bool(self.clocks or self.standing or self.doings)


def tried(present: Decision, candidate: Decision, doings: Doings | None = None) -> CaseTrial:
    """What differs between two decisions on the same case at the same moment."""
    pairs = list(zip(present.clocks, candidate.clocks, strict=True))
    return CaseTrial(
        key=present.case.key,
        title=present.case.summary,
        customer=customer_of(present.case),
        severity=present.severity,
        at=present.at,
        verdicts=tuple((before.name, verdict_of(before), verdict_of(after)) for before, after in pairs),
        clocks=tuple(_changes(pairs)),
        standing=tuple(_standing(present, candidate)),
        doings=doings or Doings(),
    )


def verdict_of(clock: Clock) -> Verdict:
    """A clock that was breached is so for good (SLO-12), and so is Communicate once a period was missed."""
    if clock.state is ClockState.NONE:
        return Verdict.NONE
    if clock.breached_at or clock.missed:
        return Verdict.BREACHED
    return Verdict.MET if clock.met_at else Verdict.OPEN


def customer_of(case: Case) -> str:
    """Whose case it is, for adding up: the instance, else the reporter."""
    return case.text(Field.INSTANCE) or case.name_of(case.reporter)


def doings_of(present: Rehearsal, candidate: Rehearsal) -> Doings:
    """What the one rehearsal does and the other does not; acts are the same by their id."""
    before, after = _by_id(present), _by_id(candidate)
    moved = tuple((act, after[id_]) for id_, act in before.items() if id_ in after and after[id_].at != act.at)
    return Doings(
        no_more=tuple(act for id_, act in before.items() if id_ not in after),
        new=tuple(act for id_, act in after.items() if id_ not in before),
        moved=moved,
    )


def _changes(pairs: list[tuple[Clock, Clock]]) -> Iterator[ClockChange]:
    for before, after in pairs:
        verdicts = verdict_of(before), verdict_of(after)
        if verdicts[0] is not verdicts[1] or before.due_at != after.due_at:
            breached = after if verdicts[1] is Verdict.BREACHED else before
            yield ClockChange(before.name, after.clause, *verdicts, before.due_at, after.due_at, _over(breached))


def _over(clock: Clock) -> timedelta | None:
    return -clock.remaining if clock.remaining is not None and clock.remaining < timedelta() else None


def _standing(present: Decision, candidate: Decision) -> Iterator[Standing]:
    for what, before, after in (
        ("severity", present.severity, candidate.severity),
        ("status", present.status, candidate.status),
        ("approval", present.approval.state, candidate.approval.state),
    ):
        if before != after:
            yield Standing(what, str(before), str(after))


def _by_id(rehearsal: Rehearsal) -> dict[tuple[str, int], Rehearsed]:
    """By id, and where the same is done again and again (a due that moves), by its number."""
    numbers: defaultdict[str, count[int]] = defaultdict(count)
    return {(act.action.id, next(numbers[act.action.id])): act for act in rehearsal.seen}
