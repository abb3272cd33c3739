"""A small disk of its own: a tmpfs, where this process may mount one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CannotMount(Exception):
    """Only root may, and not in every container. The text is what ``mount`` said."""


@contextmanager
def mounted(folder: Path, megabytes: int) -> Iterator[None]:
    """While the block runs, ``folder`` is a file system of so many MB. Raises CannotMount."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "careflow-chaos", str(folder)]
    found = subprocess.run(command, capture_output=True, text=True)
    if found.returncode:
        raise CannotMount(found.stderr.strip() or "mount failed")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
