"""The JSON Schemas: made of the code, true to what ``careflow check`` accepts, and complete for an editor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from plugin.cli import cli
from plugin.field_map_files import FILES, SCHEMAS
from plugin.schema import NAMES, schema_of, text_of
from plugin.schema.said import MODELINE, said_in
from plugin.settings import Settings
from plugin.shipped import shipped_folder
from plugin.yaml_files import read
from tests import editor
from tests.wrong_configurations import APP, MAPS, Wrong, WrongMap

ROOT = shipped_folder()
SHIPPED = (ROOT / "app.yaml", *(ROOT / "field_maps" / name for name in FILES))


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_schema_is_what_the_code_makes(name: str) -> None:
    shipped = (editor.FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")
    assert shipped == text_of(name), "run `make schema`"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_each_shipped_file_names_its_schema_and_is_right_by_it(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    schema = path.parent / first.removeprefix(MODELINE)
    assert schema.resolve() == editor.FOLDER / f"{path.stem}.schema.json"
    assert schema.is_file()
    assert editor.marks(path) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_described_and_none_is_a_secret(name: str) -> None:
    keys = dict(_keys(schema_of(name), ()))
    assert keys
    assert [key for key, schema in keys.items() if not schema.get("description")] == []
    assert [key for key in keys if {"token", "secret", "client_secret"} & {str(part) for part in key}] == []


def test_what_app_yaml_says_of_a_key_is_said_nowhere_else() -> None:
    said = said_in(ROOT / "app.yaml")
    twice = [
        (section, name)
        for section, field in Settings.model_fields.items()
        for name, inner in getattr(field.annotation, "model_fields", {}).items()
        if inner.description and said.keys.get((section, name))
    ]
    assert twice == []
    assert [name for name, field in Settings.model_fields.items() if field.description] == []


def test_the_schema_knows_defaults_choices_and_bounds() -> None:
    keys = schema_of("app")["properties"]
    assert keys["approval"]["properties"]["remind_after"]["default"] == "10m"
    assert keys["default_severity"]["enum"] == ["Critical", "Major", "Moderate", "Minor"]
    assert keys["approval"]["properties"]["rejected_to"]["enum"] == ["Major", "Moderate", "Minor"]
    assert keys["allowance"]["properties"]["warn_at"]["maximum"] == 99
    assert keys["premium_tiers"]["default"] == ["Elite", "Medallion", "Platinum"]
    assert "SLO-10" in keys["clauses"]["properties"]
    assert keys["webhook"]["properties"]["max_bytes"]["description"].startswith("a larger body is refused (413)")


@pytest.mark.parametrize("row", [row for row in (*APP, *MAPS) if row.marked], ids=lambda row: f"{row.told[:50]}")
def test_what_check_refuses_for_its_shape_an_editor_marks(row: Wrong | WrongMap, tmp_path: Path) -> None:
    assert editor.marks(_written(row, tmp_path)) != []


@pytest.mark.parametrize("row", [row for row in (*APP, *MAPS) if not row.marked], ids=lambda row: f"{row.told[:50]}")
def test_what_several_keys_or_files_must_agree_on_only_check_knows(row: Wrong | WrongMap, tmp_path: Path) -> None:
    assert editor.marks(_written(row, tmp_path)) == []


def test_the_command_prints_one_schema_and_writes_all(tmp_path: Path) -> None:
    assert json.loads(CliRunner().invoke(cli, ["schema"]).stdout)["title"] == "careflow: app.yaml"
    assert CliRunner().invoke(cli, ["schema", "regions"]).stdout == text_of("regions")
    CliRunner().invoke(cli, ["schema", "--out", str(tmp_path / "all")])
    assert {path.name for path in (tmp_path / "all").iterdir()} == {f"{name}.schema.json" for name in NAMES}
    CliRunner().invoke(cli, ["schema", "app", "--out", str(tmp_path / "one")])
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["app.schema.json"]
    assert CliRunner().invoke(cli, ["schema", "aps"]).exit_code == 2
    refused = CliRunner().invoke(cli, ["schema", "--out", "/proc/nowhere"])
    assert (refused.exit_code, "cannot write into /proc/nowhere" in refused.stderr) == (2, True)


# -- whatever the schema accepts, check accepts -------------------------------------------------------------------

POOL: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 3, 99, 100, 366, 367, 1000, 1.0, 1.5, 10**30),
    *("", " ", ",", "a", "a, b", "[", "{", "[a", "on", "yes", "~", "~/a", "~x/a", "/var", "\u00a0", "é", "a\n"),
    *("10m", "0m", "1h 30m", "PT10M", "P0D", "99999d", "9999d", "1.5h", "5 m", "m", "0.001s", "10m\n"),
    *("CARE", "care", "CARE, OPS", "CARE,", "C", "Critical", "Major", "critical", "base", "always", "select", "SLO-P"),
    *("https://a.example", "http://a:80/b", "https://", "https://u@h", "https://a:99999", "ftp://a", "https://a b"),
    *("redis://h:6379/0", "redis://u:p@h", "unix:///a", "+46 8 586 30", "a@b.example", "a@b", "SE", "se", "monthly"),
    *("2026-12-24", "2026-02-30", "2026-13-01", "0000-01-01", "20261224", "2026-12-24\n", "Severity", "Assignee"),
    *("08:00-18:00", "8:00-18:00", "13:00-24:00", "24:00-24:00", "Europe/Stockholm", "Europe/Stokholm"),
    *([], [""], ["a"], ["a", ""], [1], [None], [3, 7], [7, 3], [3, 3], [50, 80], [0, 50], ["CARE"], ["care"], [["a"]]),
    *(["2026-12-24"], ["08:00-18:00"], ["a@b.example"], ["Severity"], ["Assignee"], [{"runs": "always"}], [{}]),
    *({}, {"a": 1}, {"a": "a"}, {"a": "2026-12-24"}, {"a": "+46 8 586 30"}, {"names": "a"}, {"within": "2h"}),
    *({"groups": "a"}, {"groups": []}, {"people": ["a"]}, {"approve": "a"}, {"rhythm": "monthly"}),
    *({"mon-fri": "08:00-18:00"}, {"fri-mon": "08:00-18:00"}, {"mon, wed": ["08:00-12:00"]}),
    *({"SLO-10": "off"}, {"SLO-10": "x"}, {"CAL-3": "off"}, {"SLO-P": None}),
    *({"SLO-P": {"Minor": {"respond": "4h"}}}, {"SLO-P": {"Minor": {"respond": None}}}),
    {"rhythm": "monthly", "anchor": "2026-01-20"},
    [{"for": "a", "by": "b", "from": "2026-01-01", "to": "2026-01-02"}],
    *([{"from": "2026-01-01", "name": name}] for name in ("a", "base")),
    [{"from": "2026-01-01", "name": "a", "warn_at": [10]}],
)
"""Values of every kind, right at one key and wrong at others, and those that lie just beside what is right."""
AGREED = ("must rise", "rising", "must lie within", "closes before", "overlap", "stands twice", "no window at all")
"""What is said where values must agree with each other: no schema can know it."""


def _keys(schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    definitions = schema.get("$defs", {})

    def walk(part: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
        if "$ref" in part:
            part = definitions[part["$ref"].rpartition("/")[2]]
        for key, value in part.get("properties", {}).items():
            shown = definitions[value["$ref"].rpartition("/")[2]] if "$ref" in value else value
            yield (*path, key), shown
            yield from walk(value, (*path, key))
        for below in ("additionalProperties", "items"):
            if isinstance(part.get(below), dict):
                yield from walk(part[below], (*path, "*"))
        for either in part.get("anyOf", ()):
            yield from walk(either, path)

    yield from walk(schema, path)


def _leaves() -> Iterator[tuple[str, tuple[str, ...], dict[str, Any]]]:
    """One key of each kind in each file, with its schema; in a mapping of entries (``*``) only the file's own."""
    for name in NAMES:
        schema, seen = schema_of(name), set()
        for key, part in _keys(schema, ()):
            kind = json.dumps({k: v for k, v in part.items() if k not in ("description", "default")}, sort_keys=True)
            if "*" not in key[1:] and kind not in seen:
                seen.add(kind)
                yield name, key, {**part, "$defs": schema.get("$defs", {})}


LEAVES = {(name, key): schema for name, key, schema in _leaves()}
PATTERNED = {
    leaf: patterns
    for leaf, schema in LEAVES.items()
    if (patterns := [part["pattern"] for part in (schema, *schema.get("anyOf", ())) if "pattern" in part])
}
MODELS = {"app": Settings, **{name.removesuffix(".yaml"): schema for name, schema in SCHEMAS.items()}}


def _nested(key: tuple[str, ...], value: Any) -> Any:
    return value if not key else {"Widget" if key[0] == "*" else key[0]: _nested(key[1:], value)}


def _laid_over(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{key: _laid_over(below.get(key), value) for key, value in above.items()}}


def _document(name: str, key: tuple[str, ...], value: Any) -> Any:
    """The shipped file with one key set; an entry of one's own has what an entry needs."""
    path = next(path for path in SHIPPED if path.stem == name)
    shipped = {} if name == "app" else read(path).data
    if key[:1] == ("*",):
        shipped = {"Widget": next(iter(shipped.values()))}
    return _laid_over(shipped, _nested(key, value))


def _refused(name: str, key: tuple[str, ...], value: Any) -> list[Any]:
    """What check says against a value that the schema accepts, but for what several values must agree on."""
    if not editor.validator(name).evolve(schema=LEAVES[name, key]).is_valid(value):
        return []
    document = _document(name, key, value)
    if not editor.validator(name).is_valid(document):
        return []  # what stands around it refuses it
    try:
        TypeAdapter(MODELS[name]).validate_python(document)
    except ValidationError as error:
        return [told for told in error.errors() if not any(word in told["msg"] for word in AGREED)]
    return []


@pytest.mark.parametrize(("name", "key"), LEAVES, ids=str)
def test_whatever_the_schema_accepts_check_accepts(name: str, key: tuple[str, ...]) -> None:
    assert [(value, refused) for value in POOL if (refused := _refused(name, key, value))] == []


@settings(max_examples=100)
@given(data=st.data())
def test_whatever_fits_a_pattern_of_the_schema_check_accepts(data: st.DataObject) -> None:
    (name, key), patterns = data.draw(st.sampled_from(list(PATTERNED.items())))
    pattern = data.draw(st.sampled_from(patterns))
    value = data.draw(st.from_regex(pattern, alphabet=st.characters(max_codepoint=255)))
    assert _refused(name, key, value) == []


def _written(row: Wrong | WrongMap, folder: Path) -> Path:
    path = folder / (row.file if isinstance(row, WrongMap) else "app.yaml")
    path.write_text(row.text, encoding="utf-8")
    return path
