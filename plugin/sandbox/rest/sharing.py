"""Share permissions of filters and dashboards: how they are given, how they look, who sees what.

``authenticated`` is what a request says for everybody who is signed in; answers call it ``loggedin`` (OAS-C,
SharePermission).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plugin.sandbox.fields import Json
from plugin.sandbox.people import Group, Person
from plugin.sandbox.projects import Project
from plugin.sandbox.rest.answers import Problem, Routes, objects, part
from plugin.sandbox.shared_lists import Dashboard, SavedFilter, Share

_FOR_ALL = frozenset({"global", "loggedin"})


def read_shares(routes: Routes, sent: Json, name: str) -> list[Share]:
    """The share permissions of a filter or dashboard in a body. Raises Problem 400."""
    shares = []
    for one in objects(sent, name):
        project, group, user = (part(one, what, dict, {}) for what in ("project", "group", "user"))
        shares.append(_share(routes, one, project.get("id"), group, user))
    return _allowed(routes, shares)


def read_share(routes: Routes, sent: Json) -> Share:
    """The one permission in a body that adds it, which has another form. Raises Problem 400."""
    group = {"name": sent.get("groupname"), "groupId": sent.get("groupId")}
    user = {"accountId": sent.get("accountId"), "key": sent.get("userKey")}
    return _allowed(routes, [_share(routes, sent, sent.get("projectId"), group, user)])[0]


def _allowed(routes: Routes, shares: list[Share]) -> list[Share]:
    if shares and not routes.may("CREATE_SHARED_OBJECTS"):
        raise Problem(400, "You do not have permission to share dashboards and filters.")
    return shares


def _share(routes: Routes, sent: Json, project: Any, group: Json, user: Json) -> Share:
    type_ = {"authenticated": "loggedin"}.get(str(sent.get("type")), sent.get("type"))
    share: Share = {"id": int(routes.site.number("share")), "type": type_}
    if type_ in _FOR_ALL:
        return share
    if type_ in ("project", "projectRole"):
        return {**share, "project": {"id": _project(routes, project).id}}
    if type_ == "group":
        return {**share, "group": {"name": _group(routes, group).name}}
    if type_ == "user":
        return {**share, "user": {"name": _person(routes, user).name}}
    raise Problem(400, f"'{sent.get('type')}' is no type of share permission.")


def _project(routes: Routes, wanted: Any) -> Project:
    for project in routes.site.projects.values():
        if project.id == str(wanted):
            return project
    raise Problem(400, f"The project '{wanted}' does not exist.")


def _group(routes: Routes, wanted: Json) -> Group:
    for group in routes.site.people.groups.values():
        if group.name == wanted.get("name") or (routes.site.cloud and group.id == wanted.get("groupId")):
            return group
    raise Problem(400, "The group does not exist.")


def _person(routes: Routes, wanted: Json) -> Person:
    found = routes.site.people.find(wanted.get("accountId") or wanted.get("key") or wanted.get("name"))
    if found is None:
        raise Problem(400, "The user does not exist.")
    return found


def shown_shares(routes: Routes, shares: Iterable[Share]) -> list[Json]:
    """Share permissions as answers show them, each with its id."""
    return [_shown(routes, share) for share in shares]


def _shown(routes: Routes, share: Share) -> Json:
    share.setdefault("id", int(routes.site.number("share")))  # one that a site came with
    shown: Json = {"id": share["id"], "type": share["type"]}
    if not routes.site.cloud:
        shown |= {"view": True, "edit": False}
    if "project" in share:
        shown["project"] = _narrow(routes, routes.shapes.project(_project(routes, share["project"]["id"])))
    if "group" in share:
        shown["group"] = routes.shapes.group(routes.site.people.group(share["group"]["name"]))
    if "user" in share:
        shown["user"] = shown_owner(routes, routes.site.people.the(share["user"]["name"]))
    return shown


def _narrow(routes: Routes, project: Json) -> Json:
    """Data Center's project in a permission has no type."""
    return project if routes.site.cloud else {k: v for k, v in project.items() if k != "projectTypeKey"}


def shown_owner(routes: Routes, person: Person) -> Json:
    """A person as dashboards and permissions name them."""
    hidden = ("emailAddress", "timeZone", "accountType") if routes.site.cloud else ()
    return {key: value for key, value in routes.shapes.person(person).items() if key not in hidden}


def sees(routes: Routes, found: SavedFilter | Dashboard) -> bool:
    """Whether the account may see a filter or dashboard: its owner, or somebody whom it is shared with."""
    return found.owner is routes.account or _reaches(routes, [*found.shares, *found.edit_shares])


def edits(routes: Routes, found: SavedFilter | Dashboard) -> bool:
    """Whether the account may change it."""
    return found.owner is routes.account or _reaches(routes, found.edit_shares)


def _reaches(routes: Routes, shares: Iterable[Share]) -> bool:
    account = routes.account
    groups = {group.name for group in routes.site.people.groups_of(account)}
    return any(
        share["type"] in _FOR_ALL
        or share.get("user", {}).get("name") == account.name
        or share.get("group", {}).get("name") in groups
        or ("project" in share and routes.may("BROWSE_PROJECTS"))
        for share in shares
    )


def shared_as(found: SavedFilter | Dashboard, project: str | None, group: str | None) -> bool:
    """Whether it is shared with a project (by id) and a group (by name), where these are asked for."""
    projects = {share.get("project", {}).get("id") for share in found.shares}
    groups = {share.get("group", {}).get("name") for share in found.shares}
    return (project is None or project in projects) and (group is None or group in groups)
