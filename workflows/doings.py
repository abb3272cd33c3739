"""The kinds of acts in words, and the sentence that sums up all acts of one kind.

It says what careflow would have done how often, how often people did so too and how much later, and what became of the
rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from workflows.actions import Action, Email, Move, SetField, SetLabel, Tell
from workflows.contrary import Kind
from workflows.counterpart import FELL_AWAY, IN_TIME, KEPT_BY_CAREFLOW, Compared, Outcome, breached_clock
from workflows.terms import Field, Severity, Status

_UNITS = (
    (timedelta(days=1), "days", timedelta(hours=36)),
    (timedelta(hours=1), "h", timedelta(minutes=90)),
    (timedelta(minutes=1), "min", timedelta(minutes=1)),
)
_NOTES = {
    "warning": "warned of a target in {}",
    "approval_asked": "asked the managers about {}",
    "approval_reminder": "reminded of a review that nobody decided in {}",
    "approval_escalation": "told the second line of a review that nobody decided in {}",
    "approval_denied": "named who decided without the right in {}",
    "update_reminder": "reminded of a status update in {}",
}


@dataclass(frozen=True, order=True, slots=True)
class Doing:
    """A kind of act. ``would`` and ``did`` have a place for the cases.

    ``left``: what cases are that people left so. ``rank``: what changes a case comes first.
    """

    rank: int
    would: str
    did: str = "did so in {}"
    left: str = ""
    is_breach: bool = False


@dataclass(slots=True)
class Tally:
    """All acts of one kind: how many, in how many cases, and how people compare."""

    acts: int = 0
    cases: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    met: int = 0  # of breaches: those that were met afterwards
    lapsed: int = 0  # those whose target fell away
    in_time: int = 0  # and those that were none, as was put down later
    spans: timedelta = timedelta()  # how much later people did the same, or met it, all together

    def add(self, compared: Compared) -> None:
        """One more."""
        self.acts += 1
        self.outcomes[compared.found.outcome] += 1
        counted = compared.found.outcome is Outcome.COUNTED
        self.lapsed += compared.found.what == FELL_AWAY
        self.in_time += compared.found.what == IN_TIME
        if compared.later is not None and (counted or compared.found.outcome is Outcome.SAME):
            self.spans += compared.later
            self.met += counted

    @property
    def later(self) -> timedelta | None:
        """How much later on average, below zero: earlier; None where there is nothing to average."""
        number = self.outcomes[Outcome.SAME] or self.met
        return self.spans / number if number else None


_MOVES = {
    Status.CLOSED: Doing(0, "closed {}", "closed {}", "still open"),
    Status.SOLUTION: Doing(0, "moved {} to Solution Provided", "moved {}"),
}
_DUES = Doing(7, "kept the dues and SLA State of {}")


def doing_of(action: Action) -> Doing:
    """What kind of act it is."""
    match action:
        case Move():
            reopened = Doing(0, "reopened {}", "reopened {}") if action.clause == "CLO-5" else None
            return reopened or _MOVES.get(action.to) or Doing(0, f"moved {{}} to {action.to}", "moved {}")
        case SetField():
            return _setting(action)
        case SetLabel():
            return Doing(3, f"put {action.label} on {{}}" if action.present else f"taken {action.label} off {{}}")
        case Tell() if action.text == "follow_up":
            return Doing(1, "followed up on {}")
        case Tell():
            return Doing(4, "written to the customer of {}", "wrote in {}")
        case Email():
            return Doing(5, "emailed the customer of {}")
    return _noting(action)


def _setting(action: SetField) -> Doing:
    if action.field in KEPT_BY_CAREFLOW:
        return _DUES
    if action.field is Field.SEVERITY and action.before == Severity.CRITICAL and action.clause == "SEV-3":
        return Doing(2, "put Severity back in {}, which nobody had approved", left="Critical without approval")
    if action.field is Field.ASSIGNEE:
        return Doing(2, "taken {} off the assignee" if action.value is None else "assigned {}", "did so with {}")
    return Doing(2, f"emptied {action.field} of {{}}" if action.value is None else f"set {action.field} of {{}}")


def _noting(action: Action) -> Doing:
    breached = breached_clock(action)
    if breached:
        return Doing(6, f"noted a breach of the {breached} target in {{}}", is_breach=True)
    return Doing(6, _NOTES.get(getattr(action, "text", ""), "left an internal note on {}"))


def sentence(doing: Doing, tally: Tally) -> str:
    """As in "would have closed 12 cases; people closed 9 of them, 4 days later on average; 3 still open"."""
    cases = counted(tally.cases, "case")
    often = f" ({tally.acts} times)" if tally.acts != tally.cases else ""
    return "; ".join([f"would have {doing.would.format(cases)}{often}", *_people(doing, tally)])


def _people(doing: Doing, tally: Tally) -> Iterator[str]:
    same, rest = tally.outcomes[Outcome.SAME], tally.outcomes[Outcome.NOT]
    once = tally.acts == 1
    if same:
        did = "did so too" if once else doing.did.format(_share(same, tally))
        yield f"people {did}{_lag(tally)}"
    if tally.outcomes[Outcome.OTHERWISE]:
        yield "people did otherwise" + ("" if once else f" in {tally.outcomes[Outcome.OTHERWISE]}")
    if rest:
        if doing.left:
            yield f"{rest} {'is' if rest == 1 else 'are'} {doing.left}"
        else:
            yield "people did not, so far" if once else f"people left {rest} so"
    if tally.outcomes[Outcome.CAREFLOW]:
        yield f"careflow really did in {tally.outcomes[Outcome.CAREFLOW]}"
    if doing.is_breach:
        yield from _afterwards(tally)


def _afterwards(tally: Tally) -> Iterator[str]:
    missing = tally.outcomes[Outcome.COUNTED] - tally.met - tally.lapsed - tally.in_time
    if tally.met:
        yield f"met afterwards in {tally.met}{_lag(tally)}"
    if tally.lapsed:
        yield f"the target fell away in {tally.lapsed}"
    if tally.in_time:
        yield f"met in time in {tally.in_time}, as was put down later"
    if missing:
        yield f"not met so far in {missing}"


def _share(number: int, tally: Tally) -> str:
    if number == tally.acts:
        return "all of them"
    return f"{number} of them"


def _lag(tally: Tally) -> str:
    if tally.later is None:
        return ""
    several = " on average" if (tally.outcomes[Outcome.SAME] or tally.met) > 1 else ""
    return f", {later(tally.later)}{several}"


def later(span: timedelta) -> str:
    """How much later, in one unit: ``4 days later``, ``at once``, ``20 min earlier``."""
    for unit, name, least in _UNITS:
        if abs(span) >= least:
            return f"{round(abs(span) / unit)} {name} {'later' if span > timedelta() else 'earlier'}"
    return "at once"


def counted(number: int, noun: str) -> str:
    """``1 case``, ``2 cases``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def against(kind: Kind, number: int) -> str:
    """As in "against it, people closed 3 cases too early"."""
    how = {Kind.EARLY: "too early", Kind.UNSOLVED: "without a solution"}[kind]
    return f"against it, people closed {counted(number, 'case')} {how}"
