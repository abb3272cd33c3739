"""A JSON Schema from a model, as editors want it.

Nothing is referred to (``$ref``): VS Code's YAML extension read draft 7 for long, where what stands beside a reference,
such as the description of a key, does not count (https://github.com/redhat-developer/yaml-language-server/issues/1112).
All other keywords mean the same in draft 7 and in 2020-12. ``patternErrorMessage`` is VS Code's own: it would show the
pattern otherwise; others pass over it.
"""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from plugin.durations import written

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """pydantic's, with keys by name where only some may stand, and defaults as people write them."""

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """The members of an enum become properties: more editors complete these than ``propertyNames``."""
        keys = schema.get("keys_schema")
        if keys is None or keys["type"] != "enum":
            return super().dict_schema(schema)
        said = {"description": keys["cls"].__doc__ or ""}
        values = {**self.generate_inner(schema["values_schema"]), **said}
        members = [str(member.value) for member in keys["members"]]
        return {"type": "object", "properties": dict.fromkeys(members, values), "additionalProperties": False}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A section has no default of its own: its keys have."""
        if isinstance(schema.get("default"), BaseModel):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def encode_default(self, dft: Any) -> Any:
        """Durations as in app.yaml."""
        return written(dft) if isinstance(dft, timedelta) else super().encode_default(dft)


def generate(model: Any) -> dict[str, Any]:
    """The schema of what may stand where ``model`` is validated; no secret is in it."""
    raw = TypeAdapter(model).json_schema(schema_generator=_Generator)
    definitions = raw.pop("$defs", {})
    schema = _plain(raw, definitions)
    assert isinstance(schema, dict)  # noqa: S101 for mypy
    return schema


def _plain(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_plain(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        named = definitions[schema["$ref"].rpartition("/")[2]]
        schema = {**named, **{key: value for key, value in schema.items() if key != "$ref"}}
    found = {key: _plain(value, definitions) for key, value in schema.items() if not _is_noise(key, value)}
    if isinstance(properties := found.get("properties"), dict):
        found["properties"] = {key: value for key, value in properties.items() if not _is_secret(value)}
    if isinstance(text := found.get("description"), str):
        found["description"] = _first_paragraph(text)
    return found


def _is_noise(key: str, value: Any) -> bool:
    """The titles that pydantic makes of names; a key that is called ``title`` would be a mapping."""
    return key == "title" and isinstance(value, str)


def _is_secret(schema: Any) -> bool:
    parts = schema.get("anyOf", [schema]) if isinstance(schema, dict) else []
    return any(part.get("format") == "password" for part in parts)


def _first_paragraph(docstring: str) -> str:
    return " ".join(docstring.partition("\n\n")[0].replace("``", "`").split())


def copied(schema: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A copy that can be changed, with other keywords laid over it."""
    return {**copy.deepcopy(schema), **changed}
