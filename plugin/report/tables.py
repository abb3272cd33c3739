"""The report on a terminal, within its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugin.report.definitions import DEFINITIONS
from plugin.report.figures import LABELS, SPREAD, hours, percent, share_of_time, spread, values_of
from plugin.terminal import wrapped
from workflows.compliance import Entry, Outcome, Tally, tallied
from workflows.report import Report
from workflows.terms import ClockName

_SHOWN = 12  # cells wide, of a clock's column
_BAR = 30


def report_lines(report: Report, width: int) -> Iterator[str]:
    """All of it, for people."""
    yield from _head(report, width)
    yield from _clocks(report)
    for dimension in ("severity", "product", "tier", "month"):
        yield from _by(report, dimension)
    yield from _spread(report)
    yield from _breaches(report, width)
    yield from _afterwards(report, width)
    yield ""
    for name, text in DEFINITIONS:
        yield from wrapped(f"{name}: {text.replace('`', '')}", "", "  ", width)


def _head(report: Report, width: int) -> Iterator[str]:
    count = len(report.cases)
    as_of = f", as of {report.until:%Y-%m-%d %H:%M} UTC" if report.until else ""
    broken = "" if report.complete else "; broken off: the sums are of these"
    text = f"SLO compliance, {report.period}: {count} {'case' if count == 1 else 'cases'}{as_of}{broken}"
    yield from wrapped(text, "", "  ", width)
    if report.unread:
        yield from wrapped(f"could not be read: {', '.join(report.unread)}", "", "  ", width)


def _clocks(report: Report) -> Iterator[str]:
    heads = ("met", "breached", "running", "paused", "no target", "before")
    yield ""
    yield f"{'clock':<12} {'compliance':>10}  " + "  ".join(f"{head:>{max(5, len(head))}}" for head in heads)
    tallies = tallied(report.entries, "clock")
    for name in ClockName:
        tally = tallies.get((name,), Tally())
        numbers = [len(tally.of(outcome)) for outcome in Outcome]
        cells = "  ".join(f"{_dot(n):>{max(5, len(head))}}" for n, head in zip(numbers, heads, strict=True))
        yield f"{LABELS[name]:<12} {percent(tally.compliance):>10}  {cells}"
        if missed := sum(entry.clock.missed for entry in tally.entries):
            yield f"{'':<12} {missed:>10} periods missed in all"


def _by(report: Report, dimension: str) -> Iterator[str]:
    decided = [entry for entry in report.entries if entry.decided]
    tallies = tallied(decided, dimension, "clock")
    values = values_of(report, dimension)
    if not values or not decided:
        return
    wide = max(len(dimension), *map(len, values))
    yield ""
    yield f"{dimension:<{wide}}" + "".join(f"{LABELS[name]:>{_SHOWN}}" for name in ClockName)
    for value in values:
        cells = (_cell(tallies.get((value, name), Tally())) for name in ClockName)
        yield f"{value:<{wide}}" + "".join(f"{cell:>{_SHOWN}}" for cell in cells)


def _cell(tally: Tally) -> str:
    """``96.4 % 27``: compliance, and of how many."""
    return f"{percent(tally.compliance)} {len(tally.entries):>2}" if tally.entries else _dot(0)


def _spread(report: Report) -> Iterator[str]:
    for name in SPREAD:
        entries = [entry for entry in report.entries if entry.clock.name is name and entry.decided]
        if not entries:
            continue
        yield ""
        median, most = share_of_time(entries, 0.5), share_of_time(entries, 0.9)
        yield f"{LABELS[name]} against the target: half within {hours(median)} h, nine of ten {hours(most)} h"
        bands = spread(entries)
        longest = max(len(found) for found in bands.values())
        for band, found in bands.items():
            bar = "█" * -(-_BAR * len(found) // longest)
            yield f"  {band:<13} {len(found):>5}  {bar}"
            if band == "75 to 100 %":
                yield "  " + "─" * 20 + " target"


def _breaches(report: Report, width: int) -> Iterator[str]:
    if not report.breaches:
        return
    yield ""
    yield f"Breaches ({len(report.breaches)})"
    for entry in report.breaches:
        late = f"late by {hours(entry.late_by)} h" if entry.late_by is not None else f"{entry.clock.missed} missed"
        still = "" if entry.clock.met_at or entry.late_by is None else ", not met yet"
        what = f"{entry.case.key}  {LABELS[entry.clock.name]}, {entry.severity}: {late}{still}  {entry.case.title}"
        yield from wrapped(what, "  ", "      ", width)


def _afterwards(report: Report, width: int) -> Iterator[str]:
    states = [f"{sum(r.story.state == s for r in report.reviews)} {s}" for s in _states(report)]
    lines = [
        f"Reviews of Critical asked for: {len(report.reviews)}"
        + (f" ({', '.join(states)})" if states else "")
        + (f", decided in {hours(report.median_review)} h at the median" if report.median_review is not None else ""),
        f"Follow-ups sent: {len(report.follow_ups)}; closed: {_closings(report)}",
        f"Solutions: {len(report.solutions)}, reopened {len(report.reopened)} ({percent(report.reopen_rate)})",
        f"Root-cause reports due: {len(report.root_causes)}" + "".join(f", {_due(e)}" for e in report.root_causes),
    ]
    yield ""
    for line in lines:
        yield from wrapped(line, "", "  ", width)


def _states(report: Report) -> Sequence[str]:
    return [
        s for s in ("approved", "rejected", "withdrawn", "pending") if any(r.story.state == s for r in report.reviews)
    ]


def _closings(report: Report) -> str:
    named = {"CLO-2": "accepted", "CLO-3": "without a response", "": "by people"}
    told = [f"{sum(c.closed_under == clause for c in report.closed)} {how}" for clause, how in named.items()]
    return f"{len(report.closed)} ({', '.join(told)})" if report.closed else "0"


def _due(entry: Entry) -> str:
    return f"{entry.case.key} by {entry.clock.due_at:%Y-%m-%d}"


def _dot(number: int) -> str:
    return str(number) if number else "·"
