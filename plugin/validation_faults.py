"""Turns pydantic's errors into faults that name the place, the key, what was found and what is allowed."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Protocol, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from plugin.configuration_errors import Fault, Place, choice_problem, unknown_key_problem
from plugin.yaml_files import KeyPath, dotted

_SHOWN = 60  # characters of a found value that a message shows
_HINTS = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text (put it in quotes if it looks like something else)",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
}


class Places(Protocol):
    """Where a value was read: a YAML document, or the environment lying over one."""

    def place(self, path: KeyPath, *, of_key: bool = False) -> Place:
        """The place of the value, or of the key, at ``path``."""
        ...


def faults_of(error: ValidationError, schema: Any, places: Places, hidden: frozenset[KeyPath]) -> list[Fault]:
    """All faults of ``error``. ``schema``: the annotation that was validated; values at ``hidden`` are not shown."""
    return [_fault(details, schema, places, hidden) for details in error.errors(include_url=False)]


def _fault(details: ErrorDetails, schema: Any, places: Places, hidden: frozenset[KeyPath]) -> Fault:
    loc: KeyPath = details["loc"]
    of_key = bool(loc) and loc[-1] == "[key]"
    path = loc[:-1] if of_key else loc
    kind = details["type"]
    if kind == "extra_forbidden":
        problem = unknown_key_problem(str(path[-1]), keys_at(schema, path[:-1]))
        return Fault(places.place(path, of_key=True), dotted(path), problem)
    if kind == "missing":
        return Fault(places.place(path[:-1], of_key=True), dotted(path), "is missing")
    found = None if any(_touches(path, secret) for secret in hidden) else details["input"]
    return Fault(places.place(path, of_key=of_key), dotted(path), _problem(details, found, schema, path))


def _touches(path: KeyPath, secret: KeyPath) -> bool:
    """Whether the value at ``path`` is the secret, lies in it, or may hold it."""
    shorter = min(len(path), len(secret))
    return path[:shorter] == secret[:shorter]


def _problem(details: ErrorDetails, found: Any, schema: Any, path: KeyPath) -> str:
    kind = details["type"]
    if kind == "value_error":
        return str(details["ctx"]["error"])
    if kind in ("enum", "literal_error") and found is not None:
        return choice_problem(_shown(found), re.findall(r"'([^']*)'", str(details["ctx"]["expected"])))
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        known = ", ".join(keys_at(schema, path))
        wanted = f"must hold keys with values ({known})" if known else "must hold keys with values"
        return wanted + _but_found(found)
    return _HINTS.get(kind, details["msg"][:1].lower() + details["msg"][1:]) + _but_found(found)


def _but_found(found: Any) -> str:
    return "" if found is None else f"; found `{_shown(found)}`"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: …" for key in value) + "}"
    text = str(value.value if isinstance(value, Enum) else value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def keys_at(schema: Any, path: KeyPath) -> list[str]:
    """The keys that may stand in the mapping at ``path`` of ``schema``; empty where any may."""
    current = _bare(schema)
    for part in path:
        current = _bare(_step(current, part))
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [field.alias or name for name, field in current.model_fields.items()]
    keys = _bare(get_args(current)[0]) if get_origin(current) in (dict, Mapping, _AbcMapping) else None
    if isinstance(keys, type) and issubclass(keys, Enum):
        return [str(member.value) for member in keys]
    return []


_AbcMapping = get_origin(Mapping[str, str])


def _step(schema: Any, part: str | int) -> Any:
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        fields = schema.model_fields
        return next((f.annotation for name, f in fields.items() if part in (name, f.alias)), None)
    arguments = get_args(schema)
    if get_origin(schema) in (dict, Mapping, _AbcMapping):
        return arguments[1]
    return arguments[0] if arguments else None


def _bare(schema: Any) -> Any:
    """The annotation without Annotated and without ``| None``."""
    while True:
        origin = get_origin(schema)
        if origin is Annotated:
            schema = get_args(schema)[0]
        elif origin in (Union, types.UnionType):
            schema = next(part for part in get_args(schema) if part is not type(None))
        else:
            return schema
