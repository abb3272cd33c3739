"""Dashboards. Data Center can only be asked which there are; making and changing them is Cloud's."""

from __future__ import annotations

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, part, whole, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.rest.sharing import edits, read_shares, sees, shared_as, shown_owner, shown_shares
from plugin.sandbox.shared_lists import Dashboard

_NAME_LIMIT = 255
_ALWAYS = ("self", "id", "name", "view")
_EXPANDED = {"favourite": "isFavourite", "favouritedCount": "popularity", "viewUrl": "view"}


class DashboardRoutes(Routes):
    """``/dashboard``."""

    rules = (
        ("GET", "/dashboard", "listing"),
        ("POST", "/dashboard", "create"),
        ("GET", "/dashboard/search", "search"),
        ("GET", "/dashboard/<number>", "read"),
        ("PUT", "/dashboard/<number>", "edit"),
        ("DELETE", "/dashboard/<number>", "delete"),
    )
    cloud_only = frozenset({"create", "search", "edit", "delete"})

    def listing(self) -> Response:
        """GET dashboard: all that the account sees, its own, or its favourites."""
        start, most, only = whole("startAt", 0), whole("maxResults", 20, 1000), request.args.get("filter")
        found = [
            one
            for one in self.site.dashboards.values()
            if sees(self, one)
            and (only != "my" or one.owner is self.account)
            and (only != "favourite" or self.account.name in one.favourites)
        ]
        told = {"startAt": start, "maxResults": most, "total": len(found)}
        return answer({**told, "dashboards": [self._shown(one) for one in found[start : start + most]]})

    def search(self) -> Response:
        """GET dashboard/search: by owner, project, group or a part of the name."""
        args = request.args
        name, owner = args.get("dashboardName", "").casefold(), args.get("accountId")
        found = [
            one
            for one in self.site.dashboards.values()
            if sees(self, one)
            and name in one.name.casefold()
            and owner in (None, one.owner.account_id)
            and shared_as(one, args.get("projectId"), args.get("groupname"))
        ]
        keys = {*_ALWAYS, *(_EXPANDED.get(word, word) for word in words("expand"))}
        return page([{k: v for k, v in self._shown(one).items() if k in keys} for one in found])

    def create(self) -> Response:
        """POST dashboard: no two of one name and owner."""
        made = Dashboard("", "", self.account)
        self._change(made, body())
        made.id = self.site.number("dashboard")
        self.site.dashboards[made.id] = made
        return answer(self._shown(made))

    def read(self, number: str) -> Response:
        """GET dashboard."""
        return answer(self._shown(dashboard_of(self, number)))

    def edit(self, number: str) -> Response:
        """PUT dashboard: all its details anew."""
        found = dashboard_of(self, number)
        if not self._may_change(found):
            raise Problem(404, "The dashboard is not yours.")
        self._change(found, body())
        return answer(self._shown(found))

    def delete(self, number: str) -> Response:
        """DELETE dashboard: by its owner."""
        found = self.site.dashboards.get(number)
        if found is None or not self._may_change(found):
            raise Problem(400, "The dashboard does not exist, or is not yours.")
        del self.site.dashboards[number]
        return nothing()

    def _may_change(self, found: Dashboard) -> bool:
        as_administrator = request.args.get("extendAdminPermissions") == "true" and self.may("ADMINISTER")
        return as_administrator or edits(self, found)

    def _change(self, found: Dashboard, sent: Json) -> None:
        """All of it, or nothing."""
        name, needed = part(sent, "name", str, ""), ("sharePermissions", "editPermissions")
        missing = {key: f"{key} must be provided." for key in needed if not isinstance(sent.get(key), list)}
        others = (one for one in self.site.dashboards.values() if one is not found and one.owner is found.owner)
        if not 0 < len(name) <= _NAME_LIMIT:
            missing["name"] = f"A dashboard needs a name of at most {_NAME_LIMIT} characters."
        elif any(one.name.casefold() == name.casefold() for one in others):
            missing["name"] = "Dashboard with same name already exists."
        if missing:
            raise Problem(400, errors=missing)
        found.shares, found.edit_shares = (read_shares(self, sent, key) for key in needed)
        found.name, found.description = name, part(sent, "description", str, "")

    def _shown(self, found: Dashboard) -> Json:
        link = f"{self.shapes.api}/dashboard/{found.id}"
        view = f"{self.shapes.base}/secure/Dashboard.jspa?selectPageId={found.id}"
        shown: Json = {"id": found.id, "name": found.name, "self": link, "view": view}
        if not self.site.cloud:
            return shown
        return {
            **shown,
            "description": found.description,
            "owner": shown_owner(self, found.owner),
            "isFavourite": self.account.name in found.favourites,
            "popularity": len(found.favourites),
            "isWritable": edits(self, found),
            "systemDashboard": False,
            "sharePermissions": shown_shares(self, found.shares),
            "editPermissions": shown_shares(self, found.edit_shares),
        }


def dashboard_of(routes: Routes, number: str) -> Dashboard:
    """A dashboard that the account may see. Raises Problem 404."""
    found = routes.site.dashboards.get(number)
    if found is None or not sees(routes, found):
        raise Problem(404, "The dashboard was not found.")
    return found
