"""``careflow up`` for real: signed webhooks of a sandbox Jira, an embedded Redis, real workers, kill -9."""

from __future__ import annotations

import contextlib
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from plugin import queueing
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from tests.plugin.running import Up, has_its_dues, until

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.parametrize("flavour", [Flavour.CLOUD])


@pytest.fixture
def up(sandbox: Sandbox, tmp_path: Path) -> Iterator[Up]:
    careflow = Up(sandbox, tmp_path)
    try:
        careflow.start()
        sandbox.hook(careflow.url, secret="s3cret")
        yield careflow
    finally:
        careflow.end_if_up()


def test_a_case_opened_in_jira_gets_its_dues_and_everything_ends_with_0(sandbox: Sandbox, up: Up) -> None:
    key = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
    until(lambda: has_its_dues(sandbox, key))
    assert up.end() == 0
    found = subprocess.run(["pgrep", "-f", str(up.environ["CAREFLOW_DATA_DIR"])], capture_output=True, text=True)
    assert found.stdout == ""


@pytest.mark.parametrize("command", ["up", "serve"])
def test_a_port_that_somebody_else_listens_on_is_said_at_once(command: str, sandbox: Sandbox, tmp_path: Path) -> None:
    careflow = Up(sandbox, tmp_path)
    taken = sandbox.url.rpartition(":")[2]
    found = subprocess.run(
        [sys.executable, "-m", "plugin", command, "--port", taken],
        cwd=ROOT,
        env=careflow.environ | {"CAREFLOW_REDIS__URL": "redis://127.0.0.1:1/0"},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 2
    assert f"cannot listen on 127.0.0.1:{taken}" in found.stderr


def test_a_port_on_which_a_receiver_of_ours_is_just_ending_is_waited_for(sandbox: Sandbox, tmp_path: Path) -> None:
    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"status":"ok"}')
            ending.set()

    ending = threading.Event()
    with HTTPServer(("127.0.0.1", 0), Healthy) as receiver:
        threading.Thread(target=receiver.serve_forever, args=[0.05], daemon=True).start()
        careflow = subprocess.Popen(
            [sys.executable, "-m", "plugin", "up", "--port", str(receiver.server_port)],
            cwd=ROOT,
            env=Up(sandbox, tmp_path).environ | {"CAREFLOW_REDIS__URL": "redis://127.0.0.1:1/0"},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert ending.wait(30)
        receiver.shutdown()
    _, said = careflow.communicate(timeout=60)
    assert "cannot listen" not in said
    assert "Redis" in said


@pytest.mark.parametrize("part", [["worker"], ["receiver", "127.0.0.1", "0"]], ids=lambda part: part[0])
def test_a_part_whose_supervisor_was_killed_while_it_started_it_ends_without_a_word(
    part: list[str], sandbox: Sandbox, tmp_path: Path
) -> None:
    whole = pickle.dumps(load(Up(sandbox, tmp_path).environ))
    for handed_on in (b"", whole[: len(whole) // 2]):
        found = subprocess.run(
            [sys.executable, "-m", "plugin.supervised", *part],
            cwd=ROOT,
            input=handed_on,
            capture_output=True,
        )
        assert (found.returncode, found.stderr) == (1, b"")


def listens(pid: int) -> bool:
    """Whether a process has a handler for SIGTERM."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(caught >> (signal.SIGTERM - 1) & 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")
@pytest.mark.parametrize("command", ["up", "serve", "worker"])
@pytest.mark.parametrize("later", [0.0, 0.3])
def test_who_is_told_to_stop_while_it_starts_ends_with_0(
    command: str, later: float, sandbox: Sandbox, tmp_path: Path
) -> None:
    careflow = Up(sandbox, tmp_path)
    port = [] if command == "worker" else ["--port", str(careflow.port)]
    with EmbeddedRedis(tmp_path / "theirs") as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "plugin", command, *port],
            cwd=ROOT,
            env=careflow.environ | {"CAREFLOW_REDIS__URL": server.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        until(lambda: listens(process.pid))
        time.sleep(later)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said) == (0, False), said


def test_a_worker_without_redis_at_its_start_says_so_in_one_line(sandbox: Sandbox, tmp_path: Path) -> None:
    environ = Up(sandbox, tmp_path).environ | {"CAREFLOW_REDIS__URL": "redis://127.0.0.1:1/0"}
    found = subprocess.run(
        [sys.executable, "-m", "plugin", "worker"], cwd=ROOT, env=environ, capture_output=True, text=True
    )
    assert found.returncode == 1
    assert found.stderr.startswith("careflow: Redis does not answer at CAREFLOW_REDIS__URL")
    assert len(found.stderr.splitlines()) == 1


def test_a_worker_outlives_a_redis_that_takes_nothing_or_goes_away(sandbox: Sandbox, tmp_path: Path) -> None:
    careflow = Up(sandbox, tmp_path)
    sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
    with EmbeddedRedis(tmp_path / "theirs") as server, careflow.said.open("wb") as said:
        redis = connect(server.url, patience=5.0)
        redis.config_set("maxmemory", 1)
        process = subprocess.Popen(
            [sys.executable, "-m", "plugin", "worker"],
            cwd=ROOT,
            env=careflow.environ | {"CAREFLOW_REDIS__URL": server.url},
            stdout=said,
            stderr=said,
        )
        try:
            until(lambda: "no work: Redis: OutOfMemoryError" in careflow.said.read_text())
            redis.config_set("maxmemory", 0)
            until(lambda: redis.get("careflow:swept"))
            redis.delete("careflow:swept")
            with contextlib.suppress(RedisError):
                redis.shutdown(nosave=True)
            until(lambda: not server.is_alive())
            until(lambda: "the timers rest" in careflow.said.read_text())
            server.revive()
            redis.delete("careflow:swept")
            queueing.wake(redis, "sweep", "test")
            until(lambda: redis.get("careflow:swept"))
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
            redis.close()
        finally:
            process.kill()
            process.wait()
    lines = careflow.said.read_text().splitlines()
    assert lines
    assert [line for line in lines if not line.startswith("20")] == []  # each one line, with its moment
    assert not any("Traceback" in line for line in lines)


def test_without_a_secret_it_does_not_start(sandbox: Sandbox, tmp_path: Path) -> None:
    careflow = Up(sandbox, tmp_path)
    del careflow.environ["CAREFLOW_WEBHOOK__SECRET"]
    for command in (["up"], ["serve"], ["worker"]):
        found = subprocess.run(
            [sys.executable, "-m", "plugin", *command], cwd=ROOT, env=careflow.environ, capture_output=True, text=True
        )
        assert found.returncode == 2
        assert "Traceback" not in found.stderr
        assert ("CAREFLOW_WEBHOOK__SECRET" in found.stderr) or ("CAREFLOW_REDIS__URL" in found.stderr)
