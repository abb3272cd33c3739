"""One name or a list of names: how people write both, and what an editor is told of it (JSON Schema)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from plugin.configuration_errors import shown

FILLED: Mapping[str, Any] = {"type": "string", "pattern": r"\S"}
_FILLED_WITH_COMMAS: Mapping[str, Any] = {"type": "string", "pattern": r"^(?!\s*[\[{])[\s\S]*[^,\s]"}


def one_or_list(
    item: Mapping[str, Any], *, alone: Mapping[str, Any] | None = None, at_least: int = 0
) -> dict[str, Any]:
    """The schema of ``item`` or a list of them. ``alone``: where one alone may be written otherwise."""
    least = {"minItems": at_least} if at_least else {}
    return {"anyOf": [dict(alone or item), {"type": "array", "items": dict(item), **least}]}


MANY_SCHEMA = one_or_list(FILLED, alone=_FILLED_WITH_COMMAS)
SOME_SCHEMA = one_or_list(FILLED, alone=_FILLED_WITH_COMMAS, at_least=1)


def from_text(value: Any) -> Any:
    """An environment variable holds text only: JSON where it looks like it."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            raise ValueError(f"is not valid JSON: {error.msg} at character {error.pos + 1}") from None
    return value


@dataclass(frozen=True, slots=True)
class OrNothing:
    """Annotates a mapping or a list that may be left empty (``targets:``), or be JSON in an environment variable."""

    empty: Any

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """What stands before validation."""

        def read(value: Any) -> Any:
            return self.empty if value is None else from_text(value)

        return core_schema.no_info_before_validator_function(read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The same for an editor."""
        return {"anyOf": [handler(schema), {"type": "null"}]}


def as_many(value: Any) -> Any:
    """One name, names with commas between, or JSON, as a list; anything else as it is."""
    value = from_text(value)
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def listed(value: Any) -> Any:
    """One name as a list. Raises ValueError for what is neither a name nor a list."""
    if not isinstance(value, (str, list, tuple)):
        found = "nothing stands here" if value is None else f"found `{shown(value)}`"
        quotes = " (in quotes if it looks like something else)"
        raise ValueError(f"must be a name{quotes} or a list of names; {found}")
    return [value] if isinstance(value, str) else value


def _many(value: Any) -> Any:
    if isinstance(value, str) and not as_many(value):
        raise ValueError("must not be blank: a name, a list of names, or [] for none")
    return listed(as_many(value))


def no_blank(names: tuple[str, ...]) -> tuple[str, ...]:
    """Raises ValueError where a name is empty."""
    if not all(name.strip() for name in names):
        raise ValueError("a name may not be empty")
    return names


def _filled(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise ValueError("needs at least one name")
    return tuple(name.strip() for name in no_blank(names))


Many = Annotated[tuple[str, ...], BeforeValidator(_many), AfterValidator(no_blank), WithJsonSchema(MANY_SCHEMA)]
"""In app.yaml: one name, a text with commas between names, or a list."""
Listed = Annotated[
    tuple[str, ...], BeforeValidator(listed), AfterValidator(no_blank), WithJsonSchema(one_or_list(FILLED))
]
"""In a field map: one name, commas and all, or a list."""
SPELLINGS_SCHEMA = one_or_list(FILLED, at_least=1)
Spellings = Annotated[
    tuple[str, ...], BeforeValidator(listed), AfterValidator(_filled), WithJsonSchema(SPELLINGS_SCHEMA)
]
"""The same, at least one; the first is the one that is written."""
