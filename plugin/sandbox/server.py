"""A small HTTP/1.1 server for the sandbox on 127.0.0.1: threads, keep-alive, and answers that can break off.

Werkzeug's own server closes every connection and sends a ``Date`` of its own beside the application's; a Jira whose
clock is not the machine's needs both otherwise.
"""

from __future__ import annotations

import io
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
RESET = "sandbox.reset"  # an application sets it in the environ: the answer breaks off and the connection is reset
_BODILESS = frozenset({204, 304})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], app: Wsgi) -> None:
        super().__init__(address, _Handler)
        self.app = app
        self.open: set[socket.socket] = set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.connection)

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are in ``Sandbox.requests``; nothing goes to stderr."""

    def serve(self) -> None:
        """Run the application and send its whole answer in one piece."""
        environ = self._environ(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        started: list[tuple[str, list[tuple[str, str]]]] = []
        chunks = self.server.app(environ, lambda status, headers, exc=None: started.append((status, headers)))
        payload = b"".join(chunks)
        status, headers = started[-1]
        sent = self._head(status, headers, len(payload)) + (b"" if self.command == "HEAD" else payload)
        if environ.get(RESET):
            self._break_off(sent)
        else:
            self.wfile.write(sent)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = serve

    def _head(self, status: str, headers: list[tuple[str, str]], length: int) -> bytes:
        lines = [f"HTTP/1.1 {status}", *(f"{k}: {v}" for k, v in headers if k.lower() != "content-length")]
        if int(status[:3]) not in _BODILESS:
            lines.append(f"Content-Length: {length}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _break_off(self, sent: bytes) -> None:
        self.wfile.write(sent[: len(sent) * 2 // 3])
        # Lingering for no time makes closing a reset, as a crashed proxy does it.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _environ(self, body: bytes) -> dict[str, Any]:
        url = urlsplit(self.path)
        host, port = self.server.server_address[:2]
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(url.path, "latin-1"),
            "QUERY_STRING": url.query,
            "SERVER_NAME": str(host),
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            environ.setdefault(f"HTTP_{name.upper().replace('-', '_')}", value)
        return environ


class Server:
    """Serves a WSGI application in threads until ``stop``. ``port`` 0 takes a free one."""

    def __init__(self, app: Wsgi, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), app)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="sandbox-server", daemon=True
        )

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering; open connections are closed."""
        if self._thread.is_alive():  # else it was never started, and its end would be waited for in vain
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        for connection in list(self._server.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # it was closed meanwhile, from the other side
                continue
