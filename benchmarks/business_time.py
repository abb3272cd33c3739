"""Business time per second, beside businesstimedelta in the same run: ``make bench``.

48 h added to, and the difference of 48 business hours between, random instants of a year.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.business_time_cases import HOLIDAYS, SPAN, ZONE, rate, starts
from benchmarks.figures import Figure
from workflows.business_hours import Calendar

COUNT = 20_000
PEER = Path(__file__).parents[1] / ".venv-peers/bin/python"
HOURS = {day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", default=str(PEER), help="a Python that has businesstimedelta")
    parser.add_argument("--json", action="store_true", help="for programs")
    wanted = parser.parse_args()

    instants = starts(COUNT)
    calendar = Calendar(ZONE, HOURS, HOLIDAYS)
    ends = [calendar.add(start, SPAN) for start in instants]
    ours = {
        "add": rate(lambda: [calendar.add(start, SPAN) for start in instants], COUNT),
        "diff": rate(lambda: [calendar.between(*pair) for pair in zip(instants, ends, strict=True)], COUNT),
    }
    answer = theirs(wanted.peer)
    said = print if not wanted.json else lambda *_: None
    said(f"{'':24}{'add /s':>12}{'diff /s':>12}")
    said(f"{'careflow':24}{ours['add']:>12,.0f}{ours['diff']:>12,.0f}")
    if wanted.json:
        print(json.dumps([asdict(figure) for figure in figures(ours, answer)]))
    if answer is None:
        return 0
    said(f"{'businesstimedelta':24}{answer['add']:>12,.0f}{answer['diff']:>12,.0f}")
    said(f"{'times as fast':24}{ours['add'] / answer['add']:>12,.0f}{ours['diff'] / answer['diff']:>12,.0f}")
    lands = [datetime.fromisoformat(end) for end in answer["ends"]]
    agreed = sum(a == b for a, b in zip(lands, ends, strict=False))
    said(f"same answer on {agreed} of {len(lands)} instants")
    return 0 if agreed == len(lands) else 1


def theirs(python: str) -> Any:
    """What the peer did, or None where it is not there."""
    if not Path(python).exists():
        print("no peer: make .venv-peers/.installed", file=sys.stderr)
        return None
    command = [python, "-m", "benchmarks.peer_businesstimedelta"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def figures(ours: dict[str, float], peer: Any) -> list[Figure]:
    """For the table."""
    name = "businesstimedelta" if peer else ""
    return [
        Figure(f"calendar, {what}", value, "/s", 300, True, True, name, peer[what] if peer else None)
        for what, value in ours.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
