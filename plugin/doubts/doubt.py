"""One thing that is allowed but hardly meant."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.yaml_files import KeyPath


@dataclass(frozen=True, slots=True)
class Doubt:
    """``path``: the key; ``problem``: what follows from it; ``file``: the field map it stands in, empty: app.yaml."""

    path: KeyPath
    problem: str
    file: str = ""
