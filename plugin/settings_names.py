"""Names of tiers, products and scopes in app.yaml: each must be one that the field maps know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plugin.configuration_errors import Fault, choice_problem
from plugin.field_map import FieldMap
from plugin.settings_reporters import products_named
from plugin.settings_sections import as_many
from plugin.validation_faults import Places
from plugin.yaml_files import KeyPath, dotted
from workflows.terms import Field


def unknown_names(said: Mapping[str, Any], field_map: FieldMap, places: Places) -> Iterator[Fault]:
    """A fault for each name of ``said``, the raw keys of app.yaml, that the field maps do not know."""
    for path, value, field in _named(said):
        names = as_many(value) if isinstance(value, str) and value[:1] != "[" else value
        for index, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str) and name not in field_map.options(field):
                place = places.place((*path, index))
                yield Fault(place, dotted(path), choice_problem(name, field_map.options(field)))
    products = field_map.options(Field.PRODUCT)
    for product in products_named(said.get("authorized_reporters")):
        if product not in products:
            key = ("authorized_reporters", product)
            yield Fault(places.place(key, of_key=True), dotted(key), choice_problem(product, products))


def _named(said: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any, Field]]:
    yield ("premium_tiers",), said.get("premium_tiers"), Field.TIER
    allowance = said.get("allowance")
    if isinstance(allowance, Mapping):
        yield ("allowance", "scopes"), allowance.get("scopes"), Field.SCOPE
    clocks = said.get("clocks")
    coverage = clocks.get("coverage") if isinstance(clocks, Mapping) else None
    for index, entry in enumerate(coverage if isinstance(coverage, list) else ()):
        if isinstance(entry, Mapping):
            yield ("clocks", "coverage", index, "tiers"), entry.get("tiers"), Field.TIER
            yield ("clocks", "coverage", index, "products"), entry.get("products"), Field.PRODUCT
