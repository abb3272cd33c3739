"""The file of histories: one line for each reading of a case, the newest of a case counts.

Lines are only added, so that a run that is broken off, or killed, has kept what it had read: what was being written
then is cut off by the next one. When half of the lines are out of date the file is written anew beside its place, and
moved there. It holds what customers wrote: the file is its owner's alone, and so is its folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from plugin.configuration_errors import UserMistake
from plugin.histories.codec import FORMAT, History, decoded, encoded
from plugin.settings import Settings
from workflows.record import from_text, to_text

_LITTLE = 100  # lines that are out of date do no harm


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a case's line lies in the file, and what it is of."""

    updated: datetime
    at: int
    length: int


@dataclass
class Store:
    """The histories of one Jira in a folder. Opened for writing by one process at a time; for reading by many."""

    folder: Path
    site: str
    writes: bool = False
    _file: BinaryIO | None = None
    _lines: dict[str, _Line] = field(default_factory=dict)
    _stale: int = 0

    def __enter__(self) -> Self:
        """Raises UserMistake where the folder cannot be used, or another process writes there."""
        try:
            self._open()
        except OSError as error:
            raise UserMistake(f"{self._path} cannot be opened: {error.strerror}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.writes and self._stale > max(len(self._lines), _LITTLE):
            self._write_anew()
        if self._file is not None:
            self._file.close()
            self._file = None

    @property
    def updated(self) -> dict[str, datetime]:
        """The keys of the cases that are here, with Jira's ``updated`` of the reading."""
        return {key: line.updated for key, line in self._lines.items()}

    def put(self, history: History) -> None:
        """Add a reading: it is on the disk when this returns."""
        key = history.case.key
        line = f"{key}\t{to_text(history.updated)}\t{encoded(history)}\n".encode()
        file = self._opened
        at = file.seek(0, os.SEEK_END)
        file.write(line)
        file.flush()
        self._stale += key in self._lines
        self._lines[key] = _Line(history.updated, at, len(line))

    def of(self, keys: Iterable[str]) -> Iterator[History]:
        """The newest readings of these cases, of those that are here, one at a time."""
        for key in keys:
            if (line := self._lines.get(key)) is not None:
                yield decoded(self._text(line).split(b"\t", 2)[2])

    def remember(self, jql: str, keys: Iterable[str]) -> None:
        """What a query found."""
        draft = self._query(jql).with_suffix(".new")
        draft.write_text(json.dumps({"jql": jql, "keys": list(keys)}, ensure_ascii=False))
        os.replace(draft, self._query(jql))

    def knows(self, jql: str) -> bool:
        """Whether a query was asked before."""
        return self._query(jql).exists()

    def found_by(self, jql: str | None) -> list[str]:
        """The cases that a query found when it was last asked; None: all that are here. Raises UserMistake."""
        if jql is None:
            return list(self._lines)
        try:
            keys: list[str] = json.loads(self._query(jql).read_text())["keys"]
        except FileNotFoundError:
            raise UserMistake(f"nothing was read for this query yet: run it once without --offline ({jql})") from None
        return keys

    @property
    def _path(self) -> Path:
        return self.folder / f"{_digest(self.site)}.jsonl"

    def _query(self, jql: str) -> Path:
        return self.folder / f"{_digest(self.site)}-{_digest(' '.join(jql.split()))}.keys"

    @property
    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise ValueError("the store is not open")
        return self._file

    def _open(self) -> None:
        if not self.writes:
            with suppress(FileNotFoundError):
                self._file = self._path.open("rb")
                self._survey()
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        self._file = os.fdopen(descriptor, "r+b")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise UserMistake(f"another run is reading histories into {self.folder}: wait for it, or stop it") from None
        self._file.truncate(self._survey())
        if self._file.seek(0, os.SEEK_END) == 0:
            self._file.write(_HEAD)
            self._file.flush()

    def _survey(self) -> int:
        """Learn where the lines are; up to where the file is whole. One of another format is taken for empty."""
        file = self._opened
        if file.readline() != _HEAD:
            return 0
        end = len(_HEAD)
        for line in file:
            if not line.endswith(b"\n"):
                break
            key, updated, _ = line.split(b"\t", 2)
            self._stale += key.decode() in self._lines
            self._lines[key.decode()] = _Line(from_text(updated.decode()), end, len(line))
            end += len(line)
        return end

    def _text(self, line: _Line) -> bytes:
        self._opened.seek(line.at)
        return self._opened.read(line.length)

    def _write_anew(self) -> None:
        draft = self._path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_HEAD)
            for line in self._lines.values():
                file.write(self._text(line))
        os.replace(draft, self._path)


def of_settings(settings: Settings, folder: Path | None = None, *, writes: bool = False) -> Store:
    """The store of the configured Jira, in the data folder unless another is named."""
    return Store(folder or settings.data_dir / "histories", settings.jira.url or "", writes)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_HEAD = f"careflow histories {FORMAT}\n".encode()
