"""``make chaos``: careflow's processes are killed, starved and flooded, and every case must stand as in a calm world.

``python -m tests.chaos --only kills --seeds 7`` runs one scenario again: the same acts, and the same strikes in the
same order; the moments at which they fall are the machine's.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from tests.chaos.disk import CannotMount
from tests.chaos.flood import flooded
from tests.chaos.poison import poisoned
from tests.chaos.strikes import KILLS, Kind
from tests.chaos.trial import Scenario, Verdict, tried

_PLAYED = (
    Scenario("kills", 2, KILLS),
    Scenario("kills-4", 4, KILLS),
    Scenario("empty", 2, (Kind.EMPTY,)),
    Scenario("refusing", 2, (Kind.FULL,)),
    Scenario("disk", 2, (Kind.DISK,), disk=32),
    Scenario("everything", 4, (*KILLS, Kind.EMPTY, Kind.FULL)),
)
SCENARIOS: dict[str, Callable[[int], Verdict]] = {
    **{each.name: partial(tried, each) for each in _PLAYED},
    "flood": flooded,
    "poison": poisoned,
}
_COLUMNS = (
    "scenario",
    "seed",
    "workers",
    "struck",
    "deliveries",
    "checked",
    "lost",
    "doubled",
    "otherwise",
    "rest",
    "s",
)


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; 1 where anything differs."""
    logging.disable(logging.CRITICAL)  # of the calm world, in this process
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all parts are ended
    asked = _asked(arguments)
    verdicts = []
    for name in asked.only or SCENARIOS:
        for seed in range(asked.seeds[0], asked.seeds[-1] + 1):
            try:
                verdict = SCENARIOS[name](seed)
            except CannotMount as why:
                print(f"left out: {name}: {why}", flush=True)
                break
            verdicts.append(verdict)
            print(*_told(verdict), sep="\n", flush=True)
    print("", *_table(verdicts), sep="\n")
    return 1 if any(verdict.found for verdict in verdicts) else 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, help="which scenarios (all)")
    parser.add_argument("--seeds", type=_numbers, default=[1], metavar="N[-M]", help="which seeds (1)")
    return parser.parse_args(arguments)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split("-")]


def _told(verdict: Verdict) -> Iterator[str]:
    """What came of one scenario, and how to run it again where it failed."""
    yield f"{verdict.name}, seed {verdict.seed}: " + ("as it should be" if not verdict.found else "NOT as it should be")
    yield from (f"  {line}" for line in (*verdict.told, *verdict.found))
    if verdict.found:
        yield f"  again: .venv/bin/python -m tests.chaos --only {verdict.name} --seeds {verdict.seed}"


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    rows = [_COLUMNS, *map(_row, verdicts)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_COLUMNS))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _row(verdict: Verdict) -> tuple[str, ...]:
    struck = ", ".join(f"{count} {kind}" for kind, count in verdict.struck.items()) or "-"
    counts = (
        verdict.deliveries,
        verdict.checked,
        *map(verdict.count, ("lost", "doubled")),
        verdict.count("late", "state"),
    )
    head = (verdict.name, str(verdict.seed), str(verdict.workers), struck)
    return (*head, *map(str, counts), f"{verdict.rest:.1f} s", f"{verdict.seconds:.0f}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
