"""What people did where careflow would have acted: for each act of a rehearsal its counterpart, if there is one.

A status or a field counts as set by people when they had it so already, or when their next change of it says the same;
when that change says something else, they did otherwise; when there is none, they did not, so far. A word to the
customer is any public comment of staff: what it says is not judged. Emails, notes, warnings and what only careflow
keeps leave nothing that could be compared: they are counted, and of a breach it is told what came after it. Dues and
``SLA State`` are compared only on a case where people keep them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from workflows.actions import Action, Email, Move, Note, SetField, SetLabel, Tell, reference
from workflows.calendars import zone_of
from workflows.case import Case, Comment, Value
from workflows.clauses.dues import DUE_FIELDS
from workflows.decision import ClockState
from workflows.deeds import value_of
from workflows.policy import Policy
from workflows.record import from_text
from workflows.rehearsal import Rehearsal, Rehearsed
from workflows.requests import read_request
from workflows.terms import Field

ANSWERED = timedelta(days=3)  # a word to the customer that comes later is another matter
KEPT_BY_CAREFLOW = frozenset({*DUE_FIELDS.values(), Field.SLA_STATE})
FELL_AWAY = "saw the target fall away afterwards"
IN_TIME = "had met it in time, as was put down later"
_MOMENT = timedelta.resolution
_EVER = datetime.min.replace(tzinfo=UTC)


class Outcome(StrEnum):
    """How people compare with an act. ``careflow``: our own account really did it. ``counted``: nobody could."""

    SAME = "same"
    OTHERWISE = "otherwise"
    NOT = "not"
    CAREFLOW = "careflow"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on the people's side: who did what, when. ``what`` completes "people …"."""

    outcome: Outcome
    at: datetime | None = None
    by: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """An act that careflow would have done, and what people did."""

    act: Rehearsed
    found: Found

    @property
    def later(self) -> timedelta | None:
        """How much later than careflow people did it, or came to the end of a breach; below zero: earlier."""
        return self.found.at - self.act.at if self.found.at else None


def compared(case: Case, rehearsal: Rehearsal, policy: Policy) -> tuple[Compared, ...]:
    """Every act of the rehearsal that people would see, beside what the whole history of ``case`` says of it."""
    people = _People(case, rehearsal, policy)
    return tuple(Compared(act, people.counterpart(act)) for act in rehearsal.seen)


@dataclass(frozen=True, slots=True)
class _Step:
    """A value from a moment on."""

    at: datetime
    by: str
    value: Value


class _People:
    """The real history of a case, asked about one act after the other."""

    def __init__(self, case: Case, rehearsal: Rehearsal, policy: Policy) -> None:
        self.case = case
        self.end = rehearsal.decision
        self.zone = ZoneInfo(zone_of(policy, case.text(Field.REGION)))
        self.opened = case.as_of(case.opened_at - _MOMENT)
        self.words = [comment for comment in case.comments if comment.public and case.is_staff(comment.by)]
        self.marked = {c.body.rstrip().rpartition("\n")[2].strip() for c in case.comments if c.by == case.own_account}
        around = rehearsal.decision.case.around
        self.team = {colleague.person for team in (around.consultants, around.on_call) for colleague in team or ()}

    def counterpart(self, act: Rehearsed) -> Found:
        """What people did about it."""
        action = act.action
        if action.id in self.case.record.acts or reference(action.id) in self.marked:
            return Found(Outcome.CAREFLOW, act.at, self.case.own_account, "did it")
        match action:
            case Move():
                return self._set(act, Field.STATUS, action.to)
            case SetField():
                return self._field(act, action)
            case SetLabel():
                return self._label(act, action)
            case Tell():
                return self._follow_up(action) if action.text == "follow_up" else self._word(act.at)
            case Note() | Email():
                return self._after(act)
        raise TypeError(f"no act that anybody would see: {action!r}")

    # -- fields and status ------------------------------------------------------------------------------------------

    def _field(self, act: Rehearsed, action: SetField) -> Found:
        found = self._set(act, action.field, action.value)
        if action.field in KEPT_BY_CAREFLOW and found.outcome is not Outcome.CAREFLOW and not self._keep(action.field):
            return Found(Outcome.COUNTED)
        return found

    def _set(self, act: Rehearsed, field: Field, wanted: Value) -> Found:
        first = value_of(self.opened, field)
        steps = [_Step(change.at, change.by, change.after) for change in self.case.changes if change.field is field]

        def said(step: _Step) -> str:
            return f"set {field} to {_shown(self.case, field, step.value)}"

        return self._judged(act.at, [_Step(_EVER, "", first), *steps], partial(self._alike, field, wanted), field, said)

    def _judged(
        self, at: datetime, steps: list[_Step], alike: Callable[[Value], bool], what: str, said: Callable[[_Step], str]
    ) -> Found:
        """How what was there at a moment compares, or else the next change of it."""
        own = self.case.own_account
        present = bisect_right(steps, at, key=lambda step: step.at)
        held = steps[present - 1]
        if alike(held.value):
            return Found(Outcome.CAREFLOW if held.by == own else Outcome.SAME, at, held.by, f"had {what} so already")
        if present == len(steps):
            return Found(Outcome.NOT, what=f"left {what} as it was")
        then = steps[present]
        outcome = Outcome.SAME if alike(then.value) else Outcome.OTHERWISE
        return Found(Outcome.CAREFLOW if then.by == own else outcome, then.at, then.by, said(then))

    def _alike(self, field: Field, wanted: Value, held: Value) -> bool:
        """Whom careflow would assign it can only say by what everybody has today: any of the team will do (OPN-2)."""
        if isinstance(held, datetime) and isinstance(wanted, datetime):
            return abs(held - wanted) < timedelta(minutes=1)  # some Jiras keep them to the minute
        if field is Field.ASSIGNEE and wanted is not None and held in self.team:
            return True
        return held == wanted

    def _keep(self, field: Field) -> bool:
        """Whether people keep a field of this case that careflow would keep."""
        kept = any(change.field is field and change.by != self.case.own_account for change in self.case.changes)
        return kept or value_of(self.opened, field) is not None

    # -- labels and words -------------------------------------------------------------------------------------------

    def _label(self, act: Rehearsed, action: SetLabel) -> Found:
        label, on = action.label, {True: "on", False: None}
        first = _Step(_EVER, "", on[label in self.opened.labels])
        steps = [_Step(entry.at, entry.by, on[entry.present]) for entry in self.case.labellings if entry.label == label]

        def said(step: _Step) -> str:
            return f"put {label} on" if step.value else f"took {label} off"

        return self._judged(act.at, [first, *steps], lambda held: held == on[action.present], label, said)

    def _word(self, since: datetime) -> Found:
        word = next((c for c in self.words if since <= c.at < since + ANSWERED), None)
        if word is None:
            return Found(Outcome.NOT, what=f"wrote nothing to the customer within {ANSWERED.days} days")
        return Found(Outcome.SAME, word.at, word.by, "wrote to the customer")

    def _follow_up(self, tell: Tell) -> Found:
        """CLO-3: the n-th public comment of staff on a later day than the solution, before the customer answered."""
        number, solved_at = int(tell.facts["number"]), from_text(tell.id.rpartition(" · ")[2])
        until = next((c.at for c in self.case.comments if c.at > solved_at and self._is_answer(c)), None)
        tried = [c for c in self.words if self._is_later_day(c, solved_at) and (until is None or c.at < until)]
        if len(tried) < number:
            return Found(Outcome.NOT, what=f"made {len(tried)} of {number} attempts to reach the customer")
        return Found(Outcome.SAME, tried[number - 1].at, tried[number - 1].by, "wrote to the customer")

    def _is_answer(self, comment: Comment) -> bool:
        """CLO-4: thanks alone are none."""
        return self.case.is_customer(comment.by) and not read_request(comment.body).thanks_only

    def _is_later_day(self, comment: Comment, than: datetime) -> bool:
        return comment.at.astimezone(self.zone).date() > than.astimezone(self.zone).date()

    # -- what nobody could do ---------------------------------------------------------------------------------------

    def _after(self, act: Rehearsed) -> Found:
        """Of a breach, what came after it."""
        clock_name = breached_clock(act.action)
        if clock_name is None:
            return Found(Outcome.COUNTED)
        if clock_name == "communicate":
            word = next((c for c in self.words if c.at >= act.at), None)
            return _came_after(word.at if word else None, word.by if word else "")
        clock = next(clock for clock in self.end.clocks if clock.name == clock_name)
        if clock.state is ClockState.NONE:
            return Found(Outcome.COUNTED, what=FELL_AWAY)
        if clock.met_at is not None and clock.met_at < act.at:
            return Found(Outcome.COUNTED, what=IN_TIME)
        return _came_after(clock.met_at, "")


def breached_clock(action: Action) -> str | None:
    """The clock whose breach an internal note tells of (SLO-10), or ``communicate`` for a missed update (SLO-5)."""
    words = action.id.split()
    if not isinstance(action, Note) or len(words) < 3:
        return None
    if words[0] == "SLO-10" and words[2] == "breach":
        return words[1]
    return "communicate" if words[:2] == ["SLO-5", "missed"] else None


def _came_after(at: datetime | None, by: str) -> Found:
    return Found(Outcome.COUNTED, at, by, "met it afterwards" if at else "have not met it so far")


def _shown(case: Case, field: Field, value: Value) -> str:
    if field is Field.ASSIGNEE:
        return case.name_of(value if isinstance(value, str) else None)
    return str(value) if value is not None else "nothing"
