"""What a sentence says about changing the severity (SEV-2).

*Clear*: it matches a known form of request, and nothing around the form takes it back. Everything else that speaks of
changing or asking the severity is for the agent's eyes; reports of what was done, and adjectives ("a major problem"),
are nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.requests import english, french
from workflows.requests.levels import LEVELS
from workflows.requests.mentions import NOUNS, bare_levels, is_form, is_plain_level_end, speaks_of_change
from workflows.requests.phrases import any_of
from workflows.requests.sentences import Sentence, canonical
from workflows.terms import Severity

MOST_REQUESTS = 5  # in one sentence; each is compared with all that follows it
_OF_INTEREST = re.compile(any_of(" ".join([*LEVELS, *NOUNS, "sev1 sev2 p1 p2 p3 p4 s1 s2"])))
_CONDITION = re.compile(
    r"\b(?:if|unless|when|whenever|once|whether|until|till|otherwise|provided|providing|assuming|suppose"
    r"|supposing|in case"
    r"|as long as|in the event|should (?:it|this|that|the|you|we|they)(?= (?!be\b))|only (?:after|as)|depending"
    r"|si|sauf|quand|lorsque|lorsqu|sinon|tant que|tant qu|au cas|dans le cas|en cas|a moins|a condition|des que|des qu"
    r"|une fois (?:que|qu)|pourvu|selon|apres que|how to|how (?:can|do|could)|comment)\b"
)
_REPORTED = re.compile(
    r"\b(?:said|says|told|tells|wrote|writes|asked|asks|suggested|suggests|suggest|proposed|propose|mentioned"
    r"|states|stated"
    r"|claims|claimed|requested|written|dit|disait|ecrit|ecrivait|demandait|indique|indiquait|suggere|propose|mentionne"
    r"|for example|par exemple|for instance|such as|example|exemple|hypothetically)\b"
)
_AS_AGREED = re.compile(r"(?:as|like|comme|per|suite|further|following)\b")
# "After the release, raise …" is for later; "after our call" is not.
_NOT_NOW = re.compile(
    r"^(?:after|before|upon|apres|avant|next time|in (?:the )?future|a l avenir|la prochaine fois)\b"
    r"(?! (?:(?:our|your|the|my|notre|votre|l|un|this|a) )?(?:call|phone|discussion|exchange|meeting"
    r"|conversation|appel|echange))"
)
_FORBIDDEN = re.compile(
    r"(?:(?:please|and|but|so|mais|et|merci|now|also|surtout|hi|hello|bonjour|team|all) ){0,5}"
    r"(?:(?:do|must|should) not|never|not|no need|ne|n|inutile|surtout pas|pas|sans|without|avoid|evitez)\b"
    r"(?! (?:hesitate|worry|hesitez|vous inquietez))"
)
_INTRODUCES = re.compile(
    r"\b(?:please|request|requests|ask|need|could you|can you|kindly|demande|merci|veuillez|action|actions)\b"
)
_GREETS = re.compile(r"(?:hi|hello|hey|dear|bonjour|team|support|urgent|all|salut)\b(?: \w+){0,2}$")
_OPENERS = re.compile(
    r"(?<!\bto)(?<!\byou)(?<!\bnot)(?<!\bnever)(?<!\bwe)(?<!\bi)(?<!\bcan)(?<!\bcould)(?<!\bwould)(?<!\bwill)(?<!\bor)"
    r"(?<!\bne)(?<!\bpas)(?<!\bvous)(?<!\btu)(?<!\bde)(?<!\bou)(?<!\bon)(?<!\bthat)(?<!\bque)(?<!\bqu)(?<!\bhow)(?<!\bwhy)"
    r"(?<!\bwhat)(?<!\bwhere)(?<!\bwho)(?<!\bwhich)(?<!\belse)(?<!\bthan)(?<!\band)(?<!\bet)(?<!\bje)(?<!\bdo)(?<!\bcomment)"
    r"(?<!\bpourquoi)(?<!\bjust)(?<!\|) "
    r"(?=(?:please|kindly|(?:can|could|would|will) you|veuillez|merci de|merci d|pourriez vous|pouvez vous) )"
)
_JOINTS = re.compile(
    r" (?:so|and|et|donc|thus|therefore|hence) (?=(?:please|kindly|(?:we|i) (?:need|want|would|request|ask|wish)"
    r"|(?:je|nous) (?:souhait|demand|voudr|aimer)\w*|(?:can|could|would) you|merci de|veuillez|pourriez vous"
    r"|pouvez vous) )"
    r"| (?:but|mais) "
)
_AS_A_CASE = re.compile(r"(?:treat|consider|handle|mark|flag|classify)\b.* a \w+$")
_CASE = re.compile(r"^(?:case|issue|ticket|incident|one)(?: |$)")
_LATER = re.compile(r"(?:\w+ )?(?:tomorrow|later|demain|plus tard|next (?:week|month)|on monday|lundi|after|apres)\b")
_OR = re.compile(r"(?:\w+ ){0,3}(?:or|ou)\b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``level``: clearly asked for. ``speaks``: not clear, yet about changing the severity.

    ``against``: it says not to; ``named``: the levels in it.
    """

    level: Severity | None = None
    speaks: bool = False
    against: bool = False
    named: frozenset[Severity] = frozenset()


@dataclass(frozen=True, slots=True)
class _Found:
    level: Severity
    clause: int
    rest: str
    order: bool
    question: bool


def judge(sentence: Sentence) -> Verdict:
    """What ``sentence`` asks of the severity."""
    words = sentence.words
    if not _OF_INTEREST.search(words):
        return Verdict()
    clauses = _clauses(words)
    found = list(_requests(clauses))
    if found and not sentence.quoted and _is_clear(sentence, clauses, found):
        return Verdict(found[0].level)
    speaks = bool(found) or is_form(words) or any(speaks_of_change(clause, sentence.asks) for clause in clauses)
    if not speaks:
        return Verdict()
    named = frozenset(LEVELS[word] for word in words.split() if word in LEVELS)
    against = not sentence.quoted and bool(_AGAINST.search(f"{sentence.lead} {words}"))
    return Verdict(speaks=True, against=against, named=named)


_AGAINST = re.compile(
    rf"\b(?:not|never|no need|ne|n|pas|inutile|sans|without|avoid|stop|cancel|ignore|forget|disregard"
    rf"|{english.KEEP}|{french.KEEP})\b"
)


# "No wait, do not raise it": what was asked for before stands for ``it``, so that no level need be named.
_TAKES_BACK = re.compile(
    r"(?:(?:no|non|wait|oh|sorry|actually|please|hold on|on second thought|finalement|en fait|attendez|pardon|desolee?"
    r"|merci de|but|mais|and|et) ){0,5}"
    r"(?:(?:do not|never) (?:raise|change|lower|increase|escalate|upgrade|do) (?:it|that|this)"
    r"|(?:ne )?(?:la|le|l|y) (?:changez|passez|modifiez|montez|augmentez|touchez|relevez) pas"
    r"|ne (?:pas )?(?:la|le|l|y) (?:changer|passer|modifier|monter|augmenter|toucher|relever)(?: pas)?"
    r"|ne (?:faites|changez|modifiez) (?:rien|pas (?:ca|cela))"
    r"|(?:do not|never mind|forget (?:it|that|about it)|ignore (?:it|that|this)|cancel (?:it|that|this)"
    r"|scratch that|oubliez(?: ca| cela)?|laissez tomber|annulez(?: ca| cela)?))\b(?! \w+ \w)"
)


def takes_back(sentence: Sentence) -> bool:
    """Whether a sentence after a request unsays it without naming the severity again."""
    return any(_TAKES_BACK.match(clause) for clause in _clauses(sentence.words))


def _clauses(words: str) -> list[str]:
    words = _JOINTS.sub(" | ", _OPENERS.sub(" | ", words))
    return [clause for clause in (part.strip() for part in words.split("|")) if clause]


def _requests(clauses: list[str]) -> Iterator[_Found]:
    for index, clause in enumerate(clauses):
        for patterns, order, question in _FORMS:
            match = next((m for m in (pattern.match(clause) for pattern in patterns) if m), None)
            if match is None:
                continue
            said, rest = match[0].split(), clause[match.end() :].strip()
            if _AS_A_CASE.search(match[0]):
                rest = _CASE.sub("", rest)
            if " a " + said[-1] in match[0] and rest.startswith(("priority", "level")) and "severity" not in said:
                break  # "make it a major priority" is a manner of speaking
            if any(word in NOUNS for word in said) or is_plain_level_end(said[-1], rest):
                yield _Found(LEVELS[said[-1]], index, rest, order, question)
                break


_FORMS = (
    (english.POLITE_QUESTIONS + french.POLITE_QUESTIONS, False, True),
    (english.REQUESTS + french.REQUESTS, False, False),
    (english.ORDERS + french.ORDERS, True, False),
)


def _is_clear(sentence: Sentence, clauses: list[str], found: list[_Found]) -> bool:
    if len(found) > MOST_REQUESTS:
        return False
    words = " | ".join(clauses)
    polite = "please" in words.split()
    if len({one.level for one in found}) > 1 or _CONDITION.search(f"{sentence.lead} | {words}"):
        return False
    if sentence.asks and not (polite or all(one.question for one in found)):
        return False
    before = [*_clauses(sentence.lead), *clauses[: found[0].clause]]
    if any(_takes_away(clause) for clause in before):
        return False
    if found[0].order and not polite and not _may_order(sentence):
        return False
    return all(_stands(one, clauses) for one in found)


def _takes_away(clause: str) -> bool:
    """Whether a clause before the request forbids it, reports it, or puts it off."""
    reported = _REPORTED.search(clause) and not _AS_AGREED.match(clause)
    return bool(_FORBIDDEN.match(clause) or reported or _NOT_NOW.search(clause))


def _may_order(sentence: Sentence) -> bool:
    """A bare imperative after a colon is a request only if the words before the colon say so, or greet."""
    before, colon, _ = sentence.text.partition(":")
    intro = sentence.lead or (canonical(before) if colon else "")
    return not intro or bool(_GREETS.match(intro) or _INTRODUCES.search(intro))


def _stands(found: _Found, clauses: list[str]) -> bool:
    """Whether what follows the request leaves it alone: no alternative, no other level, no later day."""
    after = clauses[found.clause + 1 :]
    if _LATER.match(found.rest) or _OR.match(found.rest) or any(c.split()[0] in ("or", "ou") for c in after):
        return False
    following = [found.rest, *after]
    return all(level == found.level for text in following for level in bare_levels(text, contrasted=False))
