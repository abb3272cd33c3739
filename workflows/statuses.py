"""CLO-1 to CLO-6: which status a case is in, and since when; the legal moves of our own hand stand in one table.

A move that a comment asks for counts from the comment on, not from when a worker got to it: the clocks must not
depend on whether a webhook was lost. So the history here is made of what people did; a transition by our own
account is taken as the consequence that it is. Where Jira's status differs from the last one here, that is the move
that is still to be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from workflows.case import Case
from workflows.terms import Field, Status
from workflows.timeline import Act

SOLVED = frozenset({Status.SOLUTION, Status.CLOSED})
ACTIVE = frozenset({Status.NEW, Status.IN_PROGRESS, Status.WAITING})


class Cause(StrEnum):
    """What makes our hand move a case."""

    CUSTOMER_COMMENT = "the customer commented"
    SOLVED_BY_CUSTOMER = "the customer says it is solved"
    SOLUTION_BY_STAFF = "staff gave the solution"
    VERSION_RELEASED = "the version that fixes it was released"
    ACCEPTED = "the customer accepts the solution"
    REOPEN_ASKED = "asked to reopen"
    NO_RESPONSE = "no response from the customer"


MOVES: dict[tuple[Status, Cause], tuple[Status, str]] = {
    (Status.WAITING, Cause.CUSTOMER_COMMENT): (Status.IN_PROGRESS, "CLO-6"),
    (Status.NEW, Cause.SOLVED_BY_CUSTOMER): (Status.SOLUTION, "CLO-1"),
    (Status.IN_PROGRESS, Cause.SOLVED_BY_CUSTOMER): (Status.SOLUTION, "CLO-1"),
    (Status.WAITING, Cause.SOLVED_BY_CUSTOMER): (Status.SOLUTION, "CLO-1"),
    (Status.NEW, Cause.SOLUTION_BY_STAFF): (Status.SOLUTION, "CLO-1"),
    (Status.IN_PROGRESS, Cause.SOLUTION_BY_STAFF): (Status.SOLUTION, "CLO-1"),
    (Status.WAITING, Cause.SOLUTION_BY_STAFF): (Status.SOLUTION, "CLO-1"),
    (Status.NEW, Cause.VERSION_RELEASED): (Status.SOLUTION, "CLO-1"),
    (Status.IN_PROGRESS, Cause.VERSION_RELEASED): (Status.SOLUTION, "CLO-1"),
    (Status.WAITING, Cause.VERSION_RELEASED): (Status.SOLUTION, "CLO-1"),
    (Status.SOLUTION, Cause.ACCEPTED): (Status.CLOSED, "CLO-2"),
    (Status.SOLUTION, Cause.NO_RESPONSE): (Status.CLOSED, "CLO-3"),
    (Status.SOLUTION, Cause.CUSTOMER_COMMENT): (Status.IN_PROGRESS, "CLO-4"),
    (Status.SOLUTION, Cause.REOPEN_ASKED): (Status.IN_PROGRESS, "CLO-5"),
    (Status.CLOSED, Cause.CUSTOMER_COMMENT): (Status.IN_PROGRESS, "CLO-5"),
    (Status.CLOSED, Cause.REOPEN_ASKED): (Status.IN_PROGRESS, "CLO-5"),
}

Moves = Mapping[tuple[Status, Cause], tuple[Status, str]]


def moves(on: Callable[[str], bool]) -> Moves:
    """The table without the moves of clauses that are not carried out."""
    return {when: move for when, move in MOVES.items() if on(move[1])}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in one status. ``clause`` and ``cause`` where our hand moved it there, or is to; else a person did."""

    status: Status
    since: datetime
    until: datetime | None
    evidence: str = ""
    by: str = ""
    clause: str = ""
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """CLO-1: a fix version of the case was released; ``at`` is when careflow first saw it.

    ``new``: it is seen for the first time, and not in the record yet. ``day``: its release date in Jira.
    """

    version_id: str
    name: str
    at: datetime
    evidence: str
    new: bool = False
    day: date | None = None


def history(case: Case, acts: Iterable[Act], releases: Iterable[Release], legal: Moves = MOVES) -> tuple[Stretch, ...]:
    """The stretches from the opening on, contiguous, the last one open. ``legal``: our moves that are carried out."""
    log = [Stretch(_first_status(case), case.opened_at, None, by=case.reporter or "")]
    waiting = sorted(releases, key=lambda r: r.at)
    for act in acts:
        while waiting and waiting[0].at <= act.at:
            _released(log, waiting.pop(0), legal)
        if act.change is not None and act.change.field is Field.STATUS:
            _changed(log, act, waiting, legal)
        elif act.is_comment:
            _commented(log, act, legal)
    for release in waiting:
        _released(log, release, legal)
    return tuple(log)


def close_unanswered(log: Sequence[Stretch], at: datetime) -> tuple[Stretch, ...]:
    """CLO-3: the same history with the case closed at ``at`` by our hand."""
    grown = list(log)
    _move(grown, Cause.NO_RESPONSE, at, "")
    return tuple(grown)


def status_at(log: Sequence[Stretch], at: datetime) -> Status:
    """The status at an instant."""
    return next((s.status for s in reversed(log) if s.since <= at), log[0].status)


def spans_in(log: Iterable[Stretch], statuses: frozenset[Status]) -> list[tuple[datetime, datetime | None, Stretch]]:
    """The times spent in any of the statuses, neighbours joined; the last may be open (None)."""
    spans: list[tuple[datetime, datetime | None, Stretch]] = []
    for stretch in log:
        if stretch.status not in statuses:
            continue
        if spans and spans[-1][1] == stretch.since:
            spans[-1] = (spans[-1][0], stretch.until, spans[-1][2])
        else:
            spans.append((stretch.since, stretch.until, stretch))
    return spans


def _first_status(case: Case) -> Status:
    first = next((c.before for c in case.changes if c.field is Field.STATUS), case.status)
    return Status(first) if isinstance(first, str) else Status.NEW


def _changed(log: list[Stretch], act: Act, unseen: list[Release], legal: Moves) -> None:
    change = act.change
    if change is None or not isinstance(change.after, str):
        return
    after = Status(change.after)
    if log[-1].status is after:
        return
    if not act.by or act.who != "own":
        _enter(log, Stretch(after, act.at, None, act.id, act.by))
    elif after is Status.SOLUTION and (release := _cause_of_move(log, unseen, legal)):
        # We moved it because of a release, and were killed before that was put down: the move is what is left.
        unseen.remove(release)
        _move(log, Cause.VERSION_RELEASED, act.at, release.evidence)
    elif log[-1].status == change.before:
        cause = Cause.NO_RESPONSE if after is Status.CLOSED else None
        _enter(log, Stretch(after, act.at, None, act.id, act.by, "CLO-3" if cause else "", cause))
    # else decided on a reading that an act of somebody had overtaken: it does not count, and is made good


def _commented(log: list[Stretch], act: Act, legal: Moves) -> None:
    for cause in _causes(log[-1].status, act):
        if (log[-1].status, cause) in legal:
            _move(log, cause, act.at, act.id, act.by)
            return


def _causes(status: Status, act: Act) -> Iterable[Cause]:
    request = act.request
    if request is None or not (act.by_staff or (act.by_customer and act.public)):
        return
    if request.reopen and status in SOLVED:
        yield Cause.REOPEN_ASKED
    if act.by_staff:
        if request.solution and act.public:
            yield Cause.SOLUTION_BY_STAFF
        return
    if request.solved and status in ACTIVE:
        yield Cause.SOLVED_BY_CUSTOMER
    if request.accept and status is Status.SOLUTION:
        yield Cause.ACCEPTED
    if status is Status.WAITING or not (request.thanks_only or request.accept or request.solved):
        yield Cause.CUSTOMER_COMMENT  # CLO-4, CLO-5: thanks and acceptances neither reopen nor end the countdown


def _released(log: list[Stretch], release: Release, legal: Moves) -> None:
    if (log[-1].status, Cause.VERSION_RELEASED) in legal and not _was_out_before(log, release):
        _move(log, Cause.VERSION_RELEASED, release.at, release.evidence)


def _cause_of_move(log: Sequence[Stretch], unseen: Iterable[Release], legal: Moves) -> Release | None:
    if (log[-1].status, Cause.VERSION_RELEASED) not in legal:
        return None
    return next((release for release in unseen if release.new and not _was_out_before(log, release)), None)


def _was_out_before(log: Sequence[Stretch], release: Release) -> bool:
    """Whether a release that is seen only now was out, by its date, when the case was last reopened: no news then."""
    reopened = next((stretch.until for stretch in reversed(log) if stretch.status in SOLVED), None)
    return release.new and release.day is not None and reopened is not None and release.day < reopened.date()


def _move(log: list[Stretch], cause: Cause, at: datetime, evidence: str, by: str = "") -> None:
    to, clause = MOVES[log[-1].status, cause]
    _enter(log, Stretch(to, at, None, evidence, by, clause, cause))


def _enter(log: list[Stretch], stretch: Stretch) -> None:
    log[-1] = replace(log[-1], until=stretch.since)
    log.append(stretch)
