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
        ("bq. > said", [Line("said", quoted=True)]),
        ("&lt;&#99999999;", [Line("<&#;")]),
        ("|> said", [Line("said", quoted=True)]),
        ("{quote}said\n\nthat{quote}", [Line(""), Line("said", True), Line("", True), Line("that", True), Line("")]),
        ("a{quote}b{quote}c", [Line("a"), Line("b", True), Line("c")]),
        ("{quote}b {code}c{code} d{quote}", [Line(""), Line("b", True), Line("c", True), Line("d", True), Line("")]),
        ("{quote}open", [Line(""), Line("open", True)]),
        ("{code}a {quote} b{code}c", [Line(""), Line("c")]),
        ("{noformat}a {code} b{noformat}c", [Line(""), Line("c")]),
        ("{code}open", [Line("")]),
        ("a\n```\n/approve\n```\nc", [Line("a"), Line(""), Line("c")]),
        ("```json\n{code}\n  ```\nb\n```\nc\n```", [Line(""), Line("b"), Line("")]),
        ("```\nb\n/approve", [Line("```"), Line("b"), Line("/approve")]),
        ("b ``` c\n```d```\ne\n```", [Line("b ``` c"), Line("```d```"), Line("e"), Line("```")]),
        ("> ```\n/approve\n```", [Line("```", True), Line("/approve"), Line("```")]),
        ('5"\n/accept\n3"', [Line("5"), Line("/accept"), Line("3")]),
        ('"/approve"', [Line("§"), Line(""), Line("/approve", True)]),
        ('"/severity Critical"', [Line("§"), Line(""), Line("/severity Critical", True)]),
        ("'/approve'", [Line("'/approve'")]),
        ('say "one two" now', [Line("say one two now")]),
        ('say "one two three" now', [Line("say § now"), Line(""), Line("one two three", True)]),
        ('say "one two\nthree" now', [Line("say § now"), Line(""), Line("one two", True), Line("three", True)]),
        ('{quote}say "one two three"{quote}', [Line(""), Line('say "one two three"', True), Line("")]),
        ("{quote}a\nFrom: J\nTo: K{quote}", [Line(""), *(Line(a, True) for a in ("a", "From: J", "To: K")), Line("")]),
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
        ("a\n*On Monday J wrote:*", ["a"]),
        ("a\nWhat J wrote:\nb", ["a", "What J wrote:", "b"]),
        ("a\nOn Monday J\nwrote:\n> said\nb", ["a", "said", "b"]),
        ("a\nOn Monday\nJ of K\nwrote:\n> said\nb", ["a", "said", "b"]),
        ("a\nOn Monday\nJ of K\nat L\nwrote:\nb", ["a", "On Monday", "J of K", "at L", "wrote:", "b"]),
        ("a\n--\nb", ["a"]),
        ("a\n *--* \nb", ["a"]),
        ("a\nOn Monday J wrote:\nb\n> said", ["a"]),
    ],
)
def test_the_mail_that_is_answered_is_left_out_but_for_answers_between_its_lines(body: str, own: list[str]):
    assert [line.text for line in lines_of(body)] == own
