"""A client that sends scripts by a short way, for who runs one with each request (docs/performance.md, "The receiver").

Around each command redis-py takes a connection from its pool, looks whether anything is left to read there, packs the
arguments one by one and times it all: three times what the socket costs. Here a script goes out in one piece, on a
connection that stays aside for the next one; of connections there are as many as threads that send at the same time.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from redis import Redis
from redis.connection import Connection
from redis.exceptions import ConnectionError as RedisConnectionError


class ShortWay(Redis):
    """Redis' client; what is no script, and what fails because a connection broke, goes the ordinary way."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._aside: deque[Connection] = deque()

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """As redis-py's. Raises redis' errors."""
        if args[0] != "EVALSHA":
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        try:
            return self._sent(packed(*args))
        except RedisConnectionError:  # Redis was started anew, or has become a replica: the retries are redis-py's
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]

    def _sent(self, command: bytes) -> Any:
        try:
            connection = self._aside.pop()
        except IndexError:
            connection = self.connection_pool.get_connection()
        try:
            connection.send_packed_command([command])  # type: ignore[no-untyped-call]
            answer = connection.read_response()
        except BaseException:
            self.connection_pool.release(connection)
            raise
        self._aside.append(connection)
        return answer


def packed(*args: str | int) -> bytes:
    """A command as it goes over the wire (https://redis.io/docs/latest/develop/reference/protocol-spec/#arrays)."""
    parts = [str(arg).encode() for arg in args]
    return b"*%d\r\n%b" % (len(parts), b"".join([b"$%d\r\n%b\r\n" % (len(part), part) for part in parts]))
