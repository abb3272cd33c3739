"""What every benchmark answers: figures, each with its goal and the peer or the limit that was measured beside it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``beside``: the peer or the limit, measured in the same run.

    ``goal``: of the value, or with ``of_ratio`` of the value divided by that beside it; ``least``: it is the least that
    is right, else the most. ``why``: what stands in the way of a goal that is missed, and what would be needed.
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    least: bool = False
    of_ratio: bool = False
    beside: str = ""
    beside_value: float | None = None
    why: str = ""

    @property
    def ratio(self) -> float | None:
        """The value divided by that beside it."""
        return self.value / self.beside_value if self.beside_value else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        judged = self.ratio if self.of_ratio else self.value
        if self.goal is None or judged is None:
            return None
        return judged >= self.goal if self.least else judged <= self.goal


def main(description: str | None, measured: Callable[[], Iterable[Figure]]) -> int:
    """A benchmark's command line; its exit code is 0 whatever the figures are: machines are noisy."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="for programs")
    wanted = parser.parse_args()
    figures = list(measured())
    if wanted.json:
        print(json.dumps([asdict(figure) for figure in figures], indent=1))
    else:
        print("\n".join(table(figures)))
    return 0


def table(figures: Iterable[Figure]) -> list[str]:
    """Markdown, aligned for a terminal too."""
    head = ["figure", "measured", "goal", "beside it", "ratio", ""]
    lines = [head, *(_line(figure) for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rows = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return [rows[0], rule, *rows[1:]]


def _line(figure: Figure) -> list[str]:
    verdict = {True: "met", False: "missed: " + figure.why, None: ""}[figure.met]
    return [
        figure.name,
        f"{number(figure.value)} {figure.unit}",
        _goal(figure),
        f"{figure.beside}: {number(figure.beside_value)} {figure.unit}" if figure.beside_value is not None else "",
        number(figure.ratio) if figure.ratio is not None else "",
        verdict,
    ]


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    sign = "≥" if figure.least else "≤"
    return f"{sign} {number(figure.goal)}" + (" ×" if figure.of_ratio else f" {figure.unit}")


def number(value: float | None) -> str:
    """Three digits that matter, thousands set off."""
    if value is None:
        return ""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"
