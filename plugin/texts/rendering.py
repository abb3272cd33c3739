"""Renders the texts: ``<language>/<comments|notes|emails>/<name>.txt.j2`` with an action's facts.

Every fact is escaped on its way out: a customer's words are never markup. A fact that a template names and nobody gave
is an error, but for those in ``OPTIONAL``.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, meta, pass_context
from jinja2.runtime import Context

from plugin.texts.dates import say_date, say_hours, say_instant, words
from plugin.texts.languages import FOLDER, REFERENCE, languages
from plugin.texts.wiki import as_mention, escape_markup, link, one_line

COMMENTS, NOTES, EMAILS = "comments", "notes", "emails"
SUFFIX = ".txt.j2"
OPTIONAL: Mapping[str, str] = {
    **dict.fromkeys(("status_page", "fallen_to", "why", "reason", "clocks", "due"), ""),
    **dict.fromkeys(("phones", "emails", "form", "address", "chat", "hours", "hours_zone"), ""),  # CON-1
    "zone": "UTC",
}
"""Facts that a text can do without, and what stands for them."""


class UnknownText(LookupError):
    """No template has this name: a fault of ours."""


@dataclass(frozen=True, slots=True)
class EmailText:
    """An email: ``subject`` on one line, the body as plain text and as HTML."""

    subject: str
    text: str
    html: str


def render_comment(text: str, language: str, facts: Mapping[str, str]) -> str:
    """A public comment, in wiki markup."""
    return _rendered(COMMENTS, text, language, facts, escape_markup)


def note_body(text: str, language: str, facts: Mapping[str, str], reference: str, mentions: Sequence[str] = ()) -> str:
    """An internal note, in wiki markup: ``mentions`` first (see ``mention``), ``reference`` as the very last line."""
    if not reference.strip() or len(reference.splitlines()) != 1:
        raise ValueError(f"a reference is one line: {reference!r}")
    body = _rendered(NOTES, text, language, facts, escape_markup)
    first = " ".join(as_mention(one) for one in mentions)
    return "\n\n".join(part for part in (first, body, reference) if part)


def render_email(text: str, language: str, facts: Mapping[str, str]) -> EmailText:
    """An email; the first line of its template is the subject."""
    subject, _, body = _rendered(EMAILS, text, language, facts, _as_read).partition("\n")
    body = body.strip()
    paragraphs = (html.escape(paragraph).replace("\n", "<br>\n") for paragraph in body.split("\n\n"))
    return EmailText(subject.strip(), body, "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def names(kind: str, language: str = REFERENCE) -> frozenset[str]:
    """The texts of a kind (``comments``, ``notes``, ``emails``) that a language has."""
    return frozenset(path.name.removesuffix(SUFFIX) for path in (FOLDER / language / kind).glob(f"*{SUFFIX}"))


def missing(language: str) -> tuple[str, ...]:
    """What a language lacks: texts as ``notes/breach``, words as ``words/months`` and terms. For ``check`` (CON-3)."""
    texts = sorted(_files(REFERENCE) - _files(language))
    said = words(language) if language in languages() else {}
    unsaid = [f"words/{key}" for key in words(REFERENCE) if key not in said]
    return (*texts, *unsaid, *(f"words/terms/{term}" for term in _terms_lacking(language, said)))


def _terms_lacking(language: str, said: Mapping[str, Any]) -> list[str]:
    """The terms that other languages have a word for. English says most of them as they are."""
    if language == REFERENCE:
        return []
    known = {term for other in languages() for term in words(other).get("terms") or {}}
    return sorted(known - set(said.get("terms") or {}))


def _files(language: str) -> set[str]:
    folder = FOLDER / language
    return {path.relative_to(folder).as_posix().removesuffix(SUFFIX) for path in folder.rglob(f"*{SUFFIX}")}


def facts_needed(kind: str, text: str, language: str = REFERENCE) -> frozenset[str]:
    """The facts without which a text cannot be rendered."""
    environment = _environment(language, escape_markup)
    source = environment.loader.get_source(environment, f"{kind}/{text}{SUFFIX}")[0] if environment.loader else ""
    return frozenset(meta.find_undeclared_variables(environment.parse(source))) - OPTIONAL.keys()


def _rendered(kind: str, text: str, language: str, facts: Mapping[str, str], escape: Callable[[Any], str]) -> str:
    try:
        template = _environment(language, escape).get_template(f"{kind}/{text}{SUFFIX}")
    except TemplateNotFound:
        raise UnknownText(f"no text {text!r} among the {kind}") from None
    lines = template.render({**OPTIONAL, **facts}).splitlines()
    tidy = "\n".join(line.rstrip() for line in lines)
    while "\n\n\n" in tidy:
        tidy = tidy.replace("\n\n\n", "\n\n")
    return tidy.strip()


@cache
def _environment(language: str, escape: Callable[[Any], str]) -> Environment:
    # English stands in for a text that a language does not have yet. Autoescape is HTML's and off: `finalize` is ours.
    environment = Environment(
        loader=FileSystemLoader([FOLDER / language, FOLDER / REFERENCE]),
        undefined=StrictUndefined,
        finalize=escape,
        autoescape=False,  # noqa: S701 not HTML: the finalizer escapes for wiki markup, emails are escaped whole
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    terms = words(language).get("terms") or {}
    environment.filters["term"] = lambda value: terms.get(str(value), str(value))
    environment.filters["link"] = link if escape is escape_markup else str
    environment.filters["hours"] = lambda value: say_hours(str(value), language)
    environment.filters["when"] = _in_zone(say_instant, language)
    environment.filters["day"] = _in_zone(say_date, language)
    return environment


def _in_zone(say: Callable[[str, str, str], str], language: str) -> Callable[[Context, Any], str]:
    @pass_context
    def said(context: Context, value: Any) -> str:
        return say(str(value), str(context["zone"]) or "UTC", language)

    return said


def _as_read(value: Any) -> str:
    return one_line(str(value))
