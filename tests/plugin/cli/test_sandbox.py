"""``careflow sandbox`` serves a Jira until it is told to stop, and says how to reach it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from click.testing import CliRunner

from plugin.cli import cli
from plugin.cli.sandbox import sandbox
from plugin.sandbox.sites import SITES


@contextmanager
def served(module: str, *words: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The process, and the variables that it printed."""
    command = [sys.executable, "-m", *module.split(), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for _ in range(6)]
        yield process, dict(line.split("=", 1) for line in lines[:5])
        process.kill()


@pytest.mark.parametrize(
    ("module", "words"),
    [("plugin sandbox", ("--site", "french")), ("plugin.sandbox", ("--flavour", "datacenter", "--no-service"))],
)
def test_whoever_has_what_it_prints_gets_in_as_careflow_and_as_the_administrator(module: str, words: tuple[str, ...]):
    with served(module, *words) as (process, told):
        for who, expected in (("JIRA", "Careflow"), ("ADMIN", "Ada Admin")):
            user, token = told[f"CAREFLOW_{who}__USER"], told[f"CAREFLOW_{who}__TOKEN"]
            headers = {} if user else {"Authorization": f"Bearer {token}"}
            answer = requests.get(
                f"{told['CAREFLOW_JIRA__URL']}/rest/api/2/myself",
                headers=headers,
                auth=(user, token) if user else None,
                timeout=10,
            )
            assert answer.json()["displayName"] == expected
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_it_offers_every_site_there_is():
    [site] = [option for option in sandbox.params if option.name == "site"]
    assert list(site.type.choices) == list(SITES)


def test_a_port_that_is_taken_is_said_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(cli, ["sandbox", "--port", str(taken.getsockname()[1])])
    assert result.exit_code == 2
    assert "cannot listen on 127.0.0.1" in result.stderr
