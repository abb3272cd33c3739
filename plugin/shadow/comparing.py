"""Reads whole cases one after the other, rehearses each and compares it; of a case nothing is kept but its sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from plugin.jira import Gateway, JiraError, Reading
from plugin.shadow.rehearser import Rehearser
from workflows.agreement import CaseAgreement, Window, of_case
from workflows.calendars import zone_of
from workflows.case import Case
from workflows.policy_versions import Policies
from workflows.terms import Field

LATELY = timedelta(days=14)

Found: TypeAlias = CaseAgreement | JiraError | None
"""Of a case: the comparison, why it could not be read, or nothing, where it was opened after the window."""


@dataclass(frozen=True, slots=True)
class Comparer:
    """``projects``: whose issues are cases; others that a query finds are passed over."""

    gateway: Gateway
    rehearser: Rehearser
    policies: Policies
    projects: frozenset[str]
    window: Window

    def named(self, keys: Iterable[str]) -> Iterator[tuple[str, Found]]:
        """Cases by key."""
        for key in keys:
            yield key, self._read(key)

    def found(self, jql: str) -> Iterator[tuple[str, Found]]:
        """The cases that a query finds. Raises JiraError where Jira does not answer the query itself."""
        for reading in self.gateway.search(jql):
            key = reading.case.key
            if key.rpartition("-")[0] in self.projects:
                yield key, self._compared(reading) if suffices(reading) else self._read(key)

    def _read(self, key: str) -> Found:
        try:
            return self._compared(self.gateway.read(key))
        except JiraError as error:
            return error

    def _compared(self, reading: Reading) -> Found:
        case, policy = reading.case, self.policies.of(reading.case)
        until = min(reading.now, self._end(case))
        if until < case.opened_at:
            return None
        try:
            rehearsal = self.rehearser.rehearsed(case, until)
        except JiraError as error:
            return error
        return of_case(case, rehearsal, policy, self.window)

    def _end(self, case: Case) -> datetime:
        """The end of the window's last day, in the zone of the case's region."""
        if self.window.last is None or self.window.last == date.max:
            return datetime.max.replace(tzinfo=UTC)
        zone = ZoneInfo(zone_of(self.policies.base, case.text(Field.REGION)))
        return datetime.combine(self.window.last + timedelta(days=1), time(), zone).astimezone(UTC)


def suffices(reading: Reading) -> bool:
    """What a search cuts short is read whole; so is what lacks only the record, where careflow has really acted."""
    case = reading.case
    authors = {change.by for change in case.changes} | {comment.by for comment in case.comments}
    return reading.complete or (set(reading.lacks) <= {"record"} and case.own_account not in authors)
