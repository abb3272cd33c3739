"""Reads the cases that were open in a period, and judges each as it stood in the end of it. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from plugin.configuration_errors import UserMistake
from plugin.jira import Gateway, JiraError, Reading, Refused
from plugin.queries import open_within
from plugin.settings import Settings
from plugin.shadow.comparing import suffices
from plugin.workbench import OnePath
from workflows.calendars import zone_of
from workflows.compliance import ZoneOf
from workflows.decision import Decision
from workflows.period import Period, month_before
from workflows.terms import Field

AT_ONCE = 50  # keys to a query, cases to a page

Found: TypeAlias = Decision | JiraError | None
"""Of a case: how it stood, why it could not be read, or nothing, where it was opened after the period."""


@dataclass(frozen=True, slots=True)
class Gatherer:
    """``path`` says how a case stood: the policy, or in shadow the rehearsal."""

    settings: Settings
    gateway: Gateway
    path: OnePath
    zone_of: ZoneOf
    period: Period

    def found(self) -> Iterator[tuple[str, Found, datetime | None]]:
        """Every case of the period, with when Jira last saw it change. Raises JiraError where the search fails."""
        try:
            yield from self._judged(self.gateway.search(self._query(named=True), AT_ONCE))
        except Refused:  # a field of ours that this Jira has not
            yield from self._judged(self.gateway.search(self._query(named=False), AT_ONCE))

    def stamps(self) -> dict[str, datetime]:
        """The keys of the cases of the period, with when Jira last saw each change. Raises JiraError."""
        try:
            found = dict(self.gateway.search_stamps(self._query(named=True)))
        except Refused:
            found = dict(self.gateway.search_stamps(self._query(named=False)))
        return {key: at for key, at in found.items() if self._is_ours(key)}

    def of(self, keys: Iterable[str]) -> Iterator[tuple[str, Found, datetime | None]]:
        """Some cases by key, in bulk. Raises JiraError."""
        wanted = list(keys)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            try:
                yield from self._judged(self.gateway.search(f"key in ({', '.join(some)}) ORDER BY key", AT_ONCE))
            except Refused:  # one of them is gone since
                yield from ((key, *self._read(key)) for key in some)

    def _judged(self, readings: Iterable[Reading]) -> Iterator[tuple[str, Found, datetime | None]]:
        for reading in readings:
            key = reading.case.key
            if self._is_ours(key):
                yield key, *((self._judge(reading), reading.updated) if suffices(reading) else self._read(key))

    def _read(self, key: str) -> tuple[Found, datetime | None]:
        try:
            reading = self.gateway.read(key)
        except JiraError as error:
            return error, None
        return self._judge(reading), reading.updated

    def _judge(self, reading: Reading) -> Found:
        case = reading.case
        until = min(reading.now, self.period.end(self.zone_of(case.text(Field.REGION))))
        if until < case.opened_at:
            return None
        try:
            return self.path.judge(case, until)
        except JiraError as error:
            return error

    def _is_ours(self, key: str) -> bool:
        return key.rpartition("-")[0] in self.settings.projects

    def _query(self, *, named: bool) -> str:
        field_map = self.settings.field_map()
        names = (field_map.name_of(Field.ROOT_CAUSE_DUE), field_map.name_of(Field.ROOT_CAUSE)) if named else None
        return open_within(self.settings.projects, self.period.first, self.period.last, names)


def zones(settings: Settings) -> ZoneOf:
    """The zone of a region (None: the default one), whose days a case has."""
    policy = settings.policy()
    return lambda region: ZoneInfo(zone_of(policy, region))


def now_in(gateway: Gateway) -> datetime:
    """By Jira's clock. Raises JiraError, and UserMistake where Jira does not say."""
    now = gateway.survey().server().date
    if now is None:
        raise UserMistake("Jira does not say what time it is; say --from and --to")
    return now


def period_of(first: date | None, last: date | None, settings: Settings, gateway: Gateway) -> Period:
    """The period that is asked for: up to today, from the first day of the month before.

    Today is that of the default region. Raises UserMistake, and JiraError.
    """
    last = last or now_in(gateway).astimezone(zones(settings)(None)).date()
    first = first or month_before(last)
    if last < first:
        raise UserMistake(f"the last day, {last}, lies before the first, {first}")
    return Period(first, last)
