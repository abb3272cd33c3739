"""SEV-6, SEV-9: a pending approval is never forgotten.

The managers are reminded after ``approval.remind_after`` and on every such time until it is decided; the second line
is told after ``approval.escalate_after`` and from then on with them. In support hours, save for premium tiers, and to
the managers' stand-ins too while their dates hold (SEV-9).
Of several that are overdue only the latest is posted.
"""

from __future__ import annotations

from datetime import datetime

from workflows.actions import Note, mentioned
from workflows.decision import ApprovalStory, Next, Verdict
from workflows.facts import Facts
from workflows.record import to_text


def verdict(facts: Facts) -> Verdict:
    """The latest reminder that is due, and the next."""
    story = facts.severities.approval
    if story.state != "pending" or story.asked_at is None:
        return Verdict()
    rules, calendar = facts.policy.approval, facts.reminder_calendar()
    waited = calendar.between(story.asked_at, facts.now)
    number = waited // rules.remind_after
    following = calendar.add(story.asked_at, rules.remind_after * (number + 1))
    escalates = calendar.add(story.asked_at, rules.escalate_after)
    since = {"waiting_since": to_text(story.asked_at)}
    upcoming = [Next(following, "reminder to the managers of the pending approval", "SEV-6")]
    notes: list[Note] = []
    if escalates > facts.now:
        upcoming.append(Next(escalates, "the second line is told of the pending approval", "SEV-6"))
    else:
        notes.append(_escalation(facts, story, since, escalates))
    if number and calendar.add(story.asked_at, rules.remind_after * number) != escalates:
        notes.append(_reminder(facts, story, since, int(number), second_line=escalates <= facts.now))
    return Verdict(tuple(note for note in notes if not facts.done(note.id)), tuple(upcoming))


def _escalation(facts: Facts, story: ApprovalStory, since: dict[str, str], at: datetime) -> Note:
    why = f"no decision by {to_text(at)}"
    return Note(
        f"SEV-6 escalated {story.asked_in}",
        "SEV-6",
        why,
        "approval_escalation",
        ("managers", "second_line", *mentioned(facts.deputies)),
        since,
    )


def _reminder(facts: Facts, story: ApprovalStory, since: dict[str, str], number: int, *, second_line: bool) -> Note:
    return Note(
        f"SEV-6 reminder {number} {story.asked_in}",
        "SEV-6",
        "Critical Approval is still pending",
        "approval_reminder",
        ("managers", *(("second_line",) if second_line else ()), *mentioned(facts.deputies)),
        {"number": str(number), **since},
    )
