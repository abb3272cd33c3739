"""SEV-2: a negated, quoted, conditional or ambiguous request for a severity changes nothing.

An internal note shows the agent the sentence instead, once for a comment.
"""

from __future__ import annotations

from workflows.actions import Note
from workflows.decision import Verdict
from workflows.facts import Facts
from workflows.timeline import Act


def verdict(facts: Facts) -> Verdict:
    """A note for each comment of customer or staff with such a sentence."""
    notes = [_note(facts, act) for act in facts.acts if _unclear(act)]
    return Verdict(tuple(note for note in notes if not facts.closed and not facts.done(note.id)))


def _unclear(act: Act) -> bool:
    return bool(act.request and act.request.unclear) and (act.by_customer or act.by_staff)


def _note(facts: Facts, act: Act) -> Note:
    sentences = act.request.unclear if act.request else ()
    return Note(
        f"SEV-2 unclear {act.id}",
        "SEV-2",
        "the comment speaks of the severity, but does not clearly ask for one",
        "unclear_request",
        ("assignee",),
        {"author": facts.case.name_of(act.by), "sentences": "\n".join(sentences)},
    )
