"""Users and groups."""

from __future__ import annotations

from flask import Response, request

from plugin.sandbox.people import Group, Person
from plugin.sandbox.rest.answers import Problem, Routes, answer, whole, words

GROUP_PAGE = 50
# GET /mypermissions keys that careflow's install looks at; the site may lack some (Site.missing_permissions).
PERMISSIONS = {
    "BROWSE_PROJECTS": "Browse Projects",
    "EDIT_ISSUES": "Edit Issues",
    "ADD_COMMENTS": "Add Comments",
    "DELETE_OWN_COMMENTS": "Delete Own Comments",
    "TRANSITION_ISSUES": "Transition Issues",
    "ASSIGN_ISSUES": "Assign Issues",
    "ASSIGNABLE_USER": "Assignable User",
    "MODIFY_REPORTER": "Modify Reporter",
    "WORK_ON_ISSUES": "Work On Issues",
    "SET_ISSUE_SECURITY": "Set Issue Security",
    "ADMINISTER_PROJECTS": "Administer Projects",
    "USER_PICKER": "Browse Users",
    "CREATE_SHARED_OBJECTS": "Share dashboards and filters",
    "ADMINISTER": "Administer Jira",
    "SYSTEM_ADMIN": "Jira System Administrators",
}

_GLOBAL = frozenset({"ADMINISTER", "SYSTEM_ADMIN", "USER_PICKER", "CREATE_SHARED_OBJECTS"})


class PeopleRoutes(Routes):
    """``/myself``, ``/user``, ``/group`` and ``/mypermissions``."""

    rules = (
        ("GET", "/myself", "myself"),
        ("GET", "/user", "user"),
        ("GET", "/user/groups", "groups"),
        ("GET", "/user/search", "search"),
        ("GET", "/user/viewissue/search", "browsers"),
        ("GET", "/group/member", "members"),
        ("GET", "/mypermissions", "permissions"),
    )
    cloud_only = frozenset({"groups"})

    def myself(self) -> Response:
        """GET myself."""
        return answer(self.shapes.account(self.account, "groups" in words("expand")))

    def _named(self) -> Person:
        args = request.args
        if self.site.cloud:
            wanted, found = args.get("accountId"), self.site.people.find(args.get("accountId"))
            matches = found is not None and found.account_id == wanted
        else:
            wanted = args.get("username") or args.get("key")
            found = self.site.people.find(wanted)
            matches = found is not None and wanted in (found.name, found.key)
        if not wanted:
            raise Problem(400, "Either the accountId or the username has to be given.")
        if found is None or not matches:
            raise Problem(404, f"The user with the key '{wanted}' does not exist")
        return found

    def user(self) -> Response:
        """GET user."""
        return answer(self.shapes.account(self._named(), "groups" in words("expand")))

    def groups(self) -> Response:
        """GET user/groups (Cloud)."""
        return answer([self.shapes.group(g) for g in self.site.people.groups_of(self._named())])

    def search(self) -> Response:
        """GET user/search: Cloud by ``query`` or ``accountId``, Data Center by ``username``; the beginning counts."""
        start, most = whole("startAt", 0), whole("maxResults", 50, 1000)
        found = self._searched()
        if not self.site.cloud and request.args.get("includeInactive") != "true":
            found = [p for p in found if p.active]
        return answer([self.shapes.person(p) for p in found[start : start + most]])

    def _searched(self) -> list[Person]:
        args, cloud = request.args, self.site.cloud
        if cloud and "accountId" in args:
            return [p for p in self.site.people.people if p.account_id == args["accountId"]]
        text = args.get("query" if cloud else "username", "")
        if not text:
            raise Problem(400, "The username query parameter was not provided")
        return self.site.people.search("" if text == "." and not cloud else text)

    def browsers(self) -> Response:
        """GET user/viewissue/search: who of those found may browse the issue or, without one, any in the project.

        Cloud tells nothing to whom may not browse users; Data Center refuses.
        """
        key, start, most = request.args.get("issueKey"), whole("startAt", 0), whole("maxResults", 50, 100)
        if not key and not request.args.get("projectKey"):
            raise Problem(400, "Either the issueKey or the projectKey has to be given.")
        issue = self.issue(key) if key else None
        project = issue.project if issue else self.project(request.args["projectKey"])
        if not self.may("USER_PICKER"):
            if self.site.cloud:
                return answer([])
            raise Problem(403, "You do not have permission to browse users.")
        found = [p for p in self._searched() if self.site.browses(p, project, issue)]
        return answer([self.shapes.person(p) for p in found[start : start + most]])

    def _group(self) -> Group:
        name, number = request.args.get("groupname"), request.args.get("groupId")
        if not name and not (number and self.site.cloud):
            raise Problem(400, "Query parameter 'groupname' or 'groupId' is required.")
        if not self.site.may_read_groups:
            raise Problem(403, "You do not have the permission to see the members of the group.")
        for group in self.site.people.groups.values():
            if group.name == name or (self.site.cloud and number == group.id):
                return group
        raise Problem(404, f"The group named '{name or number}' does not exist.")

    def members(self) -> Response:
        """GET group/member: pages of 50; inactive people only when asked for."""
        group, start, most = self._group(), whole("startAt", 0), whole("maxResults", GROUP_PAGE, GROUP_PAGE)
        everyone = request.args.get("includeInactiveUsers") == "true"
        members = [p for p in group.members if everyone or p.active]
        page = {"self": request.url, "maxResults": most, "startAt": start, "total": len(members)}
        values = [self.shapes.person(p) for p in members[start : start + most]]
        return answer({**page, "isLast": start + most >= len(members), "values": values})

    def permissions(self) -> Response:
        """GET mypermissions: on Cloud the keys must be named, and one wrong key is a 400."""
        wanted = words("permissions") if self.site.cloud else list(PERMISSIONS)
        if not wanted:
            raise Problem(400, "The 'permissions' query parameter is required.")
        unknown = [key for key in wanted if key not in PERMISSIONS]
        if unknown:
            raise Problem(400, f"Unrecognized permission(s): {', '.join(unknown)}")
        have = {key: self.may(key) for key in wanted}
        shown = {
            key: {
                "id": str(number),
                "key": key,
                "name": PERMISSIONS[key],
                "type": "GLOBAL" if key in _GLOBAL else "PROJECT",
                "description": PERMISSIONS[key],
                "havePermission": has,
            }
            for number, (key, has) in enumerate(have.items(), start=1)
        }
        return answer({"permissions": shown})
