"""Reads ``/metrics`` as Prometheus does, by its own parser."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families


def families(text: str) -> dict[str, Metric]:
    """The metrics by name; that of a counter without ``_total``, as the parser has it."""
    found = list(text_string_to_metric_families(text))
    names = [family.name for family in found]
    assert sorted(set(names)) == sorted(names), "a metric stands twice"
    return {family.name: family for family in found}


def samples(text: str) -> Mapping[tuple[str, frozenset[tuple[str, str]]], float]:
    """The number of each series."""
    found = {}
    for family in families(text).values():
        for sample in family.samples:
            series = (sample.name, frozenset(sample.labels.items()))
            assert series not in found, "a series stands twice"
            found[series] = sample.value
    return found


def number(text: str, name: str, **labels: str) -> float | None:
    """The number of one series, None where it is not there."""
    return samples(text).get((name, frozenset(labels.items())))
