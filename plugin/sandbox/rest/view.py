"""An issue as GET issue, the searches and a webhook's body show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from plugin.sandbox.fields import Json
from plugin.sandbox.issue import Issue
from plugin.sandbox.shapes import Shapes

EXPANDABLE = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
_EMPTY_LISTS = ("components", "issuelinks", "attachment", "subtasks")
_EMPTY = ("timeestimate", "timeoriginalestimate", "timespent", "duedate", "environment", "lastViewed", "security")
_NOT_NAVIGABLE = frozenset({"comment", "worklog", "attachment", "timetracking", "issuelinks"})
WORKLOGS_EMBEDDED = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader asked for. ``history``: how many changelog entries at most (None: all)."""

    fields: tuple[str, ...] = ("*all",)
    expand: frozenset[str] = frozenset()
    properties: tuple[str, ...] = ()
    history: int | None = None
    comments: int | None = None
    body_only: bool = field(default=False)

    def wants(self, name: str) -> bool:
        """Whether a field is asked for: by id, ``*all``, ``*navigable``, less those with a minus before them."""
        if f"-{name}" in self.fields:
            return False
        if name in self.fields or "*all" in self.fields:
            return True
        only_taken_away = all(f.startswith("-") for f in self.fields)
        return only_taken_away or ("*navigable" in self.fields and name not in _NOT_NAVIGABLE)


def show(issue: Issue, shapes: Shapes, wish: Wish) -> Json:
    """The issue's JSON, with what ``wish`` asks for."""
    shown: Json = {"expand": EXPANDABLE, "id": str(issue.id), "self": f"{shapes.api}/issue/{issue.id}"}
    shown["key"] = issue.key
    fields = shown_fields(issue, shapes, wish)
    if fields or not shapes.site.cloud or wish.fields != ("id",):
        shown["fields"] = fields
    if "changelog" in wish.expand:
        shown["changelog"] = changelog(issue, shapes, wish.history)
    if "transitions" in wish.expand:
        shown["transitions"] = transitions(issue, shapes, "transitions.fields" in wish.expand)
    if "names" in wish.expand:
        shown["names"] = names(shapes, fields)
    if "schema" in wish.expand:
        shown["schema"] = {f.id: f.schema() for f in shapes.site.live_fields if f.id in fields}
    if "editmeta" in wish.expand:
        shown["editmeta"] = {"fields": editmeta(issue, shapes)}
    if "operations" in wish.expand:
        shown["operations"] = {"linkGroups": []}
    if wish.properties:
        shown["properties"] = properties(issue, wish.properties)
    return shown


def shown_fields(issue: Issue, shapes: Shapes, wish: Wish) -> Json:
    """The ``fields`` of an issue."""
    place = shapes.site.place(issue.project, issue.type_id)
    fields: Json = shapes.values([f for f in place.fields if wish.wants(f.id)], issue)
    for name, value in _own_fields(issue, shapes).items():
        if wish.wants(name):
            fields[name] = value() if callable(value) else value
    if wish.wants("comment"):
        fields["comment"] = embedded_comments(issue, shapes, wish.comments)
    if wish.wants("worklog"):
        logs = [shapes.worklog(issue, w) for w in issue.worklogs[:WORKLOGS_EMBEDDED]]
        total = len(issue.worklogs)
        fields["worklog"] = {"startAt": 0, "maxResults": WORKLOGS_EMBEDDED, "total": total, "worklogs": logs}
    return fields


def _own_fields(issue: Issue, shapes: Shapes) -> dict[str, Any]:
    own: dict[str, Any] = {
        "issuetype": lambda: shapes.issue_type(issue.type_id),
        "project": lambda: shapes.project(issue.project),
        "status": lambda: shapes.status(issue.status),
        "creator": lambda: shapes.person(issue.creator),
        "resolution": shapes.resolution if issue.resolved else None,
        "resolutiondate": shapes.when(issue.resolved) if issue.resolved else None,
        "created": lambda: shapes.when(issue.created),
        "updated": lambda: shapes.when(issue.updated),
        "workratio": -1,
        "timetracking": dict,
        "votes": lambda: {"self": f"{shapes.api}/issue/{issue.key}/votes", "votes": 0, "hasVoted": False},
        "watches": lambda: {
            "self": f"{shapes.api}/issue/{issue.key}/watchers",
            "watchCount": 0,
            "isWatching": False,
        },
        **dict.fromkeys(_EMPTY_LISTS, list),
        **dict.fromkeys(_EMPTY),
    }
    if shapes.site.cloud:
        own["statuscategorychangedate"] = lambda: shapes.when(issue.status_since)
        own["statusCategory"] = lambda: shapes.category(issue.status.category)
    return own


def embedded_comments(issue: Issue, shapes: Shapes, most: int | None) -> Json:
    """The field ``comment``: the oldest ``most`` and how many there are in all."""
    comments = [shapes.comment(issue, c) for c in issue.comments[:most]]
    total = len(issue.comments)
    link = {"self": f"{shapes.api}/issue/{issue.id}/comment"} if shapes.site.cloud else {}
    return {"comments": comments, **link, "maxResults": len(comments), "total": total, "startAt": 0}


def changelog(issue: Issue, shapes: Shapes, most: int | None) -> Json:
    """The embedded changelog. Cloud: newest first and capped; Data Center: all, oldest first."""
    total = len(issue.history)
    entries = issue.history[::-1][:most] if shapes.site.cloud else issue.history
    histories = [shapes.history(entry) for entry in entries]
    return {"startAt": 0, "maxResults": len(histories), "total": total, "histories": histories}


def transitions(issue: Issue, shapes: Shapes, with_fields: bool) -> list[Json]:
    """The transitions that are available now."""
    fields: Json | None = {} if with_fields else None
    workflow = shapes.site.place(issue.project, issue.type_id).workflow
    return [shapes.transition(transition, fields) for transition in workflow.available(issue.status)]


def names(shapes: Shapes, fields: Json) -> Json:
    """Field id → name, of the fields that are shown."""
    own = {f.id: f.name for f in shapes.site.live_fields}
    return {field_id: own.get(field_id, field_id.capitalize()) for field_id in fields}


def editmeta(issue: Issue, shapes: Shapes) -> Json:
    """The fields that are on the edit screen, with the options of the context that holds for the issue."""
    place = shapes.site.place(issue.project, issue.type_id)
    shown = {spec.id: shapes.field_meta(spec, place) for spec in place.settable()}
    shown["comment"] = {
        "required": False,
        "schema": {"type": "comments-page", "system": "comment"},
        "name": "Comment",
        ("key" if shapes.site.cloud else "fieldId"): "comment",
        "operations": ["add", "edit", "remove"],
    }
    return shown


def properties(issue: Issue, wanted: tuple[str, ...]) -> Json:
    """The issue properties of these keys; ``*all`` for all of them, a minus before a key leaves it out."""
    everything = "*all" in wanted
    return {k: v for k, v in issue.properties.items() if (everything or k in wanted) and f"-{k}" not in wanted}
