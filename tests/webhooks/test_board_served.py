"""The board in the real receiver: closed as it is shipped, opened by the settings, open to all in the demo alone."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from redis import Redis

from plugin.board.access import Closed, OpenToAll
from plugin.board.desk import Desk
from plugin.board.sign_in.access import BySignIn
from plugin.embedded import EmbeddedRedis
from plugin.handing_on import OPEN_BOARD, hand_on
from plugin.sandbox import Flavour, Sandbox
from plugin.serving import serve
from plugin.settings import Settings, load
from tests.plugin.running import Up
from webhooks import process
from webhooks.app import DESK
from webhooks.process import Process

pytestmark = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


@pytest.fixture
def environ(sandbox: Sandbox, redis_server: EmbeddedRedis, tmp_path: Path) -> dict[str, str]:
    app = tmp_path / "app.yaml"
    app.write_text("", encoding="utf-8")
    return {
        "CAREFLOW_APP_FILE": str(app),
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
        "CAREFLOW_WEBHOOK__SECRET": "s3cret",
        "CAREFLOW_REDIS__URL": redis_server.url,
        "CAREFLOW_DATA_DIR": str(tmp_path),
    }


class TestThatTheSettingsAreReadAgain:
    @pytest.fixture
    def receiver(self, environ: dict[str, str], redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(process, "_LINGERING", 0.0)
        receiver = Process(load(), redis)
        yield receiver
        self.desk(receiver).close()

    def desk(self, receiver: Process) -> Desk:
        desk: Desk = receiver._app.extensions[DESK]
        return desk

    def write(self, environ: dict[str, str], text: str) -> None:
        Path(environ["CAREFLOW_APP_FILE"]).write_text(text, encoding="utf-8")

    def test_opens_and_closes_the_board(self, receiver: Process, environ: dict[str, str]):
        assert isinstance(self.desk(receiver).access, Closed)
        self.write(environ, "board: {sign_in: link, url: https://careflow.example}\n")
        receiver.read_again()
        opened = self.desk(receiver)
        assert isinstance(opened.access, BySignIn)
        opened.access.gateway.own_account()
        self.write(environ, "board: {sign_in: none}\n")
        receiver.read_again()
        assert isinstance(self.desk(receiver).access, Closed)
        until = time.monotonic() + 10
        while opened.access._gateway is not None and time.monotonic() < until:
            time.sleep(0.01)
        assert opened.access._gateway is None  # its connections are ended

    def test_and_what_is_wrong_leaves_the_board_as_it_was(self, receiver: Process, environ: dict[str, str]):
        before = self.desk(receiver)
        oidc = "{issuer: https://login.example, client_id: x}"
        for wrong in ("{sign_in: link}", f"{{sign_in: oidc, url: https://careflow.example, oidc: {oidc}}}"):
            self.write(environ, f"board: {wrong}\n")  # no url; no client's secret
            receiver.read_again()
            assert self.desk(receiver) is before


@contextmanager
def started(settings: Settings, host: str, port: int, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "plugin.supervised", "receiver", host, str(port), *more]
    receiver = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert receiver.stdin is not None
    hand_on(settings, receiver.stdin)
    try:
        yield receiver
    finally:
        receiver.terminate()
        receiver.wait(30)


def ask(port: int, host: str) -> tuple[int, str]:
    client = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        client.request("GET", "/board/approvals", headers={"Host": host})
        answer = client.getresponse()
        return answer.status, answer.read().decode()
    except ConnectionRefusedError:
        return 0, ""
    finally:
        client.close()


def test_the_demos_receiver_shows_the_board_to_this_machine_under_its_own_names(environ: dict[str, str]):
    port = Up.free_port()
    with started(load(environ), "127.0.0.1", port, OPEN_BOARD):
        until = time.monotonic() + 60
        while (said := ask(port, f"localhost:{port}"))[0] == 0 and time.monotonic() < until:
            time.sleep(0.1)
        assert said[0] == 200, said
        assert ask(port, "rebound.example")[0] == 403


def test_an_open_board_is_refused_where_others_could_reach_it(environ: dict[str, str]):
    for host in ("0.0.0.0", "", "192.0.2.7", "::"):
        with pytest.raises(ValueError, match="on loopback only"):
            serve(load(environ), host, 1, open_board=True)


def test_nothing_that_an_admin_can_set_opens_it_to_all(environ: dict[str, str], redis: Redis):
    for way in ("none", "link"):
        said = {"BOARD__SIGN_IN": way, "BOARD__URL": "http://127.0.0.1:8080", "OPEN_BOARD": "1", "OPEN_TO_ALL": "1"}
        receiver = Process(load(environ | {f"CAREFLOW_{name}": value for name, value in said.items()}), redis)
        assert not isinstance(receiver._app.extensions[DESK].access, OpenToAll)
