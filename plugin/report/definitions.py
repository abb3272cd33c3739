"""What counts, in the words that stand in the report itself and in README."""

from __future__ import annotations

DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        "Cases",
        "All that were open at any time in the period, or closed and still owed their root-cause report. Days and "
        "months are those of the zone of the case's region.",
    ),
    (
        "As of",
        "Each case is judged as it stood at the end of the period's last day, or now if that has not come: "
        "`careflow explain KEY --at` that moment shows the same. So a report on a period that is over stays as it is.",
    ),
    (
        "Met, breached",
        "A clock counts in the month in which it was decided: met, when it was met in time; breached, at its deadline, "
        "even if it was met later. A clock counts once: of a case that was reopened, its last verdict (SLO-12).",
    ),
    (
        "Communicate",
        "Met, when the case was restored without a missed period; breached, when the first period without an update "
        "ended (SLO-5). How many periods were missed is told beside it.",
    ),
    (
        "Compliance",
        "Met, of all that were met or breached in the period; rounded down, so that 100.0 % means that none was "
        "breached. What is running or paused, what was decided before the period, and what has no target do not count.",
    ),
    (
        "Severity",
        "The one whose target counted, not the present one (SLO-9). Product, region and tier are the present (CON-2).",
    ),
    (
        "Late by",
        "What the clock has counted beyond its target, in its own hours, up to when it was met or to the end.",
    ),
    (
        "Reopen rate",
        "Of the solutions of the period, the part that was taken up again before its end (CLO-4, CLO-5).",
    ),
    (
        "Reviews",
        "Those of a change to Critical that were asked for in the period (SEV-3). They take from the question to the "
        "decision on the wall clock.",
    ),
)
