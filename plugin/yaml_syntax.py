"""YAML as careflow reads it, and what is wrong with a text that is none.

Plain scalars follow YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema): PyYAML's own rules are those
of 1.1, where ``Yes``, ``No`` and ``on`` are booleans and ``10:00`` is the number 600. One thing differs from 1.2:
digits behind a ``+`` or a leading zero are a text, so that a telephone number keeps both.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import yaml

from plugin.configuration_errors import Fault, Place

DEEPEST = 50
"""How many levels of a file are read: more is no configuration, and would end in a RecursionError."""
TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq"))

_NEVER_CLOSED = "a quote is opened here and never closed"
_SAID: tuple[tuple[str, str], ...] = (
    (r"found character '\\t'", "a tab stands here: YAML is indented with blanks"),
    (r"found character '(.)' that cannot start", r"a value cannot begin with `\1`: put it in quotes"),
    (
        r"mapping values are not allowed",
        "no `:` can stand here: is the line indented as its neighbours are? A text that holds `: ` needs quotes",
    ),
    (r"sequence entries are not allowed", "no `-` can stand here: is the line indented as its neighbours are?"),
    (r"could not find expected ':'", "a key needs a `:` and a blank behind it"),
    (r"unexpected end of stream", _NEVER_CLOSED),
    (r"expected <block end>", "this line is not indented as its neighbours are"),
    (r"expected ',' or '([}\]])'", r"a `,` or the closing `\1` is missing"),
    (r"expected the node content", "a value is missing"),
    (r"found another document", "a second document begins (`---`): a file holds one"),
    (r"undefined alias '(.*)'", r"`*\1` refers to an anchor that is nowhere; a text that begins with * needs quotes"),
    (r"unknown escape character", "in double quotes a backslash begins an escape: use single quotes"),
)
"""PyYAML's words (its scanner.py and parser.py), and ours."""


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2, and a depth at which it stops."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """As PyYAML's. Raises MarkedYAMLError below ``DEEPEST``."""
        if self.depth >= DEEPEST:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem=f"more than {DEEPEST} levels lie in each other", problem_mark=mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def _with_scalars_of_1_2(loader: Any) -> Any:
    loader.yaml_implicit_resolvers = {}
    for tag, pattern, first in (
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("int", r"-?(0|[1-9][0-9]*)", "-0123456789"),
        ("float", r"-?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+))", "-.0123456789"),
    ):
        loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first))
    return loader


_with_scalars_of_1_2(_Loader)
_Fast: Any = None
"""The same by libyaml, where PyYAML's wheel has it: ten times faster. What is wrong, the other one says."""
if yaml.__with_libyaml__:
    _Fast = _with_scalars_of_1_2(type("_Fast", (yaml.CSafeLoader,), {}))


def compose(text: str) -> yaml.Node | None:
    """The nodes of a text, None where it is empty. Raises yaml.YAMLError."""
    if _Fast is not None:
        with suppress(yaml.YAMLError):
            root = _composed(_Fast(text))
            if not _too_deep(root):
                return root
    return _composed(_Loader(text))


def _composed(loader: Any) -> yaml.Node | None:
    try:
        root: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return root


def _too_deep(root: yaml.Node | None) -> bool:
    """Whether nodes lie in each other below ``DEEPEST``; one that aliases bring back is looked into once."""
    level, seen = [root] if root else [], set()
    for _ in range(DEEPEST):
        level = [child for node in level for child in _children(node) if id(child) not in seen]
        seen |= {id(node) for node in level}
        if not level:
            return False
    return True


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def syntax_fault(file: str, text: str, error: yaml.YAMLError) -> Fault:
    """What is wrong, and where. PyYAML's snippet is left out: the line may hold a secret."""
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return Fault(place, "", "holds a control character that YAML does not allow", private=True)
    problem = _in_our_words(error)
    begins, mark = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    if problem == _NEVER_CLOSED or mark is None:
        mark = begins or mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    inside = str(getattr(error, "context", "")).startswith("while")
    since = f" (it begins on line {begins.line + 1})" if inside and begins and begins.line + 1 < place.line else ""
    return Fault(place, "", f"not valid YAML: {problem}{since}", private=True)


def _in_our_words(error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed")
    for pattern, ours in _SAID:
        if match := re.search(pattern, problem):
            return match.expand(ours)
    return problem
