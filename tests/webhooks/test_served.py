"""``careflow serve`` for real: senders that stop in the middle do not stop the others."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest

from plugin.embedded import EmbeddedRedis
from webhooks.signature import sign

ROOT = Path(__file__).parents[2]
UPDATED = b'{"webhookEvent": "jira:issue_updated", "issue": {"key": "CARE-7"}}'
STALLED = 150


@pytest.fixture
def port(redis_server: EmbeddedRedis, tmp_path: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environ = {name: text for name, text in os.environ.items() if not name.startswith("CAREFLOW_")} | {
        "CAREFLOW_REDIS__URL": redis_server.url,
        "CAREFLOW_WEBHOOK__SECRET": "s3cret",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "plugin", "serve", "--port", str(port)]
    with (tmp_path / "stderr").open("wb") as errors:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=errors, stderr=errors)
    try:
        began = time.monotonic()
        while ask(port, "GET", "/readyz") != 200:
            assert time.monotonic() - began < 60, (tmp_path / "stderr").read_text()
            time.sleep(0.1)
        yield port
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> int:
    client = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        client.request(method, path, body, headers)
        return client.getresponse().status
    except ConnectionRefusedError:
        return 0
    finally:
        client.close()


def test_senders_that_stop_in_the_middle_of_a_body_do_not_stop_the_others(port: int) -> None:
    begun = (
        b"POST /webhooks/jira HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
        b"X-Hub-Signature: sha256=" + b"0" * 64 + b"\r\nContent-Length: 1000\r\n\r\n{"
    )
    with ExitStack() as stack:
        for _ in range(STALLED):
            stalled = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            stalled.sendall(begun)
        headers = {"X-Hub-Signature": sign(UPDATED, b"s3cret"), "Content-Type": "application/json"}
        assert [ask(port, "POST", "/webhooks/jira", UPDATED, **headers) for _ in range(20)] == [202] * 20


def test_who_does_not_sign_is_answered_before_its_body_has_come(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sender:
        sender.sendall(b"POST /webhooks/jira HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\n{")
        assert sender.recv(100).startswith(b"HTTP/1.1 401")
