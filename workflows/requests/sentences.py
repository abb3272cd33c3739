"""Sentences of a comment, and their canonical words: the one form that English and French rules are written for.

Canonical: folded, contractions and elisions written out, politeness reduced to ``please``, one space between words,
`` | `` where a clause ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from workflows.requests.folding import fold
from workflows.requests.levels import LEVELS
from workflows.requests.markup import Line

LONGEST_LEAD = 300  # characters: it is read again with every item of its list

# A line that ends so goes on in the next one, even where that begins with a capital.
_GOES_ON = frozenset(
    "to the a an not never do don't dont doesn't no of or if unless when as at from in into for please be is and "
    "should must would could can cannot can't won't without than that which you we i my our your this "
    "a au la le les de du des ne pas n'y si ou et en que qui sans pour vers comme ce cette notre votre plus merci "
    "bien vouloir inutile faut".split()
)
# A line that begins so is a sentence of its own, even in lower case and after a line without a full stop.
_BEGINS = frozenset(
    "please pls plz kindly can could would we i hi hello thanks thank regards best merci pouvez pourriez pouvez-vous "
    "pourriez-vous veuillez nous je bonjour cordialement svp c'est".split()
)
_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)")
_DOTS = re.compile(r"\.{3,}|…")
_EXAMPLE = re.compile(r"\b(?:e\.g\.|i\.e\.|p\. ?ex\.|par ex\.|ex\.)", re.IGNORECASE)

_Rewrites: TypeAlias = tuple[tuple[re.Pattern[str], str], ...]


def _rewrites(*rules: tuple[str, str]) -> _Rewrites:
    return tuple((re.compile(pattern), instead) for pattern, instead in rules)


_NAMES = "|".join(LEVELS)
_HYPHENS_AND_ARROWS = _rewrites(
    (rf"(?<=\w)-(?=(?:{_NAMES})\b)|(?<=critical)-(?=\w)|(?<=major)-(?=\w)|(?<=minor)-(?=\w)", ""),
    (r"(?:-|=)>|→|⇒|=", " to "),
    (r"s\.v\.p\.?|\b(?:svp|stp|pls|plz|plse)\b|\bs ?il (?:vous|te) plait\b", " please "),
    (r"\b(?:cant|wont)\b", "can not"),
    (r"\b(do|does|did|is|was|were|has|have|had|should|would|could)nt\b", r"\1 not"),
    (r"\bcest\b", "c est"),
    (r"(?<=\S)/|/(?=\S)", " slash "),  # of a path, or of two words for one: no end of a clause
    (r"(?<=[^\W\d_])-(?=[^\W\d_])", " "),
)
_APOSTROPHES = _rewrites(
    (r"\bs' ?il (?:vous|te) plait\b", " please "),
    (r"\baujourd'hui\b", "aujourdhui"),
    (r"\bcan't\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"'d\b", " would"),
    (r"'ll\b", " will"),
    (r"'ve\b", " have"),
    (r"'re\b", " are"),
    (r"\bi'm\b", "i am"),
    (r"\b(it|that|this|there|everything|all|what|who|problem|issue)'s\b", r"\1 is"),
    (r"\blet's\b", "let us"),
    (r"'s\b|(?<=\w)'(?=\w)", " "),
)
_TOKEN = re.compile(r"[^\W_]+(?:-\d+)?|[,;:()|@§—–/\[\]]|(?<= )-(?= )")
# Politeness that looks like a condition is taken out, so that what is left of "if" and "si" is a condition.
_POLITE = _rewrites(
    (r"\b(?:if|when|whenever|where|wherever) (?:it is |at all )?possible\b", ""),
    (r"\b(?:if|when|whenever) you (?:can|please|have a (?:moment|minute)|get a chance)\b(?= \||$)", ""),
    (r"\bif you (?:do not|would not) mind\b", ""),
    (r"\bif (?:this|that|it) is (?:ok|okay|fine|all right|alright)(?: (?:with|for) you)?\b", ""),
    (r"\bsi (?:c est |cela est |ca vous est )?possible\b", ""),
    (r"\bsi vous (?:le )?(?:pouvez|voulez(?: bien)?)\b(?= \||$)", ""),
    (r"\b(?:as soon as|asap|des que|aussitot que) (?:possible|you can|you could|vous le pouvez)\b|\basap\b", ""),
    (r"\b(?:au plus (?:vite|tot)|le plus (?:vite|tot|rapidement) possible|des a present)\b", ""),
    (
        r"\b(?:i|we) would (?:really |greatly |very much |highly )?(?:appreciate(?: it)?|be (?:very )?(?:grateful|glad"
        r"|thankful)) if you (?:could|would|can)\b",
        "please",
    ),
    (r"\bit would be (?:great|good|nice|helpful|appreciated|perfect) if you (?:could|would|can)\b", "please"),
    (r"\bif you (?:could|would|can) please\b", "please"),
    (r"\bce serait (?:bien|super|parfait|gentil) (?:si vous pouviez|de(?: bien vouloir)?)\b", "veuillez"),
    (r"\b(?:je|nous) vous (?:serais|serions|saurais|saurions) (?:tres )?(?:reconnaissante?s?|gre) de\b", "veuillez"),
)
_POLITE_HINT = re.compile(r"\b(?:if|when\w*|where\w*|si|asap|que|plus|present|ce|vous)\b|as soon")
_BLANKS = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it was written and in canonical words, and whether it is quoted.

    ``lead``: the canonical words of the line with a colon that a list item stands under.
    """

    text: str
    words: str
    quoted: bool = False
    lead: str = ""

    @property
    def asks(self) -> bool:
        """Whether it ends as a question, or has one inside."""
        return "?" in self.text or "？" in self.text


def sentences_of(lines: Iterable[Line]) -> Iterator[Sentence]:
    """The sentences of ``lines``, in order: lines that a mail program wrapped are joined again."""
    lead = ""
    for text, quoted, bullet in _passages(lines):
        intro = lead if bullet else ""
        for part in _split(text):
            yield Sentence(part, canonical(part), quoted, intro)
        if not bullet:
            lead = canonical(text[-LONGEST_LEAD:]) if text.endswith(":") else ""


def _passages(lines: Iterable[Line]) -> Iterator[tuple[str, bool, bool]]:
    """Lines that belong together as one text, whether it is quoted, and whether it is an item of a list."""
    passage: list[Line] = []
    blank = False
    for line in lines:
        if not line.text:
            blank = True
            continue
        if passage and not (line.quoted == passage[0].quoted and _joins(passage[-1].text, line, blank)):
            yield _joined(passage)
            passage = []
        passage.append(line)
        blank = False
    if passage:
        yield _joined(passage)


def _joined(passage: Sequence[Line]) -> tuple[str, bool, bool]:
    return " ".join(line.text for line in passage), passage[0].quoted, passage[0].bullet


def _joins(above: str, line: Line, blank: bool) -> bool:
    if line.bullet:
        return False
    last = fold(above[-40:]).split()[-1:]
    if last and last[0] in _GOES_ON:
        return True
    if blank or above[-1] in ".!?":
        return False
    if above[-1] in ",:;":
        return True
    begin = fold(line.text[:40]).split()[:1]
    return line.text[0].islower() and not (begin and begin[0].strip(",.!") in _BEGINS)


def _split(passage: str) -> Iterator[str]:
    passage = _EXAMPLE.sub(" for example ", _DOTS.sub(" , ", passage))
    start = 0
    for end in _END.finditer(passage):
        yield passage[start : end.end()].strip()
        start = end.end()
    if passage[start:].strip():
        yield passage[start:].strip()


def canonical(text: str) -> str:
    """The canonical words of ``text`` (see the module)."""
    folded = fold(text)
    rules = (*_APOSTROPHES, *_HYPHENS_AND_ARROWS) if "'" in folded else _HYPHENS_AND_ARROWS
    words = " ".join(token if token[0].isalnum() else "|" for token in _TOKEN.findall(_rewritten(folded, rules)))
    words = words.replace("| please |", "please")
    if _POLITE_HINT.search(words):
        words = _rewritten(words, _POLITE)
    return _BLANKS.sub(" ", words).strip()


def _rewritten(text: str, rules: _Rewrites) -> str:
    for pattern, instead in rules:
        text = pattern.sub(instead, text)
    return text
