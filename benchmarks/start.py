"""How long the command line takes to answer: ``careflow --help`` and ``explain --help``, beside an import of click."""

from __future__ import annotations

import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from benchmarks.figures import Figure, main

ROUNDS = 7


def measured() -> list[Figure]:
    """Seconds of CPU: those of the wall depend on who else is there."""
    bare = cpu("-c", "import click")
    return [
        Figure("careflow --help", cpu("-m", "plugin", "--help"), "ms of CPU", 150, False, False, "import click", bare),
        Figure("careflow explain --help", cpu("-m", "plugin", "explain", "--help"), "ms of CPU", 1_000),
    ]


def cpu(*arguments: str) -> float:
    """Milliseconds, the median of several runs."""
    found = []
    for _ in range(ROUNDS):
        before = getrusage(RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = getrusage(RUSAGE_CHILDREN)
        found.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
    return median(found)


if __name__ == "__main__":
    sys.exit(main(__doc__, measured))
