"""Log lines on stderr: one line each, without control characters, whatever a payload or an answer held."""

from __future__ import annotations

import logging
import re

from redis.exceptions import RedisError

from plugin.connecting import told

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class OneLine(logging.Formatter):
    """Escapes control characters in the message; a traceback of ours keeps its lines, indented."""

    def format(self, record: logging.LogRecord) -> str:
        """The record; an error of Redis is one line, since where it was noticed says nothing (RQ prints it all)."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, RedisError):
            line = f"{record.getMessage()} {told(error)}"
            alone = {"msg": line, "args": (), "exc_info": None, "exc_text": None}
            record = logging.makeLogRecord({**vars(record), **alone})
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, without what would break it or colour a terminal."""
        record.message = _escaped(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:
        """The traceback, indented, so that a forged line in an error's text does not look like one of ours."""
        lines = super().formatException(ei).split("\n")  # type: ignore[arg-type]
        return "\n".join("    " + _escaped(line) for line in lines)


def _escaped(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def listen_to_level(level: str) -> None:
    """Log to stderr from ``level`` on; what libraries say is kept to warnings."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(_LINE))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("plugin", "webhooks"):
        logging.getLogger(ours).setLevel(level)
    logging.captureWarnings(True)
