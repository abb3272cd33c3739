"""Which schema belongs to which file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from plugin.field_map import MAPPED, Kind
from plugin.field_map_checks import CLOSED_OPTIONS, ELSEWHERE, kind_of, needed_options
from plugin.field_map_files import MAY_BE_EMPTY, SCHEMAS
from plugin.schema.generating import DIALECT, copied, generate
from plugin.schema.said import Said, apply, said_in
from plugin.schema.sharing import shared
from plugin.settings import Settings
from plugin.settings_versions import POLICY_KEYS
from plugin.shipped import shipped_folder
from workflows.terms import DEFAULT_REGION, Field


def _app() -> dict[str, Any]:
    said = said_in(shipped_folder() / "app.yaml")
    schema = generate(Settings)
    apply(schema, said)
    keys = schema["properties"]
    del keys["data_dir"]["default"]  # where it lies depends on the machine
    version = next(part for part in keys["policy_versions"]["anyOf"] if part["type"] == "array")["items"]
    for key in POLICY_KEYS:
        version["properties"][key] = {k: v for k, v in copied(keys[key]).items() if k != "default"}
    return _whole("app.yaml", said, copied(schema, type=["object", "null"]))


def _field_map(name: str, finish: Callable[[dict[str, Any]], None] = lambda schema: None) -> dict[str, Any]:
    said = said_in(shipped_folder() / "field_maps" / name)
    schema = generate(SCHEMAS[name])
    finish(schema)
    for key in schema.get("properties", {}).values():
        key.setdefault("description", said.header)
    apply(schema, said)
    if name in MAY_BE_EMPTY:
        schema["type"] = ["object", "null"]
    elif "properties" not in schema:
        schema["minProperties"] = 1
    return _whole(f"field_maps/{name}", said, schema)


def _whole(file: str, said: Said, schema: dict[str, Any]) -> dict[str, Any]:
    return shared({"$schema": DIALECT, "title": f"careflow: {file}", **schema, "description": said.header})


def _all_are_needed(schema: dict[str, Any]) -> None:
    schema["properties"] = {key: copied(value) for key, value in schema["properties"].items()}
    schema["required"] = list(schema["properties"])


def _with_the_default_region(schema: dict[str, Any]) -> None:
    schema["properties"]["regions"]["required"] = [DEFAULT_REGION]


def _fields(schema: dict[str, Any]) -> None:
    schema["properties"] = {field.value: _field(field, schema["properties"][field.value]) for field in MAPPED}
    schema["required"] = [field.value for field in MAPPED]


def _field(field: Field, any_field: Mapping[str, Any]) -> dict[str, Any]:
    entry = copied(dict(any_field))
    keys, kind = entry["properties"], kind_of(field)
    keys["type"] = {"const": kind.value}
    option = keys["options"]["additionalProperties"]
    if kind is not Kind.SELECT or field in ELSEWHERE:
        keys["options"] = {"type": "object", "maxProperties": 0}
        return entry
    needed = [str(term) for term in needed_options(field)]
    keys["options"] = {
        "type": "object",
        "properties": {term: copied(option, description=f"{term}, as this Jira spells it") for term in needed},
        "additionalProperties": False if field in CLOSED_OPTIONS else option,
        "required": needed,
    }
    entry["required"] = [*entry["required"], *(["options"] if needed else [])]
    return entry


_MADE: Mapping[str, Callable[[], dict[str, Any]]] = {
    "app": _app,
    "fields": partial(_field_map, "fields.yaml", _fields),
    "statuses": partial(_field_map, "statuses.yaml", _all_are_needed),
    "priorities": partial(_field_map, "priorities.yaml", _all_are_needed),
    "case_types": partial(_field_map, "case_types.yaml"),
    "regions": partial(_field_map, "regions.yaml", _with_the_default_region),
    "products": partial(_field_map, "products.yaml"),
    "contacts": partial(_field_map, "contacts.yaml"),
    "worklists": partial(_field_map, "worklists.yaml"),
}
NAMES = tuple(_MADE)
"""app.yaml's is called ``app``; the others are called as their files."""


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one of ``NAMES``."""
    return _MADE[name]()


@cache
def text_of(name: str) -> str:
    """The same as the text of its file; made once in a process, since it takes a while."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def write(folder: Path, names: tuple[str, ...] = NAMES) -> list[Path]:
    """Write the files of ``names`` into ``folder``, over what is there: they are made, nobody edits them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.schema.json" for name in names]
    for name, path in zip(names, paths, strict=True):
        path.write_text(text_of(name), encoding="utf-8")
    return paths
