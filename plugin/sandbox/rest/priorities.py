"""Priorities. On Cloud an administrator makes them; Data Center's can only be read by REST."""

from __future__ import annotations

import re

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.priorities import Priority
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, part, words
from plugin.sandbox.rest.paging import page
from plugin.sandbox.rest.tasks import running, see_other

_NAME_LIMIT, _TEXT_LIMIT = 60, 255
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


class PriorityRoutes(Routes):
    """``/priority``."""

    rules = (
        ("GET", "/priority", "listing"),
        ("POST", "/priority", "create"),
        ("GET", "/priority/search", "search"),
        ("GET", "/priority/<number>", "read"),
        ("PUT", "/priority/<number>", "edit"),
        ("DELETE", "/priority/<number>", "delete"),
    )
    cloud_only = frozenset({"create", "search", "edit", "delete"})

    def listing(self) -> Response:
        """GET priority."""
        return answer([self.shapes.priority(priority) for priority in self.site.priorities])

    def search(self) -> Response:
        """GET priority/search: by ids, a name, or the projects that have them. It names no default."""
        ids, projects, name = words("id"), words("projectId"), request.args.get("priorityName", "").casefold()
        found = [p for p in self.site.priorities if name in p.name.casefold() and (not ids or p.id in ids)]
        if projects:
            schemes = [self.site.priority_scheme_of(p) for p in self.site.projects.values() if p.id in projects]
            found = [p for p in found if any(p in scheme.priorities for scheme in schemes)]
        return page([{**self.shapes.priority(priority), "isDefault": False} for priority in found])

    def read(self, number: str) -> Response:
        """GET a priority."""
        return answer(self.shapes.priority(self._priority(number)))

    def create(self) -> Response:
        """POST priority: it is in the default scheme, which has all, and in no other."""
        self.need_administrator()
        sent = body()
        if "statusColor" not in sent:
            raise Problem(400, errors={"statusColor": "The status colour is required."})
        self._check({"name": "", **sent})
        number = str(max((int(priority.id) for priority in self.site.priorities), default=0) + 1)
        made = Priority(number, "")
        _change(made, sent)
        self.site.priorities.append(made)
        self.site.default_priority_scheme.priorities.append(made)
        return answer({"id": made.id}, 201)

    def edit(self, number: str) -> Response:
        """PUT priority: what is sent."""
        self.need_administrator()
        priority, sent = self._priority(number), body()
        self._check(sent, priority)
        _change(priority, sent)
        return nothing()

    def delete(self, number: str) -> Response:
        """DELETE a priority that is in the default scheme alone; issues that had it get that scheme's standard one.

        https://community.atlassian.com/forums/Jira-Cloud-Admins-articles/Announcing-Priority-Schemes-in-Jira/ba-p/2759208
        """
        self.need_administrator()
        gone, default = self._priority(number), self.site.default_priority_scheme
        if any(gone in scheme.priorities for scheme in self.site.priority_schemes if scheme is not default):
            raise Problem(400, "The priority is in a priority scheme. Remove it from the scheme first.")
        self.site.priorities.remove(gone)
        default.priorities.remove(gone)
        for issue in self.tracker.by_id.values():
            if issue.values.get("priority") is gone:
                issue.values["priority"] = default.first
        return see_other(self, running(self, f"Delete priority {gone.name}"))

    def _priority(self, number: str) -> Priority:
        for priority in self.site.priorities:
            if priority.id == number:
                return priority
        raise Problem(404, f"The priority with id '{number}' does not exist.")

    def _check(self, sent: Json, itself: Priority | None = None) -> None:
        errors: dict[str, str] = {}
        name, colour = sent.get("name"), sent.get("statusColor")
        taken = {p.name.casefold() for p in self.site.priorities if p is not itself}
        if "name" in sent and (not isinstance(name, str) or not 0 < len(name.strip()) <= _NAME_LIMIT):
            errors["name"] = f"A priority needs a name of at most {_NAME_LIMIT} characters."
        elif isinstance(name, str) and name.strip().casefold() in taken:
            errors["name"] = "A priority with that name already exists."
        if "statusColor" in sent and (not isinstance(colour, str) or not _COLOUR.fullmatch(colour)):
            errors["statusColor"] = "The status colour must be like #ABCDEF."
        if len(part(sent, "description", str, "")) > _TEXT_LIMIT:
            errors["description"] = f"The description has more than {_TEXT_LIMIT} characters."
        if errors:
            raise Problem(400, errors=errors)


def _change(priority: Priority, sent: Json) -> None:
    priority.name = str(sent.get("name", priority.name)).strip()
    priority.colour = str(sent.get("statusColor", priority.colour))
    priority.description = part(sent, "description", str, priority.description)
