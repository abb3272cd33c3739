"""Each thing that is logged is one line."""

from __future__ import annotations

import logging
import sys

from redis.exceptions import ConnectionError as RedisConnectionError

from plugin.logs import OneLine


def logged(error: Exception) -> list[str]:
    try:
        raise error
    except type(error):
        record = logging.LogRecord("rq.worker", logging.ERROR, "", 0, "%s, quitting...", ("oops",), sys.exc_info())
    return OneLine("%(levelname)s %(name)s: %(message)s").format(record).splitlines()


def test_an_error_of_redis_is_one_line_without_a_traceback() -> None:
    (line,) = logged(RedisConnectionError("Error 111 connecting.\nFORGED"))
    assert line == "ERROR rq.worker: oops, quitting... ConnectionError: Error 111 connecting."


def test_a_fault_of_ours_keeps_its_traceback_indented() -> None:
    first, *rest = logged(ZeroDivisionError("division by zero"))
    assert first == "ERROR rq.worker: oops, quitting..."
    assert rest[-1] == "    ZeroDivisionError: division by zero"
    assert all(line.startswith("    ") for line in rest)
