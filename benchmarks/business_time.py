"""Business time per second, beside businesstimedelta in the same run: ``make bench``.

48 h added to, and the difference of 48 business hours between, random instants of a year.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import datetime

from benchmarks.business_time_cases import HOLIDAYS, SPAN, ZONE, rate, starts
from workflows.business_hours import Calendar

COUNT = 20_000
HOURS = {day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", help="a Python that has businesstimedelta")
    peer_python = parser.parse_args().peer

    instants = starts(COUNT)
    calendar = Calendar(ZONE, HOURS, HOLIDAYS)
    ends = [calendar.add(start, SPAN) for start in instants]
    ours = {
        "add": rate(lambda: [calendar.add(start, SPAN) for start in instants], COUNT),
        "diff": rate(lambda: [calendar.between(*pair) for pair in zip(instants, ends, strict=True)], COUNT),
    }
    print(f"{'':24}{'add /s':>12}{'diff /s':>12}")
    print(f"{'careflow':24}{ours['add']:>12,.0f}{ours['diff']:>12,.0f}")
    if not peer_python:
        return 0
    command = [peer_python, "-m", "benchmarks.peer_businesstimedelta"]
    answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    print(f"{'businesstimedelta':24}{answer['add']:>12,.0f}{answer['diff']:>12,.0f}")
    print(f"{'times as fast':24}{ours['add'] / answer['add']:>12,.0f}{ours['diff'] / answer['diff']:>12,.0f}")
    theirs = [datetime.fromisoformat(end) for end in answer["ends"]]
    agreed = sum(a == b for a, b in zip(theirs, ends, strict=False))
    print(f"same answer on {agreed} of {len(theirs)} instants")
    return 0 if agreed == len(theirs) else 1


if __name__ == "__main__":
    sys.exit(main())
