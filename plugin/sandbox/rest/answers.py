"""Answers and refusals in Jira's form, and what every handler reads from a request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from flask import Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from plugin.sandbox.fields import Json
from plugin.sandbox.issue import Issue
from plugin.sandbox.people import Person
from plugin.sandbox.place import Place
from plugin.sandbox.projects import Project
from plugin.sandbox.shapes import Shapes
from plugin.sandbox.site import Site
from plugin.sandbox.tracker import Tracker

T = TypeVar("T")


class Problem(Exception):
    """Jira's refusal: a status with ``errorMessages`` and ``errors`` by field."""

    def __init__(self, status: int, *messages: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(*messages)
        self.status = status
        self.body: Json = {"errorMessages": list(messages), "errors": dict(errors or {})}


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status, content_type="application/json;charset=UTF-8")


def nothing(status: int = 204) -> Response:
    """An answer without a body."""
    return Response(status=status)


def listed(values: list[str]) -> list[str]:
    """Items of a list parameter, given repeatedly or with commas."""
    return [item.strip() for value in values for item in value.split(",") if item.strip()]


def words(name: str) -> list[str]:
    """The items of a query parameter that is a list."""
    return listed(request.args.getlist(name))


def whole(name: str, default: int, most: int | None = None) -> int:
    """A whole number from the query; above ``most`` Jira silently gives ``most``. Raises Problem 400."""
    raw = request.args.get(name, "")
    return bounded(name, raw or default, most)


def bounded(name: str, raw: Any, most: int | None = None) -> int:
    """The same for a value from a body."""
    try:
        number = int(raw)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise Problem(400, f"{name} must be a number, not '{raw}'.") from wrong
    if number < 0:
        raise Problem(400, f"{name} must not be negative.")
    return min(number, most) if most else number


def body() -> Json:
    """The request's JSON object. Raises Problem 400."""
    parsed = parsed_json(request.get_data() or b"{}")
    if not isinstance(parsed, dict):
        raise Problem(400, "Unexpected JSON: an object is needed.")
    return parsed


def parsed_json(raw: bytes) -> Any:
    """The JSON in a body. Raises Problem 400 for what is none, nests too deeply or holds half a character."""
    try:
        parsed = json.loads(raw)
        json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as wrong:  # a UnicodeError is a ValueError
        raise Problem(400, "There was an error parsing JSON. Check that your request body is valid.") from wrong
    return parsed


def part(sent: Mapping[str, Any], name: str, kind: type[T], default: T) -> T:
    """A part of a body, of the type that it must have; null and nothing are the default. Raises Problem 400."""
    value = sent.get(name)
    if value is None:
        return default
    if not isinstance(value, kind):
        raise Problem(400, f"'{name}' is not of the right type.")
    return value


def texts(sent: Mapping[str, Any], name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A list of texts in a body."""
    items: list[Any] = part(sent, name, list, list(default))
    if not all(isinstance(item, str | int) for item in items):
        raise Problem(400, f"'{name}' must be a list of texts.")
    return tuple(str(item) for item in items)


def objects(sent: Mapping[str, Any], name: str) -> list[Json]:
    """A list of objects in a body."""
    found: list[Any] = part(sent, name, list, [])
    if not all(isinstance(item, dict) for item in found):
        raise Problem(400, f"'{name}' must be a list of objects.")
    return found


Handler = Callable[..., BaseResponse]
Rules = tuple[tuple[str, str, str], ...]


class Routes:
    """Handlers over one tracker. ``rules``: method, path under the base, name of the handler."""

    base: ClassVar[str] = "/rest/api/2"
    rules: ClassVar[Rules] = ()
    cloud_only: ClassVar[frozenset[str]] = frozenset()
    data_center_only: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker

    @property
    def site(self) -> Site:
        """The site that is served."""
        return self.tracker.site

    @property
    def account(self) -> Person:
        """Whose token the request bears."""
        person: Person = g.account
        return person

    @property
    def shapes(self) -> Shapes:
        """How to show things to that account; the same throughout a request."""
        if "shapes" not in g:
            g.shapes = Shapes(self.site, request.host_url.rstrip("/"), self.account.zone)
        shapes: Shapes = g.shapes
        return shapes

    def may(self, permission: str) -> bool:
        """Whether the account has a permission."""
        return self.site.may(self.account, permission)

    def need_administrator(self, status: int = 403) -> None:
        """Raises Problem with ``status`` where the account does not administer Jira."""
        if not self.may("ADMINISTER"):
            raise Problem(status, "You must have global administrator permission to do this.")

    def need_project_administrator(self, status: int = 403) -> None:
        """Raises Problem with ``status`` where the account administers neither Jira nor projects."""
        if not (self.may("ADMINISTER") or self.may("ADMINISTER_PROJECTS")):
            raise Problem(status, "You must have permission to administer the project to do this.")

    def project(self, key: str) -> Project:
        """The project of that key, whatever the case, or id. Raises Problem 404."""
        for project in self.site.projects.values():
            if key.upper() == project.key or key == project.id:
                return project
        raise Problem(404, f"No project could be found with key '{key}'.")

    def place_of(self, issue: Issue) -> Place:
        """Where an issue stands."""
        return self.site.place(issue.project, issue.type_id)

    def issue(self, key: str) -> Issue:
        """The issue of that key or id. Raises Problem 404 in Jira's words."""
        found = self.tracker.find(key)
        if found is None or not self.site.browses(self.account, found.project, found):
            cloud = "Issue does not exist or you do not have permission to see it."
            raise Problem(404, cloud if self.site.cloud else "Issue Does Not Exist")
        return found

    def offered(self) -> list[tuple[str, str, Handler]]:
        """Method, whole path and handler of what this flavour has."""
        absent = self.data_center_only if self.site.cloud else self.cloud_only
        return [(verb, self.base + path, getattr(self, name)) for verb, path, name in self.rules if name not in absent]
