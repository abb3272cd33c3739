"""The report as CSV (RFC 4180, UTF-8): a row for each case and clock, from which every number can be added up again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from workflows.compliance import Entry
from workflows.explain import minutes
from workflows.record import to_text
from workflows.report import Report

COLUMNS = (
    "key", "title", "status", "clock", "clause", "outcome", "month", "decided_at", "state", "severity", "product",
    "tier", "region", "opened_at", "closed_at", "started_at", "target_minutes", "due_at", "met_at", "breached_at",
    "elapsed_minutes", "missed_periods", "first_missed_at", "judged_by", "at",
)  # fmt: skip
_STEERS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_text(report: Report) -> str:
    """Head and rows. Instants in UTC, spans in minutes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)  # its default dialect is RFC 4180's, line ends included
    writer.writerow(COLUMNS)
    writer.writerows(_row(entry) for entry in report.entries)
    return out.getvalue()


def _row(entry: Entry) -> list[str]:
    return list(_cells(entry))


def _cells(entry: Entry) -> Iterator[str]:
    case, clock = entry.case, entry.clock
    yield from (case.key, _guarded(case.title), case.status, clock.name, clock.clause, entry.outcome, entry.month)
    yield from (_instant(entry.decided_at), clock.state, entry.severity)
    yield from (_guarded(case.product or ""), _guarded(case.tier), _guarded(case.region or ""))
    yield from map(_instant, (case.opened_at, case.closed_at, clock.started_at))
    yield _number(minutes(clock.target))
    yield from map(_instant, (clock.due_at, clock.met_at, clock.breached_at))
    yield _number(minutes(clock.elapsed) if clock.target else None)
    yield from (str(clock.missed), _instant(clock.first_missed_at), _guarded(case.judged_by), _instant(case.at))


def _guarded(text: str) -> str:
    """People's text, which no spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{text}" if text.lstrip(" ").startswith(_STEERS) else text


def _instant(at: datetime | None) -> str:
    return to_text(at) if at else ""


def _number(value: float | None) -> str:
    return "" if value is None else str(value)
