"""Plan, apply, and plan again on sites over HTTP: what was lacking is made, once, and nothing foreign is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plugin.cli import cli
from plugin.sandbox import Clock, Flavour, Sandbox, sites
from tests.conftest import MONDAY_TEN

Careflow = Callable[..., Result]


@pytest.fixture
def empty(flavour: Flavour):
    with Sandbox(sites.empty(flavour), Clock(MONDAY_TEN, frozen=True)) as jira:
        yield jira


def environ(jira: Sandbox, folder: Path) -> dict[str, str]:
    return {
        "CAREFLOW_JIRA__URL": jira.url,
        "CAREFLOW_JIRA__USER": "ada@planview.example" if jira.site.cloud else "",
        "CAREFLOW_JIRA__TOKEN": jira.site.admin_token,
        "CAREFLOW_WEBHOOK__SECRET": "s3cret",
        "HOME": str(folder),
        "COLUMNS": "100",
    }


@pytest.fixture
def careflow(empty: Sandbox, tmp_path: Path) -> Careflow:
    return lambda *words: CliRunner().invoke(cli, words, env=environ(empty, tmp_path), catch_exceptions=False)


def test_plan_apply_and_plan_again(careflow: Careflow, empty: Sandbox):
    first = careflow("plan")
    print(first.output)
    assert first.exit_code == 0
    applied = careflow("apply", "--yes")
    print(applied.output)
    again = careflow("plan")
    print(again.output)
    assert 0
