"""SEV: which severity is in force since when, and where the review of a change to Critical stands.

Both are derived from what people did, in order. SEV-1: a case opened without a severity runs on the default. SEV-2:
customer and staff change it, by a comment or by the field. A change to Critical, and a case opened so, is for
``workflows.critical_review``. What our own account wrote is the consequence and is passed over, save for a Critical
that it once set: nobody else can write in its name, so that is proof of an approval whose evidence has gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workflows.case import Case
from workflows.critical_review import Review
from workflows.policy import Policy
from workflows.severity_history import SeverityHistory
from workflows.statuses import Stretch, status_at
from workflows.terms import Approval, Field, Severity, Status
from workflows.timeline import Act, Who


def history(case: Case, policy: Policy, acts: Iterable[Act], statuses: Sequence[Stretch]) -> SeverityHistory:
    """What the acts, in order, made of severity and approval."""
    reader = _Reader(case, policy)
    reader.open()
    closings = [s for s in statuses if s.status is Status.CLOSED]
    for act in acts:
        while closings and closings[0].since <= act.at:
            reader.closed(closings.pop(0))
        # SEV-2: an active case; a comment that reopens one finds it active.
        reader.take(act, active=status_at(statuses, act.at) is not Status.CLOSED)
    for closing in closings:
        reader.closed(closing)
    return reader.review.result()


class _Reader:
    """Reads the acts, one after the other, for what they say of the severity and its review."""

    def __init__(self, case: Case, policy: Policy) -> None:
        self.case = case
        self.policy = policy
        self.review = Review(case, policy)

    def open(self) -> None:
        """SEV-1, SEV-5: what the case was opened with."""
        first = _severity(_first(self.case, Field.SEVERITY))
        if first is Severity.CRITICAL:
            self.review.opened_as_critical()
            return
        level = first or self.policy.default_severity
        self.review.enter(level, self.case.opened_at, "opened", "SEV-1", by_hand=first is not None)
        if _first(self.case, Field.REQUESTED_SEVERITY) == Severity.CRITICAL and self.policy.on("SEV-3"):
            self.review.asked_at_the_opening()

    def take(self, act: Act, *, active: bool) -> None:
        """One act of anybody."""
        if act.change is None:
            if act.who is not Who.OWN:
                self._commented(act, active)
        elif act.who is Who.OWN:
            self.review.own(act, act.change)
        else:
            self._edited(act, active)

    def closed(self, closing: Stretch) -> None:
        """SEV-6: a request is withdrawn when the case closes."""
        self.review.withdraw(closing.since, closing.by, closing.evidence, "the case was closed")

    def _edited(self, act: Act, active: bool) -> None:
        change = act.change
        if change is None:
            return
        if change.field is Field.SEVERITY:
            self._severity_edited(act, _severity(change.after), active)
        elif change.field is Field.REQUESTED_SEVERITY:
            self._request_edited(act, change.after, active)
        elif change.field is Field.CRITICAL_APPROVAL and change.after in (Approval.APPROVED, Approval.REJECTED):
            self.review.decide(act, approve=change.after == Approval.APPROVED)
        elif change.field is Field.STATUS and change.raw in self.policy.approval.approve_statuses:
            self.review.decide(act, approve=True)
        elif change.field is Field.STATUS and change.raw in self.policy.approval.reject_statuses:
            self.review.decide(act, approve=False)

    def _severity_edited(self, act: Act, to: Severity | None, active: bool) -> None:
        review = self.review
        if self._changes_nothing(act, to):
            review.put_back.append(act)
            return
        if to is Severity.CRITICAL:
            if review.severity is not Severity.CRITICAL and (active or not self.policy.on("SEV-3")):
                review.ask(act)  # SEV-6: nothing is under review of a closed case; the field is put back
            return
        if review.severity is Severity.CRITICAL:
            review.withdraw(act.at, act.by, act.id, "the severity was lowered")
        review.enter(to or self.policy.default_severity, act.at, act.id, "SEV-2", by_hand=to is not None)

    def _changes_nothing(self, act: Act, to: Severity | None) -> bool:
        """Anybody who is neither staff nor customer changes nothing, as far as the clause that puts it back is on."""
        if act.who is not Who.NOBODY or act.in_place_of:
            return False
        return self.policy.on("SEV-2") or (to is Severity.CRITICAL and self.policy.on("SEV-3"))

    def _request_edited(self, act: Act, value: object, active: bool) -> None:
        if act.who is Who.NOBODY:
            return
        if value is not None:
            self._asked_for(act, _severity(value), active)
            return
        withdrawn = self.review.withdraw(act.at, act.by, act.id, "Requested Severity was cleared")
        if withdrawn and self.review.severity is Severity.CRITICAL:  # SEV-5: what nobody asks for is not approved
            self.review.enter(self.policy.approval.rejected_to, act.at, act.id, "SEV-5")

    def _commented(self, act: Act, active: bool) -> None:
        request = act.request
        if request is None:
            return
        if request.severity and (act.by_staff or (act.by_customer and act.public)):
            if self.policy.on("SEV-2"):
                self._asked_for(act, request.severity, active)
            elif active:
                self.review.unheard[request.severity] = act
        if (request.approve or request.reject) and (act.who is not Who.NOBODY or act.in_place_of):
            self.review.decide(act, approve=request.approve, why=request.reason)

    def _asked_for(self, act: Act, level: Severity | None, active: bool) -> None:
        review = self.review
        if level is None or not active:
            return
        if level is Severity.CRITICAL:
            if review.severity is not Severity.CRITICAL:
                review.ask(act)
            return
        if act.by_staff or act.by == review.approval.asked_by:
            review.withdraw(act.at, act.by, act.id, f"{level} was asked for instead")
        if level is not review.severity or not review.spells[-1].set_by_hand:
            review.enter(level, act.at, act.id, "SEV-2")
            review.evidence.append(act)


def _first(case: Case, name: Field) -> object:
    """What a field held when the case was opened."""
    return next((change.before for change in case.changes if change.field is name), case.text(name))


def _severity(value: object) -> Severity | None:
    return Severity(value) if isinstance(value, str) and value in set(Severity) else None
