"""The pictures of a report, drawn by matplotlib: a heat map, a distribution with the target, a trend.

Each shows no number that is not in a table beside it, and is the same for the same report to the byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from plugin.report.figures import BANDS, LABELS, NOT_YET, percent, spread
from plugin.report.svg import INKS, svg_of
from workflows.compliance import Entry, Tally
from workflows.terms import ClockName

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
_WIDE = 7.2  # inches, at 72 points each
_LINES = {
    ClockName.RESPOND: ("counted", "o", "-"),
    ClockName.RESTORE: ("waiting", "s", "--"),
    ClockName.RESOLVE: ("solution", "^", "-"),
    ClockName.COMMUNICATE: ("major", "D", ":"),
    ClockName.ROOT_CAUSE: ("calm", "v", "-."),
}
_IN_TIME = sum(upto <= 1.0 for _, upto, _ in BANDS)


def heat_map(
    name: str, rows: Sequence[str], columns: Sequence[str], tallies: Mapping[tuple[str, str], Tally], label: str
) -> str:
    """Compliance by two dimensions, in percent and of how many: the redder, the more was breached."""
    with mpl.rc_context(_RULES):
        figure, axes = _figure(0.75 + 0.46 * len(rows))
        for y, row in enumerate(rows):
            for x, column in enumerate(columns):
                _cell(axes, x, y, tallies.get((row, column), Tally()))
        axes.set_xlim(0, len(columns))
        axes.set_ylim(len(rows), 0)
        axes.set_xticks([x + 0.5 for x in range(len(columns))], columns)
        axes.set_yticks([y + 0.5 for y in range(len(rows))], [_short(row) for row in rows])
        axes.xaxis.tick_top()
        _bare(axes)
        return svg_of(figure, name, label)


def _cell(axes: Axes, x: int, y: int, tally: Tally) -> None:
    compliance = tally.compliance
    if compliance is None:
        axes.text(x + 0.5, y + 0.5, "–", ha="center", va="center", color=INKS["soft"])
        return
    colour, depth = (INKS["good"], 0.2) if not tally.breached else (INKS["bad"], 0.1 + 0.35 * (1 - compliance))
    axes.add_patch(Rectangle((x + 0.02, y + 0.04), 0.96, 0.92, facecolor=colour, alpha=depth, linewidth=0))
    axes.text(x + 0.5, y + 0.52, percent(compliance), ha="center", va="center", weight="bold")
    axes.text(x + 0.95, y + 0.86, str(len(tally.entries)), ha="right", va="bottom", size=7.5)


def distribution(name: str, entries: Sequence[Entry], label: str) -> str:
    """How much of the target was used, in bands, with the target as a line."""
    bands = spread(entries)
    with mpl.rc_context(_RULES):
        figure, axes = _figure(2.7)
        for x, (band, found) in enumerate(bands.items()):
            late = x >= _IN_TIME
            axes.bar(x, len(found), width=0.86, color=INKS["bad" if late else "counted"], alpha=0.9 if found else 1)
            axes.text(x, len(found), str(len(found)) if found else "", ha="center", va="bottom")
            del band
        axes.axvline(_IN_TIME - 0.5, color=INKS["ink"], linewidth=1.6)
        highest = max(1, *(len(found) for found in bands.values()))
        axes.set_ylim(0, highest * 1.22)
        axes.text(_IN_TIME - 0.42, highest * 1.2, "target", ha="left", va="top", weight="bold")
        axes.set_xlim(-0.5, len(bands) - 0.5)
        axes.set_xticks(range(len(bands)), [_band(band) for band in bands])
        axes.set_yticks([])
        axes.set_xlabel("time used, in percent of the target")
        _bare(axes, "left", "top", "right")
        return svg_of(figure, name, label)


def trend(name: str, months: Sequence[str], tallies: Mapping[tuple[str, str], Tally], label: str) -> str:
    """Compliance month by month, a line for each clock."""
    with mpl.rc_context(_RULES):
        figure, axes = _figure(3.0)
        ends: list[tuple[float, str, str]] = []
        for clock, (ink, marker, style) in _LINES.items():
            points = [(x, tallies.get((month, clock), Tally()).compliance) for x, month in enumerate(months)]
            known = [(x, y * 100) for x, y in points if y is not None]
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
