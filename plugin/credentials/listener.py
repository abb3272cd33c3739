"""Waits on 127.0.0.1 for the browser that comes back from Atlassian with an answer.

It listens while ``careflow connect`` runs, and hears one answer: that to its own consent, by the ``state`` in it. What
others send changes nothing.
"""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from threading import Thread
from types import TracebackType
from typing import Any, Self

from plugin.configuration_errors import UserMistake
from plugin.credentials.authorization import Consent
from plugin.credentials.consent import AnotherAttempt, NotConsented, code_in

CALLBACK = "/callback"
_HEARD = "careflow has the answer. Close this window and go back to the terminal."
_NOT_OURS = "This answer is not of the attempt that careflow waits for. Open the address that the terminal shows."
_PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>careflow</title><p>{words}</p></html>'


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10  # seconds: browsers open connections that they do not use

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != CALLBACK:
            self._say(404, "There is nothing here.")
        elif self._is_ours():
            try:
                self._say(200, _HEARD)
            finally:  # last: who waits for it may end the process
                self.server.heard.put(self.path)
        else:
            self._say(400, _NOT_OURS)

    def _is_ours(self) -> bool:
        try:
            code_in(self.path, self.server.consent)
        except AnotherAttempt:
            return False
        except NotConsented:
            return True  # a refusal is an answer too
        return True

    def _say(self, status: int, words: str) -> None:
        page = _PAGE.format(words=words).encode()
        self.send_response(status)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(page))}
        for name, value in (headers | {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: Any) -> None:
        """The request line holds the code: nothing is logged."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, consent: Consent) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.consent = consent
        self.heard: Queue[str] = Queue()


def redirect_to(port: int) -> str:
    """Where the browser is to be sent: Atlassian takes ``localhost`` without TLS, and compares it letter by letter."""
    return f"http://localhost:{port}{CALLBACK}"


class Listener:
    """Hears the answer to ``consent``. Raises UserMistake where the port is taken."""

    def __init__(self, port: int, consent: Consent) -> None:
        try:
            self._server = _Server(port, consent)
        except OSError as error:
            raise UserMistake(
                f"cannot listen on 127.0.0.1:{port}: {error.strerror}. Say --port with another, and give the app's "
                "callback URL the same"
            ) from None
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def wait(self, seconds: float) -> str | None:
        """The address of the answer; None where none came."""
        try:
            return self._server.heard.get(timeout=seconds)
        except Empty:
            return None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
