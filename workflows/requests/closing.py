"""Whether a comment says that the case is solved, may be closed, or that the solution is accepted (CLO-1, CLO-2).

A wrong yes closes a case: a clause counts only when nothing but known words is left of it, and any doubt anywhere in
the comment (a "but", a question, a negation, another wish) takes it all back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from workflows.requests.courtesy import is_valediction, only_courtesy
from workflows.requests.phrases import any_of
from workflows.requests.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Closing:
    """``solved``: said in so many words, or the case may be closed; ``accept``: a plain "it works"."""

    solved: bool = False
    accept: bool = False


class _Said(Enum):
    SOLVED = "solved"
    CURT = "curt"
    WORKS = "works"
    COURTESY = "courtesy"
    OTHER = "other"
    DOUBT = "doubt"


# Words that change nothing: adverbs anywhere, interjections at the clause's ends.
_ADVERB = re.compile(
    r"(?<!\S)"
    + any_of(
        "now fully completely totally entirely finally definitely indeed already just really perfectly "
        "absolutely please then "
        "therefore also successfully correctly maintenant desormais enfin bien totalement completement entierement "
        "definitivement effectivement donc parfaitement alors aussi correctement deja vraiment egalement so"
    )
    + "(?: |$)"
)
_INTERJECTIONS = frozenset(
    "yes yep yeah ok okay great perfect excellent wonderful good hi hello all team thanks thank you so much "
    "very oui parfait "
    "super merci bonjour tres nickel impeccable beaucoup top genial fine well".split()
)
_PLACES = re.compile(
    r" ?(?<!\S)(?:(?:on|at|from) (?:our|my) (?:side|end)|for (?:us|me|everyone|all users|all)|in (?:production"
    r"|prod)|like a charm"
    r"|as (?:expected|it should|designed)|again|at your convenience|when convenient|de (?:notre|mon) cote|chez "
    r"(?:nous|moi)"
    r"|pour (?:nous|moi|tout le monde|tous)|en (?:production|prod)|comme (?:prevu|attendu|il faut|souhaite)|a "
    r"nouveau|de nouveau"
    r"|you (?:very|so) much|very much|a lot|a tous)(?!\S)"
)
_CASE = (
    "the this that it my our these issue issues problem problems case ticket incident bug error defect request "
    "matter one "
    "reported initial original above everything all everything thing"
)
_CAS = (
    "le la l les ce cet cette mon ma notre mes nos ticket cas dossier incident probleme problemes souci bug "
    "demande anomalie "
    "erreur appel sujet question tout cela ca"
)
_THING = f"(?:(?:{any_of(_CASE)}|[a-z]{{2,10}}-\\d+) )"
_CHOSE = f"(?:(?:{any_of(_CAS)}|[a-z]{{2,10}}-\\d+) )"
_SURE = (
    "(?:(?:i|we) (?:can |am happy to |are happy to |hereby )?confirm (?:that )?|(?:happy|glad|pleased) to "
    "(?:say|confirm|report) "
    "(?:that )?|(?:je|nous) (?:vous )?(?:confirme|confirmons) (?:que |qu )?)?"
)
_FIXED = "(?:solved|resolved|fixed|sorted|sorted out|settled)"
_REGLE = "(?:resolue?s?|reglee?s?|solutionnee?s?|corrigee?s?|rentre dans l ordre|clos)"
_BY = "(?:your|the|this|that|last|latest|new|fix|update|patch|solution|hotfix|change|workaround)"
_MAY = (
    "(?:(?:you|we) (?:can|may|could|are free to|are welcome to|have my (?:ok|permission|agreement) to) (?:go "
    "ahead and )?"
    "|(?:i think |i guess |i believe )(?:you|we) can |(?:can|could|would|will) you |(?:please )?feel free to "
    "|go ahead and |"
    "(?:it is |we are |i am )?(?:ok|fine|good|happy|safe) (?:for you )?to )"
)
_PEUT = (
    "(?:vous (?:pouvez|pourrez)|on peut|nous pouvons|tu peux|(?:pouvez|pourriez) vous|peux tu|pourrais tu"
    "|veuillez|merci (?:de|d)"
    "|je vous (?:laisse|invite a|prie de|remercie de)|n hesitez pas a|(?:bon|ok|d accord) pour|vous pouvez "
    "proceder a) (?:vouloir )?"
)
_FERMER = "(?:cloturer|fermer|clore|cloture|fermeture|la cloture|la fermeture)"
_SOLUTION = "(?: (?:la|votre|solution|correction|resolution)){0,3}"
_SOLVED = tuple(
    re.compile(f"(?:{pattern}) ?")
    for pattern in (
        f"{_SURE}{_THING}{{1,6}}(?:is |are |has been |have been |was |got )?(?:all )?{_FIXED}",
        f"{_SURE}(?:i|we|you|it|{_BY}(?: {_BY}){{0,4}}) (?:have |has |did )?{_FIXED} (?:it"
        f"|{_THING}{{0,5}}(?:issue|problem|this|error|bug))",
        f"{_SURE}{_MAY}(?:close|resolve) {_THING}{{0,6}}(?:out |as (?:solved|resolved|done) )?",
        f"{_SURE}{_THING}{{1,6}}(?:can|may|could) be (?:closed|resolved|marked as (?:solved|resolved|closed"
        f"|done))(?: out)?",
        f"(?:{_THING}{{1,4}}is )?(?:ok|good|ready) to (?:be closed|close)",
        f"{_SURE}{_CHOSE}{{1,6}}(?:est |sont |a ete |ont ete )?{_REGLE}",
        f"{_SURE}(?:c|cela|ca|tout) (?:est |a ete )(?:tout )?{_REGLE}",
        f"(?:vous avez|nous avons|j ai|cela a|ca a) (?:resolu|regle|corrige) {_CHOSE}{{1,5}}",
        f"{_SURE}{_PEUT}{_CHOSE}{{0,3}}{_FERMER} (?:de |du |d )?{_CHOSE}{{0,6}}",
        f"(?:cloturez|fermez) {_CHOSE}{{1,6}}",
        f"{_SURE}{_CHOSE}{{1,6}}(?:peut|peuvent|pourra) (?:etre )?(?:cloturee?|fermee?|clos|close|clot)",
    )
)
# These say it only where nothing else is said beside them: "the states are open, resolved, closed".
_CURT = re.compile(
    f"(?:(?:all )?{_FIXED}|(?:is|has been) {_FIXED}|{_REGLE}|close {_THING}{{1,6}}(?:out |as (?:solved|resolved"
    f"|done) )?"
    f"|(?:a )?(?:cloturer|fermer|clore)(?: {_CHOSE}{{1,6}})?) ?"
)
_FIT = "(?: (?:fine|well|good|ok|okay|great|perfect))?"
_FONCTIONNE = (
    "(?:(?:re)?(?:marche|fonctionne)|est (?:bon|ok|tout bon|en ordre|operationnel|fonctionnel|parfait|revenu a "
    "la normale))"
)
_WORKS = tuple(
    re.compile(f"(?:{pattern}) ?")
    for pattern in (
        f"{_SURE}(?:{_THING}{{0,4}}|(?:{_BY} ){{1,4}})(?:works|worked|is working|are working|work){_FIT}",
        f"{_SURE}(?:{_THING}{{1,4}}|(?:{_BY} ){{1,4}})(?:is|are|looks) (?:good|fine|ok|okay|perfect|all good"
        f"|back to normal)",
        "(?:it is |we are |i am )?all (?:good|fine|set|ok)",
        "(?:(?:that|this|it) )?did (?:the trick|it)",
        "(?:i|we) accept(?: (?:the|this|your|proposed|solution|fix)){0,4}|(?:the )?(?:solution|fix) (?:is "
        ")?accepted|accepted",
        "(?:that is |it is |this is )?(?:fine|good|ok|works) (?:with|for) (?:me|us)",
        f"{_SURE}(?:ca|cela|tout|c|la solution|le correctif|la correction|votre solution|l application|le "
        f"contournement) {_FONCTIONNE}",
        "tout est ok|tout bon|c est tout bon|looks good",
        f"{_SURE}(?:la solution|votre solution|ca|cela) (?:me |nous )?(?:convient|va)",
        f"(?:j accepte|nous acceptons|je valide|nous validons){_SOLUTION}",
        "(?:la )?solution (?:est )?(?:acceptee|validee)|c est valide",
        "(?:je|nous) (?:vous )?(?:confirme|confirmons) (?:la (?:resolution|correction)|le bon fonctionnement)",
        "(?:confirme|confirmed) (?:ca|cela|it|that) (?:fonctionne|marche|works)",
    )
)
_CONFIRMED = re.compile("confirmed|confirme|validated|oui|yes")
# A name behind a greeting or thanks.
_ADDRESSED = re.compile(
    r"(?:thanks|thank you|many thanks|merci|hi|hello|dear|hey|bonjour|cher|chere|salut)(?: \w+){1,2}"
)
_HARMLESS = re.compile(
    r"(?:no|nothing) (?:further|more|other|else)\b(?: \w+){0,4}|(?:i|we) (?:do not|no longer) (?:need|require) "
    r"(?:any )?"
    r"(?:further|more|other|anything else)\b(?: \w+){0,3}|\w+(?: \w+){0,3} (?:is|are) (?:gone|no longer "
    r"(?:there|present))"
    r"|(?:the )?(?:error|problem|issue|message) (?:has )?(?:gone|disappeared|vanished)(?: away)?"
    r"|(?:the )?(?:error|problem|issue|message|it) (?:no longer (?:occurs|happens|appears)"
    r"|does not (?:occur|happen|appear) (?:anymore|any more|any longer))"
    r"|(?:l |le )(?:erreur|probleme|message) a disparu|(?:plus|pas) (?:d autre|de) (?:question|demande|souci"
    r"|probleme|erreur)s?"
    r"|(?:if|should) (?:it|this|the (?:issue|problem|error)) (?:happens?|occurs?|comes? back|reappears?"
    r"|returns?)(?: again)?"
    r"(?: (?:i|we) (?:will|shall|can) (?:open|create|log) (?:a new|another) (?:case|ticket|one|issue))?"
    r"|(?:i|we) (?:will|shall|can) (?:open|create|log) (?:a new|another) (?:case|ticket|one|issue)"
)
_DOUBT = re.compile(
    any_of(
        "but however although though except still yet unfortunately not never no only partially partly almost "
        "nearly some "
        "temporarily fails fail failing broken crashes crashing remains remaining persists occurs happens "
        "wonder how what why "
        "where who which could can need needs want wants would like another more next will shall wait waiting "
        "until after "
        "before later tomorrow if when whenever unless once should might may maybe perhaps probably seems seem "
        "appears hope "
        "hopefully reopen test testing check verify monitor must "
        "please whether or both half intermittent sometimes slow wrong else instead rather keep open again think guess "
        "mais cependant toutefois sauf encore toujours malheureusement ne n pas jamais aucun aucune ni "
        "seulement partiellement "
        "presque echoue plante reste persiste comment pourquoi quoi quel quelle ou qui besoin souhaite "
        "souhaitons voudrais "
        "voudrions autre autres prochain attendre attends attendons jusqu jusque apres avant demain si quand "
        "lorsque des "
        "devrait pourrait peut semble hormis hors espere esperons rouvrir tester teste testons verifier verifie "
        "merci parfois lent lente faux sinon plutot garder laisser pensons "
        "pense crois uniquement excepte temporairement pouvez pourriez veuillez"
    )
)
_TROUBLE = re.compile(
    any_of(
        "error errors issue issues problem problems bug question questions erreur erreurs probleme problemes "
        "souci soucis"
    )
)
_OVER = re.compile(
    r"\b(?:was|were|had|caused|came|due|regarding|concerning|about|etait|venait|provenait|concernant|avions"
    r"|avais)\b"
)
# Context has a subject; what begins otherwise is an order or a fragment: "send me the file and you can close".
_TELLS = re.compile(
    any_of(
        "i we it its the this that these those everything all our my your you he she they there yes since as "
        "because a an in with "
        "for regarding concerning following further je j nous on il elle ils elles ca cela c ce cette ces le "
        "la les l tout tous "
        "notre nos mon ma mes votre vos vous un une suite concernant oui depuis"
    )
)
_CUT = re.compile(r" (?:and|so|et|donc|alors|because|since|car|puisque|thus|therefore|hence|parce que|parce qu) ")


def read_closing(sentences: list[Sentence]) -> Closing:
    """What the writer's own ``sentences`` say about closing, all of them taken together."""
    said: list[_Said] = []
    signed = False
    for sentence in sentences:
        signed = signed or is_valediction(sentence.words)
        meant = list(_said(sentence))
        said += [one for one in meant if one is _Said.DOUBT] if signed else meant
    if _Said.DOUBT in said:
        return Closing()
    if _Said.SOLVED in said:
        return Closing(solved=True)
    if _Said.WORKS not in said:
        return Closing()
    last = len(said) - 1 - said[::-1].index(_Said.WORKS)
    # What comes after "it works" is a new matter as often as not; what led to it is told before.
    return Closing(accept=_Said.OTHER not in said[last:])


LONGEST_CLAUSE = 200  # characters: whoever says it is solved says it shortly
_ASKS_TO_CLOSE = re.compile(
    r"(?:(?:can|could|would|will) you|(?:pouvez|pourriez) vous|peux tu|pourrais tu)\b.{0,80}\b(?:close|cloturer"
    r"|fermer|clore)\b"
)


def _said(sentence: Sentence) -> Iterator[_Said]:
    words = sentence.words
    if sentence.asks and not any(_ASKS_TO_CLOSE.match(_ADVERB.sub("", c.strip())) for c in words.split("|")):
        yield _Said.DOUBT
        return
    words = words.replace("go ahead and ", "")
    clauses = [part.strip() for part in _CUT.sub(" | ", words).split("|") if part.strip()]
    meant = [_meaning(clause) for clause in clauses]
    if meant and meant[-1] in (_Said.OTHER, _Said.DOUBT) and _is_name(sentence.text, clauses[-1]):
        meant[-1] = _Said.COURTESY
    alone = _Said.OTHER not in meant
    for one in meant:
        yield (_Said.SOLVED if alone else _Said.OTHER) if one is _Said.CURT else one


def _is_name(text: str, clause: str) -> bool:
    """At most three capitalised words at the end of a sentence: "Marie Dupont"."""
    names = text.rstrip(" .!").split()[-len(clause.split()) :]
    return len(names) <= 3 and all(name[0].isupper() for name in names) and not _DOUBT.search(clause)


def _meaning(clause: str) -> _Said:
    if len(clause) <= LONGEST_CLAUSE:
        forms = list(_forms(clause))
        if any(p.fullmatch(text) for p in _SOLVED for text in forms) or (forms[-1] == "close " and "please" in clause):
            return _Said.SOLVED
        if any(_CURT.fullmatch(text) for text in forms):
            return _Said.CURT
        if any(p.fullmatch(text) for p in _WORKS for text in forms):
            return _Said.WORKS
        bare = forms[-1].strip()
        if not bare or _CONFIRMED.fullmatch(bare) or only_courtesy(clause) or _ADDRESSED.fullmatch(clause):
            return _Said.DOUBT if _DOUBT.search(bare) else _Said.COURTESY
        if _HARMLESS.fullmatch(clause):
            return _Said.OTHER
    if _DOUBT.search(clause) or (_TROUBLE.search(clause) and not _OVER.search(clause)) or not _TELLS.match(clause):
        return _Said.DOUBT
    return _Said.OTHER


def _forms(clause: str) -> Iterator[str]:
    """The clause without words that change nothing; more and more of them taken away, each form with a blank behind."""
    whole = " ".join(_ADVERB.sub("", clause).split())
    words = _ADVERB.sub("", _PLACES.sub("", clause)).split()
    yield whole + " "
    yield " ".join(words) + " "
    while words and words[0] in _INTERJECTIONS:
        words = words[1:]
        yield " ".join(words) + " "
    while words and words[-1] in _INTERJECTIONS:
        words = words[:-1]
        yield " ".join(words) + " "
