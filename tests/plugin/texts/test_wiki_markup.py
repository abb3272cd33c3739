"""A customer's words are never interpreted as markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.texts import Wiki, escape_markup, languages, mention, names, note_body, render_comment
from plugin.texts.wiki import LONGEST, link, one_line

MARKUP = st.text(alphabet=st.sampled_from("{}[]!*_+-^~|#\\?:;()&/ \nhxabq1.2"), max_size=60)
WORDS = MARKUP | st.text(max_size=60)
FACTS_OF_PEOPLE = (
    *("why", "summary", "sentences", "author", "reason", "requested_by", "who", "scope", "version", "instance"),
)
OTHERS = {
    "key": "CARE-1", "severity": "Major", "number": "1", "waiting_since": "x", "percent": "5", "clock": "c",
    "clause": "c", "missed": "1", "days": "1", "field": "f", "status": "Closed", "closes_on": "x", "due": "",
    "product": "LeanKit", "date": "x", "continuous": "", "fields": "Instance", "hours": "mon 08:00-18:00",
    "hours_zone": "UTC", "phones": "a: 1",
    "minutes": "61", "limit": "60", "portal": "p", "supported": "s", "designated": "yes", "reporter": "r",
    "emails": "a@b.example", "form": "f", "address": "a", "chat": "c", "tier": "Elite", "tiers": "Elite",
}  # fmt: skip


SEEN = {"&bsol;": "\\", "&amp;": "&", "&#46;": "."}


def unescaped(text: str) -> str:
    """What a reader sees: the escapes undone."""
    return re.sub(r"\\([^a-zA-Z0-9\s])|&bsol;|&amp;|&#46;", lambda m: m[1] or SEEN[m[0]], text)


def live_markup(text: str) -> list[str]:
    """What of ``text`` Jira would take for markup, once each escaped character is taken away."""
    bare = re.sub(r"\\[^a-zA-Z0-9\s]|&bsol;|&amp;|&#46;", "\0", text)
    found = re.findall(r"[{}\[\]!*_+^~|#\\]|\?\?|://|mailto:|:\)|;\)|:[A-Za-z]|&\w+;", bare)
    found += re.findall(r"(?:^|[\s(])-\S|\S-(?:[\s)]|$)", bare)
    return found + re.findall(r"^(?:h[1-6]|bq)\.|\n|\r|\u2028|\((?:[!?/xyni-]|on|off|flag)\)", bare)


@given(WORDS)
def test_no_markup_survives(text: str) -> None:
    assert live_markup(escape_markup(text)) == []


@given(WORDS)
def test_the_reader_sees_what_was_written(text: str) -> None:
    assert unescaped(escape_markup(text)) == one_line(text)


@given(words=WORDS, language=st.sampled_from(languages()))
def test_no_text_lets_a_fact_become_markup(words: str, language: str) -> None:
    harmless, hostile = dict.fromkeys(FACTS_OF_PEOPLE, "w"), dict.fromkeys(FACTS_OF_PEOPLE, words)
    for name in names("comments"):
        expected = render_comment(name, language, OTHERS | harmless)
        said = render_comment(name, language, OTHERS | hostile)
        assert len(said.splitlines()) <= len(expected.splitlines())
        assert "[" not in re.sub(r"\\\[", "", said)
    for name in names("notes"):
        said = note_body(name, language, OTHERS | hostile, "careflow · ref", [mention("a", cloud=True)])
        assert re.findall(r"(?<!\\)\[.*?\]", said) == ["[~accountid:a]"]
        assert [line for line in said.splitlines() if line.startswith("careflow ·")][-1] == said.splitlines()[-1]


@pytest.mark.parametrize(
    "text",
    [
        "{code}rm -rf{code}", "[~accountid:557058:boss]", "!https://evil.example/x.png!", "*bold* _it_ ||head||",
        "h1. Shout", "bq. quote", "{color:red}x{color}", "[click|https://evil.example]", "https://evil.example",
        "mailto:a@example.com", "line one\\\\line two", "a\n* b\n----\n|c|", "(x) (!) :) ;) :D", "??cite??",
        "-gone- --",        "&#123;code&#125;", "&lt;b&gt;", "\u202eevil", "{{mono}}", "^up^ ~down~ +ins+",
    ],
)  # fmt: skip
def test_nothing_that_jira_knows_gets_through(text: str) -> None:
    assert live_markup(escape_markup(text)) == []


def test_plain_words_stay_readable() -> None:
    for text in ("CARE-12 is down since 12:30", "Jean-Pierre, l'export (PDF) échoue: rien", "R&D at 50 %", "Why?"):
        assert escape_markup(text) == text


def test_a_very_long_fact_is_cut() -> None:
    assert len(escape_markup("a" * 40_000)) == LONGEST


def test_only_a_person_can_be_mentioned() -> None:
    assert mention("557058:f58131cb-b67d", cloud=True) == "[~accountid:557058:f58131cb-b67d]"
    assert mention("jo.doe", cloud=False) == "[~jo.doe]"
    assert live_markup(mention("x]{code}", cloud=False)) == []
    assert live_markup(note_body("breach", "en", OTHERS | {"who": "x"}, "r", ["{code}"]).splitlines()[0]) == []


def test_only_a_web_address_becomes_a_link() -> None:
    assert link("https://status.planview.com") == "[https://status.planview.com]"
    assert isinstance(link("https://a.example"), Wiki)
    for hostile in (
        "javascript:alert(1)",
        "https://a.example/|x]{code}",
        "https://a.example/ x",
        "https://a]b",
        "https://[x",
    ):
        assert not isinstance(link(hostile), Wiki)
