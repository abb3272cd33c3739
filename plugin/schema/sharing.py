"""Parts of a schema that stand in many places, written once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

_WORTH_IT = 300  # characters: shorter parts are more readable where they stand
_OFTEN = 3
_OF_SCHEMAS = ("properties", "patternProperties")  # keywords that hold schemas by name
_ONE_SCHEMA = ("additionalProperties", "items", "not")


def shared(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema, with ``$defs`` for what is long and repeated.

    A reference stands alone, without a keyword beside it, so that every draft of JSON Schema reads it alike.
    """
    counts = Counter(_text(part) for part in _within(schema))
    names: dict[str, str] = {}
    definitions: dict[str, Any] = {}

    def put(part: dict[str, Any]) -> dict[str, Any]:
        text = _text(part)
        if counts[text] < _OFTEN or len(text) < _WORTH_IT:
            return _changed(part, put)
        if text not in names:
            names[text] = name = f"part{len(names) + 1}"
            definitions[name] = {}  # keeps its place in the order while what is in it is put
            definitions[name] = _changed(part, put)
        return {"$ref": f"#/$defs/{names[text]}"}

    whole = _changed(schema, put)
    return {**whole, "$defs": definitions} if definitions else whole


def _changed(schema: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """``schema`` with each schema directly in it changed; defaults, examples and enums are no schemas."""
    found = dict(schema)
    for key in _OF_SCHEMAS:
        if key in found:
            found[key] = {name: change(value) for name, value in found[key].items()}
    for key in _ONE_SCHEMA:
        if isinstance(found.get(key), dict):
            found[key] = change(found[key])
    if "anyOf" in found:
        found["anyOf"] = [change(value) for value in found["anyOf"]]
    return found


def _within(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def noted(part: dict[str, Any]) -> dict[str, Any]:
        found.append(part)
        return part

    _changed(schema, noted)
    for part in found:
        yield part
        yield from _within(part)


def _text(part: dict[str, Any]) -> str:
    return json.dumps(part, sort_keys=True)
