"""SEV: which severity is in force since when, and where the review of a change to Critical stands.

Both are derived from what people did, in order. A change to Critical takes no effect until a manager approves it
(SEV-3, SEV-4), or the stand-in of one (SEV-9); what our own account wrote is the consequence and is passed over, save
for a Critical that it once set: nobody else can write in its name, so that is proof of an approval whose evidence has
gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from workflows.case import Case
from workflows.decision import ApprovalStory
from workflows.policy import OnCreate, Policy
from workflows.statuses import Stretch
from workflows.terms import Approval, Field, Severity, Status
from workflows.timeline import Act, Who

NO_APPROVAL = ApprovalStory("none")


@dataclass(frozen=True, slots=True)
class Spell:
    """A severity in force since an instant. ``set_by_hand`` is False while nobody has set one (SEV-1)."""

    severity: Severity
    since: datetime
    evidence: str = ""
    set_by_hand: bool = True


@dataclass(frozen=True, slots=True)
class SeverityHistory:
    """What became of severity and approval.

    ``rounds``: the ended reviews, oldest first; ``approval``: the present one. ``denied``: decisions by people who may
    not; ``put_back``: severities set by strangers; ``undecided``: decisions on what nobody had asked for; ``evidence``:
    the acts that asked or decided.
    """

    spells: tuple[Spell, ...]
    approval: ApprovalStory
    rounds: tuple[ApprovalStory, ...] = ()
    denied: tuple[Act, ...] = ()
    put_back: tuple[Act, ...] = ()
    undecided: tuple[Act, ...] = ()
    evidence: tuple[Act, ...] = ()
    askers: frozenset[str] = frozenset()  # of the present or last review: who may not decide on it

    @property
    def now(self) -> Spell:
        """The severity in force."""
        return self.spells[-1]


def history(case: Case, policy: Policy, acts: Iterable[Act], statuses: Sequence[Stretch]) -> SeverityHistory:
    """What the acts, in order, made of severity and approval."""
    review = _Review(case, policy)
    review.open()
    closings = [s for s in statuses if s.status is Status.CLOSED]
    for act in acts:
        while closings and closings[0].since <= act.at:
            review.closed(closings.pop(0))
        review.take(act, active=_active_at(statuses, act))
    for closing in closings:
        review.closed(closing)
    return review.result()


def _active_at(statuses: Sequence[Stretch], act: Act) -> bool:
    """SEV-2: an active case; a comment that reopens one finds it active."""
    for stretch in reversed(statuses):
        if stretch.since <= act.at:
            return stretch.status is not Status.CLOSED
    return True


@dataclass(slots=True)
class _Review:
    """The fold over the acts; nothing of it leaves this module but ``result``."""

    case: Case
    policy: Policy
    spells: list[Spell] = field(default_factory=list)
    approval: ApprovalStory = NO_APPROVAL
    rounds: list[ApprovalStory] = field(default_factory=list)
    askers: set[str] = field(default_factory=set)
    denied: list[Act] = field(default_factory=list)
    put_back: list[Act] = field(default_factory=list)
    undecided: list[Act] = field(default_factory=list)
    evidence: list[Act] = field(default_factory=list)

    @property
    def severity(self) -> Severity:
        return self.spells[-1].severity

    @property
    def pending(self) -> bool:
        return self.approval.state == "pending"

    def result(self) -> SeverityHistory:
        return SeverityHistory(
            tuple(self.spells),
            self.approval,
            tuple(self.rounds),
            tuple(self.denied),
            tuple(self.put_back),
            tuple(self.undecided),
            tuple(self.evidence),
            frozenset(self.askers),
        )

    def open(self) -> None:
        """SEV-1, SEV-5: what the case was opened with."""
        case, rules = self.case, self.policy.approval
        first = _severity(_first(case, Field.SEVERITY))
        if first is None:
            self._enter(self.policy.default_severity, case.opened_at, "", by_hand=False)
        elif first is not Severity.CRITICAL or rules.on_create is OnCreate.ACCEPT:
            self._enter(first, case.opened_at, "opened")
        else:
            held = rules.on_create is OnCreate.HOLD
            self._enter(Severity.MAJOR if held else first, case.opened_at, "opened")
            self._asked_at_the_opening()
            return
        if _first(case, Field.REQUESTED_SEVERITY) == Severity.CRITICAL != self.severity:
            self._asked_at_the_opening()

    def _asked_at_the_opening(self) -> None:
        """By the reporter and by who filed the case for them: neither may decide."""
        case = self.case
        self._pend(case.opened_at, case.reporter or "", "opened")
        self.askers |= {case.creator} if case.creator else set()

    def take(self, act: Act, *, active: bool) -> None:
        """One act of anybody."""
        if act.who is Who.OWN:
            self._own(act)
        elif act.change is not None:
            self._edited(act, active)
        else:
            self._commented(act, active)

    def closed(self, closing: Stretch) -> None:
        """SEV-6: a request is withdrawn when the case closes."""
        if self.pending:
            self._withdraw(closing.since, closing.by, closing.evidence, "the case was closed")

    # -- what people write ------------------------------------------------------------------------------------------

    def _edited(self, act: Act, active: bool) -> None:
        change = act.change
        if change is None:
            return
        if change.field is Field.SEVERITY:
            self._severity_edited(act, _severity(change.after))
        elif change.field is Field.REQUESTED_SEVERITY:
            self._request_edited(act, change.after, active)
        elif change.field is Field.CRITICAL_APPROVAL and change.after in (Approval.APPROVED, Approval.REJECTED):
            self._decide(act, approve=change.after == Approval.APPROVED)
        elif change.field is Field.STATUS and change.raw in self.policy.approval.approve_statuses:
            self._decide(act, approve=True)
        elif change.field is Field.STATUS and change.raw in self.policy.approval.reject_statuses:
            self._decide(act, approve=False)

    def _severity_edited(self, act: Act, to: Severity | None) -> None:
        if act.who is Who.NOBODY and not act.in_place_of:
            self.put_back.append(act)  # anybody who is neither staff nor customer changes nothing
            return
        if to is Severity.CRITICAL:
            if self.severity is not Severity.CRITICAL:
                self._ask(act)
            return
        if self.pending and self.severity is Severity.CRITICAL:
            self._withdraw(act.at, act.by, act.id, "the severity was lowered")
        self._enter(to or self.policy.default_severity, act.at, act.id, by_hand=to is not None)

    def _request_edited(self, act: Act, value: object, active: bool) -> None:
        if act.who is Who.NOBODY:
            return
        if value is None:
            if self.pending:
                self._withdraw(act.at, act.by, act.id, "Requested Severity was cleared")
                if self.severity is Severity.CRITICAL:  # SEV-5: what nobody asks for any more has not been approved
                    self._enter(self.policy.approval.rejected_to, act.at, act.id)
        else:
            self._asked_for(act, _severity(value), active)

    def _commented(self, act: Act, active: bool) -> None:
        request = act.request
        if request is None:
            return
        if request.severity and (act.by_staff or (act.by_customer and act.public)):
            self._asked_for(act, request.severity, active)
        if (request.approve or request.reject) and (act.who is not Who.NOBODY or act.in_place_of):
            self._decide(act, approve=request.approve, why=request.reason)

    def _asked_for(self, act: Act, level: Severity | None, active: bool) -> None:
        if level is None or not active:
            return
        if level is Severity.CRITICAL:
            if self.severity is not Severity.CRITICAL:
                self._ask(act)
            return
        if self.pending and (act.by_staff or act.by == self.approval.asked_by):
            self._withdraw(act.at, act.by, act.id, f"{level} was asked for instead")
        if level is not self.severity or not self.spells[-1].set_by_hand:
            self._enter(level, act.at, act.id)
            self.evidence.append(act)

    # -- the review -------------------------------------------------------------------------------------------------

    def _ask(self, act: Act) -> None:
        """SEV-3; a manager who asks for what somebody else asked for has approved it (SEV-4)."""
        self.evidence.append(act)
        unasked = act.who is Who.MANAGER and self.policy.approval.allow_self
        if unasked or (self.pending and self._may_decide(act)):
            if not self.pending:
                self._pend(act.at, act.by, act.id)
            self._approve(act, "")
        elif self.pending:
            self.askers.add(act.by)
        else:
            self._pend(act.at, act.by, act.id)

    def _decide(self, act: Act, *, approve: bool, why: str = "") -> None:
        if not self.pending:
            if act.change is not None and act.change.field is Field.CRITICAL_APPROVAL:
                self.undecided.append(act)
            return
        if not self._may_decide(act):
            self.denied.append(act)
            return
        self.evidence.append(act)
        if approve:
            self._approve(act, why)
        else:
            self._reject(act, why)

    def _may_decide(self, act: Act) -> bool:
        """SEV-4: a manager at the moment of the act, and never who asked; SEV-9: or who stands in for one."""
        return self._in_own_right(act) or self._in_place_of(act) is not None

    def _in_own_right(self, act: Act) -> bool:
        return act.who is Who.MANAGER and (self.policy.approval.allow_self or act.by not in self.askers)

    def _in_place_of(self, act: Act) -> str | None:
        """SEV-9: never on a request of their own, nor on one of the manager that they stand in for."""
        return None if act.by in self.askers else min(act.in_place_of - self.askers, default=None)

    def _approve(self, act: Act, why: str) -> None:
        self._end("approved", act.at, act.by, act.id, why, self._place(act))
        if self.severity is not Severity.CRITICAL:
            self._enter(Severity.CRITICAL, act.at, act.id)

    def _reject(self, act: Act, why: str) -> None:
        self._end("rejected", act.at, act.by, act.id, why, self._place(act))
        if self.severity is Severity.CRITICAL:
            self._enter(self.policy.approval.rejected_to, act.at, act.id)

    def _place(self, act: Act) -> str | None:
        return None if self._in_own_right(act) else self._in_place_of(act)

    def _withdraw(self, at: datetime, by: str, evidence: str, why: str) -> None:
        self._end("withdrawn", at, by, evidence, why)

    def _pend(self, at: datetime, by: str, evidence: str) -> None:
        self.approval = ApprovalStory("pending", asked_at=at, asked_by=by, asked_in=evidence)
        self.askers = {by}

    def _end(
        self, state: str, at: datetime, by: str, evidence: str, why: str, in_place_of: str | None = None
    ) -> None:
        self.approval = replace(
            self.approval,
            state=state,
            decided_at=at,
            decided_by=by,
            decided_in=evidence,
            in_place_of=in_place_of,
            why=why,
        )
        self.rounds.append(self.approval)

    def _own(self, act: Act) -> None:
        change = act.change
        if change and change.field is Field.SEVERITY and change.after == Severity.CRITICAL != self.severity:
            if not self.pending:
                self._pend(act.at, "", act.id)
            self._approve(act, "approved earlier; the act itself can no longer be seen")

    def _enter(self, severity: Severity, at: datetime, evidence: str, *, by_hand: bool = True) -> None:
        if self.spells and (self.severity, self.spells[-1].set_by_hand) == (severity, by_hand):
            return
        self.spells.append(Spell(severity, at, evidence, by_hand))


def _first(case: Case, name: Field) -> object:
    """What a field held when the case was opened."""
    return next((change.before for change in case.changes if change.field is name), case.text(name))


def _severity(value: object) -> Severity | None:
    return Severity(value) if isinstance(value, str) and value in set(Severity) else None
