"""5,000 cases' histories from disk under the present policy and another: seconds on one core, and where they go.

Beside it in the same run: reading the same lines with ``json`` alone, which nothing can undercut.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from time import process_time

from benchmarks.figures import Figure
from plugin.backtest.candidates import what_ifs
from plugin.backtest.running import Backtest
from plugin.backtest.sums import Sums
from plugin.histories.codec import History
from plugin.histories.store import Store
from tests.generated import a_case
from workflows.case import Case
from workflows.policy import Policy
from workflows.policy_versions import Policies

CASES, DIFFERENT, GOAL = 5_000, 100, 60.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--acts", action="store_true", help="also what would have been done, of 100 cases")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), acts=wanted.acts)
    if wanted.json:
        print(json.dumps([asdict(figure) for figure in figures(found)]))
        return 0
    print(f"backtest of {CASES:,} cases from disk, {found['entries']:.0f} entries each; goal under {GOAL:.0f} s of CPU")
    for name, value in found.items():
        print(f"{name:32}{value:>12.2f}")
    return 0 if found["backtest, s"] < GOAL else 1


def figures(found: dict[str, float]) -> list[Figure]:
    """For the table of ``make bench``."""
    name = f"backtest of {CASES:,} cases of {found['entries']:.0f} entries, two policies"
    return [
        Figure(name, found["backtest, s"], "s of CPU", GOAL, beside="json alone", beside_value=found["json alone, s"]),
        Figure("backtest of 100,000 such cases", 100_000 / found["cases a second"] / 60, "minutes a core", 10),
    ]


def measured(folder: Path, *, acts: bool) -> dict[str, float]:
    """Seconds of this process' CPU."""
    cases = lived()
    entries = sum(len(case.changes) + len(case.comments) for case in cases) / len(cases)
    with Store(folder, "benchmark", writes=True) as store:
        for number in range(CASES):
            case = cases[number % len(cases)]
            now = case.opened_at + timedelta(days=60)
            store.put(History(replace(case, key=f"CARE-{number}"), now, now))
    (file,) = folder.glob("*.jsonl")
    lines = file.read_bytes().splitlines()[1:]
    present = Policies(Policy())
    backtest, sums = Backtest(present, what_ifs("Major respond 45m", present)), Sums()

    def run() -> None:
        with Store(folder, "benchmark") as store:
            for found in backtest.over(store.of(store.found_by(None))):
                sums.add(found[0])

    told = {
        "entries": entries,
        "kB a case": file.stat().st_size / 1000 / CASES,
        "json alone, s": timed(lambda: [json.loads(line.split(b"\t", 2)[2]) for line in lines]),
        "backtest, s": timed(run),
    }
    told["cases a second"] = CASES / told["backtest, s"]
    if acts:
        whole = replace(backtest, acts=True)
        some = [History(case, case.opened_at + timedelta(days=60), case.opened_at) for case in cases]
        told["with --acts, s a case"] = timed(lambda: [whole.of(history) for history in some]) / len(some)
    return told


def timed(what: Callable[[], object]) -> float:
    began = process_time()
    what()
    return process_time() - began


def lived() -> list[Case]:
    """Cases that careflow has acted on all their life."""
    random, found = Random(5), []
    for number in range(DIFFERENT):
        case = a_case(random, number)
        case.runs(case.case.opened_at + timedelta(days=5))
        found.append(case.case)
    return found


if __name__ == "__main__":
    sys.exit(main())
