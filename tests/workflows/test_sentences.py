"""Where a sentence of a comment ends: lines that a mail program wrapped are one, items and paragraphs are not."""

from __future__ import annotations

import pytest

from workflows.requests.markup import lines_of
from workflows.requests.sentences import sentences_of


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("the log\nis attached", ["the log is attached"]),
        ("the log X\nis attached", ["the log X is attached"]),
        ("the log\niPhone users sent", ["the log iPhone users sent"]),
        ("the log\n\nis attached", ["the log", "is attached"]),
        ("see e.g.\nthe log", ["see for example", "the log"]),
        ("the log,\nThe other", ["the log, The other"]),
        ("the log,\n\nThe other", ["the log,", "The other"]),
        ("the log\nThe other", ["the log", "The other"]),
        ("the log X\nThe other", ["the log X", "The other"]),
        ("log is there\nThe other", ["log is there", "The other"]),
        ("do not\nRaise it", ["do not Raise it"]),
        ("do not\n\nRaise it", ["do not Raise it"]),
        ("the log\nplease call", ["the log", "please call"]),
        ("the log\nplease, call", ["the log", "please, call"]),
        ("the log\n- is attached", ["the log", "is attached"]),
        ("> the log\nis attached", ["the log", "is attached"]),
    ],
)
def test_a_sentence_goes_on_in_the_next_line_unless_that_begins_another(body: str, sentences: list[str]):
    assert [" ".join(s.text.split()) for s in sentences_of(lines_of(body))] == sentences


@pytest.mark.parametrize(
    ("body", "leads"),
    [
        ("- raise it", [""]),
        ("Please:\n- raise it\n- close it", ["", "please |", "please |"]),
        ("Please\n- raise it", ["", ""]),
        ("Please:\n\nRaise it", ["", ""]),
    ],
)
def test_an_item_of_a_list_stands_under_the_line_with_a_colon_above_it(body: str, leads: list[str]):
    assert [sentence.lead for sentence in sentences_of(lines_of(body))] == leads
