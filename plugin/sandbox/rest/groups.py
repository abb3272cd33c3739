"""Groups: to find one by its name, to make one and put people into it."""

from __future__ import annotations

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.people import Group, Person
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, part, whole, words
from plugin.sandbox.rest.paging import page


class GroupRoutes(Routes):
    """``/group`` and ``/groups``, but for the members of one."""

    rules = (
        ("GET", "/groups/picker", "picker"),
        ("GET", "/group/bulk", "bulk"),
        ("POST", "/group", "create"),
        ("POST", "/group/user", "add"),
    )
    cloud_only = frozenset({"bulk"})

    def picker(self) -> Response:
        """GET groups/picker: names that hold the query."""
        text, most, left_out = request.args.get("query", "").casefold(), whole("maxResults", 20), words("exclude")
        groups = sorted(self.site.people.groups.values(), key=lambda group: group.name)
        found = [group for group in groups if text in group.name.casefold() and group.name not in left_out]
        shown: list[Json] = []
        for group in found[:most]:
            of_cloud = {"groupId": group.id} if self.site.cloud else {}
            shown.append({"name": group.name, "html": group.name, "labels": [], **of_cloud})
        header = f"Showing {len(shown)} of {len(found)} matching groups"
        return answer({"header": header, "total": len(found), "groups": shown})

    def bulk(self) -> Response:
        """GET group/bulk (Cloud): all, or those of some names or ids."""
        if not self.site.may_read_groups:
            raise Problem(403, "You do not have permission to browse users and groups.")
        names, ids = request.args.getlist("groupName"), request.args.getlist("groupId")
        everything = not names and not ids
        groups = self.site.people.groups.values()
        found = [group for group in groups if everything or group.name in names or group.id in ids]
        return page([{"name": group.name, "groupId": group.id} for group in found])

    def create(self) -> Response:
        """POST group."""
        self.need_administrator()
        name = part(body(), "name", str, "").strip()
        if not name or name in self.site.people.groups:
            raise Problem(400, "A group needs a name that no other has.")
        return answer(self._shown(self.site.people.group(name)), 201)

    def add(self) -> Response:
        """POST group/user."""
        self.need_administrator()
        group, person = self._group(), self._person(body())
        if person in group.members:
            raise Problem(400, f"User is already a member of '{group.name}'.")
        group.members.append(person)
        return answer(self._shown(group), 201)

    def _group(self) -> Group:
        name, number = request.args.get("groupname"), request.args.get("groupId")
        for group in self.site.people.groups.values():
            if group.name == name or (self.site.cloud and number == group.id):
                return group
        raise Problem(404, f"The group '{name or number}' does not exist.")

    def _person(self, sent: Json) -> Person:
        person = self.site.people.find(sent.get("accountId" if self.site.cloud else "name"))
        if person is None:
            raise Problem(404, "The user does not exist.")
        return person

    def _shown(self, group: Group) -> Json:
        if not self.site.cloud:
            people = {"size": len(group.members), "items": [], "maxResults": 50}
            return {**self.shapes.group(group), "users": people}
        size = len(group.members)
        people = {"size": size, "items": [], "max-results": 50, "start-index": 0, "end-index": 0}
        return {**self.shapes.group(group), "users": people, "expand": "users"}
