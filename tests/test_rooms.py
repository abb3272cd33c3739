"""The rooms: what may be imported where, beyond what the import contracts in pyproject.toml can say."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
# The head reads no clock, socket, file, setting or chance: time and policy are arguments (DESIGN, the one idea).
FORBIDDEN = {"asyncio", "http", "io", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "time"}
ALLOWED = (sys.stdlib_module_names - FORBIDDEN) | {"holidays", "workflows"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_head_imports_nothing_that_could_act_or_tell_the_time():
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "workflows").rglob("*.py"))
        for name in imports(path)
        if name.partition(".")[0] not in ALLOWED
    ]
    assert not wrong


def test_tests_are_no_packages_that_could_shadow_the_real_ones():
    assert not list((ROOT / "tests").rglob("__init__.py"))
