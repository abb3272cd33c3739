"""Log lines on stderr: one line to a record, whatever a payload or an answer held, as text or as JSON.

Each bears its moment (UTC), level, logger and message, and what it is about where that is known: the ``case`` (its key,
or the issue's id while no key is known), or the ``job`` that concerns no single case (``sweep``, ``version:10000``).
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType

from redis.exceptions import RedisError

from plugin.connecting import told

log = logging.getLogger(__name__)

FIELDS = ("case", "job")
"""What a line may be about: attributes of its record."""

_bound: ContextVar[Mapping[str, str]] = ContextVar("about", default=MappingProxyType({}))

# What ends a line, colours a terminal, or turns text around in one (https://www.unicode.org/reports/tr36/tr36-15.html,
# Bidirectional Text Spoofing), and halves of pairs, which no encoding takes.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


@contextmanager
def about(*, case: str = "", job: str = "") -> Iterator[None]:
    """Every line that is logged within the block, by whatever module, is about this case or this job."""
    token = _bound.set({"case": case} if case else {"job": job} if job else {})
    try:
        yield
    finally:
        _bound.reset(token)


class About(logging.Filter):
    """Puts on each record what it is about; what a record says itself (``extra``) holds where nothing is bound."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record pass."""
        vars(record).update(_bound.get())
        return True


class AsText(logging.Formatter):
    """``2026-11-23T10:00:00.000Z INFO plugin.reconcile case=CARE-7: message``; a traceback follows the message."""

    def format(self, record: logging.LogRecord) -> str:
        """The record in one line."""
        subject = "".join(f" {name}={value}" for name, value in _about(record).items())
        head = f"{_moment(record)} {record.levelname} {record.name}{subject}"
        return escaped(f"{head}: " + "\n".join(filter(None, _said(record))))


class AsJson(logging.Formatter):
    """One JSON object: ``time``, ``level``, ``logger``, ``case`` or ``job``, ``message`` and ``traceback``."""

    def format(self, record: logging.LogRecord) -> str:
        """The record in one line."""
        message, trace = _said(record)
        line = {"time": _moment(record), "level": record.levelname, "logger": record.name, **_about(record)}
        line |= {"message": message} | ({"traceback": trace} if trace else {})
        return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(line, ensure_ascii=False))


FORMATS: Mapping[str, type[logging.Formatter]] = {"text": AsText, "json": AsJson}


def listen_to_level(level: str, form: str = "text") -> None:
    """Log to stderr from ``level`` on, as ``text`` or ``json``; what libraries say is kept to warnings."""
    handler = logging.StreamHandler()
    handler.setFormatter(FORMATS[form]())
    handler.addFilter(About())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("plugin", "webhooks"):
        logging.getLogger(ours).setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def escaped(text: str) -> str:
    """The text in one line, with what is unsafe in a log as a backslash sequence."""
    return _UNSAFE.sub(lambda found: _SHORT.get(found.group()) or _code(ord(found.group())), text)


def _code(point: int) -> str:
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"


def _about(record: logging.LogRecord) -> dict[str, str]:
    return {name: str(value) for name in FIELDS if (value := getattr(record, name, ""))}


def _moment(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    return moment.replace("+00:00", "Z")


def _said(record: logging.LogRecord) -> tuple[str, str]:
    """The message and the traceback. An error of Redis has none: where it was noticed says nothing."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, RedisError):
        return f"{record.getMessage()} {told(error)}", ""
    trace = logging.Formatter().formatException(record.exc_info) if record.exc_info and error else ""
    return record.getMessage(), "\n".join(filter(None, [trace, record.stack_info or ""]))


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log.critical("a fault in careflow", exc_info=(kind, error, trace))


def _uncaught_in_thread(fault: threading.ExceptHookArgs) -> None:
    if fault.exc_value is not None:
        _uncaught(fault.exc_type, fault.exc_value, fault.exc_traceback)
