"""The table that ``make bench`` ends in: what is met, what is missed and why, and that every benchmark can be in it."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.figures import Figure, table


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("calls", 13, "calls", goal=100), True),
        (Figure("calls", 101, "calls", goal=100), False),
        (Figure("rate", 80, "/s", goal=0.8, least=True, of_ratio=True, beside="limit", beside_value=100), True),
        (Figure("rate", 79, "/s", goal=0.8, least=True, of_ratio=True, beside="limit", beside_value=100), False),
        (Figure("rate", 79, "/s", goal=0.8, least=True, of_ratio=True), None),
        (Figure("rate", 79, "/s"), None),
    ],
)
def test_a_goal_is_met_missed_or_not_there(figure: Figure, met: bool | None) -> None:
    assert figure.met is met


def test_a_line_bears_figure_goal_what_is_beside_it_and_the_ratio() -> None:
    one = Figure("receiver", 1200, "/s", 0.8, True, True, "the limit", 4800, "it is dear")
    line = table([one])[-1]
    assert [cell.strip() for cell in line.strip("|").split("|")] == [
        "receiver",
        "1,200 /s",
        "≥ 0.8 ×",
        "the limit: 4,800 /s",
        "0.25",
        "missed: it is dear",
    ]


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_is_there_and_says_what_it_measures(name: str) -> None:
    assert (importlib.import_module(f"benchmarks.{name}").__doc__ or "").strip()


def test_the_figures_of_a_run_are_kept_as_json(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "--only", "decide", "--out", str(kept)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures = [Figure(**line) for line in json.loads(kept.read_text())["figures"]["decide"]]
    assert figures
    assert all(figure.name in said for figure in figures)
