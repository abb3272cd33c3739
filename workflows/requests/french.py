"""How French asks for a severity (SEV-2), over canonical words (``sentences.canonical``).

Without accents, elisions written apart. The rules of ``english`` hold: anchored,
closed lists, bounded, each pattern ends at the level's name.
"""

from __future__ import annotations

import re

from workflows.requests.phrases import LEVEL, NOUN, any_of, some

_INFINITIVES = (
    "passer repasser mettre remettre monter remonter augmenter baisser abaisser diminuer reduire changer "
    "modifier relever "
    "rehausser hausser elever escalader requalifier qualifier reclasser classer reclassifier basculer placer "
    "positionner "
    "porter ramener redescendre descendre definir fixer considerer traiter upgrader retrograder rendre declarer"
)
_IMPERATIVES = (
    "passez repassez mettez remettez montez remontez augmentez baissez abaissez diminuez reduisez changez "
    "modifiez relevez "
    "rehaussez elevez escaladez requalifiez qualifiez reclassez classez basculez placez portez ramenez "
    "descendez considerez "
    "traitez passe mets monte augmente baisse change releve escalade requalifie considere traite"
)
_SUBJUNCTIVES = (
    "passiez repassiez mettiez remettiez montiez remontiez augmentiez baissiez abaissiez diminuiez reduisiez changiez "
    "modifiiez releviez rehaussiez eleviez escaladiez requalifiiez reclassiez basculiez placiez portiez "
    "rameniez consideriez "
    "traitiez"
)
_DONE = (
    "passe passee mis mise remis remise monte montee remonte remontee augmente augmentee baisse baissee "
    "abaisse abaissee "
    "diminue diminuee reduit reduite change changee modifie modifiee releve relevee rehausse rehaussee eleve "
    "elevee escalade "
    "escaladee requalifie requalifiee qualifie qualifiee reclasse reclassee classe classee bascule basculee "
    "place placee "
    "porte portee ramene ramenee considere consideree traite traitee fixe fixee"
)
ACT, TELL, THAT_YOU, DONE = any_of(_INFINITIVES), any_of(_IMPERATIVES), any_of(_SUBJUNCTIVES), any_of(_DONE)
KEEP = any_of("garder gardez laisser laissez maintenir maintenez conserver conservez rester reste annuler annulez")

THING = (
    "le la les l ce cet cette cela ca notre nos mon ma votre vos son sa de du d des sur pour gravite severite "
    "criticite "
    "priorite niveau degre classification ticket cas dossier incident demande anomalie probleme bug appel "
    "sujet defaut ci "
    "actuel actuelle severity priority criticality case panne numero"
)
OBJECT = f"(?:(?:{any_of(THING)}|[a-z]{{2,10}}-\\d+) )"
_NAMED = "(?:un |une |la |le |l )?(?:niveau de |niveau |degre de )?"
_INTO = (
    f"(?:etant |etre )?(?:{_NAMED}(?:gravite|severite|criticite|priorite|niveau|severity|priority) )?(?:une? "
    f"cas |une? incident )?"
)
_FROM = f"(?:(?:de|du|depuis) {_INTO}{LEVEL} )?"
TO = f"{_FROM}(?:a|au|en|comme|vers|sur) {_INTO}{LEVEL}"
_DIRECT = (
    f"(?:(?:rendre|qualifier|classer|considerer|declarer) {OBJECT}{{1,10}}{LEVEL}|(?:mettre|fixer|definir) "
    f"(?:la |le )?{NOUN} {LEVEL})"
)
_ACT_ON = f"(?:{ACT} {OBJECT}{{0,12}}{TO}|{_DIRECT})"

_OPENING = some(
    "bonjour bonsoir salut madame monsieur messieurs cher chere l equipe support ok oui alors donc et puis "
    "aussi maintenant "
    "please merci a tous toutes urgent en urgence svp egalement par ailleurs du coup hello hi",
    8,
)
_SOFTLY = some(
    "please bien me nous donc egalement aussi maintenant rapidement immediatement en urgence vouloir par "
    "consequent de suite",
    6,
)
_MAY_YOU = (
    "(?:pourriez vous|pouvez vous|voudriez vous|voulez vous|pourrais tu|peux tu|pourrait on please|peut on please)"
)
_IS_IT_THAT = "(?:est ce que )(?:vous (?:pourriez|pouvez|voudriez))"
_WISH = any_of(
    "souhaite souhaitons souhaiterais souhaiterions voudrais voudrions veux voulons aimerais aimerions demande "
    "demandons "
    "desire desirons prefererais prefererions"
)
_WANT = (
    f"{_OPENING}(?:(?:je|j|nous|on) (?:vous )?{_SOFTLY}{_WISH} |(?:nous avons|j ai|on a) (?:donc |vraiment "
    f"|urgemment )?besoin )"
)
_BECOME = (
    f"(?:(?:soit|soient|puisse etre|etre) {_SOFTLY}(?:{DONE} (?:{TO}|{LEVEL})|{_INTO}{LEVEL})"
    f"|(?:passe|monte|descende|devienne|bascule) (?:{TO}|{LEVEL}))"
)
_OUGHT = "(?:doit|doivent|devrait|devraient|devra|merite de|merite d) "

ORDERS: tuple[re.Pattern[str], ...] = (
    re.compile(f"{_OPENING}{TELL} (?:le |la |moi |nous )?{_SOFTLY}{OBJECT}{{0,12}}{TO}"),
)
REQUESTS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_OPENING}(?:merci(?: (?:d avance|par avance|beaucoup))? (?:de|d)|veuillez|priere de|bien vouloir"
        f"|(?:il )?convient de"
        f"|(?:il )?faut|il faudrait|(?:je|nous) vous (?:prie|prions|demande|demandons|remercie|remercions"
        f"|invite|saurais gre)"
        f"(?: (?:de|d))?) {_SOFTLY}{_ACT_ON}",
        f"{_OPENING}(?:il )?(?:faut|faudrait) que {OBJECT}{{1,10}}{_BECOME}",
        f"{_WANT}(?:a |de |d )?(?:vous )?(?:(?:demander|prier) (?:de|d) )?{_SOFTLY}{_ACT_ON}",
        f"{_WANT}(?:a ce |de ce )?qu(?:e)? (?:vous {_SOFTLY}{THAT_YOU} {OBJECT}{{0,12}}{TO}|{OBJECT}{{1,10}}{_BECOME})",
        f"{_WANT}voir {OBJECT}{{1,10}}{DONE} {TO}",
        f"{_WANT}(?:le |un |une |la |l )?(?:passage|changement|augmentation|escalade|elevation|baisse|hausse"
        f"|modification) "
        f"{OBJECT}{{0,10}}{TO}",
        f"{_WANT}(?:d )?(?:une |la )?{NOUN} {LEVEL}",
        f"{_OPENING}{OBJECT}{{1,10}}{_OUGHT}{_SOFTLY}(?:etre {_SOFTLY}(?:{DONE} (?:{TO}|{LEVEL})|{_INTO}{LEVEL})"
        f"|(?:passer|monter|descendre|basculer) {TO})",
        f"{_OPENING}{ACT} {OBJECT}{{0,12}}{TO}(?= (?:[a-z]+ ){{0,3}}please\\b)",
    )
)
POLITE_QUESTIONS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_OPENING}(?:{_MAY_YOU}|{_IS_IT_THAT}) {_SOFTLY}{_ACT_ON}",
        f"{_OPENING}(?:serait il possible|vous serait il possible|serait ce possible) (?:de|d) {_SOFTLY}{_ACT_ON}",
        f"{_OPENING}serait il possible que {OBJECT}{{1,10}}{_BECOME}",
        f"{_OPENING}auriez vous (?:la gentillesse|l amabilite|l obligeance) (?:de|d) {_SOFTLY}{_ACT_ON}",
        f"{_OPENING}puis je (?:vous )?(?:demander|prier) (?:de|d) {_SOFTLY}{_ACT_ON}",
    )
)
