"""Putting a label on or taking it off only where that changes something, the way every clause does it."""

from __future__ import annotations

from workflows.actions import SetLabel
from workflows.facts import Facts


def labelled(facts: Facts, label: str, clause: str, why: str) -> tuple[SetLabel, ...]:
    """The label is to be on."""
    return () if label in facts.case.labels else (SetLabel(f"{clause} {label} on", clause, why, label, present=True),)


def unlabelled(facts: Facts, label: str, clause: str, why: str) -> tuple[SetLabel, ...]:
    """The label is to be off."""
    return (SetLabel(f"{clause} {label} off", clause, why, label, present=False),) if label in facts.case.labels else ()
