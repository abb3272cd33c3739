"""Whether two names mean the same: compared by their words, without capitals, accents and punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from plugin.configuration_errors import folded
from plugin.yaml_files import read_or_raise

_WORD = re.compile(r"\w+")


@cache
def vocabulary() -> Mapping[str, Mapping[str, Any]]:
    """How Jira sites call things (``words.yaml``)."""
    return read_or_raise(Path(__file__).with_name("words.yaml")).data


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name: ``P1 – Blocker`` → p1, blocker."""
    return tuple(_WORD.findall(folded(name)))


def same(name: str, other: str) -> bool:
    """Whether two names are the same words."""
    return words_of(name) == words_of(other)


def one_of(name: str, known: Iterable[str]) -> bool:
    """Whether a name is, word for word, one of those known."""
    return any(same(name, other) for other in known)


def says(name: str, phrase: str) -> bool:
    """Whether the words of ``phrase`` stand in a name, one after the other."""
    words, wanted = words_of(name), words_of(phrase)
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))


def meanings(names: Sequence[str], known: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """What each of ``names`` means, of the terms of ``known`` with their phrases; a name that says two things is left.

    An exact name goes before one that only says a phrase, so that ``Major`` is not taken from ``Major incident``.
    """
    found: dict[str, str] = {}
    for name in names:
        exact = [ours for ours, phrases in known.items() if one_of(name, (ours, *phrases))]
        loose = [ours for ours, phrases in known.items() if any(says(name, phrase) for phrase in (ours, *phrases))]
        meant = exact or loose
        if len(set(meant)) == 1:
            found[name] = meant[0]
    return found
