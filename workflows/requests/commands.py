"""Commands in comments (SEV-2, SEV-4, SEV-6, CLO-1, CLO-2, CLO-5).

``/severity LEVEL``, ``/approve``, ``/reject``, ``/solution``, ``/solved``, ``/accept``, ``/reopen``.

A command counts at the start of a line only, after blanks or a bullet: elsewhere a slash is mostly a path, or tells
somebody how to write the command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workflows.requests.folding import fold
from workflows.requests.levels import LEVELS
from workflows.requests.markup import Line
from workflows.terms import Severity

_COMMAND = re.compile(
    r"/(severity|approve|reject|solution|solved|accept|reopen)(?![\w/-])[:,;.!]*(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_ELSEWHERE = re.compile(r"(?<![\w/])/(?:severity|sev|severite|gravite|criticite|priority|priorite)(?![\w/-])")
_CONDITION = re.compile(r"(?:only )?(?:if|unless|when|once|until|si|sauf|quand|lorsque|des que)\b|\?")
_WORD = re.compile(r"\w+|[?/]")
_ALTERNATIVE = frozenset({"or", "ou", "?", "/", "not", "pas", "if", "unless", "when", "once", "si", "sauf", "quand"})


@dataclass(frozen=True, slots=True)
class Command:
    """One command line; ``rest`` is what follows the name, as written.

    ``level``: of severity only; ``clear``: it says one thing.
    """

    name: str
    line: str
    level: Severity | None = None
    clear: bool = True
    rest: str = ""


def commands_in(lines: Iterable[Line]) -> tuple[list[Command], list[Line]]:
    """The commands in the writer's own lines, and all lines without them."""
    commands: list[Command] = []
    prose: list[Line] = []
    for line in lines:
        match = None if line.quoted else _COMMAND.match(line.text)
        if match is None:
            prose.append(line)
            continue
        commands.append(_command(match[1].lower(), line.text, match["rest"].strip()))
        prose.append(Line(""))
    return commands, prose


def mentions_severity_command(text: str) -> bool:
    """Whether ``/severity``, or a word that was meant for it, stands somewhere inside ``text``."""
    return "/" in text and _ELSEWHERE.search(fold(text)) is not None


def _command(name: str, line: str, rest: str) -> Command:
    if name == "severity":
        level = _level(rest)
        return Command(name, line, level, clear=level is not None)
    clear = _CONDITION.match(fold(rest)) is None
    return Command(name, line, clear=clear, rest=rest)


def _level(rest: str) -> Severity | None:
    """The one level that ``rest`` begins with; None when it is missing, unknown, doubtful, or followed by another."""
    words = _WORD.findall(fold(rest))
    if words[:1] in (["to"], ["a"], ["en"]):
        words = words[1:]
    if not words or words[0] not in LEVELS:
        return None
    another = len(words) == 2 and words[1] in LEVELS  # with more words it describes: "Critical - major outage"
    return None if another or _ALTERNATIVE.intersection(words[1:3]) else LEVELS[words[0]]
