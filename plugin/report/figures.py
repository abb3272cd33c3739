"""How the figures of a report are written, the same in each of its forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import floor

from workflows.compliance import DIMENSIONS, Entry
from workflows.report import Report
from workflows.terms import ClockName, Severity

LABELS = {
    ClockName.RESPOND: "Respond",
    ClockName.RESTORE: "Restore",
    ClockName.RESOLVE: "Resolve",
    ClockName.COMMUNICATE: "Communicate",
    ClockName.ROOT_CAUSE: "Root cause",
}
BANDS: tuple[tuple[float, float, str], ...] = (
    (0.0, 0.25, "up to 25 %"),
    (0.25, 0.5, "25 to 50 %"),
    (0.5, 0.75, "50 to 75 %"),
    (0.75, 1.0, "75 to 100 %"),
    (1.0, 1.25, "100 to 125 %"),
    (1.25, 1.5, "125 to 150 %"),
    (1.5, 2.0, "150 to 200 %"),
    (2.0, float("inf"), "over 200 %"),
)
"""How much of its target a clock used: above the first bound, up to the second. In time up to 100 %."""
NOT_YET = "not met yet"
SPREAD = (ClockName.RESPOND, ClockName.RESTORE, ClockName.RESOLVE)
"""The clocks whose times are shown as a distribution: they run once, from a start to what meets them."""


def percent(part: float | None) -> str:
    """Rounded down to a tenth, so that 100.0 % says that nothing falls short; a dash for None."""
    return "–" if part is None else f"{floor(part * 1000 + 1e-9) / 10:.1f} %"


def hours(span: timedelta | None) -> str:
    """Hours and minutes, of seconds where there are any: ``26:05``, ``0:00:30``; a dash for None."""
    if span is None:
        return "–"
    seconds = round(abs(span).total_seconds())
    whole, rest = divmod(seconds, 3600)
    text = f"{whole}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")
    return f"−{text}" if span < timedelta() else text


def values_of(report: Report, dimension: str) -> list[str]:
    """The values of a dimension that occur in what was decided, in the order in which people expect them."""
    if dimension == "clock":
        return [str(name) for name in ClockName]
    if dimension == "month":
        return list(report.period.months())
    found = {DIMENSIONS[dimension](entry) for entry in report.entries if entry.decided}
    order = [str(severity) for severity in Severity]
    return sorted(found, key=lambda value: (order.index(value) if value in order else -1, value))


def band_of(entry: Entry) -> str:
    """The band of a clock that was decided."""
    used = entry.used
    if used is None:
        return NOT_YET
    return next(name for _, upto, name in BANDS if used <= upto)


def spread(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Clocks that were decided, by band; every band is there."""
    bands: dict[str, list[Entry]] = {name: [] for name in (*(name for _, _, name in BANDS), NOT_YET)}
    for entry in entries:
        bands[band_of(entry)].append(entry)
    return bands


def share_of_time(entries: Sequence[Entry], part: float) -> timedelta | None:
    """The time within which a part of the clocks was met (0.5: the median), of those that were; None of none."""
    times = sorted(entry.clock.elapsed for entry in entries if entry.used is not None)
    return times[max(0, -(-int(part * 1000) * len(times) // 1000) - 1)] if times else None
