"""CAL-8: a case is judged by the policy that was in force when it was opened.

A version is in force from the start of its day on, in the zone of the case's region, until the next one begins; before
the first one the policy of app.yaml itself is, ``base``. Judging a case anew by another version is an explicit act:
``careflow explain KEY --policy NAME`` puts that verdict beside the one in force, and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from workflows.calendars import zone_of
from workflows.case import Case
from workflows.policy import Policy
from workflows.switches import Switch
from workflows.terms import Field


@dataclass(frozen=True, slots=True)
class Dated:
    """A version of the policy, and the day from which cases are judged by it."""

    since: date
    policy: Policy


@dataclass(frozen=True, slots=True)
class Policies:
    """Every version; ``base`` is that of app.yaml itself, and says which clauses are on for all of them."""

    base: Policy
    dated: tuple[Dated, ...] = ()

    def of(self, case: Case) -> Policy:
        """The version that judges a case. CAL-8 off: ``base`` for all; in shadow: ``base``, and told beside it."""
        switch = self.base.switches.get("CAL-8", Switch.ON)
        if switch is Switch.OFF or not self.dated:
            return self.base
        found = self.at(case.opened_at, case.text(Field.REGION))
        return found if switch is Switch.ON else replace(self.base, rehearsed_as=found)

    def at(self, opened_at: datetime, region: str | None = None) -> Policy:
        """The version that was in force at an instant, by the date in the zone of a region (None: the default one)."""
        day = opened_at.astimezone(ZoneInfo(zone_of(self.base, region))).date()
        begun = [version for version in self.dated if version.since <= day]
        return max(begun, key=lambda version: version.since).policy if begun else self.base

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all versions, ``base`` first, then by date."""
        ordered = sorted(self.dated, key=lambda version: version.since)
        return (self.base.version, *(version.policy.version for version in ordered))

    def named(self, name: str) -> Policy:
        """The version of that name. Raises KeyError."""
        return {policy.version: policy for policy in (self.base, *(v.policy for v in self.dated))}[name]
