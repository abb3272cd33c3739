"""How English asks for a severity (SEV-2), over canonical words (``sentences.canonical``).

Every pattern is anchored at a clause's start, takes its words from closed lists and repeats them a bounded number of
times: what is not known to be a request is none. Each pattern ends at the level's name.
"""

from __future__ import annotations

import re

from workflows.requests.phrases import LEVEL, NOUN, any_of, some

_VERBS = (
    "raise lower change set reset escalate deescalate upgrade downgrade bump increase decrease move elevate "
    "reduce promote "
    "demote adjust switch update modify reclassify classify put drop push bring shift treat consider handle "
    "mark flag rate "
    "rank make prioritize prioritise turn"
)
_DOING = (
    "raising lowering changing setting resetting escalating upgrading downgrading bumping increasing decreasing moving "
    "elevating reducing promoting demoting adjusting switching updating modifying reclassifying classifying putting "
    "dropping pushing bringing treating considering handling marking flagging rating ranking making prioritizing"
)
_DONE = (
    "raised lowered changed set reset escalated upgraded downgraded bumped increased decreased moved elevated reduced "
    "promoted demoted adjusted switched updated modified reclassified classified put dropped treated "
    "considered handled "
    "marked flagged rated ranked made prioritized prioritised"
)
ACT, DOING, DONE = any_of(_VERBS), any_of(_DOING), any_of(_DONE)
KEEP = any_of("keep leave maintain stay remain keeping leaving kept revert undo")

THING = (
    "the this that it its our my your of for on in case ticket issue incident request problem bug defect one outage "
    "severity sev priority criticality level rating classification current above same up down back over number"
)
OBJECT = f"(?:(?:{any_of(THING)}|[a-z]{{2,10}}-\\d+) )"
_INTO = "(?:(?:a|an|the|be|being|having|of|severity|sev|priority|level|criticality|category|class) )"
_FROM = f"(?:from (?:(?:the|its|a|current|present|severity|priority|level|of) ){{0,4}}{LEVEL}(?: {NOUN})? )?"
TO = f"{_FROM}(?:(?:up|down|back) )?(?:to|as|at|into) {_INTO}{{0,5}}{LEVEL}"
# Without a preposition only after verbs that can do without: "make it Critical", "set the severity Major".
_DIRECT_ACT = any_of("make set mark consider treat rate rank flag classify")
_ACT_ON = f"(?:{ACT} {OBJECT}{{0,12}}{TO}|{_DIRECT_ACT} {OBJECT}{{1,12}}(?:to be )?{_INTO}{{0,3}}{LEVEL})"
_DOING_ON = f"{DOING} {OBJECT}{{0,12}}(?:{TO}|{LEVEL})"
_BECOME = (
    f"(?:(?:to be )?(?:{DONE} )?{TO}|be {DONE} {TO}|(?:to be |be ){_INTO}{{0,4}}{LEVEL}|(?:to be )?{DONE} {LEVEL})"
)

_OPENING = some(
    "hi hello dear hey team all everyone support ok okay yes so and then also now just therefore hence thus "
    "please kindly "
    "actually again thanks thank you immediately urgently additionally next first finally sorry apologies urgent good "
    "morning afternoon evening day",
    8,
)
_SOFTLY = some(
    "please kindly possibly maybe perhaps also just now then therefore immediately urgently quickly help to",
    5,
)
_WANT = (
    f"{_OPENING}(?:(?:i|we) (?:am|are) (?:writing|contacting you) to (?:kindly )?(?:ask|request) |(?:i|we) "
    f"(?:(?:would|do|really|also|kindly|hereby|now|urgently|therefore|just|strongly|am|are|please) ){{0,4}}"
    "(?:like|love|want|need|wish|ask|request|require|asking|requesting|prefer) )"
)
_YOU_TO = "(?:to (?:ask|request|have|see|get) )?" + some(
    "you your team support that for to please kindly have get see now also immediately", 7
)
_WITH_PLEASE = "(?=(?:[a-z0-9-]{1,20} ){0,20}please\\b)"  # without it, "can we …?" may ask for an opinion
_CALL = any_of("escalation upgrade raise increase change bump downgrade decrease raising lowering elevation move")
_SUBJECT = (
    "(?:i think |we think |i believe |we believe |in our (?:opinion|view) |in my (?:opinion|view) |for us |i "
    "feel |we feel )?"
)
_OUGHT = "(?:should|must|needs to|need to|has to|have to|ought to|shall) " + some(
    "now please really therefore also definitely immediately urgently rather instead probably", 3
)

ORDERS: tuple[re.Pattern[str], ...] = (re.compile(f"{_OPENING}{_ACT_ON}"),)
REQUESTS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_OPENING}(?:please |kindly )consider {_DOING_ON}",
        f"{_OPENING}(?:request|requesting|asking) (?:you )?to {_ACT_ON}",
        f"{_WANT}{_YOU_TO}{_ACT_ON}",
        f"{_WANT}{_YOU_TO}{OBJECT}{{1,12}}{_BECOME}",
        f"{_WANT}{_YOU_TO}(?:a |an |the )?(?:severity (?:level )?|priority )?{_CALL} (?:(?:in|of|from) "
        f")?{OBJECT}{{0,8}}{TO}",
        f"{_WANT}(?:{OBJECT}{{0,6}}(?:with|at|as|to have) )?(?:a )?(?:{LEVEL}(?= {NOUN})|{NOUN} {LEVEL})",
        f"{_OPENING}{_SUBJECT}{OBJECT}{{1,10}}{_OUGHT}be {DONE} (?:{OBJECT}{{0,4}}{TO}|{LEVEL})",
        f"{_OPENING}{_SUBJECT}(?:the |this |our |my )?(?:{NOUN}|case|ticket|incident) (?:of |level |for |this "
        f"|the |our |case |"
        f"ticket ){{0,5}}{_OUGHT}be {_INTO}{{0,4}}{LEVEL}(?! (?:for|to|that|pour)\\b)",
        # "It should be minor" is as often said of an effort or an effect.
        f"{_OPENING}{_SUBJECT}(?:this|it|that)(?: issue| one)? {_OUGHT}be {_INTO}{{0,4}}(?:critical|critique"
        f"|major|majeur)\\b"
        r"(?! (?:for|to|that|pour)\b)",
    )
)
POLITE_QUESTIONS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_OPENING}(?:can|could|would|will|might) you (?:please |kindly )?(?:be so kind (?:as )?to |be able to "
        f"|consider )?{_SOFTLY}{_ACT_ON}",
        f"{_OPENING}(?:can|could|would) you {_SOFTLY}consider {_DOING_ON}",
        f"{_OPENING}(?:would|do) you mind (?:please )?{_DOING_ON}",
        f"{_OPENING}would it be possible (?:for you )?to {_SOFTLY}{_ACT_ON}",
        f"{_OPENING}(?:can|could|would) you (?:please |kindly )?(?:get|have) {OBJECT}{{1,8}}{_BECOME}",
        f"{_WITH_PLEASE}{_OPENING}(?:can|could|may) (?:we|i) (?:please )?(?:get|have) {OBJECT}{{1,8}}{_BECOME}",
        f"{_WITH_PLEASE}{_OPENING}(?:can|could) {OBJECT}{{1,8}}(?:please )?be {DONE} {TO}",
        f"{_OPENING}(?:can|could|may) (?:we|i) (?:please|kindly) {_SOFTLY}{_ACT_ON}",
        f"{_OPENING}(?:can|could|may|might) (?:we|i) (?:please |kindly )?(?:ask|request) {_YOU_TO}(?:{_ACT_ON}"
        f"|{OBJECT}{{1,12}}{_BECOME})",
    )
)
