"""The pictures of a report, drawn by matplotlib: a heat map, a distribution with the target, a trend.

Each shows no number that is not in a table beside it, and is the same for the same report to the byte.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeAlias

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from plugin.report.figures import BANDS, LABELS, NOT_YET, percent
from plugin.report.svg import INKS, svg_of
from workflows.terms import ClockName

Words: TypeAlias = tuple[str, ...]
Square: TypeAlias = tuple[str, str, int, int]
"""A row, a column, how many were met, how many breached."""
_DRAWN = 64  # pictures that are kept: whoever looks at the cases behind a number sees the same ones again
_RULES: Any = {
    "svg.fonttype": "none",  # text stays text: searched, read aloud, and in the page's own type
    "svg.hashsalt": "careflow",
    "text.parse_math": False,  # a product may have a dollar in its name
    "font.size": 10,
    "text.color": INKS["ink"],
    "axes.labelcolor": INKS["soft"],
    "axes.edgecolor": INKS["line"],
    "xtick.color": INKS["soft"],
    "ytick.color": INKS["soft"],
}
_ONE_AT_A_TIME = threading.Lock()
_WIDE = 7.2  # inches, at 72 points each
_LINES = {
    ClockName.RESPOND: ("counted", "o", "-"),
    ClockName.RESTORE: ("waiting", "s", "--"),
    ClockName.RESOLVE: ("solution", "^", "-"),
    ClockName.COMMUNICATE: ("major", "D", ":"),
    ClockName.ROOT_CAUSE: ("calm", "v", "-."),
}
_IN_TIME = sum(upto <= 1.0 for _, upto, _ in BANDS)


@lru_cache(_DRAWN)
def heat_map(name: str, rows: Words, columns: Words, cells: tuple[Square, ...], label: str) -> str:
    """Compliance by two dimensions, in percent and of how many: the redder, the more was breached."""
    with _alone():
        figure, axes = _figure(0.75 + 0.46 * len(rows))
        for row, column, met, breached in cells:
            _cell(axes, columns.index(column), rows.index(row), met, breached)
        axes.set_xlim(0, len(columns))
        axes.set_ylim(len(rows), 0)
        axes.set_xticks([x + 0.5 for x in range(len(columns))], columns)
        axes.set_yticks([y + 0.5 for y in range(len(rows))], [_short(row) for row in rows])
        axes.xaxis.tick_top()
        _bare(axes)
        return svg_of(figure, name, label)


def _cell(axes: Axes, x: int, y: int, met: int, breached: int) -> None:
    if not met + breached:
        axes.text(x + 0.5, y + 0.5, "–", ha="center", va="center", color=INKS["soft"])
        return
    compliance = met / (met + breached)
    colour, depth = (INKS["bad"], 0.1 + 0.35 * (1 - compliance)) if breached else (INKS["good"], 0.2)
    axes.add_patch(Rectangle((x + 0.02, y + 0.04), 0.96, 0.92, facecolor=colour, alpha=depth, linewidth=0))
    axes.text(x + 0.5, y + 0.52, percent(compliance), ha="center", va="center", weight="bold")
    axes.text(x + 0.95, y + 0.86, str(met + breached), ha="right", va="bottom", size=7.5)


@lru_cache(_DRAWN)
def distribution(name: str, bands: tuple[tuple[str, int], ...], label: str) -> str:
    """How many clocks used how much of their target, in the bands of ``figures``, with the target as a line."""
    with _alone():
        figure, axes = _figure(2.7)
        for x, (_, count) in enumerate(bands):
            axes.bar(x, count, width=0.86, color=INKS["bad" if x >= _IN_TIME else "counted"])
            axes.text(x, count, str(count or ""), ha="center", va="bottom")
        axes.axvline(_IN_TIME - 0.5, color=INKS["ink"], linewidth=1.6)
        highest = max(1, *(count for _, count in bands))
        axes.set_ylim(0, highest * 1.22)
        axes.text(_IN_TIME - 0.42, highest * 1.2, "target", ha="left", va="top", weight="bold")
        axes.set_xlim(-0.5, len(bands) - 0.5)
        axes.set_xticks(range(len(bands)), [_band(band) for band, _ in bands])
        axes.set_yticks([])
        axes.set_xlabel("time used, in percent of the target")
        _bare(axes, "left", "top", "right")
        return svg_of(figure, name, label)


@lru_cache(_DRAWN)
def trend(name: str, months: Words, lines: tuple[tuple[ClockName, tuple[float | None, ...]], ...], label: str) -> str:
    """Compliance month by month, a line for each clock."""
    with _alone():
        figure, axes = _figure(3.0)
        ends: list[tuple[float, str, str]] = []
        for clock, compliance in lines:
            ink, marker, style = _LINES[clock]
            known = [(x, y * 100) for x, y in enumerate(compliance) if y is not None]
            if known:
                xs, ys = zip(*known, strict=True)
                axes.plot(xs, ys, color=INKS[ink], marker=marker, linestyle=style, linewidth=2, markersize=6)
                ends.append((ys[-1], LABELS[clock], ink))
        for height, (_, text, ink) in zip(_apart([y for y, _, _ in sorted(ends)]), sorted(ends), strict=True):
            axes.text(len(months) - 0.85, height, text, va="center", color=INKS[ink], weight="bold")
        axes.set_xlim(-0.3, len(months) - 0.9)
        axes.set_ylim(-4, 106)
        axes.set_xticks(range(len(months)), months)
        axes.set_yticks(range(0, 101, 25), [f"{y} %" for y in range(0, 101, 25)])
        axes.grid(axis="y", color=INKS["line"], linewidth=0.8)
        axes.set_axisbelow(True)
        _bare(axes)
        return svg_of(figure, name, label)


def _apart(heights: Sequence[float], least: float = 9.0) -> list[float]:
    """Heights in order, moved up where labels would lie on each other, and down again where they would leave."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + least) if placed else height)
    over = max(0.0, (placed[-1] if placed else 0.0) - 102)
    placed = [height - over for height in placed]
    return [max(height, i * least - 2) for i, height in enumerate(placed)]


@contextmanager
def _alone() -> Iterator[None]:
    """With our rules, which matplotlib keeps for the whole process, while pages are drawn in many threads."""
    with _ONE_AT_A_TIME, mpl.rc_context(_RULES):
        yield


def _figure(tall: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDE, tall), layout="constrained")
    return figure, figure.add_subplot()


def _bare(axes: Axes, *sides: str) -> None:
    axes.tick_params(length=0)
    for side in sides or ("left", "right", "top", "bottom"):
        axes.spines[side].set_visible(False)


def _short(text: str, most: int = 22) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _band(name: str) -> str:
    """A band's name in two lines, without the unit."""
    if name == NOT_YET:
        return "not met\nyet"
    return name.replace(" %", "").replace("up to ", "≤ ").replace(" to ", "\nto ").replace("over ", "> ")
