"""Builds a case's history the way people make one, and lets careflow act on it without a Jira.

Times are local to the history's zone: ``history("2026-03-02 09:00", severity="Major").waits("10:00")``; a time
without a date is on the day of the one before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from workflows.actions import Action
from workflows.applied import applied
from workflows.case import Case, Change, Comment, FixVersion, Person
from workflows.decide import decide
from workflows.decision import Clock, Decision
from workflows.policy import Policy
from workflows.surroundings import Version
from workflows.terms import ClockName, Field, Role, Status

CLARA, CAMILLE, ANN, BOB, MAX, MONA = "clara", "camille", "ann", "bob", "max", "mona"
SAM, OTTO, OWN = "sam", "otto", "careflow"
PEOPLE = {
    CLARA: Person(CLARA, "Clara Customer"),
    CAMILLE: Person(CAMILLE, "Camille Cliente"),
    ANN: Person(ANN, "Ann Agent", frozenset({Role.AGENT})),
    BOB: Person(BOB, "Bob Agent", frozenset({Role.AGENT})),
    MAX: Person(MAX, "Max Manager", frozenset({Role.MANAGER})),
    MONA: Person(MONA, "Mona Manager", frozenset({Role.MANAGER, Role.AGENT})),
    SAM: Person(SAM, "Sam Stranger"),
    OTTO: Person(OTTO, "Otto On-Call", frozenset({Role.ON_CALL})),
    OWN: Person(OWN, "careflow"),
}


@dataclass(frozen=True)
class Became:
    """Somebody made the case what it is."""

    case: Case


@dataclass(frozen=True)
class Asked:
    """What the policy says was asked, and nothing done."""

    at: datetime
    policy: Policy


@dataclass(frozen=True)
class Acted:
    """Careflow did ``done`` of what it decided (all, unless it was killed), and the case became this."""

    at: datetime
    policy: Policy
    done: tuple[Action, ...]
    case: Case
    killed: bool = False


class History:
    """A case in the making; every method that makes something returns the history.

    ``script``: what has happened to it so far, for doing it over again on a sandbox Jira (``tests.replay``).
    ``begun``: where somebody listens, all that are made.
    """

    begun: ClassVar[list[History] | None] = None

    def __init__(
        self,
        opened: str,
        *,
        severity: str | None = "Major",
        status: Status = Status.NEW,
        zone: str = "Europe/Stockholm",
        policy: Policy | None = None,
        reporter: str = CLARA,
        **fields: str,
    ) -> None:
        self.script: tuple[Became | Asked | Acted, ...] = ()
        if History.begun is not None:
            History.begun.append(self)
        self.zone = ZoneInfo(zone)
        self.policy = policy or Policy()
        self.day = opened.split()[0]
        self.count = 0
        at = self.instant(opened)
        values: dict[Field, Any] = {Field[name.upper()]: value for name, value in fields.items()}
        if severity:
            values[Field.SEVERITY] = severity
        self.case = Case(
            key="CARE-1",
            id="10001",
            opened_at=at,
            status=status,
            own_account=OWN,
            summary="The board does not load",
            reporter=reporter,
            assignee=ANN,
            customers=frozenset({reporter, CAMILLE}),
            people=PEOPLE,
            fields=values,
        )

    @property
    def case(self) -> Case:
        """As it is now; whoever sets it adds to the script."""
        return self._case

    @case.setter
    def case(self, case: Case) -> None:
        self._case = case
        self.script = (*self.script, Became(case))

    def instant(self, when: str | datetime) -> datetime:
        """``"2026-03-02 10:00"``, ``"10:00"`` or ``"10:00:30"``, as an instant in UTC."""
        if isinstance(when, datetime):
            return when
        text = when if " " in when else f"{self.day} {when}"
        self.day = text.split()[0]
        return datetime.fromisoformat(text).replace(tzinfo=self.zone).astimezone(UTC)

    # -- what people do -------------------------------------------------------------------------------------------

    def comments(
        self, by: str, when: str | datetime, body: str = "Looking into it.", *, public: bool = True
    ) -> History:
        comment = Comment(self._id(), self.instant(when), by, body, public)
        self.case = replace(self.case, comments=(*self.case.comments, comment))
        return self

    def customer(self, when: str | datetime, body: str) -> History:
        return self.comments(CLARA, when, body)

    def agent(self, when: str | datetime, body: str = "Looking into it.") -> History:
        return self.comments(ANN, when, body)

    def manager(self, when: str | datetime, body: str) -> History:
        return self.comments(MAX, when, body)

    def edits(self, by: str, when: str | datetime, field: Field, value: str | datetime | None) -> History:
        before = self.case.fields.get(field)
        change = Change(self._id(), self.instant(when), by, field, before, value, str(value or ""))
        fields = {k: v for k, v in self.case.fields.items() if k is not field}
        if value is not None:
            fields[field] = value
        self.case = replace(self.case, fields=fields, changes=(*self.case.changes, change))
        return self

    def moves(self, by: str, when: str | datetime, status: Status, raw: str = "") -> History:
        change = Change(self._id(), self.instant(when), by, Field.STATUS, self.case.status, status, raw or status)
        self.case = replace(self.case, status=status, changes=(*self.case.changes, change))
        return self

    def waits(self, when: str | datetime) -> History:
        return self.moves(ANN, when, Status.WAITING)

    def works(self, when: str | datetime) -> History:
        return self.moves(ANN, when, Status.IN_PROGRESS)

    def solves(self, when: str | datetime) -> History:
        return self.moves(ANN, when, Status.SOLUTION)

    def releases(self, name: str, version_id: str = "10100") -> History:
        self.case = replace(self.case, fix_versions=(FixVersion(version_id, name, released=True),))
        return self

    def plans(self, name: str = "", day: str = "", *, out: bool = False, archived: bool = False) -> History:
        """The project plans a version for a day (or moves it there); without a name: Jira knows of none."""
        known = [version for version in self.case.around.versions or () if version.name != name]
        if name:
            date_or_none = date.fromisoformat(day) if day else None
            known.append(Version(f"1{len(known)}", name, out, archived, date_or_none))
        self.case = replace(self.case, around=replace(self.case.around, versions=tuple(known)))
        return self

    def assigns(self, by: str, when: str | datetime, person: str | None) -> History:
        before = self.case.assignee
        change = Change(self._id(), self.instant(when), by, Field.ASSIGNEE, before, person, str(person or ""))
        self.case = replace(self.case, assignee=person, changes=(*self.case.changes, change))
        return self

    def affects(self, *names: str) -> History:
        self.case = replace(self.case, affects=names)
        return self

    def amid(self, **around: Any) -> History:
        """What Jira was asked of beyond the case, by the fields of ``Surroundings``."""
        self.case = replace(self.case, around=replace(self.case.around, **around))
        return self

    # -- what careflow makes of it --------------------------------------------------------------------------------

    def decide(self, when: str | datetime) -> Decision:
        at = self.instant(when)
        self.script = (*self.script, Asked(at, self.policy))
        return decide(self.case, self.policy, at)

    def acts(self, when: str | datetime) -> Decision:
        """Let careflow act at a moment; the decision that it acted on."""
        at = self.instant(when)
        decision = decide(self.case, self.policy, at)
        self._case = applied(self.case, decision.actions, at)
        self.script = (*self.script, Acted(at, self.policy, decision.actions, self.case))
        return decision

    def does(self, actions: Iterable[Action], when: str | datetime) -> History:
        """Let careflow get only so far: these actions, and then it was killed."""
        at, done = self.instant(when), tuple(actions)
        self._case = applied(self.case, done, at)
        self.script = (*self.script, Acted(at, self.policy, done, self.case, killed=True))
        return self

    def runs(self, until: str | datetime) -> list[Decision]:
        """Let careflow act now and at every wake-up up to a moment."""
        end = self.instant(until)
        at: datetime | None = self._newest()
        decisions = []
        while at is not None and at <= end:
            decision = self.acts(at)
            decisions.append(decision)
            at = (decide(self.case, self.policy, at) if decision.actions else decision).wake_at
        decisions.append(self.acts(end))
        return decisions

    def clock(self, name: str, when: str | datetime) -> Clock:
        return next(c for c in self.decide(when).clocks if c.name is ClockName(name))

    def _newest(self) -> datetime:
        people = [self.case.opened_at, *(c.at for c in self.case.changes), *(c.at for c in self.case.comments)]
        return max([*people, *(step.at for step in self.script if isinstance(step, Acted))])

    def _id(self) -> str:
        self.count += 1
        return f"{10000 + self.count}"


def history(opened: str = "2026-03-02 09:00", **how: Any) -> History:
    """A case opened by the customer at a local time (Monday 2 March 2026, 09:00 in Stockholm, unless told)."""
    return History(opened, **how)


def texts(decision: Decision, kind: str) -> list[str]:
    """The ids of the actions of a kind."""
    return [action.id for action in decision.actions if action.kind == kind]


def hours(number: float) -> timedelta:
    """A span."""
    return timedelta(hours=number)
