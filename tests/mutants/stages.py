"""The tests are collected once, and every mutant is born with them; first come those that killed one of its siblings.

pytest takes seconds to find seven hundred tests, and tenths of one to run the few that kill a mutant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from _pytest.config import _prepareconfig
from mutmut.runners.harness import PytestRunner
from mutmut.utils.file_utils import change_cwd

ARGUMENTS = ["--rootdir=.", "--tb=native", "-x", "-q", "-s", "-p", "no:randomly", "-p", "no:random-order"]
KILLERS = Path("killers.txt")  # a line for each kill: the function and the test; in the folder that the tests run in

_run = PytestRunner.run_tests
_collected: list[pytest.Session] = []


def choose() -> None:
    """From now on, in this process and those that it forks."""
    PytestRunner.warm_up = _collect
    PytestRunner.run_tests = _run_collected


class _PutsDownKillers:
    def __init__(self, function: str) -> None:
        self.function = function

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            with KILLERS.open("a") as file:
                file.write(f"{self.function} {report.nodeid}\n")


def _collect(runner: PytestRunner) -> None:
    """In the process that all mutants are forked from; no test runs there, so that nothing is cached."""
    with change_cwd("mutants"):
        chosen = runner._pytest_add_cli_args_test_selection
        config = _prepareconfig([*ARGUMENTS, *runner._pytest_add_cli_args, *chosen])
        config._do_configure()
        session = pytest.Session.from_config(config)
        config.hook.pytest_sessionstart(session=session)
        config.hook.pytest_collection(session=session)
    _collected.append(session)


def _run_collected(runner: PytestRunner, *, mutant_name: str | None, tests: Iterable[str]) -> int:
    if not _collected:
        killed: int = _run(runner, mutant_name=mutant_name, tests=tests)
        return killed
    session, named = _collected[0], set(tests)
    function = (mutant_name or "").partition("__mutmut_")[0]
    with change_cwd("mutants"):
        kills = _kills(function)
        mine = [item for item in session.items if item.nodeid in named]
        session.items = sorted(mine, key=lambda item: -kills[item.nodeid])  # stable: quick ones first
        session.config.pluginmanager.register(_PutsDownKillers(function))
        try:
            session.config.hook.pytest_runtestloop(session=session)
        except session.Failed:  # the first that fails ends it
            return 1
    return 1 if session.testsfailed else 0


def _kills(function: str) -> Counter[str]:
    """How many mutants of a function each test has killed by now."""
    lines = KILLERS.read_text().splitlines() if KILLERS.exists() else []
    return Counter(test for by, _, test in (line.partition(" ") for line in lines) if by == function)
