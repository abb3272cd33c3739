"""Over a whole run with every part at its most talkative, no secret is in anything that is said, answered or kept."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.running import ROOT, Up, has_its_dues, until
from webhooks.signature import sign

WEBHOOK = "webhook-secret-of-this-test"
COMMANDS = {"text": ("check", "doctor"), "json": ("doctor --json", "reconcile --all --dry-run")}
WRONG = "what-an-intruder-guessed"

pytestmark = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


@pytest.fixture
def up(sandbox: Sandbox, tmp_path: Path, form: str) -> Iterator[Up]:
    careflow = Up(sandbox, tmp_path)
    careflow.environ |= {
        "CAREFLOW_WEBHOOK__SECRET": WEBHOOK,
        "CAREFLOW_LOG_LEVEL": "DEBUG",
        "CAREFLOW_LOG_FORMAT": form,
    }
    try:
        careflow.start()
        sandbox.hook(careflow.url, secret=WEBHOOK)
        yield careflow
    finally:
        careflow.end_if_up()


def secrets_of(sandbox: Sandbox) -> list[str]:
    basic = base64.b64encode(f"{sandbox.user}:{sandbox.token}".encode()).decode()
    return [sandbox.token, basic, WEBHOOK, WRONG]


def command(up: Up, *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "plugin", *words], cwd=ROOT, env=up.environ, capture_output=True, text=True, timeout=60
    )
    return ran.stdout + ran.stderr


def answers(up: Up) -> Iterator[str]:
    """What the receiver says to whoever asks, the intruder with a secret in hand included."""
    site = up.url.removesuffix("/webhooks/jira")
    for path in ("/metrics", "/healthz", "/readyz", "/board", "/board/sign-in", "/nothing", f"/board/cases/{WRONG}"):
        answer = requests.get(site + path, timeout=10)
        yield f"{answer.headers}{answer.text}"
    lying = {"X-Hub-Signature": sign(b"{}", WRONG.encode()), "Authorization": f"Bearer {WRONG}", "Cookie": f"a={WRONG}"}
    for body in (b"{}", b"not json"):
        for header in (sign(body, WEBHOOK.encode()), sign(body, WRONG.encode()), WRONG):
            headers = {**lying, "X-Hub-Signature": header, "Content-Type": "application/json"}
            answer = requests.post(f"{up.url}?token={WRONG}", data=body, headers=headers, timeout=10)
            yield f"{answer.headers}{answer.text}"


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_in_a_log_an_answer_a_metric_an_argument_or_a_file(sandbox: Sandbox, up: Up, form: str) -> None:
    key = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
    until(lambda: has_its_dues(sandbox, key))
    sandbox.faults.fail(500, "GET", "*/issue/*", count=2)
    sandbox.comment(key, "clara", "/severity Critical")
    until(lambda: sandbox.issue(key).fields.get("Critical Approval") == "Pending")
    said = {f"answer {number}": text for number, text in enumerate(answers(up))}
    said |= {words: command(up, *words.split()) for words in COMMANDS[form]}
    for name in ("worker", "receiver"):
        for pid in up.parts(name):
            said[f"arguments of {name}"] = Path(f"/proc/{pid}/cmdline").read_text() if os.path.isdir("/proc") else ""
    assert up.end() == 0
    folder = up.said.parent
    said |= {str(path): path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file()}
    assert "DEBUG" in said[str(up.said)]
    assert key in said[str(up.said)]
    found = [(where, secret) for where, text in said.items() for secret in secrets_of(sandbox) if secret in text]
    assert found == []
