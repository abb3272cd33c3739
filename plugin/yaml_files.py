"""Reads a YAML file and remembers where each key and value stands, so that an error can say it.

Plain scalars follow YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema): PyYAML's own rules are those
of 1.1, where ``Yes``, ``No`` and ``on`` are booleans and ``10:00`` is the number 600.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from plugin.configuration_errors import ConfigurationError, Fault, Place

KeyPath: TypeAlias = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


@dataclass(slots=True)
class Document:
    """A file's mapping, with the place of each key and of each value by its path."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: KeyPath, *, of_key: bool = False) -> Place:
        """Where the value (or the key) at ``path`` stands; of the nearest parent where the path itself is not there."""
        for end in range(len(path), 0, -1):
            key = self.keys.get(path[:end]) if of_key and end == len(path) else None
            known = key or self.values.get(path[:end])
            if known is not None:
                return known
        return self.values.get((), Place(self.file))

    def holds(self, path: KeyPath) -> bool:
        """Whether the file itself says something at ``path``."""
        return path in self.values


def read(path: Path) -> Document:
    """Read ``path``. Syntax errors, doubled keys and unreadable files become the document's ``faults``."""
    document = Document(str(path))
    try:
        text = path.read_text(encoding="utf-8")
        root = _compose(text)
    except OSError as error:
        document.faults.append(Fault(Place(str(path)), "", f"cannot be read: {error.strerror or error}"))
        return document
    except UnicodeDecodeError as error:
        document.faults.append(Fault(Place(str(path)), "", f"is not UTF-8 text (byte {error.start})"))
        return document
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Place(str(path), before.count("\n") + 1, len(before) - before.rfind("\n"))
        document.faults.append(Fault(place, "", "holds a control character that YAML does not allow"))
        return document
    except yaml.YAMLError as error:
        document.faults.append(_syntax_fault(str(path), error))
        return document
    if root is None:
        return document
    if not isinstance(root, yaml.MappingNode):
        document.faults.append(Fault(_place(str(path), root), "", "must hold keys with values, like `project: CARE`"))
        return document
    document.data = _Construction(document).value(root, ())
    return document


def read_or_raise(path: Path) -> Document:
    """Read ``path``; raises ConfigurationError with all its faults."""
    document = read(path)
    if document.faults:
        raise ConfigurationError(document.faults)
    return document


def dotted(path: KeyPath) -> str:
    """The path as people write it: ``approval.transitions.approve[1]``."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _compose(text: str) -> yaml.Node | None:
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _place(file: str, node: yaml.Node) -> Place:
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)


def _syntax_fault(file: str, error: yaml.YAMLError) -> Fault:
    # Without the snippet that PyYAML offers: the line may hold a secret.
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
    context, begins = getattr(error, "context", None), getattr(error, "context_mark", None)
    while_doing = f" ({context}" + (f" that begins on line {begins.line + 1})" if begins else ")") if context else ""
    return Fault(place, "", f"not valid YAML: {problem}{while_doing}")


class _Construction:
    """Turns nodes into plain values and notes their places."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.open_nodes: set[int] = set()
        self.scalars = yaml.constructor.SafeConstructor()

    def value(self, node: yaml.Node, path: KeyPath) -> Any:
        self.document.values[path] = _place(self.document.file, node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if id(node) in self.open_nodes:
            self._fault(node, path, "refers to itself")
            return None
        self.open_nodes.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
            return dict(self._items(node, path))
        finally:
            self.open_nodes.discard(id(node))

    def _items(self, node: Any, path: KeyPath) -> Iterator[tuple[str, Any]]:
        first: dict[str, Place] = {}
        for key_node, value_node in node.value:
            place = _place(self.document.file, key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, path, "a key must be a plain word")
                continue
            key: str = key_node.value
            if key in first:
                self._fault(key_node, (*path, key), f"this key stands twice: first on line {first[key].line}")
                continue
            first[key] = place
            self.document.keys[*path, key] = place
            yield key, self.value(value_node, (*path, key))

    def _scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Any:
        try:
            return self.scalars.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = getattr(error, "problem", None) or "this value cannot be understood"
            self._fault(node, path, f"not valid YAML: {problem}")
            return None

    def _fault(self, node: yaml.Node, path: KeyPath, problem: str) -> None:
        self.document.faults.append(Fault(_place(self.document.file, node), dotted(path), problem))
