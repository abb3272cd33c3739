"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from plugin.configuration_errors import UserMistake


def write_whole(path: Path, text: str) -> None:
    """Write a file beside its place and move it there: whoever reads it sees the old one or the new one.

    Raises UserMistake where the folder is not there, or the file cannot be written.
    """
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8", newline=""
        ) as draft:
            draft.write(text)
        _as_others(Path(draft.name), path)
        os.replace(draft.name, path)
    except OSError as error:
        raise UserMistake(f"{path} cannot be written: {error.strerror}") from error


def _as_others(draft: Path, path: Path) -> None:
    """A file made to be moved is its owner's alone; one that people ask for is as their other files are."""
    if path.exists():
        draft.chmod(path.stat().st_mode & 0o777)
        return
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o666 & ~mask)
