"""How far careflow and people agree over many cases: day by day and clause by clause, and where throughout.

A day is that of the case's own region, as business days and dates of the policy are. One case after the other is added;
what is kept of them are sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from workflows.calendars import zone_of
from workflows.case import Case
from workflows.contrary import Contrary, Kind, contraries
from workflows.counterpart import Compared, Outcome, compared
from workflows.doings import Doing, Tally, against, doing_of, sentence
from workflows.policy import Policy
from workflows.rehearsal import Rehearsal
from workflows.switches import CHAPTERS
from workflows.terms import Field

COMPARABLE = (Outcome.SAME, Outcome.OTHERWISE, Outcome.NOT)
NAMED = 8  # cases that a sum names


@dataclass(frozen=True, slots=True)
class Window:
    """What is looked at: days, both included (None: without end), and clauses (None: all)."""

    first: date | None = None
    last: date | None = None
    clauses: frozenset[str] | None = None

    def has(self, day: date, clause: str) -> bool:
        """Whether something of that day and clause is in it."""
        if self.clauses is not None and clause not in self.clauses:
            return False
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class CaseAgreement:
    """One case: its acts in the window beside what people did, and what people did against the policy."""

    case: Case
    zone: str
    rehearsal: Rehearsal
    acts: tuple[Compared, ...]
    contrary: tuple[Contrary, ...]

    def day_of(self, at: datetime) -> date:
        """The date in the zone of the case's region."""
        return at.astimezone(ZoneInfo(self.zone)).date()


def of_case(case: Case, rehearsal: Rehearsal, policy: Policy, window: Window) -> CaseAgreement:
    """Compare one case. ``case``: its whole history, which may go on after the rehearsal's end."""
    zone = zone_of(policy, case.text(Field.REGION))
    tz = ZoneInfo(zone)

    def inside(at: datetime, clause: str) -> bool:
        return window.has(at.astimezone(tz).date(), clause)

    acts = tuple(c for c in compared(case, rehearsal, policy) if inside(c.act.at, c.act.action.clause))
    against = tuple(c for c in contraries(rehearsal, policy) if inside(c.at, c.clause))
    return CaseAgreement(case, zone, rehearsal, acts, against)


@dataclass(slots=True)
class Sum:
    """Acts by what people did, and how often people acted against the policy. ``keys``: some of the cases."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    contrary: int = 0
    keys: list[str] = field(default_factory=list)

    def add(self, key: str, outcome: Outcome | None) -> None:
        """One more act of a case; None: people acted against the policy."""
        if outcome is None:
            self.contrary += 1
        else:
            self.outcomes[outcome] += 1
        if key not in self.keys and len(self.keys) < NAMED:
            self.keys.append(key)

    @property
    def would(self) -> int:
        """How many acts careflow would have done."""
        return sum(self.outcomes.values())

    @property
    def comparable(self) -> int:
        """How many of them people could do."""
        return sum(self.outcomes[outcome] for outcome in COMPARABLE)

    @property
    def agreed(self) -> bool:
        """Whether people did the same throughout: something was to be done, and nothing was done otherwise."""
        return 0 < self.comparable == self.outcomes[Outcome.SAME] and not self.contrary


@dataclass(slots=True)
class Agreement:
    """The sums over all cases so far."""

    cases: int = 0
    days: dict[tuple[date, str], Sum] = field(default_factory=dict)
    clauses: dict[str, Sum] = field(default_factory=dict)
    doings: dict[str, dict[Doing, Tally]] = field(default_factory=dict)
    against: dict[str, Counter[Kind]] = field(default_factory=dict)

    def add(self, one: CaseAgreement) -> None:
        """Add a case."""
        self.cases += 1
        for act in one.acts:
            self._sum(one, act.act.at, act.act.action.clause, act.found.outcome)
        for contrary in one.contrary:
            self._sum(one, contrary.at, contrary.clause, None)
            self.against.setdefault(contrary.clause, Counter())[contrary.kind] += 1
        self._tell(one)

    @property
    def agreed(self) -> tuple[str, ...]:
        """The clauses on which careflow and people agreed throughout."""
        return tuple(clause for clause in self.in_order() if self.clauses[clause].agreed)

    def in_order(self) -> list[str]:
        """The clauses of which there is something, in the order of the policy."""
        return [clause for clauses in CHAPTERS.values() for clause in clauses if clause in self.clauses]

    def readings(self, clause: str) -> Iterator[str]:
        """What became of a clause, in plain sentences."""
        yield from (sentence(doing, tally) for doing, tally in sorted(self.doings.get(clause, {}).items()))
        yield from (against(kind, number) for kind, number in sorted(self.against.get(clause, {}).items()))

    def _sum(self, one: CaseAgreement, at: datetime, clause: str, outcome: Outcome | None) -> None:
        for found in (
            self.days.setdefault((one.day_of(at), clause), Sum()),
            self.clauses.setdefault(clause, Sum()),
        ):
            found.add(one.case.key, outcome)

    def _tell(self, one: CaseAgreement) -> None:
        seen = set()
        for act in one.acts:
            clause, doing = act.act.action.clause, doing_of(act.act.action)
            tally = self.doings.setdefault(clause, {}).setdefault(doing, Tally())
            tally.add(act)
            tally.cases += (clause, doing) not in seen
            seen.add((clause, doing))
