"""Webhook bodies in Jira's real shapes, per flavour, as captured from real sites."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.sandbox.fields import Json
from plugin.sandbox.issue import Comment, Issue
from plugin.sandbox.rest import view
from plugin.sandbox.shapes import Shapes
from plugin.sandbox.tracker import Event

_SIX = ("summary", "issuetype", "project", "assignee", "priority", "status")


def deliveries(event: Event, shapes: Shapes) -> Iterator[tuple[str, Json]]:
    """The webhookEvent and body of each delivery that an event makes.

    On Data Center a comment makes two: ``comment_*`` without any issue, and ``jira:issue_updated`` with it.
    """
    head = {"timestamp": int(event.at.timestamp() * 1000), "webhookEvent": event.kind}
    issue = event.issue
    if event.version:
        yield event.kind, {**head, "version": shapes.version_of_project(event.version)}
    elif issue and event.comment and event.kind.startswith("comment_"):
        yield from _of_comment(event, issue, event.comment, shapes, head)
    elif issue and event.worklog:
        yield event.kind, {**head, "worklog": shapes.worklog(issue, event.worklog)}
        if not shapes.site.cloud:
            yield "jira:issue_updated", _of_issue(event, issue, shapes, {**head, "webhookEvent": "jira:issue_updated"})
    elif issue and event.property:
        key, value = event.property
        about = {"id": str(issue.id), "key": issue.key, "self": f"{shapes.api}/issue/{issue.id}"}
        told = {"user": _user(event, shapes), "issue": about, "property": {"key": key, "value": value}}
        yield event.kind, {**head, **told}
    elif issue:
        yield event.kind, _of_issue(event, issue, shapes, head)


def _of_issue(event: Event, issue: Issue, shapes: Shapes, head: Json) -> Json:
    body: Json = {**head, "issue_event_type_name": event.type_name, "user": _user(event, shapes)}
    body["issue"] = view.show(issue, shapes, _wish(shapes))
    body["issue"].pop("expand", None)
    if event.history:
        items = [shapes.item(item) for item in event.history.items]
        body["changelog"] = {"id": str(event.history.id), "items": items}
    # Cloud took comments out of jira:issue_* bodies (its deprecation notice); Data Center has them.
    if event.comment and not shapes.site.cloud:
        body["comment"] = shapes.comment(issue, event.comment)
    return body


def _of_comment(event: Event, issue: Issue, comment: Comment, shapes: Shapes, head: Json) -> Iterator[tuple[str, Json]]:
    body: Json = {**head, "comment": shapes.comment(issue, comment)}
    if shapes.site.cloud:
        about = view.show(issue, shapes, view.Wish(_SIX))
        about.pop("expand", None)
        yield event.kind, {**body, "issue": about, "eventType": "primaryAction"}
        return
    if event.kind != "comment_created":
        body["user"] = _user(event, shapes)
    yield event.kind, body
    if event.type_name:
        parallel = _of_issue(event, issue, shapes, {**head, "webhookEvent": "jira:issue_updated"})
        if event.kind == "comment_deleted":
            del parallel["comment"]
        yield "jira:issue_updated", parallel


def _wish(shapes: Shapes) -> view.Wish:
    # Cloud's body has no comments and no worklogs any more; Data Center's has both.
    return view.Wish(("*all", "-comment", "-worklog") if shapes.site.cloud else ("*all",))


def _user(event: Event, shapes: Shapes) -> Json:
    return {k: v for k, v in shapes.person(event.by).items() if not (shapes.site.cloud and k == "emailAddress")}
