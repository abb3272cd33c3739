"""Where the shipped app.yaml and field maps are: beside the packages in a checkout, inside this one in a wheel."""

from __future__ import annotations

from pathlib import Path


def shipped_folder() -> Path:
    """The folder that holds the shipped ``app.yaml`` and ``field_maps/``."""
    here = Path(__file__).resolve().parent
    packed = here / "shipped"
    return packed if (packed / "app.yaml").is_file() else here.parent
