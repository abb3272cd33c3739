"""What all cases of a backtest add up to: flips by clock, severity and customer, and what would have been done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from workflows.terms import ClockName, Severity
from workflows.trial import CaseTrial, ClockChange, Verdict

Flip = tuple[Verdict, Verdict]


@dataclass
class Sums:
    """Of one candidate. ``cases``: how many were judged; ``breaches``: clocks that are breached by each policy."""

    cases: int = 0
    before: Counter[ClockName] = field(default_factory=Counter)
    after: Counter[ClockName] = field(default_factory=Counter)
    flips: Counter[tuple[ClockName, Verdict, Verdict]] = field(default_factory=Counter)
    by_customer: Counter[tuple[str, Severity, Verdict, Verdict]] = field(default_factory=Counter)
    doings: Counter[tuple[str, str]] = field(default_factory=Counter)
    moved_dues: int = 0
    different: list[CaseTrial] = field(default_factory=list)

    def add(self, case: CaseTrial) -> None:
        """One more case; of those in which nothing differs only the number is kept."""
        self.cases += 1
        for name, before, after in case.verdicts:
            self.before[name] += before is Verdict.BREACHED
            self.after[name] += after is Verdict.BREACHED
        for change in case.clocks:
            if change.flips:
                self.flips[change.name, change.before, change.after] += 1
                self.by_customer[case.customer, case.severity, change.before, change.after] += 1
            else:
                self.moved_dues += 1
        for kind, acts in (("no more", case.doings.no_more), ("new", case.doings.new)):
            self.doings.update((act.action.clause, kind) for act in acts)
        self.doings.update((before.action.clause, "at another time") for before, _ in case.doings.moved)
        if case.differs:
            self.different.append(case)

    def breaches(self, *, more: bool) -> Iterator[tuple[CaseTrial, ClockChange]]:
        """The clocks that are breached by the candidate and not by the present policy; not ``more``: the reverse."""
        for case in self.different:
            for change in case.flips:
                if (change.after if more else change.before) is Verdict.BREACHED:
                    yield case, change
