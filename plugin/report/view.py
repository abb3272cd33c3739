"""What the templates of the report show: the file and the page are made from the same facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from plugin.report.behind import Behind
from plugin.report.definitions import DEFINITIONS
from plugin.report.figures import LABELS, SPREAD, hours, percent, share_of_time, spread, values_of
from workflows.compliance import Entry, Outcome, Tally, tallied
from workflows.report import Report
from workflows.terms import ClockName

_TABLES = ("severity", "product", "tier", "month")
_CLOSED = {"CLO-2": "accepted by the customer", "CLO-3": "without a response", "": "by people"}
_REVIEWS = ("pending", "approved", "rejected", "withdrawn")
TITLES = [LABELS[name] for name in ClockName]


@dataclass(frozen=True, slots=True)
class Cell:
    """Compliance, and the two numbers that it is made of."""

    percent: str
    met: Markup
    breached: Markup
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot with its caption."""

    svg: Markup
    caption: str


def view_of(report: Report, behind: Behind) -> dict[str, Any]:
    """Everything by the names of ``templates/report/body.html``."""
    decided = [entry for entry in report.entries if entry.decided]
    return {
        "report": report,
        "titles": TITLES,
        "definitions": DEFINITIONS,
        "tiles": _tiles(report, decided, behind),
        "clocks": _clocks(report, behind),
        "tables": [(name, _table(report, decided, name, behind)) for name in _TABLES],
        "spreads": [found for name in SPREAD if (found := _spread(decided, name, behind))],
        "pictures": _pictures(report, decided),
        "afterwards": _afterwards(report, behind),
        "labels": LABELS,
        "behind": behind,
    }


def _tiles(report: Report, decided: Sequence[Entry], behind: Behind) -> list[tuple[str, str | Markup, str | Markup]]:
    tally, waiting = Tally(tuple(decided)), [r for r in report.reviews if r.story.state == "pending"]
    met, breached = behind.number("Met", tally.met), behind.number("Breached", tally.breached)
    return [
        ("Cases", behind.number("Cases", report.cases), Markup("{} opened").format(_opened(report, behind))),
        ("Compliance", percent(tally.compliance), Markup("{} met, {} breached").format(met, breached)),
        (
            "Reopen rate",
            percent(report.reopen_rate),
            Markup("{} of {} solutions").format(
                behind.number("Solutions that were reopened", report.reopened),
                behind.number("Solutions", report.solutions),
            ),
        ),
        ("Reviews that wait", behind.number("Reviews of Critical: pending", waiting), "of a change to Critical"),
        ("Root-cause reports due", behind.number("Root-cause reports due", report.root_causes), "at the end"),
    ]


def _opened(report: Report, behind: Behind) -> Markup:
    return behind.number("Cases opened in the period", report.opened)


def _clocks(report: Report, behind: Behind) -> list[dict[str, Any]]:
    tallies = tallied(report.entries, "clock")
    return [_clock_row(name, tallies.get((name,), Tally()), behind) for name in ClockName]


def _clock_row(name: ClockName, tally: Tally, behind: Behind) -> dict[str, Any]:
    missed = [entry for entry in tally.entries if entry.clock.missed]
    return {
        "name": LABELS[name],
        "percent": percent(tally.compliance),
        "numbers": [behind.number(f"{LABELS[name]}: {outcome}", tally.of(outcome)) for outcome in Outcome],
        "missed": sum(entry.clock.missed for entry in missed),
        "missed_in": behind.number(f"{LABELS[name]}: cases with missed periods", missed),
        "cases": len(tally.entries),
    }


def _table(
    report: Report, decided: Sequence[Entry], dimension: str, behind: Behind
) -> list[tuple[str, list[Cell | None]]]:
    tallies = tallied(decided, dimension, "clock")
    return [
        (
            value,
            [_cell(tallies.get((value, name)), f"{LABELS[name]}, {dimension} {value}", behind) for name in ClockName],
        )
        for value in (values_of(report, dimension) if decided else ())
    ]


def _cell(tally: Tally | None, title: str, behind: Behind) -> Cell | None:
    if tally is None:
        return None
    met, breached = (
        behind.number(f"{title}: {what}", of) for what, of in (("met", tally.met), ("breached", tally.breached))
    )
    return Cell(percent(tally.compliance), met, breached, bool(tally.breached))


def _spread(decided: Iterable[Entry], name: ClockName, behind: Behind) -> dict[str, Any] | None:
    entries = [entry for entry in decided if entry.clock.name is name]
    if not entries:
        return None
    bands = spread(entries)
    return {
        "name": LABELS[name],
        "id": name,
        "bands": [
            (band, behind.number(f"{LABELS[name]}: {band} of the target", found)) for band, found in bands.items()
        ],
        "median": hours(share_of_time(entries, 0.5)),
        "most": hours(share_of_time(entries, 0.9)),
    }


def _afterwards(report: Report, behind: Behind) -> dict[str, Any]:
    return {
        "reviews": [
            (
                state,
                behind.number(f"Reviews of Critical: {state}", [r for r in report.reviews if r.story.state == state]),
            )
            for state in _REVIEWS
        ],
        "follow_ups": [
            (number, behind.number(f"Follow-up {number} sent", [f for f in report.follow_ups if f.number == number]))
            for number in sorted({follow_up.number for follow_up in report.follow_ups})
        ],
        "closed": [
            (how, behind.number(f"Closed {how}", [c for c in report.closed if c.closed_under == clause]))
            for clause, how in _CLOSED.items()
        ],
    }


def _pictures(report: Report, decided: Sequence[Entry]) -> dict[str, Picture]:
    if not decided:
        return {}
    from plugin.report import plots  # matplotlib: most of a second, and only pictures need it

    found = {"heat": _heat(report, decided, "product"), "severities": _heat(report, decided, "severity")}
    for name in SPREAD:
        entries = [entry for entry in decided if entry.clock.name is name]
        if entries:
            label = f"{LABELS[name]}: how much of the target was used, in cases; the table beside it says the same."
            bands = tuple((band, len(of)) for band, of in spread(entries).items())
            found[name] = Picture(Markup(plots.distribution(f"spread-{name}", bands, label)), label)  # noqa: S704
    months, tallies = tuple(values_of(report, "month")), tallied(decided, "month", "clock")
    if len(months) > 1:
        label = "Compliance by month and clock, as lines; the table by month says the same."
        lines = tuple((n, tuple(tallies.get((m, n), Tally()).compliance for m in months)) for n in ClockName)
        found["trend"] = Picture(Markup(plots.trend("trend", months, lines, label)), label)  # noqa: S704
    return found


def _heat(report: Report, decided: Sequence[Entry], dimension: str) -> Picture:
    from plugin.report import plots

    label = f"Compliance by {dimension} and clock, as a heat map; the table by {dimension} says the same."
    rows, tallies = tuple(values_of(report, dimension)), tallied(decided, dimension, "clock")
    known = {(row, name): tallies.get((row, name), Tally()) for row in rows for name in ClockName}
    cells = tuple((row, LABELS[name], len(of.met), len(of.breached)) for (row, name), of in known.items())
    drawn = plots.heat_map(f"heat-{dimension}", rows, tuple(TITLES), cells, label)
    return Picture(Markup(drawn), label)  # noqa: S704 - the drawing escapes what people wrote
