"""An issue's comments as Jira gives them now: who may read each, oldest first.

A comment is internal when ``jsdPublic`` is false, when its property ``sd.public.comment`` says so, or when it is
limited to a group or role. Everything else the customer can read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plugin.jira.history import moment
from plugin.jira.people import person_id
from workflows.case import Comment

INTERNAL_PROPERTY = "sd.public.comment"  # documented on both (FACTS 2)


def comments(raw: Iterable[Mapping[str, Any]]) -> tuple[Comment, ...]:
    """The comments of ``raw`` in any order, each once (the last one given of an id), oldest first."""
    known = {str(entry["id"]): entry for entry in raw}
    found = [
        Comment(
            id_,
            moment(entry.get("created")),
            person_id(entry.get("author")),
            str(entry.get("body") or ""),
            is_public(entry),
            _edited_by(entry),
        )
        for id_, entry in known.items()
    ]
    return tuple(sorted(found, key=lambda comment: (comment.at, len(comment.id), comment.id)))


def _edited_by(comment: Mapping[str, Any]) -> str:
    """Who has edited it last, if that was not its author: whoever may edit all comments can put words into a mouth."""
    editor = person_id(comment.get("updateAuthor"))
    return "" if editor == person_id(comment.get("author")) else editor


def is_public(comment: Mapping[str, Any]) -> bool:
    """Whether the customer can read a comment."""
    if comment.get("visibility") or comment.get("jsdPublic") is False:
        return False
    return not _marked_internal(comment)


def says_who_reads(comment: Mapping[str, Any]) -> bool:
    """Whether a comment of a service project tells if it is public. Data Center's say so only on request."""
    return "jsdPublic" in comment or "properties" in comment or bool(comment.get("visibility"))


def _marked_internal(comment: Mapping[str, Any]) -> bool:
    for entry in comment.get("properties") or ():
        if entry.get("key") == INTERNAL_PROPERTY:
            value = entry.get("value")
            # Both true and "true" are seen in the wild.
            return isinstance(value, Mapping) and str(value.get("internal")).lower() == "true"
    return False
