"""A server on loopback that misbehaves on the wire: what no mock of HTTP can show."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable

Play = Callable[[socket.socket], None]


class Loopback:
    """Serves each connection with the next of ``plays``, the last one again and again. Counts requests."""

    def __init__(self, *plays: Play) -> None:
        self.plays = list(plays)
        self.requests: list[bytes] = []
        self.over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        if self.over.is_set():
            return
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                try:
                    self.requests.append(_request(connection))
                    play = self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]
                    play(connection)
                except OSError:
                    continue


def _request(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(65536)
    return head


def answers(body: str, status: str = "200 OK", *headers: str) -> Play:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    whole = "\r\n".join([*lines, "Connection: close", "", body]).encode()
    return lambda connection: connection.sendall(whole)


def resets(after: bytes = b"") -> Play:
    """Sends ``after`` and then a TCP reset."""

    def play(connection: socket.socket) -> None:
        connection.sendall(after)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return play


def breaks_off() -> Play:
    return lambda connection: connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"id": "10001", ')
