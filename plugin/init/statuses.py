"""What the statuses of the projects mean: by name, by where cases begin, and by Jira's category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugin.field_map import FieldMap
from plugin.init.matching import one_of, vocabulary
from plugin.install.found import Found
from plugin.install.found import Status as FoundStatus
from workflows.terms import Status

BY_NAME = "found, by its name"
_BY_CATEGORY = {"TODO": Status.NEW, "IN_PROGRESS": Status.IN_PROGRESS, "DONE": Status.CLOSED}


@dataclass(frozen=True, slots=True)
class Meaning:
    """A status of the site, what it means, and why."""

    name: str
    status: Status
    why: str


def meanings(known: FieldMap, found: Found) -> list[Meaning]:
    """Each status of the projects, once."""
    beginnings = {workflow.beginning for workflow in found.workflows}
    statuses = {status.name: status for workflow in found.workflows for status in workflow.statuses}
    return [_meaning(known, status, status.name in beginnings) for status in statuses.values()]


def _meaning(known: FieldMap, status: FoundStatus, begins: bool) -> Meaning:
    if known.knows_status(status.name):
        return Meaning(status.name, known.status(status.name), BY_NAME)
    words: Mapping[str, list[str]] = vocabulary()["statuses"]
    named = next((ours for ours, names in words.items() if one_of(status.name, names)), None)
    if begins and named in (None, str(Status.IN_PROGRESS)):
        return Meaning(status.name, Status.NEW, "found: cases begin in it")
    if named is not None:
        return Meaning(status.name, Status(named), BY_NAME)
    guess = _BY_CATEGORY.get(status.category, Status.IN_PROGRESS)
    return Meaning(status.name, guess, "a guess, by its category in Jira: look at it")
