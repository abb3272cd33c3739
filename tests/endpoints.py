"""The endpoints of Jira that the code names, read out of its text: nobody has to remember to list one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Methods whose first text is an endpoint, where it can also be a word of something else's: by whom they are called.
_SESSIONS = {"session", "_session", "shop"}


def named_in(*places: str) -> set[str]:
    """Every endpoint that these modules and folders name, such as ``issue/{issue}`` and ``myself``."""
    return {endpoint for place in places for tree in _trees(ROOT / place) for endpoint in _in(tree)}


def _trees(place: Path) -> Iterator[ast.Module]:
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        yield ast.parse(path.read_text(encoding="utf-8"))


def _in(tree: ast.Module) -> Iterator[str]:
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in spoken and _is_path(node.value):
            yield str(node.value)
        if isinstance(node, ast.Call):
            yield from (text for text in _texts(node) if text.isalpha())


def _is_path(value: object) -> bool:
    """Whether it looks like an endpoint of several parts: lower case, with a slash, not at an end."""
    if not isinstance(value, str) or "/" not in value.strip("/") or value != value.strip("/"):
        return False
    return value.replace("{", "").replace("}", "").replace("/", "").replace("-", "").isalpha()


def _texts(call: ast.Call) -> Iterator[str]:
    """The texts that a session, or what stands on one, is called with."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    whose = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    if name in ("get", "send", "post", "put", "delete") and whose not in _SESSIONS:
        return
    if name in ("get", "send", "post", "put", "delete", "values", "_pages"):
        first_two = [arg.value for arg in call.args[:2] if isinstance(arg, ast.Constant)]
        yield from (text for text in first_two if isinstance(text, str) and not text.isupper())
