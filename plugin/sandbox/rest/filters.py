"""Saved filters: whose they are, and with whom they are shared. A query is checked when it is saved, as in Jira."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.jql import parse
from plugin.sandbox.jql_fields import JqlError, Searcher
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, part, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.shared_lists import SavedFilter, Share, is_shared_with


class FilterRoutes(Routes):
    """``/filter``. Only Cloud can be asked for filters by name or project; Data Center knows the favourites."""

    rules = (
        ("POST", "/filter", "create"),
        ("GET", "/filter/search", "search"),
        ("GET", "/filter/favourite", "favourites"),
        ("GET", "/filter/<number>", "read"),
        ("PUT", "/filter/<number>", "edit"),
        ("DELETE", "/filter/<number>", "delete"),
        ("GET", "/filter/<number>/permission", "permissions"),
        ("POST", "/filter/<number>/permission", "share"),
        ("PUT", "/filter/<number>/favourite", "mark"),
        ("DELETE", "/filter/<number>/favourite", "unmark"),
    )
    cloud_only = frozenset({"search", "mark", "unmark"})

    def create(self) -> Response:
        """POST filter: no two of one name and owner."""
        sent = body()
        name = str(sent.get("name") or "")
        mine = [one.name for one in self.site.filters.values() if one.owner is self.account]
        if not name or name in mine:
            raise Problem(400, errors={"filterName": "Filter with same name already exists."})
        number = self.site.number("filter")
        made = SavedFilter(number, name, self.account, "", shares=self._shares(sent))
        self._change(made, sent)
        self.site.filters[number] = made
        return answer(self._shown(made))

    def search(self) -> Response:
        """GET filter/search: what the account may see, by owner, project or a part of the name."""
        args = request.args
        name, owner, project = args.get("filterName", "").casefold(), args.get("accountId"), args.get("projectId")
        found = [
            one
            for one in self.site.filters.values()
            if self._sees(one)
            and name in one.name.casefold()
            and owner in (None, one.owner.account_id)
            and (project is None or is_shared_with(one.shares, project))
        ]
        wanted = set(words("expand"))
        always = {"self", "id", "name"}
        return page([{k: v for k, v in self._shown(one).items() if k in always | wanted} for one in found])

    def favourites(self) -> Response:
        """GET filter/favourite."""
        found = [one for one in self.site.filters.values() if self.account.name in one.favourites]
        return answer([self._shown(one) for one in found])

    def read(self, number: str) -> Response:
        """GET filter."""
        return answer(self._shown(self._seen(number)))

    def edit(self, number: str) -> Response:
        """PUT filter: by its owner."""
        found, sent = self._own(number), body()
        self._change(found, sent)
        if "sharePermissions" in sent:
            found.shares = self._shares(sent)
        return answer(self._shown(found))

    def delete(self, number: str) -> Response:
        """DELETE filter: by its owner or an administrator."""
        self._seen(number)
        del self.site.filters[number]
        return nothing()

    def permissions(self, number: str) -> Response:
        """GET permission."""
        return answer([self._share(share) for share in self._seen(number).shares])

    def share(self, number: str) -> Response:
        """POST permission: with a project, by its id."""
        found, sent = self._own(number), body()
        project = self._project(str(sent.get("projectId") or ""))
        found.shares.append({"type": "project", "project": {"id": project}})
        shown = self._share(found.shares[-1])
        return answer([shown] if self.site.cloud else shown, 201)

    def mark(self, number: str) -> Response:
        """PUT favourite."""
        self._seen(number).favourites.add(self.account.name)
        return self.read(number)

    def unmark(self, number: str) -> Response:
        """DELETE favourite."""
        self._seen(number).favourites.discard(self.account.name)
        return self.read(number)

    def _change(self, found: SavedFilter, sent: Json) -> None:
        jql = str(sent.get("jql", found.jql))
        try:
            parse(jql, Searcher(self.tracker, self.account))
        except JqlError as wrong:
            raise Problem(400, str(wrong)) from wrong
        found.jql = jql
        found.name = str(sent.get("name", found.name))
        found.description = str(sent.get("description", found.description))
        if sent.get("favourite"):
            found.favourites.add(self.account.name)

    def _seen(self, number: str) -> SavedFilter:
        found = self.site.filters.get(number)
        if found is None or not self._sees(found):
            raise Problem(400 if self.site.cloud else 404, "The selected filter is not available to you.")
        return found

    def _own(self, number: str) -> SavedFilter:
        found = self._seen(number)
        if found.owner is not self.account:
            raise Problem(400, "You cannot edit a filter that is another's.")
        return found

    def _sees(self, found: SavedFilter) -> bool:
        return found.owner is self.account or bool(found.shares)

    def _shares(self, sent: Json) -> list[Share]:
        shares = []
        for share in part(sent, "sharePermissions", list, []):
            if isinstance(share, dict) and share.get("type") == "project":
                shares.append({"type": "project", "project": {"id": self._project(str(share["project"]["id"]))}})
            elif isinstance(share, dict):
                shares.append({"type": str(share.get("type"))})
        return shares

    def _project(self, number: str) -> str:
        if number not in {project.id for project in self.site.projects.values()}:
            raise Problem(400, errors={"project": "The project does not exist."})
        return number

    def _share(self, share: Share) -> Json:
        shown: dict[str, Any] = {"id": 10000, "type": share["type"]}
        if share["type"] != "project":
            return shown
        project = next(p for p in self.site.projects.values() if p.id == share["project"]["id"])
        return {**shown, "project": {"id": project.id, "key": project.key, "name": project.name}}

    def _shown(self, found: SavedFilter) -> Json:
        return {
            "self": f"{self.shapes.api}/filter/{found.id}",
            "id": found.id,
            "name": found.name,
            "description": found.description,
            "owner": self.shapes.person(found.owner),
            "jql": found.jql,
            "favourite": self.account.name in found.favourites,
            "sharePermissions": [self._share(share) for share in found.shares],
        }
