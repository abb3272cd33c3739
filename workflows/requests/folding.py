"""Letters made alike, so that case, accents, apostrophes and invisible characters make no difference.

Everything here is linear in the length of the text: patterns have no nested unbounded repetition.
"""

from __future__ import annotations

import html
import re
import unicodedata

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛ʼʹ′`´＇", "'"))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\u0085\u2028\u2029]")
# html.unescape turns the digits into an int, which Python refuses beyond 4300 digits: such an entity is no character.
_ABSURD_ENTITY = re.compile(r"&#(?:\d{8}|[xX][0-9a-fA-F]{7})")


def plain_text(text: str) -> str:
    r"""HTML entities decoded, invisible characters dropped, every line end ``\n``, every blank a space."""
    text = html.unescape(_ABSURD_ENTITY.sub("&amp;#", text)) if "&" in text else text
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    return _SPACES.sub(" ", text)


def fold(text: str) -> str:
    """Lower case, without accents, with straight apostrophes."""
    text = text.translate(_APOSTROPHES).casefold()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LIGATURES)
