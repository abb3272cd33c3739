"""A few tests first: pytest takes longer to find seven hundred of them than to run the one that kills the mutant."""

from __future__ import annotations

from collections.abc import Iterable

from mutmut.runners.harness import PytestRunner

FIRST = 25

_run = PytestRunner.run_tests


def choose() -> None:
    """From now on, in this process and those that it forks."""
    PytestRunner.run_tests = _in_stages


def _in_stages(runner: PytestRunner, *, mutant_name: str | None, tests: Iterable[str]) -> int:
    named = sorted(tests)
    first = named[:: -(-len(named) // FIRST)] if named else []  # of each file some
    killed: int = _run(runner, mutant_name=mutant_name, tests=first)
    rest = sorted(set(named).difference(first))
    if rest and not killed:
        killed = _run(runner, mutant_name=mutant_name, tests=rest)
    return killed
