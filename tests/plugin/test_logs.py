"""Each thing that is logged is one line that says what it is about, once; as text and as JSON."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import ConnectionError as RedisConnectionError

from plugin.logs import FORMATS, About, about, listen_to_level

FORGED = "x\r\n2026-11-23T10:00:00.000Z ERROR plugin.jobs case=CARE-9: forged\x1b[31m\x85\u2028\u202e\ud800"


def lines(form: str, *records: logging.LogRecord) -> list[str]:
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(FORMATS[form]())
    handler.addFilter(About())
    for record in records:
        handler.handle(record)
    return said.getvalue().splitlines()


def record(message: str, error: BaseException | None = None, **extra: Any) -> logging.LogRecord:
    found = None
    if error is not None:
        try:
            raise error
        except type(error):
            found = sys.exc_info()
    made = logging.LogRecord("plugin.jobs", logging.ERROR, "", 0, "%s", (message,), found)
    made.created = 1795428000.25
    vars(made).update(extra)
    return made


def test_a_line_of_text_bears_moment_level_logger_case_and_message() -> None:
    with about(case="CARE-7"):
        assert lines("text", record("parked")) == ["2026-11-23T10:00:00.250Z ERROR plugin.jobs case=CARE-7: parked"]


def test_a_line_of_json_bears_the_same_as_fields() -> None:
    with about(case="CARE-7"):
        (line,) = lines("json", record("parked"))
    assert json.loads(line) == {
        "time": "2026-11-23T10:00:00.250Z",
        "level": "ERROR",
        "logger": "plugin.jobs",
        "case": "CARE-7",
        "message": "parked",
    }


def test_a_job_that_concerns_no_single_case_is_named_itself_and_a_case_within_it_by_its_key() -> None:
    with about(job="sweep"):
        (outer,) = lines("text", record("read"))
        with about(case="CARE-7"):
            (inner,) = lines("text", record("asked"))
    (after,) = lines("text", record("done"))
    assert [line.split("plugin.jobs")[1] for line in (outer, inner, after)] == [
        " job=sweep: read",
        " case=CARE-7: asked",
        ": done",
    ]


def test_what_a_record_says_itself_holds_where_nothing_is_bound_and_never_twice() -> None:
    (alone,) = lines("text", record("asked", case="CARE-8"))
    with about(case="CARE-7"):
        (bound,) = lines("text", record("asked", case="CARE-8"))
    assert alone.endswith("plugin.jobs case=CARE-8: asked")
    assert bound.endswith("plugin.jobs case=CARE-7: asked")


@pytest.mark.parametrize("form", FORMATS)
def test_what_people_wrote_can_neither_begin_a_line_nor_a_field(form: str) -> None:
    with about(case="CARE-7"):
        (line,) = lines(form, record(FORGED, ZeroDivisionError(FORGED)))
    assert not any(sign in line for sign in "\r\n\x1b\x85\u2028\u202e\ud800")
    if form == "json":
        found = json.loads(line)
        assert (found["case"], found["message"]) == ("CARE-7", FORGED)
        assert found["traceback"].endswith(f"ZeroDivisionError: {FORGED}")
    else:
        assert line.startswith("2026-11-23T10:00:00.250Z ERROR plugin.jobs case=CARE-7: x\\r\\n2026")
        assert "\\x1b[31m\\x85\\u2028\\u202e\\ud800" in line


@given(st.text(), st.text())
def test_whatever_is_logged_is_one_line_that_can_be_printed(message: str, reason: str) -> None:
    for form in FORMATS:
        (line,) = lines(form, record(message, ValueError(reason)))
        assert line.encode()  # no half of a pair is left in it


@pytest.mark.parametrize("form", FORMATS)
def test_an_error_of_redis_has_no_traceback(form: str) -> None:
    (line,) = lines(form, record("oops, quitting...", RedisConnectionError("Error 111 connecting.\nFORGED")))
    assert "oops, quitting... ConnectionError: Error 111 connecting." in line
    assert "FORGED" not in line
    assert "Traceback" not in line


def test_a_fault_of_ours_keeps_its_traceback_in_the_line() -> None:
    (line,) = lines("text", record("again in 5 s", ZeroDivisionError("division by zero")))
    assert ": again in 5 s\\nTraceback (most recent call last):\\n  File " in line
    assert line.endswith("\\nZeroDivisionError: division by zero")


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """What is set for the whole process is set back."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    handlers, level = root.handlers, root.level
    yield
    sys.excepthook, threading.excepthook = hooks
    root.handlers = handlers
    root.setLevel(level)
    for ours in ("plugin", "webhooks"):
        logging.getLogger(ours).setLevel(logging.NOTSET)
    logging.captureWarnings(False)


@pytest.mark.usefixtures("as_it_was")
@pytest.mark.parametrize("form", FORMATS)
def test_what_ends_a_thread_is_one_line_too(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    listen_to_level("INFO", form)
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    (line,) = capsys.readouterr().err.splitlines()
    assert "ZeroDivisionError" in line
    assert "a fault in careflow" in line
