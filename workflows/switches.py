"""Which clauses of the policy are carried out (``clauses`` in app.yaml): each is on, off or in shadow.

Off, a clause does nothing, and what it would bring about is not in force. In shadow it is not in force either, but what
it would have done is decided and explained (``workflows.shadow``). What our hand did while a clause was on stays done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from workflows.surroundings import Need


class Switch(StrEnum):
    """How far a clause is carried out."""

    ON = "on"
    OFF = "off"
    SHADOW = "shadow"


def _ids(chapter: str, last: int) -> tuple[str, ...]:
    return tuple(f"{chapter}-{number}" for number in range(1, last + 1))


CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "SEV": _ids("SEV", 9),
    "SLO": ("SLO-P", "SLO-N", *_ids("SLO", 13)),
    "EXC": _ids("EXC", 7),
    "SCO": _ids("SCO", 5),
    "OPN": _ids("OPN", 7),
    "CLO": _ids("CLO", 6),
    "UPD": _ids("UPD", 3),
    "CON": _ids("CON", 3),
    "CAL": _ids("CAL", 8),
}
"""Every clause of the policy, by chapter."""

_COUNTING = "it says how time is counted, and there is no other way"
FIXED: Mapping[str, str] = {
    "SEV-8": "it is the definitions of the severities, and does nothing by itself",
    "SLO-13": "every verdict rests on it",
    "UPD-1": "it is the products' cadences, which UPD-2 reads; switch that",
    "CON-1": "it is the directory, which the texts read",
    **dict.fromkeys(_ids("CAL", 7), _COUNTING),
}
"""Clauses that have no switch, and why."""

NEEDED_BY: Mapping[Need, frozenset[str]] = {
    Need.VERSIONS: frozenset({"SCO-4", "UPD-2"}),
    Need.WORK_LOGGED: frozenset({"SCO-3"}),
    Need.CONSULTANTS: frozenset({"OPN-2", "OPN-6"}),
    Need.ON_CALL: frozenset({"OPN-6"}),
    Need.REPORTER_GROUPS: frozenset({"SCO-1", "OPN-4"}),
}
"""Whom it serves to ask Jira for more: nobody asks for a clause that is off."""


def switches(chosen: Mapping[str, Switch]) -> Iterator[tuple[str, Switch]]:
    """The clauses that are not on, one by one; what is said of a clause itself goes before what is said of its chapter.

    Raises ValueError for a name that is neither, and for a clause that has no switch.
    """
    for name in chosen:
        if name in FIXED:
            raise ValueError(f"{name} cannot be switched: {FIXED[name]}")
        if name not in CHAPTERS and not any(name in clauses for clauses in CHAPTERS.values()):
            raise ValueError(f"{name} is no clause")
    for chapter, clauses in CHAPTERS.items():
        for clause in clauses:
            switch = chosen.get(clause, chosen.get(chapter, Switch.ON))
            if switch is not Switch.ON and clause not in FIXED:
                yield clause, switch


def switching_on(clauses: Collection[str], off: Collection[str] = ()) -> dict[str, Switch]:
    """``clauses`` of app.yaml as short as can be, with just these on, those of ``off`` off and all others in shadow."""
    chosen: dict[str, Switch] = {}
    for chapter, members in CHAPTERS.items():
        switched = [clause for clause in members if clause not in FIXED]
        wanted = {clause: _wanted(clause, clauses, off) for clause in switched}
        most = max(Switch, key=lambda switch: sum(chosen is switch for chosen in wanted.values()))
        if most is not Switch.ON:
            chosen[chapter] = most
        chosen |= {clause: switch for clause, switch in wanted.items() if switch is not most}
    return chosen


def _wanted(clause: str, on: Collection[str], off: Collection[str]) -> Switch:
    if clause in on:
        return Switch.ON
    return Switch.OFF if clause in off else Switch.SHADOW
