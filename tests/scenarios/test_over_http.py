"""Which scenarios are not played over HTTP: counted, so that none is left out in silence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.scenarios.left_out import KILLED, LEFT_OUT, REFUSED


def test_so_many_scenarios_are_not_played_and_for_these_reasons():
    assert Counter(LEFT_OUT.values()) == {KILLED: 3, REFUSED: 1}


def test_each_that_is_left_out_is_there():
    for test in LEFT_OUT:
        file, name = test.split("::")
        assert f"def {name}(" in (Path(__file__).parent / f"{file}.py").read_text(encoding="utf-8")
