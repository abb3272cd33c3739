"""From method and path to handler.

Flask's own router compiles a URL builder for each rule, which costs fifty milliseconds a sandbox; a test has one each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from plugin.sandbox.rest.answers import Handler, Problem


class Offering(Protocol):
    """Something that has routes."""

    def offered(self) -> list[tuple[str, str, Handler]]:
        """Method, path with ``<name>`` or ``<int:name>`` in it, handler."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One path. ``numbers``: the parameters that are whole numbers."""

    pattern: re.Pattern[str]
    numbers: frozenset[str]
    handlers: dict[str, Handler] = field(default_factory=dict)

    def arguments(self, path: str) -> dict[str, str | int] | None:
        """The parameters in a path; None if it is another path."""
        met = self.pattern.fullmatch(path)
        return met and {name: int(v) if name in self.numbers else v for name, v in met.groupdict().items()}


class Router:
    """The routes of one sandbox, in heaps by how many slashes a path has: no parameter holds one."""

    def __init__(self) -> None:
        self._heaps: dict[int, dict[str, Rule]] = {}

    def add(self, offering: Offering) -> None:
        """Serve these routes."""
        for method, path, handler in offering.offered():
            heap = self._heaps.setdefault(path.count("/"), {})
            if path not in heap:
                heap[path] = Rule(*_compiled(path))
            heap[path].handlers[method] = handler

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str | int]]:
        """The handler and its arguments. Raises Problem 404 or 405. A path without parameters goes first."""
        heap = self._heaps.get(path.count("/"), {})
        met = [(rule, named) for rule in heap.values() if (named := rule.arguments(path)) is not None]
        for rule, named in sorted(met, key=lambda m: len(m[1])):
            if method in rule.handlers:
                return rule.handlers[method], named
        if met:
            raise Problem(405, f"Method {method} is not allowed here.")
        raise Problem(404, f"null for uri: {path}")


@cache
def _compiled(path: str) -> tuple[re.Pattern[str], frozenset[str]]:
    numbers = frozenset(re.findall(r"<int:(\w+)>", path))
    pattern = re.escape(path).replace(r"\<", "<").replace(r"\>", ">")
    pattern = re.sub(r"<int:(\w+)>", r"(?P<\1>\\d+)", pattern)
    return re.compile(re.sub(r"(?<!\?P)<(\w+)>", r"(?P<\1>[^/]+)", pattern)), numbers
