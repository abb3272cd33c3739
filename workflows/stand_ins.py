"""SEV-9: a manager may name a stand-in with dates; the stand-in decides on Critical in their place.

The naming in app.yaml (``approval.stand_ins``) is the authority: it holds from the first day to the end of the last, in
the zone of the case's region, whatever groups the two are in. What counts is the moment of the act, so that a decision
stays after the dates are over; and it is witnessed (SLO-13), so that it stays after the line was taken out again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class StandIn:
    """``by`` stands in for ``manager`` (Jira ids) on the days from ``first`` to ``last``, both included."""

    manager: str
    by: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Rota:
    """The stand-ins as a case sees them. ``zone``: that of its region, for what day it is."""

    stand_ins: tuple[StandIn, ...]
    zone: str

    def managers_behind(self, person: str, at: datetime) -> frozenset[str]:
        """The managers in whose place ``person`` may decide at an instant."""
        return frozenset(entry.manager for entry in self._holding(at) if entry.by == person)

    def deputies_for(self, askers: frozenset[str], at: datetime) -> tuple[str, ...]:
        """Who may decide, in somebody's place, on what ``askers`` asked for: never they, nor who stands in for them."""
        able = (e.by for e in self._holding(at) if e.by not in askers and e.manager not in askers)
        return tuple(dict.fromkeys(able))

    def _holding(self, at: datetime) -> Iterator[StandIn]:
        if not self.stand_ins:
            return
        today = at.astimezone(ZoneInfo(self.zone)).date()
        yield from (entry for entry in self.stand_ins if entry.first <= today <= entry.last)
