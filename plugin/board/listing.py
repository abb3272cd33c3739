"""Which open cases the board shows, in which order: pure, over the lines of the index.

The order is that of the work: by severity (SEV-7), then by what is due first; what is due the longest stands on top,
cases without anything due at the end of their severity. Where no clock runs and one is paused, a case stands apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from plugin.board.row import Row
from workflows.terms import Severity

SOON = timedelta(hours=1)
PAGE = 50
_NEVER = datetime.max.replace(tzinfo=UTC)
_RANKS = {severity: severity.rank for severity in Severity}
STATES = ("late", "soon", "pending", "paused")
"""What ``Wanted.state`` may be: something is late; due within the hour; Critical waits for a manager; paused."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters; empty ones let everything through. ``person``: the assignee's name, ``-`` for nobody."""

    severity: str = ""
    product: str = ""
    region: str = ""
    tier: str = ""
    person: str = ""
    state: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Wanted:
        """From a page's parameters; others are left alone."""
        return cls(**{f.name: query.get(f.name, "").strip() for f in fields(cls)})

    def parameters(self, **other: str) -> dict[str, str]:
        """For a link to the same, with some of them otherwise."""
        mine = {f.name: str(getattr(self, f.name)) for f in fields(self)}
        return {name: value for name, value in (mine | other).items() if value}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. ``number`` counts from 1."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open cases there are, of each severity and state."""

    total: int
    severities: Mapping[str, int]
    states: Mapping[str, int]


def in_order(rows: Iterable[Row], wanted: Wanted, now: datetime) -> list[Row]:
    """The open cases that are wanted, those that are paused behind the others."""
    found = [row for row in rows if row.is_open and _fits(row, wanted, now)]
    return sorted(found, key=_place)


def page_of(rows: Sequence[Row], number: int, size: int = PAGE) -> Page:
    """The page of that number, or the nearest there is."""
    pages = max(1, -(-len(rows) // size))
    number = min(max(number, 1), pages)
    return Page(tuple(rows[(number - 1) * size : number * size]), number, pages, len(rows))


def counts(rows: Iterable[Row], now: datetime) -> Counts:
    """Of all open cases, whatever is wanted."""
    severities, states, total = Counter[str](), Counter[str](), 0
    for row in rows:
        if row.is_open:
            total += 1
            severities[row.severity] += 1
            states.update(states_of(row, now))
    return Counts(total, {s: severities[s] for s in Severity}, {state: states[state] for state in STATES})


def choices(rows: Iterable[Row]) -> dict[str, list[str]]:
    """What there is to filter by, in the order of the alphabet."""
    shown = [row for row in rows if row.is_open]
    return {
        "product": sorted({row.product for row in shown} - {""}),
        "region": sorted({row.region for row in shown} - {""}),
        "tier": sorted({row.tier for row in shown} - {""}),
        "person": sorted({row.assignee for row in shown} - {""}),
    }


def states_of(row: Row, now: datetime) -> set[str]:
    """Which of ``STATES`` it is in."""
    due = row.due
    return {
        *(["late"] if due and due.at <= now else []),
        *(["soon"] if due and now < due.at <= now + SOON else []),
        *(["pending"] if row.pending else []),
        *(["paused"] if row.paused else []),
    }


def _fits(row: Row, wanted: Wanted, now: datetime) -> bool:
    return (
        wanted.severity in ("", row.severity)
        and wanted.product in ("", row.product)
        and wanted.region in ("", row.region)
        and wanted.tier in ("", row.tier)
        and wanted.person in ("", row.assignee or "-")
        and (not wanted.state or wanted.state in states_of(row, now))
    )


def _place(row: Row) -> tuple[bool, int, datetime, datetime, str]:
    return row.paused, _RANKS[row.severity], row.due.at if row.due else _NEVER, row.opened_at, row.key
