"""Coverage-guided: whatever somebody writes, a comment is read to an end, soon, and says the same when read again.

Afterwards it is written back, as a fact of a note: what Jira would take for markup is escaped, on one line.
"""

from __future__ import annotations

import re
import sys

import atheris

with atheris.instrument_imports(include=["workflows.requests", "plugin.texts.wiki"]):
    from plugin.texts.wiki import escape_markup
    from workflows.requests import read_request

from tests.fuzz.seeds import run

ESCAPED = re.compile(r"\\[^a-zA-Z0-9\s]|&bsol;|&amp;|&#46;")


def one(data: bytes) -> None:
    """Raises what is not allowed."""
    text = data.decode("utf-8", "surrogateescape" if data[:1] == b"\xff" else "replace")
    assert read_request(text) == read_request(text)
    said = escape_markup(text)
    assert len(said.splitlines()) <= 1
    assert not re.search(r"[{}\[\]!*_+^~|#\\]|://", ESCAPED.sub("", said))


if __name__ == "__main__":
    run(one, "comment", sys.argv)
