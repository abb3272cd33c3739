"""Issues: read, open, edit, move, delete, their changelog, their properties, notifications."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.issue import Issue
from plugin.sandbox.people import Person
from plugin.sandbox.rest import view
from plugin.sandbox.rest.answers import (
    Problem,
    Routes,
    answer,
    body,
    bounded,
    nothing,
    objects,
    part,
    texts,
    whole,
    words,
)
from plugin.sandbox.rest.writing import property_value, read_edit
from plugin.sandbox.tracker import Email
from plugin.sandbox.workflow import Transition

BULK_FETCH = 100
CHANGELOG_PAGE = 100


class IssueRoutes(Routes):
    """``/issue`` and below, but comments and worklogs."""

    rules = (
        ("POST", "/issue", "create"),
        ("GET", "/issue/<key>", "read"),
        ("PUT", "/issue/<key>", "edit"),
        ("DELETE", "/issue/<key>", "delete"),
        ("GET", "/issue/<key>/editmeta", "editmeta"),
        ("GET", "/issue/<key>/transitions", "transitions"),
        ("POST", "/issue/<key>/transitions", "move"),
        ("PUT", "/issue/<key>/assignee", "assign"),
        ("GET", "/issue/<key>/changelog", "changelog"),
        ("POST", "/changelog/bulkfetch", "changelogs"),
        ("GET", "/issue/<key>/properties", "property_keys"),
        ("GET", "/issue/<key>/properties/<name>", "read_property"),
        ("PUT", "/issue/<key>/properties/<name>", "set_property"),
        ("DELETE", "/issue/<key>/properties/<name>", "delete_property"),
        ("POST", "/issue/<key>/notify", "notify"),
        ("POST", "/issue/bulkfetch", "bulk_fetch"),
    )
    cloud_only = frozenset({"changelog", "changelogs", "bulk_fetch"})

    def read(self, key: str) -> Response:
        """GET issue."""
        wish = view.Wish(
            fields=tuple(words("fields")) or ("*all",),
            expand=frozenset(words("expand")),
            properties=tuple(words("properties")),
            history=self.site.embedded_history,
            comments=self.site.embedded_comments,
        )
        return answer(view.show(self.issue(key), self.shapes, wish))

    def create(self) -> Response:
        """POST issue."""
        sent = body()
        fields: Json = dict(part(sent, "fields", dict, {}))
        named, kind = part(fields, "project", dict, {}), part(fields, "issuetype", dict, {})
        fields = {name: value for name, value in fields.items() if name not in ("project", "issuetype")}
        projects = [p for p in self.site.projects.values() if named.get("key") == p.key or named.get("id") == p.id]
        if not projects:
            raise Problem(400, errors={"project": "valid project is required"})
        offered = {number: self.site.issue_types[number] for number in self.site.types_of(projects[0])}
        types = [i for i, name in offered.items() if kind.get("id") == i or kind.get("name") == name]
        if not types:
            raise Problem(400, errors={"issuetype": "Specify a valid issue type"})
        if not fields.get("summary"):
            raise Problem(400, errors={"summary": "You must specify a summary of the issue."})
        edit = read_edit(self.site.place(projects[0], types[0]), {**sent, "fields": fields}, self.account)
        issue = self.tracker.create(self.account, projects[0].key, edit.values, types[0])
        for name, value in edit.properties.items():
            self.tracker.set_property(self.account, issue, name, value)
        made = {"id": str(issue.id), "key": issue.key, "self": f"{self.shapes.api}/issue/{issue.id}"}
        return answer(made, 201)

    def edit(self, key: str) -> Response:
        """PUT issue: fields, labels, a public comment and properties at once; ``transition`` is passed over."""
        issue, sent = self.issue(key), body()
        edit = read_edit(self.place_of(issue), sent, self.account, issue)
        self.tracker.edit(self.account, issue, edit.values, edit.comment, edit.properties)
        if self.site.cloud and request.args.get("returnIssue") == "true":
            return self.read(key)
        return nothing()

    def assign(self, key: str) -> Response:
        """PUT assignee."""
        issue = self.issue(key)
        edit = read_edit(self.place_of(issue), {"fields": {"assignee": body()}}, self.account, issue)
        self.tracker.edit(self.account, issue, edit.values)
        return nothing()

    def delete(self, key: str) -> Response:
        """DELETE issue."""
        self.tracker.delete(self.account, self.issue(key))
        return nothing()

    def editmeta(self, key: str) -> Response:
        """GET editmeta: the fields on the edit screen, with their options."""
        return answer({"fields": view.editmeta(self.issue(key), self.shapes)})

    def transitions(self, key: str) -> Response:
        """GET transitions: what is available now."""
        with_fields = "transitions.fields" in words("expand")
        found = view.transitions(self.issue(key), self.shapes, with_fields)
        only = request.args.get("transitionId")
        return answer({"expand": "transitions", "transitions": [t for t in found if only in (None, t["id"])]})

    def move(self, key: str) -> Response:
        """POST transitions. Without a transition screen neither fields nor comments pass (OAS-C, doTransition)."""
        issue, sent = self.issue(key), body()
        found = self._available(issue, str(part(sent, "transition", dict, {}).get("id", "")))
        fields = [*part(sent, "fields", dict, {}), *part(sent, "update", dict, {})]
        if fields:
            unknown = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."
            raise Problem(400, errors={name: unknown.format(name) for name in fields})
        self.tracker.move(self.account, issue, found)
        return nothing()

    def _available(self, issue: Issue, wanted: str) -> Transition:
        if not wanted:
            raise Problem(400, "Missing 'transition' identifier")
        allowed = self.may("TRANSITION_ISSUES")
        for transition in self.place_of(issue).workflow.available(issue.status):
            if allowed and transition.id == wanted:
                return transition
        raise Problem(400, f"It is not possible to perform the transition: '{wanted}' is not valid for this issue.")

    def changelog(self, key: str) -> Response:
        """GET changelog (Cloud): oldest first, in pages."""
        issue, start = self.issue(key), whole("startAt", 0)
        most, total = whole("maxResults", CHANGELOG_PAGE, CHANGELOG_PAGE), len(issue.history)
        values = [self.shapes.history(entry) for entry in issue.history[start : start + most]]
        page = {"self": request.url, "maxResults": most, "startAt": start, "total": total}
        return answer({**page, "isLast": start + most >= total, "values": values})

    def changelogs(self) -> Response:
        """POST changelog/bulkfetch (Cloud), oldest first."""
        sent = body()
        keys, only = texts(sent, "issueIdsOrKeys"), set(texts(sent, "fieldIds"))
        if not 1 <= len(keys) <= 1000 or len(only) > 10:
            raise Problem(400, "issueIdsOrKeys takes 1 to 1000, fieldIds at most 10.")
        found = sorted({i for i in map(self.tracker.find, keys) if i}, key=lambda i: i.id)
        entries = [(i, h) for i in found for h in i.history if not only or only & {x.field_id for x in h.items}]
        start = bounded("nextPageToken", sent.get("nextPageToken") or 0)
        most = bounded("maxResults", sent.get("maxResults") or 1000, 10_000)
        logs: dict[str, list[Json]] = {}
        for issue, entry in entries[start : start + most]:
            logs.setdefault(str(issue.id), []).append(self.shapes.history(entry))
        shown: Json = {"issueChangeLogs": [{"issueId": i, "changeHistories": h} for i, h in logs.items()]}
        if start + most < len(entries):
            shown["nextPageToken"] = str(start + most)
        return answer(shown)

    def bulk_fetch(self) -> Response:
        """POST issue/bulkfetch (Cloud): up to 100 issues, each with its 40 latest changelog entries."""
        sent = body()
        keys = texts(sent, "issueIdsOrKeys")
        if not 1 <= len(keys) <= BULK_FETCH:
            raise Problem(400, f"issueIdsOrKeys takes 1 to {BULK_FETCH}.")
        wish = view.Wish(
            texts(sent, "fields") or ("*navigable",),
            frozenset(texts(sent, "expand")),
            texts(sent, "properties"),
            self.site.searched_history,
            self.site.embedded_comments,
        )
        found = {k: self.tracker.find(k) for k in keys}
        issues = sorted({i for i in found.values() if i}, key=lambda i: i.id)
        errors = [{"id": k, "errorMessage": "Issue does not exist."} for k, i in found.items() if i is None]
        return answer({"issues": [view.show(i, self.shapes, wish) for i in issues], "issueErrors": errors})

    def property_keys(self, key: str) -> Response:
        """GET properties."""
        link = f"{self.shapes.api}/issue/{key}/properties/"
        return answer({"keys": [{"self": link + name, "key": name} for name in self.issue(key).properties]})

    def read_property(self, key: str, name: str) -> Response:
        """GET a property."""
        held = self.issue(key).properties
        if name not in held:
            raise Problem(404, f"The property {name} does not exist.")
        return answer({"key": name, "value": held[name]})

    def set_property(self, key: str, name: str) -> Response:
        """PUT a property: 201 when it is new."""
        issue = self.issue(key)
        new = name not in issue.properties
        self.tracker.set_property(self.account, issue, name, property_value(request.get_data()))
        return answer(None, 201 if new else 200)

    def delete_property(self, key: str, name: str) -> Response:
        """DELETE a property."""
        if not self.tracker.delete_property(self.account, self.issue(key), name):
            raise Problem(404, f"The property {name} does not exist.")
        return nothing()

    def notify(self, key: str) -> Response:
        """POST notify: 400 when nobody but the calling user would get it, 403 when outgoing mail is off."""
        issue, sent = self.issue(key), body()
        if not self.site.outgoing_mail:
            raise Problem(403, "Outgoing emails are disabled.")
        to = [p for p in self._recipients(issue, part(sent, "to", dict, {})) if p is not self.account and p.active]
        if not to:
            raise Problem(400, errors={"to": "No recipients were defined for notification."})
        text, html = str(sent.get("textBody") or ""), str(sent.get("htmlBody") or "")
        subject, names = str(sent.get("subject") or ""), tuple(dict.fromkeys(p.name for p in to))
        mail = Email(self.tracker.clock.now(), issue.key, self.account.name, names, subject, text, html)
        self.tracker.outbox.append(mail)
        return nothing()

    def _recipients(self, issue: Issue, to: dict[str, Any]) -> list[Person]:
        people: list[Person | None] = []
        if to.get("reporter"):
            people.append(issue.values.get("reporter"))
        if to.get("assignee"):
            people.append(issue.values.get("assignee"))
        for named in objects(to, "users"):
            known_as = named.get("accountId") if self.site.cloud else named.get("name") or named.get("key")
            people.append(self.site.people.find(known_as))
            if people[-1] is None:
                raise Problem(400, errors={"users": f"User '{known_as}' does not exist."})
        ids = texts(to, "groupIds") if self.site.cloud else ()
        names = [g.get("name") for g in objects(to, "groups")]
        for group in self.site.people.groups.values():
            if group.name in names or group.id in ids:
                people.extend(group.members)
        return [p for p in people if p]
