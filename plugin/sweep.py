"""The sweep: finds what webhooks missed, and rebuilds every timer after Redis was flushed.

It asks for the keys of all cases, with when each has changed, a thousand to a request, and then reads in bulk those
that are not known to be at rest (``plugin.at_rest``): ten thousand cases to which nothing has happened cost a dozen
requests. What was read is decided on as it was read. Who wants nothing only gets its timer; who wants something, or
could not be read whole (FACTS 0.8: a search brings 40 entries of the history), is woken and read on its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar, Protocol, cast

from redis import Redis

from plugin import queueing
from plugin.at_rest import in_portions, rearm, resting
from plugin.board.index import Index, Standing
from plugin.jira import Forbidden, NotFound, Reading, Refused
from plugin.logs import about
from plugin.queries import not_closed, of_projects, quoted
from plugin.queueing.units import SWEEP
from plugin.queueing.wakes import stamp
from workflows.actions import Move
from workflows.allowance import Share
from workflows.case import Case
from workflows.decision import Decision
from workflows.record import from_text, to_text
from workflows.statuses import SOLVED
from workflows.surroundings import Surroundings
from workflows.terms import Field, Severity

log = logging.getLogger(__name__)

_UNKNOWN = timedelta(days=30)  # how far back closed cases are looked at when the last sweep is not known
_PORTION = 50  # cases to a request that reads them
_MARGIN = timedelta(hours=1)  # by which a search index may lag: what closed then is looked for again
_AGAIN = timedelta(minutes=10)
_SWEPT = "careflow:swept"


class Searches(Protocol):
    """The gateway, as far as the sweep asks it."""

    def search(self, jql: str, page: int = ...) -> Iterable[Reading]:
        """The cases that a query finds, ``page`` to a request."""

    def roll(self, jql: str) -> tuple[dict[str, datetime], datetime | None]:
        """The keys of the cases that a query finds, each with Jira's ``updated``, and Jira's now."""

    def search_keys(self, jql: str) -> Iterable[str]:
        """Their keys alone."""

    def key_of(self, issue_id: str) -> str:
        """The key of an issue. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many cases were read, how many of them were woken, and how many were left unread, at rest."""

    read: int
    woken: int
    rested: int = 0


@dataclass(frozen=True, slots=True)
class Sweeper:
    """``decide`` says what the policy wants of a case at a moment.

    ``unfinished``: Jira's names of statuses in its category Done that do not end a case (Solution Provided may be).
    ``root_cause``: Jira's names of the fields Root Cause Due and Root Cause (SLO-6: asked for after the closing).
    ``instance_of``: on whose allowance a case counts; ``work_logged``: what is used of them, in bulk (SCO-3).
    """

    remembered_as: ClassVar[str] = queueing.LIVE

    gateway: Searches
    decide: Callable[[Case, datetime], Decision]
    connection: Redis
    projects: frozenset[str]
    unfinished: tuple[str, ...] = ()
    root_cause: tuple[str, str] = ("Root Cause Due", "Root Cause")
    instance_of: Callable[[Case], str | None] = lambda _: None
    work_logged: Callable[[Iterable[str]], Mapping[str, Surroundings]] = lambda _: {}

    def sweep(self) -> Swept:
        """Read all cases that may want something; wake those that do, and set the timers of the others.

        Raises the gateway's errors; what was woken until then stays woken, and the next sweep begins anew.
        """
        parked = {entry.unit: entry for entry in queueing.park_list(self.connection)}
        board = Index(self.connection)
        begun, last = board.standing(), self._last()
        unsolved, now = self._roll(self._open)
        since = now - last + _MARGIN if now and last else _UNKNOWN
        closed, _ = self._roll(partial(self._closed, since))
        self._forget_unshown(unsolved, board)
        known = resting(self.connection, {**closed, **unsolved}, now, parked, self.remembered_as)
        woken = self._look_at_all(self._read(known.to_read, parked), parked)
        woken += self._try_again({unit: entry for unit, entry in parked.items() if unit not in known.to_read})
        if now is not None:
            rearm(self.connection, known.cases.items(), now)
        self._finish(board, {*unsolved, *closed}, begun, now)
        read, rested = len(known.to_read), len(known.cases)
        log.info("%d cases read, %d woken, %d at rest", read, woken, rested)
        return Swept(read, woken, rested)

    def _finish(self, board: Index, found: Collection[str], begun: Standing, now: datetime | None) -> None:
        board.keep_only(found, begun)
        if now is not None:
            board.seen(now)
            self.connection.set(_SWEPT, to_text(now))

    def wake_fixed_in(self, version_id: str) -> int:
        """Wake every open case whose fix version is this one; answers how many."""
        try:
            keys = list(self.gateway.search_keys(f"{of_projects(self.projects)} AND fixVersion = {version_id}"))
        except Refused as refused:  # a version of a project that we do not see, or one deleted since
            log.info("no cases of it: %s", refused)
            return 0
        for key in keys:
            queueing.wake(self.connection, key, f"version {version_id} released")
        return len(keys)

    def key_of(self, issue_id: str) -> str:
        """The key of an issue. Raises the gateway's NotFound."""
        return self.gateway.key_of(issue_id)

    def _read(self, keys: Sequence[str], parked: Mapping[str, queueing.Parked]) -> Iterator[Reading]:
        for portion in in_portions(keys, _PORTION):
            yield from self._read_or_wake(portion, parked)

    def _read_or_wake(self, keys: Sequence[str], parked: Mapping[str, queueing.Parked]) -> Collection[Reading]:
        """Jira refuses a whole query for one key that is gone meanwhile: then each is read on its own."""
        try:
            return list(self.gateway.search(f"key in ({', '.join(keys)}) ORDER BY key", _PORTION))
        except Refused as refused:
            log.info("%d cases are read one by one: %s", len(keys), refused)
        self._try_again({key: parked[key] for key in keys if key in parked})
        for key in keys:
            if key not in parked:
                queueing.wake(self.connection, key, "sweep")
        return ()

    def _forget_unshown(self, keys: Iterable[str], board: Index) -> None:
        """An open case whose line the board has lost is read again."""
        shown = board.keys()
        unshown = [key for key in keys if key not in shown]
        for key in queueing.settled_among(self.connection, unshown, self.remembered_as):
            queueing.forget_settled(self.connection, key, self.remembered_as)

    def _look_at_all(self, readings: Iterable[Reading], parked: Mapping[str, queueing.Parked]) -> int:
        """Those that count on an instance's allowance (SCO-3) after the others, with its work asked for in bulk."""
        woken, sharing = 0, list[tuple[str, Reading]]()
        for reading in readings:
            instance = self.instance_of(reading.case)
            if instance is None:
                woken += self._look_at(reading, parked)
            else:
                sharing.append((instance, reading))
        return woken + sum(self._look_at(reading, parked) for reading in self._with_work(sharing))

    def _look_at(self, reading: Reading, parked: Mapping[str, queueing.Parked]) -> bool:
        case = reading.case
        queueing.learn_key(self.connection, case.id, case.key)
        with about(case=case.key):
            wants, wake_at = self._wants(reading)
        if case.key in parked:  # also if it wants nothing any more: a run that ends well takes the mark off
            tried = bool(self._try_again({case.key: parked[case.key]}))
            if tried or wants:
                return tried
        if wants:
            if case.text(Field.SEVERITY) == Severity.CRITICAL:  # after a flush nobody knows that it goes first
                queueing.remember_critical(self.connection, case.key, critical=True)
            queueing.wake(self.connection, case.key, "sweep")
        elif wake_at is None:
            queueing.disarm(self.connection, case.key)
        else:
            queueing.arm(self.connection, case.key, wake_at, reading.now)
        return wants

    def _try_again(self, parked: Mapping[str, queueing.Parked]) -> int:
        """Wake what is parked long enough, be it no case: a version, an id; or one that no query of ours finds."""
        due = [unit for unit, entry in parked.items() if unit != SWEEP and _due_again(entry)]
        for unit in due:
            queueing.wake(self.connection, unit, "it was parked")
        return len(due)

    def _with_work(self, sharing: Sequence[tuple[str, Reading]]) -> Iterator[Reading]:
        """SCO-3: those cases with the work logged for their instances; a sum that is new wakes all that share it."""
        try:
            work = self.work_logged({instance for instance, _ in sharing}) if sharing else {}
        except (Refused, Forbidden, NotFound) as error:  # each says so when it is read on its own
            log.warning("asked without the work logged for instances: %s", error)
            work = {}
        for instance, brought in work.items():
            share = Share(instance, brought.work_logged, brought.instance_cases)
            queueing.tell_instance(self.connection, share)
        for instance, reading in sharing:
            around = work.get(instance, reading.case.around)
            yield replace(reading, case=replace(reading.case, around=around))

    def _wants(self, reading: Reading) -> tuple[bool, datetime | None]:
        """Whether a case wants something, or may; and if it does not, when it will."""
        # Data Center's search brings no record: then what is wanted may have been done, and what is not is sure.
        if set(reading.lacks) <= {"record"}:
            decision = self.decide(reading.case, reading.now)
            if reading.complete or not decision.actions:
                Index(self.connection).show(decision)
            if not decision.actions and not decision.needs:
                settled = queueing.Settled(reading.updated, decision.wake_at, decision.case.stands_alone)
                queueing.remember_settled(self.connection, reading.case.key, settled)
                return False, decision.wake_at
            if not decision.needs and reading.complete:
                return True, None
            if any(isinstance(action, Move) for action in decision.actions):
                return True, None  # a status is its own marker, and a version is released without a word about the case
        elif _may_be_solved_by_a_release(reading.case):
            return True, None
        return _unless_settled(reading, queueing.settled(self.connection, reading.case.key))

    def _roll(self, query: Callable[[bool], str]) -> tuple[dict[str, datetime], datetime | None]:
        """Jira refuses a whole query for one name that it does not know: then without the names."""
        try:
            return self.gateway.roll(query(True))
        except Refused as refused:
            log.warning("asked without the names of statuses and fields: %s", refused)
            return self.gateway.roll(query(False))

    def _open(self, named: bool) -> str:
        return not_closed(self.projects, self.unfinished if named else (), "key")

    def _closed(self, since: timedelta, named: bool) -> str:
        """The span is relative, as JQL reads an absolute moment in the zone of our account's profile."""
        minutes = -int(-min(max(since, _MARGIN), _UNKNOWN).total_seconds() // 60)
        due, cause = map(quoted, self.root_cause)
        owed = f" OR ({due} is not EMPTY AND {cause} is EMPTY)" if named else ""
        return f"{of_projects(self.projects)} AND statusCategory = Done AND (updated >= -{minutes}m{owed}) ORDER BY key"

    def _last(self) -> datetime | None:
        """When the last sweep began, in Jira's time."""
        text = cast("bytes | None", self.connection.get(_SWEPT))
        return from_text(text.decode()) if text else None


class ShadowSweeper(Sweeper):
    """In shadow nothing is ever done about what a case wants: it is looked at again when it has changed, or in time."""

    remembered_as: ClassVar[str] = queueing.SHADOW

    def _wants(self, reading: Reading) -> tuple[bool, datetime | None]:
        return _unless_settled(reading, queueing.settled(self.connection, reading.case.key, queueing.SHADOW))


def _may_be_solved_by_a_release(case: Case) -> bool:
    """CLO-1: a release changes nothing about the case in Jira, so that what was known of it says nothing."""
    return case.status not in SOLVED and any(version.released for version in case.fix_versions)


def _unless_settled(reading: Reading, known: queueing.Settled | None) -> tuple[bool, datetime | None]:
    """It does, unless it is known to have wanted nothing, nothing has happened since, and it is not yet time."""
    if known is None or known.updated != reading.updated or (known.wake_at and known.wake_at <= reading.now):
        return True, None
    return False, known.wake_at


def _due_again(entry: queueing.Parked) -> bool:
    """A parked case is tried again by the sweep after 10 minutes, 20, 40 … up to a day, on this side's clock."""
    wait: timedelta = min(_AGAIN * 2 ** min(entry.count - 1, 10), timedelta(days=1))
    return from_text(stamp()) - from_text(entry.at) >= wait
