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
        ("la duree doit etre critique", True),
        ("la duree doit etre moyenne", False),
        ("severity one two not four five six seven raised", True),
        ("severity one two three not five six seven eight raised", False),
    ],
)
def test_a_verb_of_change_speaks_of_the_severity_close_to_it(clause: str, speaks: bool):
    assert speaks_of_change(clause, asks=False) is speaks


@pytest.mark.parametrize(
    ("clause", "speaks"),
    [
        ("i set it to critical", False),
        ("you are busy today so set it to critical", True),
        ("move this to major release", False),
        ("move this to major release and set it to critical", True),
        ("put this case to critical tomorrow", False),
        ("put this case to priority critical tomorrow", True),
    ],
)
def test_a_verb_with_a_level_to_go_to_speaks_of_the_severity_if_it_is_still_to_be_done(clause: str, speaks: bool):
    assert speaks_of_change(clause, asks=False) is speaks


@pytest.mark.parametrize(("clause", "speaks"), [("is this critical", True), ("to critical", False), ("this", False)])
def test_a_question_is_about_the_severity_if_it_is_about_this_case_and_names_a_level(clause: str, speaks: bool):
    assert speaks_of_change(clause, asks=True) is speaks
