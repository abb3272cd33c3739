"""The line of a file that a fault points at, as far as it may be shown: never where a secret may stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from plugin.configuration_errors import Fault, Place
from plugin.secret_signs import may_hold_a_secret
from plugin.yaml_files import Document, KeyPath, read

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # where PyYAML ends a line
_KEY = re.compile(r"(\s*(?:- )*)([\w.-]+):(?:\s|$)")
_WIDEST = 100
"""Characters of a line that are shown."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a file and, counted from 0, the character of it that is meant."""

    number: int
    text: str
    at: int


class Excerpts:
    """Of all files that ``faults`` name. ``hidden``: paths of keys whose values are never shown."""

    def __init__(self, faults: Iterable[Fault], hidden: frozenset[KeyPath]) -> None:
        self._private = [fault.place for fault in faults if fault.private]
        self._hidden = hidden
        self._files: dict[str, _File] = {}

    def of(self, fault: Fault) -> Excerpt | None:
        """None where there is no line, or where it may not be shown."""
        place = fault.place
        if not place.line:
            return None
        if place.file not in self._files:
            private = [private for private in self._private if private.file == place.file]
            self._files[place.file] = _File(read(Path(place.file)), private, self._hidden)
        return self._files[place.file].excerpt(place)


class _File:
    def __init__(self, document: Document, private: list[Place], hidden: frozenset[KeyPath]) -> None:
        self.document, self.private, self.hidden = document, private, hidden
        self.lines = _BREAK.split(document.text)

    @cached_property
    def private_lines(self) -> set[int]:
        """The lines of hidden keys and of keys that nobody knows, with their values."""
        starts = {(place.line, place.column) for place in self.private}
        keys = {path for path, place in self.document.keys.items() if (place.line, place.column) in starts}
        lines = {place.line for place in self.private}
        for path, first, last in self.document.spans:
            if path in keys or path in self.hidden:
                lines.update(range(first, last + 1))
        return lines

    def excerpt(self, place: Place) -> Excerpt | None:
        if place.line > len(self.lines):
            return None
        text, at = self.lines[place.line - 1], place.column - 1
        if place.line in self.private_lines or may_hold_a_secret(text):
            return _masked(place.line, text, at)
        start = max(0, at - _WIDEST // 2) if len(text) > _WIDEST else 0
        shown = "…" * bool(start) + text[start : start + _WIDEST].replace("\t", "→").rstrip()
        return Excerpt(place.line, shown, at - start + bool(start)) if shown else None


def _masked(number: int, text: str, at: int) -> Excerpt | None:
    """Only the key with which the line begins; nothing where the fault is behind it."""
    match = _KEY.match(text)
    if match is None or at > match.end(2):
        return None
    return Excerpt(number, f"{match[1]}{match[2]}: …".replace("\t", "→"), at)
