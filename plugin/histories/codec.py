"""A case with its whole history as one line of JSON, and back: exactly the same case.

Made from the types of ``workflows`` themselves, so that nothing is left out: a dataclass is a list of its fields, in
their order. ``FORMAT`` differs when they do; lines of another format are not read.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from workflows.case import Case
from workflows.record import from_text, to_text

Code = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class History:
    """A case as it was read at ``now`` (Jira's time), when Jira had last seen it change at ``updated``."""

    case: Case
    now: datetime
    updated: datetime


def encoded(history: History) -> str:
    """One line, without its end."""
    return json.dumps(_codes(History)[0](history), ensure_ascii=False, separators=(",", ":"))


def decoded(line: str | bytes) -> History:
    """What ``encoded`` wrote. Raises ValueError for anything else."""
    try:
        history: History = _codes(History)[1](json.loads(line))
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise ValueError(f"no history: {error}") from None
    return history


@cache
def _codes(kind: Any) -> tuple[Code, Code]:
    """How a type is written, and how it is read."""
    if kind in (str, int, bool):
        return _same, _same
    if kind is datetime:
        return to_text, from_text
    if kind is date:
        return date.isoformat, date.fromisoformat
    if kind is timedelta:
        return timedelta.total_seconds, _seconds
    if is_dataclass(kind):
        return _of_dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _same, {member.value: member for member in kind}.__getitem__
    return _of_generic(kind)


def _of_generic(kind: Any) -> tuple[Code, Code]:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _of_union([part for part in inner if part is not type(None)])
    write, read = _codes(inner[0])
    if origin is tuple:
        return lambda values: [write(value) for value in values], lambda values: tuple([read(v) for v in values])
    if origin is frozenset:
        return lambda values: sorted(map(write, values)), lambda values: frozenset([read(v) for v in values])
    if origin is not None and issubclass(origin, Mapping):
        put, take = _codes(inner[1])
        return (
            lambda values: [[write(key), put(value)] for key, value in values.items()],
            lambda pairs: {read(key): take(value) for key, value in pairs},
        )
    raise TypeError(f"no code for {kind}")


def _of_union(kinds: list[Any]) -> tuple[Code, Code]:
    """``X | None``, or ``str | datetime`` with or without None: a moment stands in a list, a text as it is."""
    if kinds == [str, datetime]:
        return (
            lambda value: [to_text(value)] if isinstance(value, datetime) else value,
            lambda value: from_text(value[0]) if isinstance(value, list) else value,
        )
    (kind,) = kinds
    write, read = _codes(kind)
    return (
        lambda value: None if value is None else write(value),
        lambda value: None if value is None else read(value),
    )


def _of_dataclass(kind: Any) -> tuple[Code, Code]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    writes, reads = zip(*[_codes(hints[name]) for name in names], strict=True)

    def write(value: Any) -> list[Any]:
        return [code(getattr(value, name)) for code, name in zip(writes, names, strict=True)]

    def read(values: list[Any]) -> Any:
        return kind(*[code(value) for code, value in zip(reads, values, strict=True)])

    return write, read


def _same(value: Any) -> Any:
    return value


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def _shape(kind: Any) -> Iterator[str]:
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        for field in fields(kind):
            yield f"{field.name}:"
            yield from _shape(hints[field.name])
    elif inner := get_args(kind):
        yield str(get_origin(kind))
        for part in inner:
            yield from _shape(part)
    else:
        yield getattr(kind, "__name__", str(kind))


FORMAT = hashlib.sha256(" ".join(_shape(History)).encode()).hexdigest()[:12]
