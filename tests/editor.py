"""What an editor says of a file: JSON Schema, with the regular expressions of ECMA 262."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from plugin.schema import NAMES
from plugin.shipped import shipped_folder
from plugin.yaml_files import read

FOLDER = shipped_folder() / "field_maps" / "schema"


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    # In Python ``$`` is true before a line break at the end too; in ECMA 262 it is not.
    if isinstance(value, str) and not re.search(re.sub(r"\$(?=\)|$)", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_Validator = extend(Draft202012Validator, {"pattern": _pattern})


@cache
def validator(name: str) -> Any:
    """That of the shipped schema of a file."""
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    _Validator.check_schema(schema)
    return _Validator(schema, format_checker=FormatChecker())


_loosely = False


@contextmanager
def written_loosely() -> Iterator[None]:
    """What is loaded meanwhile may be written as ``careflow check`` takes it, and an editor does not: ``'12'``, yes."""
    global _loosely
    _loosely = True
    try:
        yield
    finally:
        _loosely = False


def marks(path: Path) -> list[str]:
    """What an editor would mark in a file, by its name."""
    if _loosely:
        return []
    name, text = path.stem if path.stem in NAMES else "app", path.read_bytes()
    if (name, text) not in _seen:
        errors = validator(name).iter_errors(read(path).data or None)
        _seen[name, text] = [f"{error.json_path}: {error.message}" for error in errors]
    return _seen[name, text]


_seen: dict[tuple[str, bytes], list[str]] = {}  # hundreds of tests load the same words from folders of their own
