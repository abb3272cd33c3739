"""Somebody who wants to look at cases beside Jira: which account they are, whether they are staff, what they may see.

What they may see is asked per case: ``GET user/viewissue/search`` is the one question about *another* person's sight
that Cloud and Data Center both answer to an account that administers nothing (Browse users; careflow needs it for the
groups anyway). It weighs all that Jira does: the permission scheme, the reporter's or a field's permissions, the
issue's security level. Cloud's ``POST permissions/check`` answers for 1,000 issues at once, but only to an
administrator, and an answer for the project would not do: it says yes to whoever may browse *any* case in it.

A refusal means no. A failure raises JiraError: what cannot be asked is not shown either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from plugin.jira.metadata import Metadata
from plugin.jira.people import NO, People, person_id
from plugin.jira.search import Search
from plugin.jira.session import Session
from workflows.case import Person

MOST = 100  # of Data Center in one answer; it finds by the beginning of a name, so that more than one may come
TRIED = 20  # cases, for one that somebody sees


class Viewers:
    """Nothing comes from a cache but the deployment. ``groups``: whose members are staff; ``projects``: with cases."""

    def __init__(
        self,
        session: Session,
        metadata: Metadata,
        people: People,
        search: Search,
        groups: Collection[str],
        projects: Collection[str],
    ) -> None:
        self._session = session
        self._metadata = metadata
        self._people = people
        self._search = search
        self._groups = groups
        self._projects = projects

    def account(self, id_: str) -> Person | None:
        """The active account of that id (Cloud: account id; Data Center: user name)."""
        return self._people.account(id_)

    def by_email(self, email: str) -> Person | None:
        """The one active account that may browse a project and has exactly that email, whatever the case.

        None where there are two. Cloud shows emails only of those who let them be seen: whose is hidden is not found.
        """
        query = {"query" if self._metadata.cloud() else "username": email}
        found = (user for project in self._projects for user in self._browsers({"projectKey": project, **query}))
        same = {person_id(user): user for user in found if _is_person(user) and _email(user) == email.casefold()}
        if len(same) != 1:
            return None
        ((id_, user),) = same.items()
        return Person(id_, str(user.get("displayName", "")))

    def called(self, text: str) -> Person | None:
        """The account that somebody means who writes an email or an id."""
        return self.by_email(text) if "@" in text else self.account(text)

    def is_staff(self, person: str) -> bool:
        """Whether they are active members of a role's group now. Our own account looks at nothing."""
        return person != self._people.own().id and self._people.is_active_member(person, self._groups)

    def sees_project(self, person: str, project: str) -> bool:
        """Whether they may browse any case of a project: no closes all of them."""
        return self._browses(person, {"projectKey": project})

    def sees(self, person: str, case: str) -> bool:
        """Whether they may browse this case."""
        return self._browses(person, {"issueKey": case})

    def case_seen_by(self, person: str) -> str | None:
        """A case that they may browse, among those that changed last; None where there is none.

        An email by Jira goes out in the name of a case.
        """
        jql = f"project in ({', '.join(self._projects)}) ORDER BY updated DESC"
        newest = self._search.issues(jql, fields="key", page=TRIED)
        keys = (str(issue["key"]) for issue, _ in islice(newest, TRIED))
        return next((key for key in keys if self.sees(person, key)), None)

    def _browses(self, person: str, what: Mapping[str, str]) -> bool:
        who = {"accountId" if self._metadata.cloud() else "username": person}
        return any(person_id(user) == person and user.get("active") for user in self._browsers({**what, **who}))

    def _browsers(self, params: Mapping[str, str]) -> list[Mapping[str, Any]]:
        try:
            return self._session.get("user/viewissue/search", {**params, "maxResults": MOST}).list()
        except NO:
            return []


def _is_person(user: Mapping[str, Any]) -> bool:
    return bool(user.get("active")) and user.get("accountType", "atlassian") == "atlassian"


def _email(user: Mapping[str, Any]) -> str:
    return str(user.get("emailAddress") or "").casefold()
