"""Changing single values of a YAML text and leaving every other sign of it as it is, the comments above all.

PyYAML's marks say where each value stands; the new one is put in its place, and where it came from behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

_COMMENT = re.compile(r"[ \t]*(?:#[ \t]*(?P<said>[^\n]*))?(?=\n|\Z)")
_UNBROKEN = 1_000_000  # columns: a value stays on its line
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster, where PyYAML has libyaml


class Spliced:
    """A YAML text whose values can be replaced. Raises KeyError on a path that it does not have."""

    def __init__(self, text: str) -> None:
        self.text = text

    def value(self, path: Sequence[str]) -> Any:
        """The value at ``path``, as text and lists of text."""
        return _plain(self._node(path))

    def keys(self, path: Sequence[str] = ()) -> list[str]:
        """The keys of the mapping at ``path``."""
        return [key.value for key, _ in self._node(path).value]

    def put(self, path: Sequence[str], value: str | Sequence[str], why: str) -> None:
        """Replace the value at ``path``; ``why`` goes into a comment behind it, before what the comment said."""
        node = self._node(path)
        start, end = node.start_mark.index, _end(node)
        behind = _COMMENT.match(self.text, end)
        said = f" ({behind['said'].strip()})" if behind and behind["said"] else ""
        rest = self.text[behind.end() if behind else end :]
        self.text = f"{self.text[:start]}{_written(value)}  # {why}{said}{rest}"

    def _node(self, path: Sequence[str]) -> Any:
        node: Any = yaml.compose(self.text, Loader=_Loader)
        for part in path:
            node = {key.value: inner for key, inner in node.value}[part]
        return node


def _end(node: Any) -> int:
    """Where a value's own signs end: a block's mark is only at the next key, behind its comments."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _plain(node: Any) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return {key.value: _plain(value) for key, value in node.value}


def _written(value: str | Sequence[str]) -> str:
    plain: Any = value if isinstance(value, str) else list(value)
    if isinstance(plain, list) and len(plain) == 1:
        plain = plain[0]
    text = yaml.safe_dump(plain, default_flow_style=True, allow_unicode=True, width=_UNBROKEN)
    return text.removesuffix("...\n").strip()
