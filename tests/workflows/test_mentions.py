"""Which words name a severity (SEV-2), and which clauses speak of changing it."""

from __future__ import annotations

import pytest

from workflows.requests.mentions import bare_levels, speaks_of_change
from workflows.terms import Severity

CRITICAL, MAJOR, MINOR = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR


@pytest.mark.parametrize(
    ("text", "levels", "uncontrasted"),
    [
        ("case critical", [CRITICAL], [CRITICAL]),
        ("case critique", [], []),
        ("wholly critical", [], []),
        ("critical path", [], []),
        ("critical for us", [CRITICAL], [CRITICAL]),
        ("not major or minor", [MAJOR, MINOR], [MINOR]),
        ("from major to minor", [MAJOR, MINOR], [MINOR]),
    ],
)
def test_a_level_is_named_where_its_name_describes_nothing_else(text, levels, uncontrasted):
    assert list(bare_levels(text)) == levels
    assert list(bare_levels(text, contrasted=False)) == uncontrasted


@pytest.mark.parametrize(
    ("clause", "speaks"),
    [
        ("raise severity", True),
        ("raise one two three four five severity", True),
        ("raise one two three four five six severity", False),
        ("raise one two priority", True),
        ("raise one two three priority", False),
        ("severity of it has not been raised", True),
        ("severity has been raised", False),
        ("i have changed it but please raise the severity", True),
        ("this must be critical for us", True),
        ("this must be critical path", False),
    ],
)
def test_a_verb_of_change_speaks_of_the_severity_close_to_it(clause: str, speaks: bool):
    assert speaks_of_change(clause, asks=False) is speaks
