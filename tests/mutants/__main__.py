"""``make mutants MODULES="clocks statuses"``: does a test fail when a line of these modules is made wrong?

Prints how many mutants each module had and what became of them, and every survivor that explained.yaml does not tell
of. Ends with 1 if there is one. TESTS chooses some of the tests, for a first look: what survives those is not yet known
to survive all.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from mutmut import __main__ as mutmut
from mutmut import configuration

from tests.mutants import mutations, stages
from tests.mutants.explained import explained
from tests.mutants.survivors import Score, score

TYPES = [sys.executable, "-m", "mypy", "--output", "json", "--no-warn-unused-ignores", "workflows"]
MEMORY = 4 << 30  # a mutant that never ends may also never stop growing


def main(names: list[str]) -> int:
    """The exit code."""
    paths = [Path("workflows", *name.split(".")).with_suffix(".py") for name in names]
    paths = paths or sorted(Path("workflows").rglob("*.py"))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    shutil.rmtree("mutants", ignore_errors=True)
    mutations.choose()
    stages.choose()
    chosen = replace(configuration.config(), only_mutate=[str(path) for path in paths], type_check_command=TYPES)
    if tests := os.environ.get("TESTS", "").split():
        chosen.pytest_add_cli_args_test_selection = tests
    configuration._config = chosen
    mutmut._run((), max_children=int(os.environ.get("AT_ONCE", "1")))
    return report([score(path) for path in paths])


def report(scores: list[Score]) -> int:
    """Print it; the exit code."""
    known = explained()
    unexplained = []
    print(f"\n{'module':36} mutants killed (by types, by time) explained left")
    for each in scores:
        left = [s for s in each.survivors if not any(s.is_told_by(one) for one in known)]
        unexplained += left
        types, time = each.ends["caught by type check"], each.ends["timeout"]
        told = len(each.survivors) - len(left)
        print(f"{each.module:36} {each.ends.total():7} {each.killed:6} {types:10}, {time:7} {told:9} {len(left):4}")
    for survivor in unexplained:
        print(f"\n{survivor.mutant}\n  - {survivor.was}\n  + {survivor.becomes}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
