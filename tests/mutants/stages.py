"""The tests are collected once, and every mutant is born with them: pytest takes seconds to find seven hundred tests,
and tenths of one to run the few that kill a mutant."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from _pytest.config import _prepareconfig
from mutmut.runners.harness import PytestRunner
from mutmut.utils.file_utils import change_cwd

ARGUMENTS = ["--rootdir=.", "--tb=native", "-x", "-q", "-s", "-p", "no:randomly", "-p", "no:random-order"]

_run = PytestRunner.run_tests
_collected: list[pytest.Session] = []


def choose() -> None:
    """From now on, in this process and those that it forks."""
    PytestRunner.warm_up = _collect
    PytestRunner.run_tests = _run_collected


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
    session.items = [item for item in session.items if item.nodeid in named]
    with change_cwd("mutants"):
        try:
            session.config.hook.pytest_runtestloop(session=session)
        except session.Failed:  # the first that fails ends it
            return 1
    return 1 if session.testsfailed else 0
