"""Names that stand twice in one list, and files that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from plugin.doubts.doubt import Doubt
from plugin.settings import Settings
from plugin.yaml_files import KeyPath


def named_twice(settings: Settings, today: date) -> Iterator[Doubt]:
    """The second time says nothing; another name was probably meant."""
    yield from _twice(settings.origins.document.data, (), "")
    for name, document in settings.maps.documents.items():
        yield from _twice(document.data, (), name)


def _twice(said: Any, path: KeyPath, file: str) -> Iterator[Doubt]:
    if isinstance(said, dict):
        for key, value in said.items():
            yield from _twice(value, (*path, key), file)
    elif isinstance(said, list):
        for index, item in enumerate(said):
            if isinstance(item, str) and item in said[:index]:
                yield Doubt((*path, index), f"`{item}` stands twice in this list", file)
            yield from _twice(item, (*path, index), file)


def files_that_nobody_reads(settings: Settings, today: date) -> Iterator[Doubt]:
    """A YAML file beside the field maps that bears no name of theirs."""
    if settings.maps.unread:
        names = ", ".join(path.name for path in settings.maps.unread)
        yield Doubt(("field_maps",), f"the folder holds files that nobody reads: {names}")
