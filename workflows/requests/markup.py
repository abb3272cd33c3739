"""A comment's body (Jira wiki markup, REST version 2) as plain lines: what its writer says, and what they quote.

Code, e-mail history below the reply and signatures are nobody's request and are left out. Jira's notation:
https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.requests.folding import fold, plain_text

SOMEBODY = "@"  # stands where a mention was
ELSEWHERE = "§"  # stands where a link, an image or quoted words were

_BLOCK = re.compile(r"(?<!\\)\{(quote|code|noformat)(?::[^{}\n]{0,300})?\}", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}```[^`]*")  # Markdown's code, which people bring with them
_ONE_COMMAND = re.compile(r" ?/[^\n]*")
_SPOKEN = re.compile('"[^"]{1,2000}"|“[^“”]{1,2000}”|«[^«»]{1,2000}»|„[^„“”]{1,2000}[“”]')
_SINGLE = re.compile(r"(?<![\w'‘’])['‘](?=\w)[^'‘’\n]{1,500}['’](?!\w)")
_QUOTED_LINE = re.compile(r"^ ?(?:>|bq\. ?|\|>)")
_BULLET = re.compile(r"^ ?(?:[*#•◦‣·–—+-]{1,6} |\d{1,3}[.)] )")
_HEADING = re.compile(r"^ ?h[1-6]\. ")
_DIVIDER = re.compile(
    r"^-{2,} ?(?:original message|message d'origine|message original|forwarded message|message transfere)"
)
_HEADER = re.compile(r"^(?:from|de) ?:")
_HEADERS_BELOW = re.compile(r"^(?:sent|date|to|subject|cc|envoye|a|objet) ?:")
_SENT_FROM = re.compile(
    r"^(?:sent from (?:my|outlook|mail)|envoye (?:de|depuis) mon|get outlook for|telecharger outlook)"
)

_INLINE = (
    (re.compile(r"\{\{[^{}\n]{0,1000}\}\}"), f" {ELSEWHERE} "),  # monospaced: how to write it, not writing it
    (re.compile(r"\[~[^\]\n]{0,200}\]"), f" {SOMEBODY} "),
    (re.compile(r"\[\^[^\]\n]{0,300}\]"), f" {ELSEWHERE} "),
    (re.compile(r"(?<!\w)![^!\s|][^!|\n]{0,200}\.\w{2,5}(?:\|[^!\n]{0,200})?!"), f" {ELSEWHERE} "),
    (re.compile(r"\[(?:https?|mailto|ftp|file):[^\]\n]{0,2000}\]", re.IGNORECASE), f" {ELSEWHERE} "),
    (re.compile(r"\[([^\[\]|\n]{1,300})\|[^\[\]\n]{0,2000}\]"), r"\1"),
    (re.compile(r"\b(?:https?|ftp)://[^\s|\]]{1,2000}", re.IGNORECASE), f" {ELSEWHERE} "),
    (re.compile(r"<[^<>\s@]{1,300}@[^<>\s]{1,300}>"), " "),
    (re.compile(r"\{[a-zA-Z]{1,20}(?::[^{}\n]{0,300})?\}"), " "),
    # Struck out: -words-. A hyphen inside a word does not end it.
    (re.compile(r"(?<![\w-])-(?=[^\s-])(?:[^-\n]|(?<=\w)-(?=\w)){1,500}(?<=[^\s-])-(?![\w-])"), " "),
    (re.compile(r"(?<!\w)[*_+^~]{1,3}(?=\S)|(?<=\S)[*_+^~]{1,3}(?!\w)"), ""),
    (re.compile(r"\\([^\w\s])"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its markup. ``text`` is empty for a blank line; ``bullet``: an item of a list."""

    text: str
    quoted: bool = False
    bullet: bool = False


def lines_of(body: str) -> list[Line]:
    """The lines of ``body``, own and quoted; quoted words inside a line follow at the end as lines of their own."""
    spoken: list[str] = []
    lines: list[Line] = []
    for piece, quoted in _pieces(_without_fences(plain_text(body))):
        text = piece if quoted else _without_spoken(piece, spoken)
        lines += [_cleaned(raw, quoted) for raw in (text.split("\n") if quoted else _without_history(text.split("\n")))]
    for words in spoken:
        lines.append(Line(""))
        lines += [_cleaned(raw, quoted=True) for raw in words.split("\n")]
    return lines


def _without_fences(text: str) -> str:
    """Without what stands between a line of three backticks and the next such line."""
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if _FENCE.fullmatch(line)]
    for closes in reversed(range(1, len(fences), 2)):
        lines[fences[closes - 1] : fences[closes] + 1] = [""]
    return "\n".join(lines)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """What is outside blocks, and what is in {quote}; {code} and {noformat} are left out. An open block never ends."""
    inside, start = "", 0
    for tag in _BLOCK.finditer(text):
        name = tag[1].lower()
        if inside in ("", "quote"):
            yield text[start : tag.start()], inside == "quote"
        if inside == "":
            inside = name
        elif inside == name:  # inside code only its own tag means something
            inside = ""
        start = tag.end()
    if inside in ("", "quote"):
        yield text[start:], inside == "quote"


def _without_spoken(text: str, spoken: list[str]) -> str:
    """``text`` with words in quotation marks put aside; a mark around one or two words only names something.

    What is a command is not given by naming it.
    """

    def put_aside(match: re.Match[str]) -> str:
        words = match[0][1:-1]
        if len(words.split()) <= 2 and not _ONE_COMMAND.fullmatch(words):
            return f" {words} "
        spoken.append(words)
        return f" {ELSEWHERE} "

    return _SINGLE.sub(put_aside, _SPOKEN.sub(put_aside, text))


def _without_history(raw: list[str]) -> Iterator[str]:
    """The lines up to the signature or to the e-mail that is answered; answers between ``>`` lines stay."""
    skip = 0
    for index, line in enumerate(raw):
        if skip:
            skip -= 1
            continue
        bare = fold(line[:400]).strip(" *_")
        if bare == "--":
            return
        attribution = _attribution(raw, index, bare)
        if attribution:
            if not _answers_between(raw, index + attribution):
                return
            skip = attribution - 1
        elif _DIVIDER.match(bare) or _opens_headers(raw, index, bare):
            return
        elif not _SENT_FROM.match(bare):
            yield line


def _attribution(raw: list[str], index: int, bare: str) -> int:
    """How many lines "On … wrote:" or "Le … a écrit :" takes here (mail programs fold it); 0: it is none."""
    if not bare.startswith(("on ", "le ")):
        return 0
    for count in (1, 2, 3):
        last = fold(raw[index + count - 1][-60:]).strip(" *_") if index + count <= len(raw) else ""
        if last.endswith(("wrote:", "wrote :", "a ecrit:", "a ecrit :")):
            return count
    return 0


def _answers_between(raw: list[str], index: int) -> bool:
    following = next((line for line in raw[index : index + 5] if line.strip()), "")
    return following.lstrip().startswith(">")


def _opens_headers(raw: list[str], index: int, bare: str) -> bool:
    """Outlook's header block: From: with Sent:, To: or Subject: right below."""
    if not _HEADER.match(bare):
        return False
    below = [fold(line[:40]).strip(" *_") for line in raw[index + 1 : index + 4]]
    return any(_HEADERS_BELOW.match(line) for line in below)


def _cleaned(raw: str, quoted: bool) -> Line:
    if not raw.strip():
        return Line("", quoted)
    if _QUOTED_LINE.match(raw):
        quoted, raw = True, raw.lstrip(" >|").removeprefix("bq.").lstrip(" >|")
    bullet = bool(_BULLET.match(raw))
    text = _HEADING.sub("", _BULLET.sub("", raw))
    for pattern, instead in _INLINE:
        text = pattern.sub(instead, text)
    if text.lstrip().startswith("|"):
        text = text.replace("|", " , ")  # a row of a table: each cell for itself
    return Line(" ".join(text.split()), quoted, bullet)
