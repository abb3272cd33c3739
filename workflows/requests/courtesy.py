"""Whether a comment is thanks and politeness only (CLO-4): greeting, thanks, praise, wishes, signature, emoji."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workflows.requests.folding import fold
from workflows.requests.markup import ELSEWHERE, Line
from workflows.requests.phrases import any_of
from workflows.requests.sentences import canonical

# One of these makes it courtesy …
_KIND = frozenset(
    "thanks thank thx thankyou cheers merci remercie remercions remerciements great perfect excellent "
    "wonderful awesome "
    "brilliant super parfait genial top impeccable nickel ok okay noted understood regards cordialement "
    "sincerely bravo "
    "appreciated welcome bye weekend journee soiree day evening week salutations d accord recu note rien".split()
)
# … and these may stand around it.
_AROUND = frozenset(
    "hi hello dear hey good morning afternoon evening team all everyone everybody support you so very much "
    "many a lot again "
    "really for your the help assistance quick fast prompt reply response answer time work effort efforts job "
    "info information "
    "feedback explanation explanations clarification update solution fix and have nice great best kind warm "
    "warmest yours too "
    "likewise happy new year holidays to it is of with rest enjoy well that this indeed quickly reactivity patience "
    "understanding cooperation much i we our just wanted say also from me us take care appreciate received will do are "
    "bonjour bonsoir salut madame monsieur mesdames messieurs cher chere chers beaucoup bien infiniment mille "
    "encore pour votre "
    "vos ton ta la le les l un une aide retour reponse rapidite reactivite efficacite soutien explications explication "
    "precisions informations intervention travail patience comprehension collaboration disponibilite a tous "
    "toutes toute "
    "equipe bonne bonnes excellente tres belle fin de semaine fetes annee bon vous amicalement "
    "respectueusement sinceres "
    "sincere salutations meilleures mes mon nos au revoir bientot je nous avec plaisir du c est et en agreer l "
    "expression "
    "meilleurs sentiments distinguee distinguees correction rapide super aussi oui".split()
)
_GREETING = frozenset(
    "hi hello dear hey morning afternoon bonjour bonsoir salut madame monsieur cher chere team".split()
)
_WORDS = _KIND | _AROUND
_ASIDE = re.compile(
    r"\b(?:for (?:solving|fixing|resolving|sorting)(?: out)? (?:the|my|our|this|that) (?:issue|problem|case|ticket)"
    r"|d avoir (?:resolu|regle|corrige) (?:le|mon|notre|ce) (?:probleme|souci)|de (?:la|votre) part|you are the best)\b"
)
_VALEDICTION = re.compile(
    r"(?:(?:best|kind|warm|warmest|with|many|bien|tres|thanks and|thank you and) )?(?:regards|cordialement"
    r"|sincerely|yours "
    r"sincerely|cheers|salutations|amicalement|respectueusement|a bientot|best wishes|best$|cdt|cdlt|bien a vous)\b"
)
_SMILE = re.compile(r"\((?:y|/|\*|\*[rgby])\)|[:;]-?[)DP](?!\w)|[\U0001f642\U0001f60a\U0001f600\U0001f603\U0001f604]")
_GLAD = re.compile(
    "[\U0001f44d\U0001f64f\U0001f44c\u2705\u2764\U0001f389\U0001f44f\U0001f601\U0001f60d\U0001f917\U0001f973]"
)
_SAD = re.compile(
    r"\((?:x|n|!|-|\?|off)\)|[:;]-?[(/|](?!\w)"
    r"|[\U0001f44e\u274c\u26a0\U0001f6a8\u2639\U0001f494\u2753\u2754\u203c\u2049"
    "\U0001f61e-\U0001f62d\U0001f641\U0001f615\U0001f616\U0001f612\U0001f613\U0001f614\U0001f92c\U0001f914\U0001f6d1]"
)
_NAME = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][a-zß-öø-ÿ'’]{1,30}\b")
_NO_NAME = any_of(
    "not no still but mais encore problem probleme error erreur fails failed fail broken waiting tomorrow "
    "demain issue bug crash "
    "urgent why pourquoi when quand how comment wrong again ko non yes oui never jamais down toujours bloque bloquant"
)
_TROUBLE = re.compile(_NO_NAME)
MOST_SIGNATURE_LINES = 12
MOST_SIGNATURE_WORDS = 10


def is_courtesy(lines: Sequence[Line]) -> bool:
    """Whether the writer's own lines hold nothing but courtesy, and at least some."""
    own = [line for line in lines if line.text and not line.quoted]
    kind = False
    for index, line in enumerate(own):
        if not _plain(line.text):
            return False
        smiling = bool(_SMILE.search(line.text) or _GLAD.search(line.text))
        words = _words(line.text)
        if _VALEDICTION.match(" ".join(words)) and _is_signature(own[index + 1 :]):
            return _all_known(line.text, words)
        last = index == len(own) - 1
        if not _all_known(line.text, words) or (words and not _WORDS.intersection(words) and not (last and kind)):
            return False
        kind = kind or smiling or bool(_KIND.intersection(words))
    return kind


def only_courtesy(clause: str) -> bool:
    """Whether a canonical clause has only words of courtesy, and one that makes it so."""
    words = _ASIDE.sub("", clause).split()
    kind = not words or bool((_KIND | _GREETING).intersection(words))
    return kind and all(word in _WORDS for word in words)


def is_valediction(words: str) -> bool:
    """Whether canonical ``words`` begin as the end of a letter does."""
    return _VALEDICTION.match(words) is not None


def _plain(text: str) -> bool:
    return ELSEWHERE not in text and "?" not in text and not _SAD.search(text)


def _words(text: str) -> list[str]:
    return _ASIDE.sub("", canonical(_SMILE.sub(" ", text)).replace("|", " ")).split()


def _all_known(text: str, words: list[str]) -> bool:
    """All words are courtesy but at most three that look like names."""
    unknown = {word for word in words if word not in _WORDS}
    if not unknown:
        return True
    names = {part for name in _NAME.findall(text) for part in fold(name).replace("'", " ").split()}
    return len(unknown) <= 3 and unknown <= names and not any(_TROUBLE.fullmatch(word) for word in unknown)


def _is_signature(lines: list[Line]) -> bool:
    return len(lines) <= MOST_SIGNATURE_LINES and all(
        "?" not in line.text
        and len(line.text.split()) <= MOST_SIGNATURE_WORDS
        and not _TROUBLE.search(canonical(line.text))
        for line in lines
    )
