"""Text for a terminal: within its columns, and without signs that would steer it."""

from __future__ import annotations

import re
import shutil
import textwrap

# What ends a line, steers a terminal, or turns the text that follows around (plugin.logs says the same of a log).
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_NARROWEST = 30  # columns behind a margin, however narrow the terminal


def printable(line: str) -> str:
    """A line that stays one, without control and direction characters: summaries and names are other people's text."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", line)


def columns() -> int:
    """How wide the terminal is; 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def wrapped(text: str, first: str, further: str, width: int) -> list[str]:
    """``text`` in lines of ``width`` columns, the first behind one margin, the others behind another."""
    return textwrap.wrap(
        text,
        max(width, len(further) + _NARROWEST),
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first]
