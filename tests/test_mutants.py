"""The survivors that explained.yaml tells of are lines of the code as it is now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.explained import Explained, explained

WORKFLOWS = Path(__file__).parent.parent / "workflows"


@pytest.mark.parametrize("survivor", explained(), ids=lambda s: f"{s.module} {s.function} {s.becomes}")
def test_an_explained_survivor_is_still_in_its_module_and_has_a_reason(survivor: Explained):
    code = WORKFLOWS.parent.joinpath(*survivor.module.split(".")).with_suffix(".py").read_text()
    lines = " ".join(line.strip() for line in code.splitlines())
    assert survivor.was in lines
    assert survivor.was != survivor.becomes
    assert len(survivor.because.split()) > 3
