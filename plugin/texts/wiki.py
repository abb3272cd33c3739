"""Jira wiki markup: makes any text safe to stand in it, and marks the few strings that are markup on purpose.

What people wrote is shown as they wrote it: no macro, link, mention, image, emoticon or table comes of it. A backslash
before a special character shows that character
(https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=texteffects); two backslashes are a line break,
so a backslash itself is written as an entity, as Pandoc's Jira writer does.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

LONGEST = 2000  # characters of one fact; a Jira comment holds 32,767
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")  # Unicode categories: control, format (direction), surrogates, unassigned
_ALWAYS = r"[{}\[\]!*_+^~|#]"
_SPECIAL = re.compile(
    rf"(?P<backslash>\\)"
    rf"|(?P<entity>&(?=#?\w+;))"
    rf"|(?P<plain>{_ALWAYS})"
    r"|(?P<hyphen>(?<![^\W_])-|-(?![^\W_]))"  # between letters or digits (CARE-12) it strikes nothing out
    r"|(?P<cite>(?<=\?)\?|\?(?=\?))"
    r"|(?P<link>:(?=[^\s\d])|;(?=\)))"  # http://, mailto:, and the emoticons :) :D ;)
    r"|(?P<emoticon>\((?=(?:[yni/x?-]|on|off|flag|flagoff)\)))",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"^(h[1-6]|bq)\.", re.IGNORECASE)
_MENTION = re.compile(r"\[~(accountid:)?[^\[\]{}|~\s]+( [^\[\]{}|~\s]+)*\]")


class Wiki(str):
    """Text that is wiki markup on purpose; only this package and ``mention`` make it."""

    __slots__ = ()


def one_line(text: str) -> str:
    """The text on one line, without control and direction characters, cut at ``LONGEST``."""
    shown = "".join(c if c.isspace() or unicodedata.category(c) not in _UNSEEN else "" for c in text)
    line = " ".join(shown.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def escape_markup(value: Any) -> str:
    """``value`` as it is to be read, in wiki markup, on one line. A ``Wiki`` is left as it is."""
    if isinstance(value, Wiki):
        return value
    escaped = _SPECIAL.sub(_escaped, one_line(str(value)))
    return _BLOCK.sub(r"\1&#46;", escaped)


def _escaped(match: re.Match[str]) -> str:
    if match.lastgroup == "backslash":
        return "&bsol;"
    return "&amp;" if match.lastgroup == "entity" else f"\\{match.group()}"


def mention(person: str, *, cloud: bool) -> Wiki:
    """The mention of a person by their Jira id (Cloud: accountId; Data Center: username)."""
    marked = f"[~accountid:{person}]" if cloud else f"[~{person}]"
    return Wiki(marked) if _MENTION.fullmatch(marked) else Wiki(escape_markup(person))


def link(address: str) -> str:
    """A web address as a link; anything that is none, or that markup could break out of, stays text."""
    return Wiki(f"[{address}]") if re.fullmatch(r"https?://[^\s\[\]{}|!\\]+", address) else address


def as_mention(text: str) -> str:
    """``text`` if it is a mention, else the same escaped."""
    return text if isinstance(text, Wiki) or _MENTION.fullmatch(text) else escape_markup(text)
