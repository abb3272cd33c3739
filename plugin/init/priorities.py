"""SEV-7: which priorities of the site the severities get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugin.configuration_errors import folded
from plugin.field_map import FieldMap
from plugin.init.matching import one_of, vocabulary
from plugin.install.found import Found
from workflows.terms import Severity


@dataclass(frozen=True, slots=True)
class Chosen:
    """The priority of a severity, and why."""

    severity: Severity
    name: str
    why: str


def choices(known: FieldMap, found: Found, spellings: Mapping[Severity, tuple[str, ...]]) -> list[Chosen]:
    """By the map's own spellings, then by the words that sites use; else the map's first, which the plan makes."""
    names = list(found.priorities.values())
    words = vocabulary()["priorities"]
    chosen: list[Chosen] = []
    for severity in Severity:
        there = _there(names, spellings[severity]) or _there(names, words.get(str(severity), ()))
        free = there if there not in {one.name for one in chosen} else None
        why = "found, by its name" if free else "new: nothing on the site means it"
        chosen.append(Chosen(severity, free or known.priority(severity), why))
    return chosen


def _there(names: list[str], spellings: tuple[str, ...] | list[str]) -> str | None:
    exact = {folded(name): name for name in names}
    return next((exact[folded(s)] for s in spellings if folded(s) in exact), None) or next(
        (name for name in names if one_of(name, spellings)), None
    )
