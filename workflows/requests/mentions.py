"""Which words of a clause name a severity, rather than describe something ("a major problem").

And whether a clause speaks of changing the severity at all (SEV-2: what an agent is shown when it is not clear).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.requests import english, french
from workflows.requests.levels import LEVELS
from workflows.requests.phrases import LEVEL
from workflows.terms import Severity

_STRONG = frozenset("severity sev criticality gravite severite criticite".split())
_WEAK = frozenset("priority priorite level niveau".split())
NOUNS = _STRONG | _WEAK
_ENGLISH_LEVELS = frozenset({"critical", "major", "moderate", "minor"})
_NEARBY = 80  # characters: what stands close enough to change the meaning
_AVERAGE = "moyenne"  # "en moyenne" is "on average"

# A level's name is the level where such a word stands before it …
_BEFORE = (
    frozenset(
        "to as at into a au en comme vers sur is are be being est etre soit was etait it this or ou and et not pas "
        "non than "
        "que qu from de du of rather actually plutot sorry still slash".split()
    )
    | NOUNS
)
_CASE_NOUNS = frozenset("case ticket issue incident".split())
# … and such a word, or nothing, after it.
_AFTER = (
    frozenset(
        "please as because since for so and or ou et due now today immediately urgently instead rather given "
        "thanks thank with "
        "from while at right straight again too in on by before if when to not versus vs car parce puisque puisqu "
        "afin pour merci "
        "rapidement immediatement urgence en des avec le la suite compte vu comme dans cordialement regards "
        "maintenant plutot au a "
        "mais but than que qu is est was then donc aussi also already deja cette ce this that which we our nous "
        "notre il it i je "
        "unless sauf si quand lorsque considering until once sinon otherwise where "
        "ou asap here ici enough slash".split()
    )
    | NOUNS
)
_CONTRAST = frozenset("not pas non of than from de du que qu".split())

_CHANGE = re.compile(
    f"(?:{english.ACT}|{english.DOING}|{english.DONE}|{english.KEEP}|{french.ACT}|{french.TELL}|{french.THAT_YOU}"
    f"|{french.DONE}|{french.KEEP}|change|changement|passage|escalation|upgrade|downgrade|augmentation|baisse)$"
)
_DONE = re.compile(f"(?:{english.DONE}|{french.DONE})$")
_EITHER = re.compile(f"(?:{english.ACT}|{french.TELL})$")  # "set", "passe": done, or to be done
_HAVE = frozenset(
    "i we you he she they has have had was were been is are a ai as avons avez ont ete est etait avait fut j "
    "je il elle on nous "
    "vous".split()
)
_STILL_TO_DO = frozenset(
    "be should must need needs to soit etre doit devrait doivent devra can could will would may might".split()
)
_NOT = frozenset("not never no ne n pas sans without inutile".split())
_UNKNOWN = r"(?:sev ?[1-5]|p[0-5]|s[1-5]|blocker|highest|bloquant|bloquante)\b"
_TARGETED = re.compile(
    rf"\b(?P<verb>{english.ACT}|{english.DOING}|{english.DONE}|{french.ACT}|{french.TELL}|{french.THAT_YOU}"
    rf"|{french.DONE}|escalation|upgrade|downgrade|passage|changement) "
    rf"(?:not |pas )?(?:(?:{english.OBJECT}|{french.OBJECT}){{0,8}}(?:{english.TO}|{french.TO}|(?:to|as|at|en|a"
    rf"|au) {_UNKNOWN}))"
)
_MADE = re.compile(
    rf"\b(?:make|makes|making|mark|consider|considering|treat|rendre|rendrait|rend) (?:not "
    rf")?{english.OBJECT}{{1,6}}(?:to be )?{LEVEL}"
)
_OUGHT = re.compile(
    rf"\b(?:should|must|ought to|devrait|doit|needs to|has to) (?:not |pas )?(?:really |also )?(?:be|etre) "
    rf"(?:considered |treated )?(?:as )?{LEVEL}"
)
_FORM = re.compile(
    rf"(?:please )?(?:the |la )?(?:severity|gravite|severite|criticite|criticality) (?:level )?(?:\| |to "
    rf")?{LEVEL}(?: please)?$"
)
_WANTED = re.compile(
    rf"\b(?:please|needs?|give|assign|apply|want|wants|deserves|donner|attribuer|mettre) (?:\w+ ){{0,6}}"
    rf"(?:{LEVEL} (?:severity|criticality)|(?:severity|criticality|gravite|severite|criticite) {LEVEL})"
)
_THANKED = re.compile(r"(?:many )?(?:thanks|thank you|thank|merci)(?: \w+){0,3} (?:for|d avoir|pour avoir)\b")
_OFF = re.compile(r"\b(?:too|wrong|incorrect|trop|mauvaise|incorrecte|higher|lower|plus (?:haute|elevee|basse))\b")
_ABOUT_THIS = frozenset("this it that case ticket issue incident est ce ca cela cas dossier".split()) | NOUNS


def bare_levels(text: str, *, contrasted: bool = True) -> Iterator[Severity]:
    """The levels that ``text`` names as such; ``contrasted=False`` leaves out "not Major" and "from Major"."""
    words = text.split()
    for index, word in enumerate(words):
        if word not in LEVELS or not is_plain_level_end(word, " ".join(words[index + 1 : index + 3])):
            continue
        before = words[index - 1] if index else ""
        if not contrasted and before in _CONTRAST:
            continue
        predicate = before in _CASE_NOUNS and word in _ENGLISH_LEVELS
        if not before or before in _BEFORE or predicate:
            yield LEVELS[word]


def is_plain_level_end(level: str, rest: str) -> bool:
    """Whether what follows a level's name lets it be one: "critical for us", not "critical path"."""
    if level == _AVERAGE:
        return False
    following = rest.split(" ", 1)[0]
    return not following or following in _AFTER


def is_form(words: str) -> bool:
    """Whether the whole sentence is a line of a form: "Severity: Critical"."""
    return _FORM.match(words) is not None


def speaks_of_change(clause: str, asks: bool) -> bool:
    """Whether ``clause`` speaks of changing the severity, or asks about it, and does not merely report a change."""
    if _THANKED.match(clause):
        return False
    words = clause.split()
    strong = any(word in _STRONG for word in words)
    if strong and (asks or _OFF.search(clause) or _WANTED.search(clause)):
        return True
    if asks and any(word in _ABOUT_THIS for word in words) and any(True for _ in bare_levels(clause)):
        return True
    named = _MADE.search(clause) or _OUGHT.search(clause)
    if named and is_plain_level_end(named[0].split()[-1], clause[named.end() :].strip()):
        return True
    return _changes_level(clause, asks) or _changes_noun(words, asks)


def _changes_level(clause: str, asks: bool) -> bool:
    for match in _TARGETED.finditer(clause):
        said, rest = match[0].split(), clause[match.end() : match.end() + _NEARBY].strip()
        names = any(word in NOUNS for word in said)
        if not names and said[-1] in LEVELS and not is_plain_level_end(said[-1], rest):
            continue
        if not _is_report(clause[max(0, match.start() - _NEARBY) : match.start()].split(), said[0], asks):
            return True
    return False


def _changes_noun(words: list[str], asks: bool) -> bool:
    """A verb of change close to the severity it changes, before or after it."""
    for index, word in enumerate(words):
        if not _CHANGE.match(word):
            continue
        near, behind = words[index + 1 : index + 7], words[max(0, index - 8) : index]
        if _is_report(behind, word, asks):
            continue
        if any(w in _STRONG for w in near) or any(w in _WEAK for w in near[:3]):
            return True
        if any(w in _STRONG for w in behind) and _DONE.match(word):
            return True
    return False


def _is_report(before: list[str], verb: str, asks: bool) -> bool:
    """Done already, and nobody doubts it: "you raised …", "the severity was raised", "la gravité a été passée"."""
    if asks or not _DONE.match(verb) or any(word in _NOT or word in _STILL_TO_DO for word in before):
        return False
    return not _EITHER.match(verb) or any(word in _HAVE for word in before[-3:])
