"""What an annotation of pydantic's allows: which keys may stand where."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from plugin.yaml_files import KeyPath, dotted

_MAPPINGS = (dict, get_origin(Mapping[str, str]))


def keys_at(schema: Any, path: KeyPath) -> list[str]:
    """The keys that may stand in the mapping at ``path`` of ``schema``; empty where any may."""
    current = _at(schema, path)
    if is_model(current):
        return [field.alias or name for name, field in current.model_fields.items()]
    return _members(bare(get_args(current)[0])) if get_origin(current) in _MAPPINGS else []


def choices_at(schema: Any, path: KeyPath) -> list[str]:
    """The values that may stand at ``path`` of ``schema``; empty where they are no fixed few."""
    return _members(_at(schema, path))


def _at(schema: Any, path: KeyPath) -> Any:
    current = bare(schema)
    for part in path:
        current = bare(_step(current, part))
    return current


def _members(annotation: Any) -> list[str]:
    is_enum = isinstance(annotation, type) and issubclass(annotation, Enum)
    return [str(member.value) for member in annotation] if is_enum else []


def homes(schema: Any, key: str) -> list[str]:
    """The sections of ``schema`` that have such a key; the top level is an empty text."""
    return [dotted(path) for path, section in _sections(bare(schema), ()) if key in keys_at(section, ())]


def _sections(schema: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if is_model(schema):
        yield path, schema
        for name, field in schema.model_fields.items():
            yield from _sections(bare(field.annotation), (*path, field.alias or name))


def is_model(schema: Any) -> bool:
    """Whether it is a model of ours: a section with keys."""
    return isinstance(schema, type) and issubclass(schema, BaseModel)


def bare(schema: Any) -> Any:
    """The annotation without Annotated and without ``| None``."""
    while True:
        origin = get_origin(schema)
        if origin is Annotated:
            schema = get_args(schema)[0]
        elif origin in (Union, types.UnionType):
            schema = next(part for part in get_args(schema) if part is not type(None))
        else:
            return schema


def _step(schema: Any, part: str | int) -> Any:
    if is_model(schema):
        fields = schema.model_fields
        return next((f.annotation for name, f in fields.items() if part in (name, f.alias)), None)
    arguments = get_args(schema)
    if get_origin(schema) in _MAPPINGS:
        return arguments[1]
    return arguments[0] if arguments else None
