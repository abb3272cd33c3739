"""Signs that a text may hold a secret: for what may stand in a file, and for what may be shown of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin.configuration_errors import TOKEN, Fault, Place
from plugin.yaml_files import Document

_MUST_NOT = (
    "a token of Atlassian's stands here, and a secret must not stand in this file: revoke it, and give the new one "
    "by a variable or a secret file"
)
_SIGNS = re.compile(rf"{TOKEN.pattern}|token|secret|passw|pwd|api.?key|credential|://[^/\s]*@", re.IGNORECASE)


def may_hold_a_secret(text: str) -> bool:
    """Whether a line, or the name of a key, looks as if a secret stood there."""
    return _SIGNS.search(text) is not None


def tokens_in(document: Document) -> Iterator[Fault]:
    """A fault for each token of Atlassian's that stands in the file, in a comment too."""
    for number, line in enumerate(document.text.splitlines(), start=1):
        for match in TOKEN.finditer(line):
            place = Place(document.file, number, match.start() + 1)
            yield Fault(place, "", _MUST_NOT, private=True)
