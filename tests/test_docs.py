"""README, CONTRIBUTING and app.yaml say what the software does: they are held to it here."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeGuard

import pytest

from plugin.cli import COMMANDS
from plugin.doctor import CHECKS
from plugin.install.items import REASONS
from plugin.metrics.catalogue import METRICS
from plugin.report.definitions import DEFINITIONS
from plugin.report.objects import report_json
from workflows.period import month
from workflows.report import Report
from workflows.statuses import MOVES
from workflows.switches import CHAPTERS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
POLICY = ROOT.parent / "shared" / "policy" / "POLICY.md"
CLAUSES = tuple(clause for clauses in CHAPTERS.values() for clause in clauses)
ID = re.compile(r"\b(?:SEV|SLO|EXC|SCO|OPN|CLO|UPD|CON|CAL)-(?:\d+|[PN])\b")
RANGE = re.compile(r"\b([A-Z]{3})-(\d+)(?: to | … )\1-(\d+)\b")
ROWS = dict(re.findall(rf"^\| ({ID.pattern}) \|[^|]+\|([^|]+)\|$", README, re.M))
SCENARIOS = ("tests/scenarios", "tests/plugin")


def _said(docstring: str | None) -> set[str]:
    """The ids in a docstring, those of ranges (SEV-3 to SEV-6) included."""
    text = docstring or ""
    ranged = {f"{chapter}-{n}" for chapter, a, b in RANGE.findall(text) for n in range(int(a), int(b) + 1)}
    return ranged | set(ID.findall(text))


def _trees(*folders: str, only: str = "*.py") -> Iterator[ast.Module]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(only)):
            yield ast.parse(path.read_text(encoding="utf-8"))


def _played(function: ast.FunctionDef) -> set[str]:
    """The ids in a test's name (``test_clo_1_and_upd_3_…``) and in the tables that it is run with."""
    named = re.findall(r"_(sev|slo|exc|sco|opn|clo|upd|con|cal)_(\d+|[pn])(?=_|$)", function.name)
    tables = [call for call in function.decorator_list if "parametrize" in ast.dump(call)]
    words = [node.value for table in tables for node in ast.walk(table) if isinstance(node, ast.Constant)]
    in_tables = {word for word in words if isinstance(word, str) and ID.fullmatch(word)}
    return {f"{chapter}-{number}".upper() for chapter, number in named} | in_tables


@cache
def _all_played() -> set[str]:
    return {
        clause
        for tree in _trees(*SCENARIOS, only="test_*.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for clause in _played(node)
    }


def test_every_command_is_in_the_readme():
    assert [name for name in COMMANDS if f"careflow {name}" not in README] == []


def test_readme_names_no_command_that_does_not_exist():
    named = set(re.findall(r"`careflow ([a-z]+)[ `…]", README))
    assert named <= set(COMMANDS)


def test_readme_lists_every_check_of_doctor_with_its_meaning_and_no_other():
    section = README.partition("### What doctor checks")[2].partition("\n#")[0]
    assert re.findall(r"^\| `([a-z._]+)` \| (.*) \|$", section, re.M) == [(check.id, check.meaning) for check in CHECKS]


def test_readme_lists_every_reason_of_a_refusal_and_no_other():
    section = README.partition("### What apply does")[2].partition("\n### ")[0]
    assert dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", section, re.M)) == REASONS


def test_readme_lists_every_metric_as_it_is_exposed_and_no_other():
    section = README.partition("\n## Metrics")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \| (.*) \|$", section, re.M)
    labels = [", ".join(f"`{label}`" for label in metric.labels) for metric in METRICS]
    assert rows == [(m.name, m.kind, shown, m.meaning) for m, shown in zip(METRICS, labels, strict=True)]


def test_readme_says_what_counts_in_the_report_in_the_words_of_the_report_and_names_its_keys():
    section = README.partition("\n### The report")[2].partition("\n### ")[0]
    rows = dict(re.findall(r"^\| ([^|]+) \| (.*) \|$", section, re.M))
    assert {name: rows.get(name) for name, _ in DEFINITIONS} == dict(DEFINITIONS)
    told = report_json(Report(month("2026-10"), (), ()))
    assert [key for key in told if f"`{key}`" not in rows["the report"]] == []
    assert [key for key in told["clocks"][0] if f"`{key}`" not in rows["one of `clocks`"]] == []


def test_the_clauses_are_those_of_the_policy():
    if not POLICY.is_file():
        pytest.skip(f"{POLICY} is not here: a clone has no policy document beside it")
    ids = re.findall(rf"^\| ({ID.pattern}) ", POLICY.read_text(encoding="utf-8"), re.M)
    assert sorted(set(ids)) == sorted(CLAUSES)


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_has_its_line_in_the_readme_and_each_module_named_there_says_its_id(clause: str):
    assert clause in ROWS, "README's table has no line for it"
    assert "later" not in ROWS[clause]
    modules = re.findall(r"`([a-z_.]+)`", ROWS[clause])
    assert modules
    assert [module for module in modules if clause not in _said(importlib.import_module(module).__doc__)] == []


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_has_a_scenario(clause: str):
    """What ``explain`` says of it is held by ``scenarios/test_explain_cites_every_clause.py``."""
    assert clause in _all_played(), f"no test in {' or '.join(SCENARIOS)} bears {clause} in its name or its table"


def test_the_status_diagram_is_that_of_the_table():
    drawn = set(re.findall(r"^\s+(\w+) --> (\w+) : ([A-Z0-9, -]+)$", README, re.M))
    legal: dict[tuple[str, str], set[str]] = {}
    for (status, _), (to, clause) in MOVES.items():
        legal.setdefault((_node(status), _node(to)), set()).add(clause)
    assert drawn == {(a, b, ", ".join(sorted(clauses))) for (a, b), clauses in legal.items()}


def _node(status: str) -> str:
    return status.replace(" ", "_")


def test_every_test_that_the_threat_model_names_exists():
    named = re.findall(r"`(tests/[a-z_/]+\.py)::(test_\w+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 40
    defined = {
        file: {node.name for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))) if _is_test(node)}
        for file, _ in named
    }
    assert [(file, test) for file, test in named if test not in defined[file]] == []


def test_every_row_of_the_threat_model_names_a_test():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.partition("| --- | --- | --- | --- |\n")[2].partition("\n\n")[0]
    assert [row for row in table.splitlines() if "::test_" not in row.rpartition(" | ")[2]] == []


def _is_test(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
