"""SEV-3, SEV-4, SEV-5, SEV-9: a change to Critical is reviewed by a support manager.

While it is asked for, ``Requested Severity`` is Critical and ``Critical Approval`` Pending, and the managers are told
with the four criteria, and with them whoever stands in for one. After a decision ``Requested Severity`` is emptied and
``Critical Approval`` stays as the record; after a withdrawal both are empty. Who decided without the right is put
right, and named.
"""

from __future__ import annotations

from workflows.actions import Action, Note, Tell, mentioned
from workflows.clauses.fields import wanted
from workflows.decision import ApprovalStory, Verdict
from workflows.facts import Facts
from workflows.terms import Approval, Field, Severity
from workflows.timeline import Act

_SHOWN = {
    "pending": Approval.PENDING,
    "approved": Approval.APPROVED,
    "rejected": Approval.REJECTED,
}


def verdict(facts: Facts) -> Verdict:
    """The two fields, the note to the managers, the word to the customer, and notes on who may not decide."""
    story = facts.severities.approval
    actions: list[Action] = [*_fields(facts, story)]
    if story.state == "pending":
        actions += _asked(facts, story)
    actions += [action for ended in facts.severities.rounds for action in _rejected(facts, ended)]
    actions += [_denied(facts, act) for act in facts.severities.denied]
    actions += [_stranger(facts, act) for act in facts.severities.put_back]
    actions += [_unasked(facts, act) for act in facts.severities.undecided]
    return Verdict(tuple(a for a in actions if not isinstance(a, (Note, Tell)) or not facts.done(a.id)))


def _fields(facts: Facts, story: ApprovalStory) -> tuple[Action, ...]:
    requested = Severity.CRITICAL if story.state == "pending" else None
    why = _reason(facts, story)
    return (
        *wanted(facts, Field.REQUESTED_SEVERITY, requested, "SEV-3", why),
        *wanted(facts, Field.CRITICAL_APPROVAL, _SHOWN.get(story.state), "SEV-3", why),
    )


def _reason(facts: Facts, story: ApprovalStory) -> str:
    if story.state == "none":
        return "no change to Critical is under review"
    if story.state == "pending":
        return f"Critical was asked for by {facts.case.name_of(story.asked_by)} ({story.asked_in})"
    return f"{story.state} by {facts.case.name_of(story.decided_by)} ({story.decided_in})"


def _asked(facts: Facts, story: ApprovalStory) -> tuple[Action, ...]:
    clause = "SEV-5" if story.asked_in == "opened" else "SEV-3"
    return (
        Note(
            f"{clause} asked {story.asked_in}",
            clause,
            _reason(facts, story),
            "approval_asked",
            to=("managers", *mentioned(facts.deputies)),
            facts={"requested_by": facts.case.name_of(story.asked_by), "severity": facts.severities.now.severity},
        ),
    )


def _rejected(facts: Facts, ended: ApprovalStory) -> tuple[Action, ...]:
    if ended.state != "rejected" or facts.closed:
        return ()
    return (
        Tell(
            f"SEV-3 rejected {ended.decided_in}",
            "SEV-3",
            f"rejected by {facts.case.name_of(ended.decided_by)}",
            "approval_rejected",
            facts.customer_facts(why=ended.why, fallen_to=_fallen_to(facts, ended)),
        ),
    )


def _fallen_to(facts: Facts, ended: ApprovalStory) -> str:
    """SEV-5: what a case that was opened as Critical fell to; empty where nothing changed."""
    spells = facts.severities.spells
    return next((str(s.severity) for s in spells if s.evidence == ended.decided_in), "")


def _unasked(facts: Facts, act: Act) -> Note:
    who = facts.case.name_of(act.by)
    why = "nobody has asked for Critical, so there is nothing to decide"
    return Note(f"SEV-4 unasked {act.id}", "SEV-4", why, "approval_unasked", ("assignee",), {"who": who})


def _denied(facts: Facts, act: Act) -> Note:
    who = facts.case.name_of(act.by)
    why = f"{who} may not decide: a member of the managers group has to, who did not ask for it"
    return Note(f"SEV-4 denied {act.id}", "SEV-4", why, "approval_denied", ("managers",), {"who": who})


def _stranger(facts: Facts, act: Act) -> Note:
    who = facts.case.name_of(act.by)
    why = f"{who} is neither staff nor customer of this case"
    return Note(f"SEV-3 put back {act.id}", "SEV-3", why, "severity_put_back", (), {"who": who})
