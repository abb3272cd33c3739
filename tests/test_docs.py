"""README, CONTRIBUTING and app.yaml say what the software does: they are held to it here."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from plugin.cli import COMMANDS
from plugin.doctor import CHECKS
from workflows.statuses import MOVES

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
POLICY = ROOT.parent / "shared" / "policy" / "POLICY.md"
ROW = re.compile(r"^\| ((?:SEV|SLO|EXC|CLO|CAL|CON|SCO|OPN|UPD)-[\dPN]+)[^|]*\|([^|]*)\|([^|]*)\|$", re.M)
ROWS = {found[1]: (found[2], found[3]) for found in ROW.finditer(README)}
LATER = "later"


def test_every_command_is_in_the_readme():
    assert [name for name in COMMANDS if f"careflow {name}" not in README] == []


def test_readme_names_no_command_that_does_not_exist():
    named = set(re.findall(r"`careflow ([a-z]+)[ `…]", README))
    assert named <= set(COMMANDS)


def test_readme_lists_every_check_of_doctor_with_its_meaning_and_no_other():
    section = README.partition("### What doctor checks")[2].partition("\n#")[0]
    assert re.findall(r"^\| `([a-z.]+)` \| (.*) \|$", section, re.M) == [(check.id, check.meaning) for check in CHECKS]


@pytest.mark.parametrize("clause", sorted(ROWS))
def test_the_module_that_readme_names_for_a_clause_says_it(clause: str):
    _, where = ROWS[clause]
    if LATER in where:
        return
    modules = re.findall(r"`([a-z_.]+)`", where)
    assert modules
    for module in modules:
        assert clause.rpartition("-")[0] in (importlib.import_module(module).__doc__ or ""), f"{module} is silent"


def test_every_clause_of_the_policy_has_its_row():
    if not POLICY.is_file():
        pytest.skip(f"{POLICY} is not here: a clone has no policy document beside it")
    policy = POLICY.read_text(encoding="utf-8")
    ids = re.findall(r"^\| ((?:SEV|SLO|EXC|CLO|CAL|CON|SCO|OPN|UPD)-[\dPN]+) ", policy, re.M)
    assert sorted(set(ids) - set(ROWS)) == []


def test_the_status_diagram_is_that_of_the_table():
    drawn = set(re.findall(r"^\s+(\w+) --> (\w+) : ([A-Z0-9, -]+)$", README, re.M))
    legal: dict[tuple[str, str], set[str]] = {}
    for (status, _), (to, clause) in MOVES.items():
        legal.setdefault((_node(status), _node(to)), set()).add(clause)
    assert drawn == {(a, b, ", ".join(sorted(clauses))) for (a, b), clauses in legal.items()}


def _node(status: str) -> str:
    return status.replace(" ", "_")


def test_scenarios_name_the_clause_they_play():
    names = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    played = {clause for clause, (_, where) in ROWS.items() if LATER not in where}
    missing = [c for c in sorted(played) if not _is_played(c, names)]
    assert missing == []


def _is_played(clause: str, names: str) -> bool:
    words = clause.lower().replace("-", "_")
    return re.search(rf"def test_\w*{words}(?!\d)\w*\(", names) is not None or clause in names
