"""Coverage-guided: whatever stands in app.yaml, it is taken, or refused with faults that name a place; nothing else."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["plugin"]):
    from plugin.configuration_errors import ConfigurationError
    from plugin.settings import load

from tests.fuzz.seeds import run

PLACE = Path(tempfile.mkdtemp(prefix="careflow-fuzz-")) / "app.yaml"


def one(data: bytes) -> None:
    """Raises what is not allowed."""
    PLACE.write_bytes(data)
    try:
        load({"CAREFLOW_APP_FILE": str(PLACE)})
    except ConfigurationError as wrong:
        assert wrong.faults
        assert str(wrong).isprintable() or "\n" in str(wrong)


if __name__ == "__main__":
    run(one, "app_file", sys.argv)
