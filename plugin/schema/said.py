"""What the comments of a shipped YAML file say of its keys: the one place where a key is described.

A key is described by the comment behind it, which may go on below in the same column, or by the comment lines above it.
A legend describes the keys of all entries of a file: lines like ``#   names:  the spellings …``. A key that is only
shown (``# data_dir: /var/lib``) is described by the lines above it. What stands at the top is said of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plugin.yaml_files import KeyPath, read

MODELINE = "# yaml-language-server: $schema="
_BEHIND = re.compile(r"\s(#.*)$")
_LEGEND = re.compile(r"#\s{2,}([a-z_]+):\s+(\S.*)")
_GOES_ON = re.compile(r"#\s{5,}(\S.*)")
_SHOWN_KEY = re.compile(r"# ?([a-z_]+):(\s|$)")


@dataclass(slots=True)
class Said:
    """``header``: of the file; ``keys``: by path; ``legend``: by the name of a key, whatever the entry."""

    header: str = ""
    keys: dict[KeyPath, str] = field(default_factory=dict)
    legend: dict[str, str] = field(default_factory=dict)

    def of(self, path: KeyPath) -> str | None:
        """What is said of the key at ``path``."""
        return self.keys.get(path) or self.legend.get(str(path[-1]))


def said_in(file: Path) -> Said:
    """The comments of ``file``."""
    document = read(file)
    lines = [line if not line.startswith(MODELINE) else "" for line in document.text.splitlines()]
    said = Said(_header(lines), legend=_legend(lines))
    for path, place in document.keys.items():
        if text := _of_key(lines, place.line - 1, place.column - 1, said.header):
            said.keys[path] = text
    return _with_shown_keys(said, lines)


def _header(lines: list[str]) -> str:
    first = next((number for number, line in enumerate(lines) if line), 0)
    return _joined(_block(lines[first:]))


def _block(lines: Iterable[str], column: int = 0) -> list[str]:
    """The comment lines with which ``lines`` begin, in that column."""
    found = []
    for line in lines:
        if not line[column:].startswith("#") or line[:column].strip():
            break
        found.append(line[column:])
    return found


def _of_key(lines: list[str], number: int, column: int, header: str) -> str:
    line = lines[number]
    if line[:column].strip():
        return ""  # within a flow mapping: the comment belongs to the key at the beginning of the line
    if behind := _BEHIND.search(line):
        return _joined([behind[1], *_block(lines[number + 1 :], behind.start(1))])
    above = _joined(reversed(_block(reversed(lines[:number]), column)))
    return "" if above == header else above


def _joined(comments: Iterable[str]) -> str:
    """The text of comment lines, without the legend in them."""
    kept, in_legend = [], False
    for comment in comments:
        in_legend = bool(_LEGEND.match(comment)) or (in_legend and bool(_GOES_ON.match(comment)))
        if not in_legend:
            kept.append(comment.lstrip("#").strip())
    return " ".join(" ".join(kept).split())


def _legend(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    key = ""
    for line in lines:
        if match := _LEGEND.match(line):
            key = match[1]
            found[key] = match[2]
        elif key and (match := _GOES_ON.match(line)):
            found[key] += " " + match[1]
        else:
            key = ""
    return found


def _with_shown_keys(said: Said, lines: list[str]) -> Said:
    for number, line in enumerate(lines):
        match = _SHOWN_KEY.match(line)
        if match and (match[1],) not in said.keys:
            above = _joined(reversed(_block(reversed(lines[:number]))))
            said.keys |= {(match[1],): above} if above and above != said.header else {}
    return said


def apply(schema: dict[str, object], said: Said, path: KeyPath = ()) -> None:
    """Describe each key of ``schema`` as ``said`` does; in the paths of entries, whose names are free, ``*`` stands."""
    for part in _parts(schema):
        properties = part.get("properties")
        for key, value in properties.items() if isinstance(properties, Mapping) else ():
            if text := said.of((*path, key)):
                value["description"] = text
            apply(value, said, (*path, key))
        for below in ("additionalProperties", "items"):
            if isinstance(inner := part.get(below), dict):
                apply(inner, said, (*path, "*"))


def _parts(schema: dict[str, object]) -> list[dict[str, object]]:
    either = schema.get("anyOf")
    return [schema, *(part for part in either if isinstance(part, dict))] if isinstance(either, list) else [schema]
