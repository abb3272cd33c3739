"""``careflow up``: an embedded Redis where none is configured, the receiver and the workers, kept alive together.

What dies is started again, sooner at first than later on; SIGTERM lets the parts finish what runs and ends them all,
by their process ids. On SIGHUP the settings are read again, and the parts are told. A supervisor that is itself killed
hard leaves nothing behind but the Redis, which the next one finds by its data folder: the other parts end with their
parent.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from time import monotonic, sleep
from types import FrameType

from redis import Redis
from redis.exceptions import RedisError

from plugin.configuration_errors import UserMistake
from plugin.connecting import connect, told
from plugin.embedded import EmbeddedRedis, NoRedis
from plugin.handing_on import OPEN_BOARD, hand_on
from plugin.queueing.scripts import JOB_TIMEOUT
from plugin.reloading import Hangup, read_again
from plugin.settings import Settings
from plugin.settings_sections import RedisSection

log = logging.getLogger(__name__)

_LOOK = 0.1  # seconds between two looks at the children
_REDIS = 2.0  # seconds between two looks at Redis
_FIRST, _LAST = 0.5, 30.0  # seconds before a child that died is started again; doubled each time it dies young
_YOUNG = 20.0  # seconds
_READY = 120.0  # seconds for the receiver to answer
_PORT = 5.0  # seconds for a port to become free: the receiver of a killed supervisor is just ending
_FINISH = JOB_TIMEOUT + 20.0  # seconds that a worker may take to finish what runs


class CannotStart(UserMistake):
    """A port that is taken, a Redis that does not answer, a receiver that does not come up. For people to read."""


@dataclass
class Child:
    """One part, and when it is to be started (again)."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    pause: float = _FIRST

    def start(self, environment: dict[str, str], settings: Settings) -> None:
        """Start the process, in a session of its own: Ctrl-C reaches it through the supervisor, once."""
        command = [sys.executable, "-m", "plugin.supervised", *self.arguments]
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, start_new_session=True)
        self.started = monotonic()
        if self.process.stdin is not None:
            with suppress(OSError):  # it has died already: that is seen at the next look
                hand_on(settings, self.process.stdin)

    def has_died(self) -> bool:
        """Whether it was running and is not any more; then its next start is set."""
        if self.process is None or self.process.poll() is None:
            return False
        now = monotonic()
        self.pause = _FIRST if now - self.started > _YOUNG else min(self.pause * 2, _LAST)
        self.start_at = now + self.pause
        log.warning("%s ended (%s), again in %.1f s", self.name, self.process.returncode, self.pause)
        self.process = None
        return True


@dataclass
class Supervisor:
    """``run`` does everything. ``announce`` is called once with the receiver's address when all is up.

    ``open_board``: of the demo, on loopback: everybody may look at the pages.
    """

    settings: Settings
    host: str
    port: int
    workers: int
    announce: Callable[[str], None]
    open_board: bool = False
    _redis: EmbeddedRedis | None = None
    _children: list[Child] = field(default_factory=list)
    _signals: int = 0

    def run(self) -> int:
        """Until SIGTERM or SIGINT; the exit code. Raises CannotStart and NoRedis, after ending what was started."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        hangup = Hangup()
        port = self._wait_for_port()
        url = self.settings.redis.url
        try:
            if url is None:
                self._redis = EmbeddedRedis(self.settings.data_dir)
                url = self._redis.start()
            connection = connect(url, patience=5.0)
            self._check(connection)
            self._supervise(connection, url, port, hangup)
        finally:
            self._stop()
        return 0

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    def _environment(self, url: str) -> dict[str, str]:
        """Ours, with the Redis in it: by the environment, since arguments can be read by everybody."""
        return {**os.environ, "CAREFLOW_REDIS__URL": url}

    def _check(self, connection: Redis) -> None:
        try:
            connection.ping()
        except RedisError as error:
            raise CannotStart(f"Redis does not answer at CAREFLOW_REDIS__URL: {told(error)}") from None

    def _supervise(self, connection: Redis, url: str, port: int, hangup: Hangup) -> None:
        opened = [OPEN_BOARD] if self.open_board else []
        self._children = [Child("receiver", ["receiver", self.host, str(port), *opened])]
        self._children += [Child(f"worker {number + 1}", ["worker"]) for number in range(self.workers)]
        announced, look_at, environment = False, 0.0, self._environment(url)
        until = monotonic() + _READY
        while not self._signals:
            if hangup.came():
                self._read_again()
            for child in self._children:
                if not child.has_died() and child.process is None and child.start_at <= monotonic():
                    child.start(environment, self.settings.model_copy(update={"redis": RedisSection(url=url)}))
            if monotonic() >= look_at:
                self._look_after(connection)
                look_at = monotonic() + _REDIS
            if not announced:
                announced = _answers(self.host, port)
                if announced:
                    self.announce(f"http://{_shown(self.host)}:{port}")
                elif monotonic() > until:
                    raise CannotStart("the receiver does not answer: see its log lines above")
            sleep(_LOOK)

    def _read_again(self) -> None:
        settings = read_again(self.settings, "jira", "webhook", "board", leads=True)
        if settings is not None:
            self.settings = settings
            for child in self._children:
                if child.process is not None:
                    child.process.send_signal(signal.SIGHUP)

    def _look_after(self, connection: Redis) -> None:
        try:
            connection.ping()
        except RedisError as error:
            log.warning("Redis does not answer: %s", told(error))
            if self._redis is not None and not self._redis.is_alive():
                try:
                    self._redis.revive()
                except NoRedis as why:
                    log.error("%s", why)

    def _stop(self) -> None:
        """All are told, and finish what they do; what is still delivered waits in Redis, which ends last."""
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.terminate()
        until = monotonic() + _FINISH
        for process in running:
            self._await(process, until)
        if self._redis is not None and self._redis.is_started:
            self._redis.stop()

    def _await(self, process: subprocess.Popen[bytes], until: float) -> None:
        """Wait for its end; not so long, if somebody asks a second time."""
        while process.poll() is None:
            if monotonic() > until or self._signals > 1:
                process.kill()
                process.wait()
            sleep(_LOOK / 5)

    def _wait_for_port(self) -> int:
        until = monotonic() + _PORT
        while True:
            try:
                with socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET) as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind((self.host, self.port))
                    return int(probe.getsockname()[1])
            except OSError as error:
                hopeless = error.errno != errno.EADDRINUSE or _is_somebody_elses(self.host, self.port)
                if hopeless or monotonic() > until or self._signals:
                    raise CannotStart(f"cannot listen on {self.host}:{self.port}: {error.strerror}") from None
            sleep(_LOOK)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_somebody_elses(host: str, port: int) -> bool:
    """Whether something answers there that is no receiver of ours, and so will not end soon."""
    client = HTTPConnection(_here(host), port, timeout=1)
    try:
        client.request("GET", "/healthz")
        return bool(json.loads(client.getresponse().read(1000)) != {"status": "ok"})
    except OSError:  # it does not answer, or breaks off (RemoteDisconnected is one): it may be ending
        return False
    except (HTTPException, ValueError, RecursionError):
        return True
    finally:
        client.close()


def _here(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 compared, not bound


def _answers(host: str, port: int) -> bool:
    """Whether the receiver answers on the interface it was bound to."""
    client = HTTPConnection(_here(host), port, timeout=2)
    try:
        client.request("GET", "/healthz")  # not /readyz: a Redis that takes nothing yet is waited for
        return client.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        client.close()
