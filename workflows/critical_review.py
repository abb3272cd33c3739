"""SEV-3 to SEV-6, SEV-9: the review of a change to Critical, act by act.

Where SEV-3 is switched off a change to Critical takes effect at once, as any other; where SEV-5 is, a case may be
opened so. A review that our hand began before the switch goes on to its end: what was carried out stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from workflows.case import Case, Change
from workflows.decision import ApprovalStory
from workflows.policy import OnCreate, Policy
from workflows.severity_history import SeverityHistory, Spell
from workflows.terms import Approval, Field, Severity
from workflows.timeline import Act, Who

NO_APPROVAL = ApprovalStory("none")


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """A change to Critical that took effect at once, and the spells that there would be under review."""

    spells: tuple[Spell, ...]
    at: datetime
    by: str
    evidence: str


@dataclass(slots=True)
class Review:
    """The severities and the review, as the acts so far have made them."""

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
    unreviewed: Unreviewed | None = None
    unheard: dict[Severity, Act] = field(default_factory=dict)  # SEV-2 off: what comments asked for, in vain

    @property
    def severity(self) -> Severity:
        """The severity in force."""
        return self.spells[-1].severity

    @property
    def pending(self) -> bool:
        """Whether a request waits for a decision."""
        return self.approval.state == "pending"

    def result(self) -> SeverityHistory:
        """What became of it all."""
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

    def enter(self, severity: Severity, at: datetime, evidence: str, clause: str, *, by_hand: bool = True) -> None:
        """Another severity is in force from now on."""
        if self.spells and (self.severity, self.spells[-1].set_by_hand) == (severity, by_hand):
            return
        self.spells.append(Spell(severity, at, evidence, by_hand, clause))

    # -- asked ------------------------------------------------------------------------------------------------------

    def opened_as_critical(self) -> None:
        """SEV-5: ``review``, ``hold`` or ``accept``."""
        case, rule = self.case, self.policy.approval.on_create
        if rule is OnCreate.ACCEPT:
            self.enter(Severity.CRITICAL, case.opened_at, "opened", "SEV-1")
            return
        first = Severity.MAJOR if rule is OnCreate.HOLD else Severity.CRITICAL
        if self.policy.on("SEV-3") and self.policy.on("SEV-5"):
            self.enter(first, case.opened_at, "opened", "SEV-5")
            self.asked_at_the_opening()
        else:
            self.enter(Severity.CRITICAL, case.opened_at, "opened", "SEV-1")
            reviewed = Spell(first, case.opened_at, "opened", clause="SEV-5")
            self.unreviewed = Unreviewed((reviewed,), case.opened_at, case.reporter or "", "opened")

    def asked_at_the_opening(self) -> None:
        """By the reporter, who it was then, and who filed the case for them: none of them may decide."""
        case = self.case
        self._pend(case.opened_at, case.reporter or "", "opened")
        self.askers |= {person for person in (case.first_reporter, case.creator) if person}

    def ask(self, act: Act) -> None:
        """SEV-3; a manager who asks for what somebody else asked for has approved it (SEV-4)."""
        self.evidence.append(act)
        if not self.policy.on("SEV-3"):
            self._take_effect(act)
            return
        alone = act.who is Who.MANAGER and self._may_decide_alone
        if alone or (self.pending and self._may_decide(act)):
            if not self.pending:
                self._pend(act.at, act.by, act.id)
            self._approve(act, "")
        elif self.pending:
            self.askers.add(act.by)
        else:
            self._pend(act.at, act.by, act.id)

    def _take_effect(self, act: Act) -> None:
        self.unreviewed = Unreviewed(tuple(self.spells), act.at, act.by, act.id)
        if self.pending:
            self._end("withdrawn", act.at, act.by, act.id, "no review is asked for any more")
        self.enter(Severity.CRITICAL, act.at, act.id, "SEV-2")

    def withdraw(self, at: datetime, by: str, evidence: str, why: str) -> bool:
        """SEV-6: the request is taken back, if there is one. Answers whether it was."""
        if not self.pending or not self.policy.on("SEV-6"):
            return False
        self._end("withdrawn", at, by, evidence, why)
        return True

    # -- decided ----------------------------------------------------------------------------------------------------

    def decide(self, act: Act, *, approve: bool, why: str = "") -> None:
        """SEV-4: an act that approves or rejects, by whoever it is."""
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

    @property
    def _may_decide_alone(self) -> bool:
        return self.policy.approval.allow_self or not self.policy.on("SEV-4")

    def _may_decide(self, act: Act) -> bool:
        """SEV-4: a manager at the moment of the act, and never who asked; SEV-9: or who stands in for one."""
        return self._in_own_right(act) or self._in_place_of(act) is not None

    def _in_own_right(self, act: Act) -> bool:
        return act.who is Who.MANAGER and (self._may_decide_alone or act.by not in self.askers)

    def _in_place_of(self, act: Act) -> str | None:
        """SEV-9: never on a request of their own, nor on one of the manager that they stand in for."""
        return None if act.by in self.askers else min(act.in_place_of - self.askers, default=None)

    def _approve(self, act: Act, why: str) -> None:
        self._end("approved", act.at, act.by, act.id, why, self._place(act))
        if self.severity is not Severity.CRITICAL:
            self.enter(Severity.CRITICAL, act.at, act.id, "SEV-3")

    def _reject(self, act: Act, why: str) -> None:
        self._end("rejected", act.at, act.by, act.id, why, self._place(act))
        if self.severity is Severity.CRITICAL:
            self.enter(self.policy.approval.rejected_to, act.at, act.id, "SEV-5")

    def _place(self, act: Act) -> str | None:
        return None if self._in_own_right(act) else self._in_place_of(act)

    def _pend(self, at: datetime, by: str, evidence: str) -> None:
        self.approval = ApprovalStory("pending", asked_at=at, asked_by=by, asked_in=evidence)
        self.askers = {by}

    def _end(self, state: str, at: datetime, by: str, evidence: str, why: str, in_place_of: str | None = None) -> None:
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

    # -- our own hand -----------------------------------------------------------------------------------------------

    def own(self, act: Act, change: Change) -> None:
        """What our account wrote is a consequence, save where it tells what the acts of people do not show any more."""
        if change.field is Field.CRITICAL_APPROVAL and change.after == Approval.PENDING:
            self._was_reviewed()
        elif change.field is not Field.SEVERITY:
            return
        elif change.after == Severity.CRITICAL != self.severity:
            if self.unreviewed is None and "SEV-3" not in self.policy.rehearsed:
                self._was_approved(act)
        elif change.after in self.unheard:  # written while SEV-2 was on
            self.enter(Severity(str(change.after)), act.at, act.id, "SEV-2")

    def _was_reviewed(self) -> None:
        """A review was begun while SEV-3, SEV-5 or SEV-2 was on, and goes on."""
        asked = self.unheard.get(Severity.CRITICAL)
        if self.unreviewed is not None:
            self.spells = list(self.unreviewed.spells)
            self._pend(self.unreviewed.at, self.unreviewed.by, self.unreviewed.evidence)
            self.unreviewed = None
        elif asked is not None and not self.pending:
            self._pend(asked.at, asked.by, asked.id)

    def _was_approved(self, act: Act) -> None:
        if not self.pending:
            self._pend(act.at, "", act.id)
        self._approve(act, "approved earlier; the act itself can no longer be seen")
