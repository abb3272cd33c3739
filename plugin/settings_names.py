"""Names of tiers, products and scopes in app.yaml: each must be one that the field maps know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plugin.configuration_errors import Fault, choice_problem
from plugin.one_or_many import as_many, from_text
from plugin.settings_reporters import products_named
from plugin.validation_faults import Places
from plugin.worklists import Options
from plugin.yaml_files import KeyPath, dotted
from workflows.terms import Field


def unknown_names(said: Mapping[str, Any], options: Options, places: Places) -> Iterator[Fault]:
    """A fault for each name of ``said``, the raw keys of app.yaml, that the field maps do not know."""
    for path, value, field in _named(said):
        allowed = options(field)
        for index, name in enumerate(_names(value)):
            if allowed is not None and name not in allowed:
                place = places.place((*path, index))
                yield Fault(place, dotted(path), choice_problem(name, allowed))
    products = options(Field.PRODUCT)
    for product in products_named(said.get("authorized_reporters")):
        if products is not None and product not in products:
            key = ("authorized_reporters", product)
            yield Fault(places.place(key, of_key=True), dotted(key), choice_problem(product, products))


def _named(said: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any, Field]]:
    yield ("premium_tiers",), said.get("premium_tiers"), Field.TIER
    yield ("allowance", "scopes"), _within(said, "allowance", "scopes"), Field.SCOPE
    coverage = _within(said, "clocks", "coverage")
    for index, entry in enumerate(coverage if isinstance(coverage, list) else ()):
        yield ("clocks", "coverage", index, "tiers"), _within({"": entry}, "", "tiers"), Field.TIER
        yield ("clocks", "coverage", index, "products"), _within({"": entry}, "", "products"), Field.PRODUCT


def _within(said: Mapping[str, Any], section: str, key: str) -> Any:
    holder = _parsed(said.get(section))
    return _parsed(holder.get(key)) if isinstance(holder, Mapping) else None


def _parsed(value: Any) -> Any:
    try:
        return from_text(value)
    except ValueError:
        return None  # told of where it is validated


def _names(value: Any) -> Sequence[str]:
    names = as_many(_parsed(value))
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else ()
