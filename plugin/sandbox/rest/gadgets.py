"""The gadgets on a dashboard, and what is kept about each; the latter on both Jiras."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, bounded, nothing, part, words
from plugin.sandbox.rest.dashboards import dashboard_of
from plugin.sandbox.rest.sharing import edits
from plugin.sandbox.rest.writing import property_value
from plugin.sandbox.shared_lists import Dashboard, Gadget

_COLOURS = ("blue", "red", "yellow", "green", "cyan", "purple", "gray", "white")
_KEY_LIMIT = 255
_GADGETS = {
    "filter-results-gadget": "Filter Results",
    "assigned-to-me-gadget": "Assigned to Me",
    "pie-chart-gadget": "Pie Chart",
    "created-vs-resolved-gadget": "Created vs. Resolved Chart",
    "two-dimensional-stats-gadget": "Two Dimensional Filter Statistics",
    "in-progress-gadget": "Issues in progress",
}
_ADDRESS = "rest/gadgets/1.0/g/com.atlassian.jira.gadgets:{0}/gadgets/{0}.xml"
AVAILABLE = {_ADDRESS.format(name): title for name, title in _GADGETS.items()}
"""Jira's own gadgets, by their addresses; no module keys are known of these."""


class GadgetRoutes(Routes):
    """``/dashboard/ID/gadget`` of Cloud, ``/dashboard/ID/items`` of both."""

    rules = (
        ("GET", "/dashboard/gadgets", "available"),
        ("GET", "/dashboard/<number>/gadget", "listing"),
        ("POST", "/dashboard/<number>/gadget", "add"),
        ("PUT", "/dashboard/<number>/gadget/<gadget>", "edit"),
        ("DELETE", "/dashboard/<number>/gadget/<gadget>", "remove"),
        ("GET", "/dashboard/<number>/items/<gadget>/properties", "property_keys"),
        ("GET", "/dashboard/<number>/items/<gadget>/properties/<key>", "read_property"),
        ("PUT", "/dashboard/<number>/items/<gadget>/properties/<key>", "set_property"),
        ("DELETE", "/dashboard/<number>/items/<gadget>/properties/<key>", "delete_property"),
    )
    cloud_only = frozenset({"available", "listing", "add", "edit", "remove"})

    def available(self) -> Response:
        """GET gadgets: what can be put on a dashboard."""
        return answer({"gadgets": [{"uri": uri, "title": title} for uri, title in AVAILABLE.items()]})

    def listing(self, number: str) -> Response:
        """GET the gadgets of a dashboard: all, or those of some ids, modules or addresses."""
        found, ids = dashboard_of(self, number), words("gadgetId")
        modules, uris = request.args.getlist("moduleKey"), request.args.getlist("uri")
        wanted = [
            gadget
            for gadget in found.gadgets
            if (not ids or str(gadget.id) in ids)
            and (not modules or gadget.module in modules)
            and (not uris or gadget.uri in uris)
        ]
        return answer({"gadgets": [_shown(found, gadget) for gadget in wanted]})

    def add(self, number: str) -> Response:
        """POST a gadget, at the end of the first column unless it says where."""
        found, sent = self._writable(number), body()
        uri, module = part(sent, "uri", str, ""), part(sent, "moduleKey", str, "")
        if bool(uri) is bool(module):
            raise Problem(400, "Either moduleKey or uri is needed.")
        known = uri.lstrip("/") in AVAILABLE or sent.get("ignoreUriAndModuleKeyValidation") is True
        if not known:
            raise Problem(400, f"The {'uri' if uri else 'module key'} is not present in the gadget directory.")
        made = Gadget(0, "", "blue", uri, module)
        self._change(found, made, {"title": AVAILABLE.get(uri.lstrip("/"), ""), **sent})
        made.id = int(self.site.number("gadget"))
        return answer(_shown(found, made))

    def edit(self, number: str, gadget: str) -> Response:
        """PUT a gadget: title, colour, position."""
        found = self._writable(number)
        self._change(found, _gadget(found, gadget), body())
        return nothing()

    def remove(self, number: str, gadget: str) -> Response:
        """DELETE a gadget: those below it in its column move up."""
        found = self._writable(number)
        found.gadgets.remove(_gadget(found, gadget))
        return nothing()

    def _change(self, found: Dashboard, gadget: Gadget, sent: Json) -> None:
        title, colour = part(sent, "title", str, gadget.title), part(sent, "color", str, gadget.color)
        position = part(sent, "position", dict, {})
        row, column = (bounded(name, position.get(name, end)) for name, end in _END.items())
        if colour not in _COLOURS:
            raise Problem(400, f"The color must be one of {', '.join(_COLOURS)}.")
        gadget.title, gadget.color = title, colour
        if position or gadget not in found.gadgets:
            found.put(gadget, row, column)

    # -- what is kept about a gadget --

    def property_keys(self, number: str, gadget: str) -> Response:
        """GET the keys of a gadget's properties."""
        held = _gadget(dashboard_of(self, number), gadget).properties
        return answer({"keys": [{"key": key, "self": f"{request.base_url}/{key}"} for key in held]})

    def read_property(self, number: str, gadget: str, key: str) -> Response:
        """GET a property."""
        held = _gadget(dashboard_of(self, number), gadget).properties
        if key not in held:
            raise Problem(404, f"The property {key} does not exist.")
        return answer({"key": key, "value": held[key]})

    def set_property(self, number: str, gadget: str, key: str) -> Response:
        """PUT a property. ``config`` of a gadget that has an address and no module takes an object of texts (OAS-C)."""
        found = _gadget(self._own(number), gadget)
        if len(key) > _KEY_LIMIT:
            raise Problem(400, f"The property key cannot be longer than {_KEY_LIMIT} characters.")
        value: Any = property_value(request.get_data())
        texts = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
        if key == "config" and found.uri and not found.module and not texts:
            raise Problem(400, "The config of this dashboard item must be an object of strings.")
        new = key not in found.properties
        found.properties[key] = value
        return answer({}, 201 if new else 200)

    def delete_property(self, number: str, gadget: str, key: str) -> Response:
        """DELETE a property."""
        held = _gadget(self._own(number), gadget).properties
        if key not in held:
            raise Problem(404, f"The property {key} does not exist.")
        del held[key]
        return nothing()

    def _writable(self, number: str) -> Dashboard:
        found = dashboard_of(self, number)
        if not edits(self, found):
            raise Problem(404, "The dashboard is not yours.")
        return found

    def _own(self, number: str) -> Dashboard:
        found = dashboard_of(self, number)
        if not edits(self, found):
            raise Problem(403, "You do not have permission to edit the dashboard.")
        return found


_END = {"row": 1000, "column": 0}


def _gadget(found: Dashboard, gadget: str) -> Gadget:
    for one in found.gadgets:
        if str(one.id) == gadget:
            return one
    raise Problem(404, "The dashboard item was not found.")


def _shown(found: Dashboard, gadget: Gadget) -> Json:
    kind = {"uri": gadget.uri} if gadget.uri else {"moduleKey": gadget.module}
    position = {"row": found.row(gadget), "column": gadget.column}
    return {"id": gadget.id, **kind, "color": gadget.color, "position": position, "title": gadget.title}
