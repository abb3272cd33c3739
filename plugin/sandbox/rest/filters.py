"""Saved filters: whose they are, and with whom they are shared. A query is checked when it is saved, as in Jira.

Only Cloud can be asked for filters by name or project; Data Center knows the favourites. A new filter of Data Center's
is shared with nobody, whatever the body says (OAS-DC, "Create a new filter").
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.jql import parse
from plugin.sandbox.jql_fields import JqlError, Searcher
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, part, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.rest.sharing import edits, read_share, read_shares, sees, shared_as, shown_shares
from plugin.sandbox.shared_lists import SavedFilter

_NAME_LIMIT = 255
_ALWAYS = ("self", "id", "name")
_FOR_ALL = ("global", "loggedin")


class FilterRoutes(Routes):
    """``/filter``."""

    rules = (
        ("POST", "/filter", "create"),
        ("GET", "/filter/search", "search"),
        ("GET", "/filter/my", "mine"),
        ("GET", "/filter/favourite", "favourites"),
        ("GET", "/filter/<number>", "read"),
        ("PUT", "/filter/<number>", "edit"),
        ("DELETE", "/filter/<number>", "delete"),
        ("GET", "/filter/<number>/permission", "permissions"),
        ("POST", "/filter/<number>/permission", "share"),
        ("GET", "/filter/<number>/permission/<int:share>", "permission"),
        ("DELETE", "/filter/<number>/permission/<int:share>", "unshare"),
        ("PUT", "/filter/<number>/favourite", "mark"),
        ("DELETE", "/filter/<number>/favourite", "unmark"),
    )
    cloud_only = frozenset({"search", "mine", "mark", "unmark"})

    def create(self) -> Response:
        """POST filter: no two of one name and owner. It is a favourite only on Data Center (OAS-C says it is not)."""
        sent = body()
        made = SavedFilter("", "", self.account, "")
        self._change(made, {"name": "", **sent})
        made.id = self.site.number("filter")
        if sent.get("favourite") is True and not self.site.cloud:
            made.favourites.add(self.account.name)
        self.site.filters[made.id] = made
        return answer(self._shown(made))

    def search(self) -> Response:
        """GET filter/search: what the account may see, by ids, owner, project, group or a part of the name."""
        args, ids = request.args, words("id")
        name, owner = args.get("filterName", "").casefold(), args.get("accountId")
        everything = args.get("overrideSharePermissions") == "true" and self.may("ADMINISTER")
        found = [
            one
            for one in self.site.filters.values()
            if (everything or sees(self, one))
            and name in one.name.casefold()
            and (not ids or one.id in ids)
            and owner in (None, one.owner.account_id)
            and shared_as(one, args.get("projectId"), args.get("groupname"))
        ]
        found.sort(key=lambda one: one.name.casefold())
        keys = (*_ALWAYS, *words("expand"))
        return page([{k: v for k, v in self._shown(one).items() if k in keys} for one in found])

    def mine(self) -> Response:
        """GET filter/my: the account's own."""
        return answer([self._shown(one) for one in self.site.filters.values() if one.owner is self.account])

    def favourites(self) -> Response:
        """GET filter/favourite."""
        marked = [one for one in self.site.filters.values() if self.account.name in one.favourites]
        return answer([self._shown(one) for one in marked if sees(self, one)])

    def read(self, number: str) -> Response:
        """GET filter."""
        return answer(self._shown(self._seen(number)))

    def edit(self, number: str) -> Response:
        """PUT filter: by its owner, or who may edit it."""
        found = self._own(number)
        self._change(found, body())
        return answer(self._shown(found))

    def delete(self, number: str) -> Response:
        """DELETE filter: by its owner; on Cloud by an administrator too."""
        found = self.site.filters.get(number)
        administers = self.site.cloud and self.may("ADMINISTER")
        if found is None or not (administers or sees(self, found)):
            raise Problem(400, "The selected filter is not available to you, perhaps it has been deleted.")
        if found.owner is not self.account and not administers:
            raise Problem(401 if self.site.cloud else 400, "You are not the owner of the filter.")
        del self.site.filters[number]
        return nothing()

    def permissions(self, number: str) -> Response:
        """GET permission."""
        return answer(shown_shares(self, self._seen(number, 404).shares))

    def permission(self, number: str, share: int) -> Response:
        """GET one permission."""
        for shown in shown_shares(self, self._seen(number, 404).shares):
            if shown["id"] == share:
                return answer(shown)
        raise Problem(404, "The share permission was not found.")

    def share(self, number: str) -> Response:
        """POST permission: one for everybody takes the place of all others."""
        found = self._own(number, 404)
        added = read_share(self, body())
        kept = [] if added["type"] in _FOR_ALL else [one for one in found.shares if one["type"] not in _FOR_ALL]
        found.shares[:] = [*kept, added]
        return answer(shown_shares(self, found.shares), 201)

    def unshare(self, number: str, share: int) -> Response:
        """DELETE permission."""
        found = self._seen(number, 404)
        ids = [shown["id"] for shown in shown_shares(self, found.shares)]
        if share not in ids or not edits(self, found):
            raise Problem(404, "The share permission was not found.")
        del found.shares[ids.index(share)]
        return nothing()

    def mark(self, number: str) -> Response:
        """PUT favourite."""
        self._seen(number).favourites.add(self.account.name)
        return self.read(number)

    def unmark(self, number: str) -> Response:
        """DELETE favourite."""
        self._seen(number).favourites.discard(self.account.name)
        return self.read(number)

    def _seen(self, number: str, status: int = 400) -> SavedFilter:
        found = self.site.filters.get(number)
        if found is None or not sees(self, found):
            raise Problem(status, "The selected filter is not available to you, perhaps it has been deleted.")
        return found

    def _own(self, number: str, status: int = 400) -> SavedFilter:
        found = self._seen(number, status)
        if not edits(self, found):
            raise Problem(400, "You do not have permission to edit this filter.")
        return found

    def _change(self, found: SavedFilter, sent: Json) -> None:
        """All of it, or nothing."""
        name, query = part(sent, "name", str, found.name), part(sent, "jql", str, found.jql)
        others = (one for one in self.site.filters.values() if one is not found and one.owner is found.owner)
        if not 0 < len(name) <= _NAME_LIMIT or any(one.name.casefold() == name.casefold() for one in others):
            raise Problem(400, errors={"filterName": "Filter with same name already exists, or the name is empty."})
        try:
            parse(query, Searcher(self.tracker, self.account))
        except JqlError as wrong:
            raise Problem(400, str(wrong)) from wrong
        if self.site.cloud:
            shares = {name: read_shares(self, sent, name) for name in _SHARES if sent.get(name) is not None}
            found.shares = shares.get("sharePermissions", found.shares)
            found.edit_shares = shares.get("editPermissions", found.edit_shares)
        found.name, found.jql = name, query
        found.description = part(sent, "description", str, found.description)

    def _shown(self, found: SavedFilter) -> Json:
        shown: Json = {
            "self": f"{self.shapes.api}/filter/{found.id}",
            "id": found.id,
            "name": found.name,
            "description": found.description,
            "owner": self.shapes.person(found.owner),
            "jql": found.jql,
            "viewUrl": f"{self.shapes.base}/issues/?filter={found.id}",
            "searchUrl": f"{self.shapes.api}/search?jql={quote(found.jql)}",
            "favourite": self.account.name in found.favourites,
            "sharePermissions": shown_shares(self, found.shares),
        }
        if not self.site.cloud:
            return {**shown, "editable": edits(self, found)}
        return {
            **shown,
            "favouritedCount": len(found.favourites),
            "editPermissions": shown_shares(self, found.edit_shares),
        }


_SHARES = ("sharePermissions", "editPermissions")
