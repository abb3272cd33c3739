"""What a decision asks to be done: frozen values, each with the clause that asks for it and why.

An act that happens once carries an ``id``; the same id is never done twice on a case. Wording is not here:
comments, notes and emails name a text and the facts for it, and ``plugin/texts`` renders them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from workflows.case import Value
from workflows.record import Witness
from workflows.terms import Field, Status


@dataclass(frozen=True, slots=True)
class Action:
    """What is common to all: an id that is stable over repeated decisions, the clause, and why."""

    kind: ClassVar[str] = ""

    id: str
    clause: str
    why: str


@dataclass(frozen=True, slots=True)
class SetField(Action):
    """Set a field (None empties it). Part of the one PUT."""

    kind: ClassVar[str] = "set_field"

    field: Field
    value: Value
    before: Value = None


@dataclass(frozen=True, slots=True)
class SetLabel(Action):
    """Add a label, or remove it. Part of the one PUT."""

    kind: ClassVar[str] = "set_label"

    label: str
    present: bool


@dataclass(frozen=True, slots=True)
class Move(Action):
    """A transition to another status: a request of its own; the status is its own marker."""

    kind: ClassVar[str] = "move"

    to: Status
    at: datetime  # the moment of the cause: from then on the case counts as moved


@dataclass(frozen=True, slots=True)
class Tell(Action):
    """A public comment to the customer, in the one PUT together with the record of ``id``.

    ``after``: words that claim a status are written only once the case is in it.
    """

    kind: ClassVar[str] = "comment"

    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    after: Status | None = None


@dataclass(frozen=True, slots=True)
class Note(Action):
    """An internal note: a POST of its own, whose last line is its own marker (``reference``).

    ``to``: who is mentioned: ``assignee``, ``managers``, ``second_line``, ``dispatchers`` … or nobody;
    ``@ID``: one person.
    """

    kind: ClassVar[str] = "note"

    text: str
    to: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The last line of the note."""
        return reference(self.id)


@dataclass(frozen=True, slots=True)
class Email(Action):
    """An email by Jira's own notification to the reporter; sent before the PUT that records ``id``."""

    kind: ClassVar[str] = "email"

    text: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Witnessed(Action):
    """Put down an act that established something (SLO-13). Part of the one PUT."""

    kind: ClassVar[str] = "witness"

    evidence: str
    witness: Witness


@dataclass(frozen=True, slots=True)
class Passed(Action):
    """Put down that a once-only act is not to be done any more (SLO-10). Part of the one PUT."""

    kind: ClassVar[str] = "passed"


@dataclass(frozen=True, slots=True)
class Shadowed(Action):
    """Put down that a clause in shadow would have done the act of this id. Part of the one PUT."""

    kind: ClassVar[str] = "shadowed"


def mentioned(people: Iterable[str]) -> tuple[str, ...]:
    """Single persons, as ``Note.to`` names them."""
    return tuple(f"@{person}" for person in people)


def reference(act_id: str) -> str:
    """The marker line of an internal note."""
    return f"careflow · {act_id}"
