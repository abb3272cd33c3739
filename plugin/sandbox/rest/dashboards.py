"""Dashboards, their gadgets, and what is kept about a gadget. Data Center can only be asked which there are."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, parsed_json, part, whole, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.shared_lists import Dashboard, Gadget, Share, is_shared_with


class DashboardRoutes(Routes):
    """``/dashboard``."""

    rules = (
        ("GET", "/dashboard", "listing"),
        ("POST", "/dashboard", "create"),
        ("GET", "/dashboard/search", "search"),
        ("GET", "/dashboard/<number>", "read"),
        ("PUT", "/dashboard/<number>", "edit"),
        ("DELETE", "/dashboard/<number>", "delete"),
        ("GET", "/dashboard/<number>/gadget", "gadgets"),
        ("POST", "/dashboard/<number>/gadget", "add_gadget"),
        ("DELETE", "/dashboard/<number>/gadget/<gadget>", "remove_gadget"),
        ("GET", "/dashboard/<number>/items/<gadget>/properties", "property_keys"),
        ("GET", "/dashboard/<number>/items/<gadget>/properties/<key>", "read_property"),
        ("PUT", "/dashboard/<number>/items/<gadget>/properties/<key>", "set_property"),
    )
    cloud_only = frozenset({"create", "search", "edit", "delete", "gadgets", "add_gadget", "remove_gadget"})

    def listing(self) -> Response:
        """GET dashboard."""
        start, most = whole("startAt", 0), whole("maxResults", 20, 1000)
        found = [self._shown(one) for one in self.site.dashboards.values() if self._sees(one)]
        told = {"startAt": start, "maxResults": most, "total": len(found)}
        return answer({**told, "dashboards": found[start : start + most]})

    def create(self) -> Response:
        """POST dashboard."""
        sent = body()
        name = str(sent.get("name") or "")
        if not name or not {"sharePermissions", "editPermissions"} <= sent.keys():
            raise Problem(400, errors={"name": "A name, sharePermissions and editPermissions are needed."})
        if any(one.name == name and one.owner is self.account for one in self.site.dashboards.values()):
            raise Problem(400, errors={"name": "A dashboard with same name already exists."})
        number = self.site.number("dashboard")
        made = Dashboard(number, name, self.account, str(sent.get("description") or ""), _shares(sent))
        self.site.dashboards[number] = made
        return answer(self._shown(made))

    def search(self) -> Response:
        """GET dashboard/search."""
        args = request.args
        name, owner, project = args.get("dashboardName", "").casefold(), args.get("accountId"), args.get("projectId")
        found = [
            one
            for one in self.site.dashboards.values()
            if self._sees(one)
            and name in one.name.casefold()
            and owner in (None, one.owner.account_id)
            and (project is None or is_shared_with(one.shares, project))
        ]
        wanted = {"id", "name", "self", "view", *words("expand")}
        return page([{k: v for k, v in self._shown(one).items() if k in wanted} for one in found])

    def read(self, number: str) -> Response:
        """GET dashboard."""
        return answer(self._shown(self._seen(number)))

    def edit(self, number: str) -> Response:
        """PUT dashboard: all its details."""
        found, sent = self._seen(number), body()
        found.name, found.description = str(sent.get("name") or found.name), str(sent.get("description") or "")
        found.shares = _shares(sent)
        return answer(self._shown(found))

    def delete(self, number: str) -> Response:
        """DELETE dashboard."""
        self._seen(number)
        del self.site.dashboards[number]
        return nothing()

    def gadgets(self, number: str) -> Response:
        """GET gadgets."""
        found = self._seen(number)
        return answer({"gadgets": [_gadget(gadget, row) for row, gadget in enumerate(found.gadgets)]})

    def add_gadget(self, number: str) -> Response:
        """POST a gadget: by its address or its module, not both. Jira's own are known by their address alone."""
        found, sent = self._seen(number), body()
        uri, module = str(sent.get("uri") or ""), str(sent.get("moduleKey") or "")
        if bool(uri) is bool(module):
            raise Problem(400, "Either moduleKey or uri is needed.")
        if module.startswith("com.atlassian.jira.gadgets:"):
            raise Problem(400, "The module key of this gadget is not present in the directory.")
        number_ = int(self.site.number("gadget"))
        made = Gadget(number_, str(sent.get("title") or ""), str(sent.get("color") or "blue"), uri, module)
        found.gadgets.append(made)
        return answer(_gadget(made, len(found.gadgets) - 1))

    def remove_gadget(self, number: str, gadget: str) -> Response:
        """DELETE a gadget."""
        self._seen(number).gadgets.remove(self._gadget(number, gadget))
        return nothing()

    def property_keys(self, number: str, gadget: str) -> Response:
        """GET the keys of a gadget's properties."""
        held = self._gadget(number, gadget).properties
        return answer({"keys": [{"key": key, "self": f"{request.url}/{key}"} for key in held]})

    def read_property(self, number: str, gadget: str, key: str) -> Response:
        """GET a property."""
        held = self._gadget(number, gadget).properties
        if key not in held:
            raise Problem(404, f"The property {key} does not exist.")
        return answer({"key": key, "value": held[key]})

    def set_property(self, number: str, gadget: str, key: str) -> Response:
        """PUT a property: ``config`` of a gadget with an address takes an object of texts alone."""
        found, value = self._gadget(number, gadget), parsed_json(request.get_data())
        texts = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
        if key == "config" and found.uri and not texts:
            raise Problem(400, "The config must be an object of strings.")
        new = key not in found.properties
        found.properties[key] = value
        return answer(None, 201 if new else 200)

    def _seen(self, number: str) -> Dashboard:
        found = self.site.dashboards.get(number)
        if found is None or not self._sees(found):
            raise Problem(404, "The dashboard was not found.")
        return found

    def _gadget(self, number: str, gadget: str) -> Gadget:
        for one in self._seen(number).gadgets:
            if str(one.id) == gadget:
                return one
        raise Problem(404, "The dashboard gadget was not found.")

    def _sees(self, found: Dashboard) -> bool:
        return found.owner is self.account or bool(found.shares)

    def _shown(self, found: Dashboard) -> Json:
        link = f"{self.shapes.api}/dashboard/{found.id}"
        view = f"{self.shapes.base}/secure/Dashboard.jspa?selectPageId={found.id}"
        shown: Json = {"id": found.id, "name": found.name, "self": link, "view": view}
        if not self.site.cloud:
            return shown
        owner = {key: value for key, value in self.shapes.person(found.owner).items() if key in _OWNER}
        shown |= {"description": found.description, "owner": owner, "isFavourite": False, "popularity": 0}
        return {**shown, "sharePermissions": [self._share(share) for share in found.shares], "editPermissions": []}

    def _share(self, share: Share) -> Json:
        if share.get("type") != "project":
            return {"id": 10000, "type": share.get("type")}
        project = next(p for p in self.site.projects.values() if p.id == share["project"]["id"])
        return {"id": 10000, "type": "project", "project": {"id": project.id, "key": project.key, "name": project.name}}


_OWNER = frozenset({"self", "accountId", "displayName", "active"})


def _shares(sent: Json) -> list[Share]:
    return [dict(share) for share in part(sent, "sharePermissions", list, []) if isinstance(share, dict)]


def _gadget(gadget: Gadget, row: int) -> Json:
    # The document names the two numbers of a position by their descriptions.
    position: dict[str, Any] = {"The column position of the gadget.": 0, "The row position of the gadget.": row}
    shown: Json = {"id": gadget.id, "title": gadget.title, "color": gadget.color, "position": position}
    return shown | ({"uri": gadget.uri} if gadget.uri else {"moduleKey": gadget.module})
