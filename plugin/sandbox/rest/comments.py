"""Comments and worklogs of an issue, and their Service Management twin."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.issue import Comment, Issue
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, part, whole, words
from plugin.sandbox.rest.writing import read_comment
from plugin.sandbox.tracker import Draft
from plugin.sandbox.values import Refused, date_time

COMMENT_PAGE = 100
_UNITS = {"w": 5 * 8 * 3600, "d": 8 * 3600, "h": 3600, "m": 60}


class CommentRoutes(Routes):
    """``/issue/KEY/comment`` and ``/issue/KEY/worklog``."""

    rules = (
        ("GET", "/issue/<key>/comment", "listing"),
        ("POST", "/issue/<key>/comment", "add"),
        ("GET", "/issue/<key>/comment/<number>", "read"),
        ("PUT", "/issue/<key>/comment/<number>", "edit"),
        ("DELETE", "/issue/<key>/comment/<number>", "delete"),
        ("GET", "/issue/<key>/worklog", "worklogs"),
        ("POST", "/issue/<key>/worklog", "log_work"),
    )

    def shown(self, issue: Issue, comment: Comment) -> Json:
        """A comment, with its properties where they were asked for.

        Only Cloud says ``jsdPublic``; on Data Center ``expand=properties`` is the way to know an internal comment
        (https://github.com/pycontribs/jira/issues/1011).
        """
        shown = self.shapes.comment(issue, comment)
        if "properties" in words("expand"):
            shown["properties"] = [{"key": k, "value": v} for k, v in comment_properties(issue, comment).items()]
        return shown

    def listing(self, key: str) -> Response:
        """GET comment: pages of 100, whatever is asked for."""
        issue, start, most = self.issue(key), whole("startAt", 0), whole("maxResults", COMMENT_PAGE, COMMENT_PAGE)
        order = request.args.get("orderBy", "created")
        if order not in ("created", "+created", "-created"):
            raise Problem(400, f"Invalid orderBy '{order}'.")
        comments = issue.comments[::-1] if order.startswith("-") else issue.comments
        page = [self.shown(issue, c) for c in comments[start : start + most]]
        return answer({"startAt": start, "maxResults": most, "total": len(comments), "comments": page})

    def add(self, key: str) -> Response:
        """POST comment."""
        issue = self.issue(key)
        if not self.may("ADD_COMMENTS"):
            raise Problem(400, f"{self.account.display_name}, you do not have the permission to comment on this issue.")
        made = self.tracker.comment(self.account, issue, read_comment(self.site, issue.project, body(), self.account))
        return answer(self.shown(issue, made), 201)

    def found(self, issue: Issue, number: str) -> Comment:
        """The comment. Raises Problem 404."""
        comment = issue.comment(number)
        if comment is None:
            raise Problem(404, f"Can not find a comment for the id: {number}.")
        return comment

    def read(self, key: str, number: str) -> Response:
        """GET a comment."""
        issue = self.issue(key)
        return answer(self.shown(issue, self.found(issue, number)))

    def edit(self, key: str, number: str) -> Response:
        """PUT a comment."""
        issue = self.issue(key)
        comment = self.found(issue, number)
        draft = read_comment(self.site, issue.project, body(), self.account)
        self.tracker.edit_comment(self.account, issue, comment, draft.body)
        return answer(self.shown(issue, comment))

    def delete(self, key: str, number: str) -> Response:
        """DELETE a comment."""
        issue = self.issue(key)
        self.tracker.delete_comment(self.account, issue, self.found(issue, number))
        return nothing()

    def worklogs(self, key: str) -> Response:
        """GET worklog."""
        issue, start, most = self.issue(key), 0, len(self.issue(key).worklogs)
        if self.site.cloud:  # Data Center's list takes no parameters
            start, most = whole("startAt", 0), whole("maxResults", 5000, 5000)
        logs = [self.shapes.worklog(issue, w) for w in issue.worklogs[start : start + most]]
        return answer({"startAt": start, "maxResults": most, "total": len(issue.worklogs), "worklogs": logs})

    def log_work(self, key: str) -> Response:
        """POST worklog."""
        issue, sent = self.issue(key), body()
        seconds = part(sent, "timeSpentSeconds", int, 0) or _seconds(str(sent.get("timeSpent") or ""))
        if seconds <= 0:
            raise Problem(400, errors={"timeLogged": "You must indicate the time spent working on this issue."})
        try:
            started = date_time(sent["started"]) if part(sent, "started", str, "") else None
        except Refused as refused:
            raise Problem(400, errors={"started": str(refused)}) from refused
        self.tracker.log_work(self.account, issue, seconds, str(sent.get("comment") or ""), started)
        return answer(self.shapes.worklog(issue, issue.worklogs[-1]), 201)


class RequestRoutes(Routes):
    """``/rest/servicedeskapi``: what of Service Management careflow may use."""

    base = "/rest/servicedeskapi"
    rules = (
        ("GET", "/request/<key>/comment", "listing"),
        ("POST", "/request/<key>/comment", "add"),
        ("GET", "/organization/<int:number>", "organization"),
        ("GET", "/organization/<int:number>/user", "members"),
    )

    def request_of(self, key: str) -> Issue:
        """The issue, if it is a customer request. Raises Problem 404."""
        issue = self.issue(key)
        if not issue.project.service:
            raise Problem(404, "The request does not exist or you do not have permission to view it.")
        return issue

    def listing(self, key: str) -> Response:
        """GET the comments, each with ``public``."""
        issue = self.request_of(key)
        return self._page([self._comment(c) for c in issue.comments])

    def add(self, key: str) -> Response:
        """POST a comment: ``public`` is required."""
        issue, sent = self.request_of(key), body()
        if not isinstance(sent.get("public"), bool) or not str(sent.get("body") or "").strip():
            raise Problem(400, "A comment needs a body and 'public'.")
        internal = {} if sent["public"] else {"sd.public.comment": {"internal": True}}
        draft = Draft(str(sent["body"]), sent["public"], properties=internal)
        return answer(self._comment(self.tracker.comment(self.account, issue, draft)), 201)

    def organization(self, number: int) -> Response:
        """GET an organization."""
        found = self.site.people.organizations.get(number)
        if found is None:
            raise Problem(404, "The organization does not exist.")
        return answer(self.shapes.organization(found))

    def members(self, number: int) -> Response:
        """GET the people of an organization."""
        found = self.site.people.organizations.get(number)
        if found is None:
            raise Problem(404, "The organization does not exist.")
        return self._page([self._user(p) for p in found.members])

    def _page(self, values: list[Json]) -> Response:
        start, limit = whole("start", 0), whole("limit", 50, 50)
        shown = values[start : start + limit]
        last = start + limit >= len(values)
        links = {"self": request.url, "base": self.shapes.base, "context": ""}
        page = {"_expands": [], "size": len(shown), "start": start, "limit": limit, "isLastPage": last}
        return answer({**page, "_links": links, "values": shown})

    def _user(self, person: Any) -> Json:
        shown = {k: v for k, v in self.shapes.person(person).items() if k not in ("self", "avatarUrls", "accountType")}
        return {**shown, "_links": {"self": self.shapes.person(person)["self"]}}

    def _comment(self, comment: Comment) -> Json:
        epoch = int(comment.at.timestamp() * 1000)
        created = {"iso8601": self.shapes.when(comment.at), "jira": self.shapes.when(comment.at)}
        created |= {"friendly": f"{comment.at:%d/%b/%y %H:%M}"}
        shown = {"id": str(comment.id), "body": comment.body, "public": comment.public}
        return {**shown, "author": self._user(comment.by), "created": {**created, "epochMillis": epoch}}


def comment_properties(issue: Issue, comment: Comment) -> dict[str, Any]:
    """A comment's properties; in a service project every one says whether it is internal."""
    own = dict(comment.properties)
    if issue.project.service:
        own.setdefault("sd.public.comment", {"internal": not comment.public})
    return own


def _seconds(spent: str) -> int:
    parts = re.findall(r"(\d+)\s*([wdhm])", spent)
    return sum(int(number) * _UNITS[unit] for number, unit in parts)
