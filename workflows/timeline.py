"""What has happened to a case, in order: every comment and every change as an act of somebody.

Who counted as what is judged when an act is first seen (SLO-13): an act that the record has witnessed keeps the role
and the meaning it had then, even if its author has left the group since, or the comment has been edited or deleted. So
does the right of a stand-in (SEV-9).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from workflows.case import Case, Change, Comment
from workflows.policy import ApprovalRules
from workflows.record import Witness
from workflows.requests import Request, read_request, shortened
from workflows.stand_ins import Rota
from workflows.terms import Approval, Field, Role, Severity


class Who(StrEnum):
    """What the author of an act counts as. Our own account is none of the others, in every rule."""

    MANAGER = "manager"
    STAFF = "staff"
    CUSTOMER = "customer"
    OWN = "own"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Act:
    """One comment, or one changed field. ``id`` is ``c<comment id>`` or ``h<history id>/<field>``.

    ``in_place_of``: the managers for whom its author stood in at that moment (SEV-9).
    """

    id: str
    at: datetime
    by: str
    who: Who
    public: bool = False
    request: Request | None = None  # of comments
    change: Change | None = None
    in_place_of: frozenset[str] = frozenset()

    @property
    def by_staff(self) -> bool:
        """By a member of any role group, managers included."""
        return self.who in (Who.STAFF, Who.MANAGER)

    @property
    def by_customer(self) -> bool:
        """By the case's customer."""
        return self.who is Who.CUSTOMER

    @property
    def is_comment(self) -> bool:
        """Whether it is a comment rather than a change."""
        return self.change is None

    def witness(self) -> Witness:
        """What to put down about this act."""
        meaning = "change" if self.change else _meaning(self.public, self.request or Request())
        deputy = f"{_FOR}{','.join(sorted(self.in_place_of))}" if self.in_place_of else ""
        return Witness(self.at, self.by, f"{self.who}{deputy}", meaning)


def acts_of(case: Case, rota: Rota, approval: ApprovalRules) -> tuple[Act, ...]:
    """All acts after the opening, oldest first; our own comments are none. ``rota``: who stands in for whom.

    Of the same instant: people's before our own, which are their consequences; changes before comments.
    """
    seen = _Seen(case, approval)
    acts = [_in_place(seen, rota, act) for act in (*_changes(seen), *_comments(seen), *_vanished(seen))]
    return tuple(sorted(acts, key=lambda act: (act.at, act.who is Who.OWN, act.is_comment, _decides(act), act.id)))


def _decides(act: Act) -> bool:
    """Of one edit that asks and decides, the asking comes first."""
    return act.change is not None and act.change.field is Field.CRITICAL_APPROVAL


def _changes(seen: _Seen) -> Iterator[Act]:
    for change in seen.case.changes:
        yield Act(change.evidence, change.at, change.by, seen.who(change), change=change)


def _comments(seen: _Seen) -> Iterator[Act]:
    case = seen.case
    for comment in case.comments:
        if comment.by == case.own_account or comment.at < case.opened_at:
            continue  # SEV-2: only what is written after the case was opened (an imported issue has older ones)
        yield Act(
            comment.evidence,
            comment.at,
            comment.by,
            seen.who(comment),
            public=comment.public,
            request=_request(case, comment),
        )


def _vanished(seen: _Seen) -> Iterator[Act]:
    """Comments that were witnessed and have been deleted since."""
    present = {comment.evidence for comment in seen.case.comments}
    for act_id, witness in seen.case.record.witnessed.items():
        if act_id.startswith("c") and act_id not in present:
            public, request = _understood(witness.meaning)
            yield Act(act_id, witness.at, witness.by, seen.judged(witness, witness.at), public, request)


def _request(case: Case, comment: Comment) -> Request:
    """The meaning is that of the first sight; the reason, on which no verdict rests, is that of now."""
    witness = case.record.witnessed.get(comment.evidence)
    said = read_request(comment.body)
    if witness:
        return replace(_understood(witness.meaning)[1], reason=said.reason)
    return _in_anothers_words(said, comment.body) if comment.edited_by else said


def _in_anothers_words(said: Request, body: str) -> Request:
    """Nobody asks for anything in the name of another, whose comment they have edited.

    Staff are shown what would have been asked of the severity (SEV-2). Who said that it is solved has not answered
    that it is not (CLO-4).
    """
    of_severity = said.severity or said.approve or said.reject
    shown = said.unclear or ((shortened(body),) if of_severity else ())
    return Request(reason=said.reason, thanks_only=said.thanks_only or said.accept, unclear=shown)


def _in_place(seen: _Seen, rota: Rota, act: Act) -> Act:
    """The act with the managers in whose place it was done: as it was witnessed, else by the rota of its day."""
    if act.who is Who.OWN:
        return act
    witness = seen.case.record.witnessed.get(act.id)
    managers = rota.managers_behind(act.by, act.at)
    if witness is not None and witness.by == act.by:
        _, _, named = witness.role.partition(_FOR)
        if not named:
            managers = frozenset()
        elif seen.is_borne_out(witness, act.at, act.change):
            managers = frozenset(named.split(","))
    return replace(act, in_place_of=managers)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was witnessed about a case, believed as far as Jira's own history goes along."""

    case: Case
    approval: ApprovalRules

    def who(self, act: Change | Comment) -> Who:
        """What the author of an act that is still there counts as."""
        witness = self.case.record.witnessed.get(act.evidence)
        if witness is None or witness.by != act.by:
            return _present_role(self.case, act.by)
        return self.judged(witness, act.at, act if isinstance(act, Change) else None)

    def judged(self, witness: Witness, at: datetime, change: Change | None = None) -> Who:
        """The witnessed role; but the right of a manager is believed only where our own writing bears it out.

        Anyone who may edit an issue can write its properties, so that a forged witness must not make a manager:
        an approval that held was followed by a change of our account, which nobody else can make. Of a manager whom
        nothing bears out, staff is left: who has left the group since did answer the customer.
        """
        if witness.by == self.case.own_account:
            return Who.OWN
        try:
            who = Who(witness.role.partition(_FOR)[0])
        except ValueError:
            return _present_role(self.case, witness.by)
        if who not in (Who.MANAGER, Who.OWN) or self.is_borne_out(witness, at, change):
            return who
        present = _present_role(self.case, witness.by)
        return Who.STAFF if who is Who.MANAGER and present is not Who.MANAGER else present

    def is_borne_out(self, witness: Witness, at: datetime, change: Change | None) -> bool:
        """Whether the first decision of our account after the act is the one that it would have made.

        ``at``: when the act was; what the witness says of that counts only for a comment that has been deleted.
        ``change``: what it was, where it was no comment.
        """
        meant = self._decided_by(change) if change else _decided_in(witness)
        later = (self._put_down(change) for change in self.case.changes if change.at >= at)
        decided = next(filter(None, later), None)
        return decided is not None and meant in (None, decided)

    def _decided_by(self, change: Change) -> Approval | None:
        """What a manager decides by such a change; None: nothing."""
        if change.field is Field.STATUS:
            return self._decided_by_status(change.raw)
        if change.field is Field.CRITICAL_APPROVAL:
            return _DECISIONS.get(change.after)
        critical = change.field in _SEVERITIES and change.after == Severity.CRITICAL
        return Approval.APPROVED if critical else None

    def _decided_by_status(self, name: str) -> Approval | None:
        if name in self.approval.approve_statuses:
            return Approval.APPROVED
        return Approval.REJECTED if name in self.approval.reject_statuses else None

    def _put_down(self, change: Change) -> Approval | None:
        """The decision that a change of our account is a consequence of."""
        if change.by != self.case.own_account:
            return None
        if change.field is Field.REQUESTED_SEVERITY and change.after is None:
            return _DECISIONS.get(self.case.as_of(change.at).text(Field.CRITICAL_APPROVAL))
        # What our account asks for is no decision, nor is a status that it moves to.
        return self._decided_by(change) if change.field in (Field.CRITICAL_APPROVAL, Field.SEVERITY) else None


_SEVERITIES = (Field.SEVERITY, Field.REQUESTED_SEVERITY)
_DECISIONS: Mapping[object, Approval] = {each: each for each in (Approval.APPROVED, Approval.REJECTED)}


def _decided_in(witness: Witness) -> Approval | None:
    """What a manager decides by such a comment; None: nothing."""
    _, request = _understood(witness.meaning)
    if request.approve or request.severity is Severity.CRITICAL:
        return Approval.APPROVED
    return Approval.REJECTED if request.reject else None


def _present_role(case: Case, person: str) -> Who:
    if person == case.own_account:
        return Who.OWN
    if Role.MANAGER in case.roles(person):
        return Who.MANAGER
    if case.is_staff(person):
        return Who.STAFF
    return Who.CUSTOMER if case.is_customer(person) else Who.NOBODY


_FOR = " for "  # in a witness' role: ``staff for max``
_FLAGS = ("approve", "reject", "solution", "solved", "accept", "reopen", "thanks_only")


def _meaning(public: bool, request: Request) -> str:
    words = ["public" if public else "internal"]
    if request.severity:
        words.append(f"severity={request.severity}")
    words.extend(flag for flag in _FLAGS if getattr(request, flag))
    return " ".join(words)


def _understood(meaning: str) -> tuple[bool, Request]:
    words = meaning.split()
    severity = next((w.removeprefix("severity=") for w in words if w.startswith("severity=")), None)
    request = Request(severity=Severity(severity) if severity and severity in set(Severity) else None)
    said: dict[str, Any] = {flag: flag in words for flag in _FLAGS}
    return "public" in words, replace(request, **said)
