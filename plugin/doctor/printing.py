"""The findings as people and programs read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

from plugin.doctor.examination import Line
from plugin.doctor.findings import Level, counted
from plugin.terminal import wrapped

_COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.FAILS: "red", Level.SKIPPED: "bright_black"}
_LEVELS = max(len(level) for level in Level)


def as_lines(line: Line, ids: int, width: int) -> Iterator[str]:
    """A finding within ``width`` columns; ``ids`` is the width of the longest id. The mend stands below it."""
    margin = " " * (_LEVELS + ids + 2)
    finding = line.finding
    head = click.style(f"{finding.level:<{_LEVELS}}", _COLOURS[finding.level]) + f" {line.id:<{ids}} "
    text = wrapped(finding.what, margin, margin, width)
    yield head + text[0].removeprefix(margin)
    yield from text[1:]
    if finding.mend:
        yield from wrapped("→ " + finding.mend, margin, margin + "  ", width)


def sum_of(lines: Iterable[Line]) -> str:
    """The last line: how many of each level."""
    found = [line.finding.level for line in lines]
    fall_short, warnings, skips = (found.count(level) for level in (Level.FAILS, Level.WARNING, Level.SKIPPED))
    parts = [f"{counted(fall_short, 'thing falls', 'things fall')} short" if fall_short else "All is well"]
    parts += [counted(warnings, "warning")] if warnings else []
    parts += [f"{skips} skipped"] if skips else []
    return ", ".join(parts) + "."


def as_json(lines: Iterable[Line]) -> dict[str, Any]:
    """One object; ``ok`` is False where something falls short."""
    told = [
        {"id": line.id, "level": line.finding.level.value, "what": line.finding.what, "mend": line.finding.mend}
        for line in lines
    ]
    return {"ok": not any(entry["level"] == Level.FAILS for entry in told), "findings": told}
