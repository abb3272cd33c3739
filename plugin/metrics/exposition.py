"""Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from redis import Redis

from plugin.metrics.catalogue import METRICS, Kind, Metric
from plugin.metrics.counting import MICROSECONDS, SUM, Counts, Series, bound
from plugin.metrics.standing import gauges

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposed(counts: Counts, connection: Redis) -> str:
    """Every metric as it stands now. Raises redis' errors."""
    sums, standing = counts.total(), gauges(connection)
    return "".join(f"{line}\n" for metric in METRICS for line in _lines(metric, sums, standing))


def _lines(metric: Metric, sums: Mapping[Series, int], standing: Mapping[Series, float]) -> Iterator[str]:
    yield f"# HELP {metric.name} {_escaped(metric.meaning)}"
    yield f"# TYPE {metric.name} {metric.kind}"
    if metric.kind is Kind.HISTOGRAM:
        for values in _values(metric, [series[:-1] for series in sums]):
            yield from _histogram(metric, values, sums)
        return
    found: Mapping[Series, float] = standing if metric.kind is Kind.GAUGE else sums
    for values in _values(metric, list(found)):
        yield _sample(metric.name, metric.labels, values, found.get((metric.name, *values), 0))


def _values(metric: Metric, found: Sequence[Series]) -> list[tuple[str, ...]]:
    """The label values to show; those of an earlier version, with other labels, are left out."""
    counted = [s[1:] for s in found if s and s[0] == metric.name and len(s) == len(metric.labels) + 1]
    return sorted({*metric.from_the_start(), *counted})


def _histogram(metric: Metric, values: tuple[str, ...], sums: Mapping[Series, int]) -> Iterator[str]:
    bounds = [*map(bound, metric.buckets), "+Inf"]
    series = (metric.name, *values)
    fallen = list(accumulate(sums.get((*series, edge), 0) for edge in bounds))
    for edge, count in zip(bounds, fallen, strict=True):
        yield _sample(f"{metric.name}_bucket", (*metric.labels, "le"), (*values, edge), count)
    yield _sample(f"{metric.name}_sum", metric.labels, values, sums.get((*series, SUM), 0) / MICROSECONDS)
    yield _sample(f"{metric.name}_count", metric.labels, values, fallen[-1])


def _sample(name: str, labels: Sequence[str], values: Sequence[str], number: float) -> str:
    pairs = ",".join(f'{label}="{_quoted(value)}"' for label, value in zip(labels, values, strict=True))
    return f"{name}{{{pairs}}} {number}" if pairs else f"{name} {number}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', r"\"")
