"""Renders what a decision says: the public comment, internal notes and emails of a case, each in its reader's language.

CON-3: the customer is written to in the language of the reporter's Jira locale; staff in the language of app.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from plugin.texts import EmailText, choose_language, note_body, render_comment, render_email
from workflows.actions import Email, Note, Tell
from workflows.case import Case, Person
from workflows.terms import Role

BETWEEN = "\n\n----\n\n"  # several words to the customer go in one comment, since they go in one PUT
MENTIONED = 10  # at most, of a group: more would be noise
_ROLES = {role.value: role for role in Role}


class Addresses(Protocol):
    """What is asked of the gateway to address people."""

    def locale_of(self, person_id: str) -> str | None:
        """The language that somebody chose in Jira."""

    def mention(self, person_id: str) -> str:
        """Markup that notifies somebody."""

    def members(self, role: Role) -> tuple[Person, ...]:
        """Who has a role."""


class Wording:
    """``language``: that of app.yaml, for staff and for customers whose locale says none that ships.

    ``by_reader``: whether customers' own language is asked for at all (CON-3).
    """

    def __init__(self, people: Addresses, language: str, *, by_reader: bool = True) -> None:
        self._people = people
        self._language = language
        self._by_reader = by_reader

    def comment(self, case: Case, tells: Sequence[Tell]) -> str | None:
        """One public comment for all that is to be told; None for nothing."""
        if not tells:
            return None
        language = self._customers_language(case)
        return BETWEEN.join(render_comment(tell.text, language, tell.facts) for tell in tells)

    def note(self, case: Case, note: Note, zone: str) -> str:
        """An internal note, mentions first and its reference as the last line."""
        mentions = list(dict.fromkeys(self._people.mention(person) for person in self._addressed(case, note.to)))
        facts = {"key": case.key, "zone": zone, **note.facts}
        return note_body(note.text, self._language, facts, note.reference, mentions)

    def email(self, case: Case, email: Email) -> EmailText:
        """An email to the reporter."""
        return render_email(email.text, self._customers_language(case), email.facts)

    def _customers_language(self, case: Case) -> str:
        locale = self._people.locale_of(case.reporter) if case.reporter and self._by_reader else None
        return choose_language(locale, self._language)

    def _addressed(self, case: Case, to: Iterable[str]) -> Iterable[str]:
        """The assignee, or the dispatchers where nobody is; the first members of a role's groups."""
        for whom in to:
            if whom == "assignee" and case.assignee and case.assignee != case.own_account:
                yield case.assignee
                continue
            if whom.startswith("@"):
                yield whom[1:]
                continue
            role = Role.DISPATCHER if whom == "assignee" else _ROLES[whom]
            members = (person.id for person in self._people.members(role) if person.active)
            yield from [person for person in members if person != case.own_account][:MENTIONED]
