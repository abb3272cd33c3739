"""Faults and warnings for the terminal: by file, each with its place, and the line there where it may be shown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from plugin.configuration_errors import Fault, Place
from plugin.excerpts import Excerpt, Excerpts
from plugin.settings_sources import HIDDEN


def told(faults: Sequence[Fault], width: int | None = None, *, mark: str = "") -> str:
    """``faults`` in the order of their places. ``width`` None: lines are not broken. ``mark``: said of each."""
    excerpts = Excerpts(faults, HIDDEN)
    blocks = []
    for _, of_file in groupby(faults, key=lambda fault: fault.place.file):
        blocks.append("\n".join(line for fault in of_file for line in _lines(fault, excerpts, width, mark)))
    return "\n\n".join(blocks)


def _lines(fault: Fault, excerpts: Excerpts, width: int | None, mark: str) -> Iterator[str]:
    parts = (_near(fault.place), mark, fault.key, fault.problem)
    line = ": ".join(part for part in parts if part)
    if width is None:
        yield line
    else:
        yield from textwrap.wrap(
            line, max(width, 40), subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
    excerpt = excerpts.of(fault)
    if excerpt is not None:
        yield from _drawn(excerpt, width)


def _drawn(excerpt: Excerpt, width: int | None) -> Iterator[str]:
    number = f"{excerpt.number:>5} | "
    room = (width or 1000) - len(number)
    start = max(0, excerpt.at - room + 10)
    text = excerpt.text[start : start + room]
    yield f"{number}{text}"
    yield f"{' ' * (len(number) - 2)}| {' ' * (excerpt.at - start)}^"


def _near(place: Place) -> str:
    """The place, its file as seen from where one stands."""
    path = Path(place.file)
    here = Path.cwd()
    if path.is_absolute() and path.is_relative_to(here):
        return str(Place(str(path.relative_to(here)), place.line, place.column))
    return str(place)
