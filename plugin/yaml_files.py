"""Reads a YAML file and remembers where each key and value stands, so that an error can say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from plugin.configuration_errors import ConfigurationError, Fault, Place
from plugin.yaml_syntax import TAGS, compose, syntax_fault

KeyPath: TypeAlias = tuple[str | int, ...]

LARGEST = 1024 * 1024
"""Bytes of a file, beyond which it is surely another than was meant."""
MOST_VALUES = 100_000
"""Values of a file, aliases resolved: few bytes of them can stand for millions (the "billion laughs")."""


@dataclass(slots=True)
class Document:
    """A file's mapping, with the place of each key and of each value by its path.

    ``spans``: the first and last line of each key with its value, of doubled keys too. ``text`` is empty where the file
    could not be read; nobody prints it whole, it may hold a secret.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict, repr=False)
    keys: dict[KeyPath, Place] = field(default_factory=dict, repr=False)
    values: dict[KeyPath, Place] = field(default_factory=dict, repr=False)
    spans: list[tuple[KeyPath, int, int]] = field(default_factory=list, repr=False)
    faults: list[Fault] = field(default_factory=list)
    text: str = field(default="", repr=False)

    def place(self, path: KeyPath, *, of_key: bool = False) -> Place:
        """Where the value (or the key) at ``path`` stands; of the nearest parent where the path itself is not there."""
        for end in range(len(path), 0, -1):
            key = self.keys.get(path[:end]) if of_key and end == len(path) else None
            known = key or self.values.get(path[:end])
            if known is not None:
                return known
        return self.values.get((), Place(self.file, 1, 1))

    def holds(self, path: KeyPath) -> bool:
        """Whether the file itself says something at ``path``."""
        return path in self.values

    def written(self, path: KeyPath) -> KeyPath:
        """``path`` without what a short form leaves out: of ``respond: 30m`` the key ``within`` is not there."""
        found: Any = self.data
        there: list[str | int] = []
        for part in path:
            if not isinstance(found, (dict, list)):
                break
            if isinstance(found, dict) or isinstance(part, int):
                there.append(part)
                found = _inside(found, part)
        return tuple(there)


def _inside(value: Any, part: Any) -> Any:
    """What is not there is taken for a mapping: its keys could be."""
    if isinstance(value, list):
        return value[part] if part < len(value) else {}
    return value.get(part, {})


def is_there(path: Path) -> bool:
    """Whether something bears that name, even what cannot be read: reading it says why."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def read(path: Path) -> Document:
    """Read ``path``. Syntax errors, doubled keys and unreadable files become the document's ``faults``."""
    document = Document(str(path))
    try:
        document.text = _text(path)
        root = compose(document.text)
    except _Unreadable as error:
        document.faults.append(Fault(Place(str(path), error.line, error.column), "", str(error)))
        return document
    except yaml.YAMLError as error:
        document.faults.append(syntax_fault(str(path), document.text, error))
        return document
    if root is not None:
        _Construction(document).file(root)
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


class _Unreadable(Exception):
    def __init__(self, problem: str, line: int = 0, column: int = 0) -> None:
        super().__init__(problem)
        self.line, self.column = line, column


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise _Unreadable(f"is larger than {LARGEST // 1024} KiB: is it the right file?", 1, 1)
        raw = path.read_bytes()
    except OSError as error:
        raise _Unreadable(f"cannot be read: {error.strerror or error}") from None
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _Unreadable("is UTF-16 text: save it as UTF-8", 1, 1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.rfind(b"\n", 0, error.start) + 1
        column = len(raw[line : error.start].decode("utf-8-sig")) + 1
        raise _Unreadable("is not UTF-8 text: save it as UTF-8", raw.count(b"\n", 0, line) + 1, column) from None


def _place(file: str, node: yaml.Node) -> Place:
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)


def _last_line(node: yaml.Node) -> int:
    """The end of a block is marked at the beginning of what comes behind it."""
    end = node.end_mark
    return int(end.line + (end.column > 0 or end.line == node.start_mark.line))


class _TooMany(Exception):
    """More values than a configuration has."""


class _Construction:
    """Turns nodes into plain values and notes their places."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.open_nodes: set[int] = set()
        self.count = 0
        self.scalars = yaml.constructor.SafeConstructor()

    def file(self, root: yaml.Node) -> None:
        if not isinstance(root, yaml.MappingNode):
            self._fault(root, (), "must hold keys with values, like `project: CARE`", private=True)
            return
        try:
            self.document.data = self.value(root, ())
        except _TooMany:
            self._fault(root, (), f"holds more than {MOST_VALUES} values: do aliases (*) multiply them?")

    def value(self, node: yaml.Node, path: KeyPath) -> Any:
        self.count += 1
        if self.count > MOST_VALUES:
            raise _TooMany
        self.document.values[path] = _place(self.document.file, node)
        if node.tag not in TAGS:
            self._fault(node, path, "no type (`!…`) can be given to a value here: leave it out", private=True)
            return None
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
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, path, "a key must be a plain word", private=True)
                continue
            key: str = key_node.value
            self.document.spans.append(((*path, key), key_node.start_mark.line + 1, _last_line(value_node)))
            if key in first:
                self._fault(key_node, (*path, key), f"this key stands twice: first on line {first[key].line}")
            elif key == "<<":
                self._fault(key_node, (*path, key), "keys are not merged (`<<`) here: write them out")
            else:
                first[key] = self.document.keys[*path, key] = _place(self.document.file, key_node)
                yield key, self.value(value_node, (*path, key))

    def _scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Any:
        try:
            return self.scalars.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = getattr(error, "problem", None) or "this value cannot be understood"
            self._fault(node, path, f"not valid YAML: {problem}", private=True)
            return None

    def _fault(self, node: yaml.Node, path: KeyPath, problem: str, *, private: bool = False) -> None:
        place = _place(self.document.file, node)
        self.document.faults.append(Fault(place, dotted(path), problem, private=private))
