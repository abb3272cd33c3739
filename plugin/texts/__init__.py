"""What people read: public comments, internal notes and emails, in each language, rendered from an action's facts."""

from __future__ import annotations

from plugin.texts.languages import choose_language, languages
from plugin.texts.rendering import (
    EmailText,
    UnknownText,
    facts_needed,
    missing,
    names,
    note_body,
    render_comment,
    render_email,
)
from plugin.texts.wiki import Wiki, escape_markup, mention

__all__ = [
    "EmailText",
    "UnknownText",
    "Wiki",
    "choose_language",
    "escape_markup",
    "facts_needed",
    "languages",
    "mention",
    "missing",
    "names",
    "note_body",
    "render_comment",
    "render_email",
]
