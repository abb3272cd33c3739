"""Which lines of a comment are its writer's own, which are quoted, and what is left of Jira's notation."""

from __future__ import annotations

import pytest

from workflows.requests.markup import Line, lines_of


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("> said", [Line("said", quoted=True)]),
        (">> said >", [Line("said >", quoted=True)]),
        ("bq. said", [Line("said", quoted=True)]),
        ("> bq. said", [Line("said", quoted=True)]),
        ("|> said", [Line("said", quoted=True)]),
        ("{quote}said\n\nthat{quote}", [Line(""), Line("said", True), Line("", True), Line("that", True), Line("")]),
        ("* item", [Line("item", bullet=True)]),
        ("1. item", [Line("item", bullet=True)]),
        ("h2. Title", [Line("Title")]),
        (" | a | b |", [Line(", a , b ,")]),
    ],
)
def test_a_line_loses_its_notation_and_keeps_whose_it_is(body: str, lines: list[Line]):
    assert lines_of(body) == lines


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("a\nFrom: J\nSent: x\nb", ["a"]),
        ("a\nFrom: J\nb\nc\nSent: x\nd", ["a"]),
        ("a\nFrom: J\nb\nc\nd\nSent: x", ["a", "From: J", "b", "c", "d", "Sent: x"]),
        ("Sent: x\nFrom: J\nb", ["Sent: x", "From: J", "b"]),
        ("a\nSent: x\nb", ["a", "Sent: x", "b"]),
        ("a\nOn Monday J wrote:\n> said\nb", ["a", "said", "b"]),
        ("a\nOn Monday J wrote:\n  > said\nb", ["a", "said", "b"]),
        ("a\nOn Monday J wrote:" + "\n" * 5 + "> said\nb", ["a", "", "", "", "", "said", "b"]),
        ("a\nOn Monday J wrote:" + "\n" * 6 + "> said\nb", ["a"]),
        ("a\nOn Monday J wrote:", ["a"]),
        ("a\nOn Monday J wrote:\nb\n> said", ["a"]),
    ],
)
def test_the_mail_that_is_answered_is_left_out_but_for_answers_between_its_lines(body: str, own: list[str]):
    assert [line.text for line in lines_of(body)] == own
