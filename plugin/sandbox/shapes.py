"""How the sandbox's things look in Jira's JSON, in Cloud's shape and in Data Center's.

Taken from the published OpenAPI documents and recorded answers: people are accountIds on Cloud and names on Data
Center; the changelog's items have no ``fieldId`` on Data Center.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from plugin.sandbox.fields import Field, Json, Option
from plugin.sandbox.issue import Comment, History, Issue, Item, Worklog
from plugin.sandbox.people import Group, Organization, Person
from plugin.sandbox.place import Place
from plugin.sandbox.priorities import Priority
from plugin.sandbox.projects import Project, Version
from plugin.sandbox.site import Site
from plugin.sandbox.workflow import Status, Transition

CATEGORIES: dict[str, tuple[int, str, str]] = {
    "new": (2, "blue-gray", "To Do"),
    "indeterminate": (4, "yellow", "In Progress"),
    "done": (3, "green", "Done"),
}
RESOLUTION = ("10000", "Done")


class Shapes:
    """Shows things under ``base`` (the site's URL), instants in the reader's time zone, as Jira does."""

    def __init__(self, site: Site, base: str, zone: str = "Etc/UTC") -> None:
        self.site = site
        self.api = f"{base}/rest/api/2"
        self.base = base
        self.zone = ZoneInfo(zone)
        self._people: dict[str, Json] = {}

    def when(self, instant: datetime) -> str:
        """``2026-11-23T10:00:00.000+0000``."""
        text = instant.astimezone(self.zone).isoformat(timespec="milliseconds")
        return text[:-3] + text[-2:]  # Jira's offsets have no colon

    def logged_instant(self, instant: datetime) -> tuple[str, str]:
        """A date-time in the changelog: ISO 8601, and text in the style of Jira's English look and feel."""
        local = instant.astimezone(self.zone)
        return self.when(instant), f"{local:%d/%b/%y} {local.hour % 12 or 12}:{local:%M %p}"

    def person_id(self, person: Person) -> str:
        """What the flavour calls a person by."""
        return person.account_id if self.site.cloud else person.name

    def person(self, person: Person) -> Json:
        """A user inside something else. The same object each time: one issue names a few people often."""
        known = self._people.get(person.name)
        if known is None:
            known = self._people[person.name] = self._person(person)
        return known

    def _person(self, person: Person) -> Json:
        avatars = {"48x48": f"{self.base}/sandbox/avatar.png?size=48"}
        shared = {"avatarUrls": avatars, "displayName": person.display_name, "active": person.active}
        if self.site.cloud:
            return {
                "self": f"{self.api}/user?accountId={person.account_id}",
                "accountId": person.account_id,
                **({"emailAddress": person.email} if person.kind == "atlassian" else {}),
                **shared,
                "timeZone": person.zone,
                "accountType": person.kind,
            }
        return {
            "self": f"{self.api}/user?username={person.name}",
            "name": person.name,
            "key": person.key,
            "emailAddress": person.email,
            **shared,
            "timeZone": person.zone,
        }

    def account(self, person: Person, with_groups: bool) -> Json:
        """A user of their own (GET /user, /myself)."""
        groups = self.site.people.groups_of(person)
        items = {"items": [self.group(g) for g in groups]} if with_groups else {"items": []}
        shown = {**self.person(person), "locale": person.locale, "expand": "groups,applicationRoles"}
        shown["groups"] = {"size": len(groups), **items}
        shown["applicationRoles"] = {"size": 1, "items": []}
        if not self.site.cloud:
            shown["deleted"] = False
        return shown

    def group(self, group: Group) -> Json:
        """A group's name."""
        if self.site.cloud:
            return {"name": group.name, "groupId": group.id, "self": f"{self.api}/group?groupId={group.id}"}
        return {"name": group.name, "self": f"{self.api}/group?groupname={group.name}"}

    def organization(self, organization: Organization) -> Json:
        """A customer organization, as a field's value."""
        link = f"{self.base}/rest/servicedeskapi/organization/{organization.id}"
        return {"id": str(organization.id), "name": organization.name, "_links": {"self": link}}

    def option(self, option: Option) -> Json:
        """An option of a select list."""
        shown = {"self": f"{self.api}/customFieldOption/{option.id}", "value": option.value, "id": option.id}
        return shown if self.site.cloud else {**shown, "disabled": not option.enabled}

    def priority(self, priority: Priority) -> Json:
        """A priority."""
        icon = f"{self.base}/images/icons/priorities/{priority.name.lower()}.svg"
        return {
            "self": f"{self.api}/priority/{priority.id}",
            "iconUrl": icon,
            "name": priority.name,
            "id": priority.id,
            "description": priority.description,
            "statusColor": priority.colour,
        }

    def category(self, key: str) -> Json:
        """A status category."""
        number, colour, name = CATEGORIES[key]
        link = f"{self.api}/statuscategory/{number}"
        return {"self": link, "id": number, "key": key, "colorName": colour, "name": name}

    def status(self, status: Status) -> Json:
        """A status."""
        return {
            "self": f"{self.api}/status/{status.id}",
            "description": status.description,
            "iconUrl": f"{self.base}/images/icons/statuses/generic.png",
            "name": status.name,
            "id": status.id,
            "statusCategory": self.category(status.category),
        }

    def resolution(self) -> Json:
        """The only resolution there is."""
        number, name = RESOLUTION
        return {"self": f"{self.api}/resolution/{number}", "id": number, "description": "", "name": name}

    def version(self, version: Version) -> Json:
        """A version."""
        shown: Json = {
            "self": f"{self.api}/version/{version.id}",
            "id": version.id,
            "description": version.description,
            "name": version.name,
            "archived": version.archived,
            "released": version.released,
        }
        if version.release_date:
            shown["releaseDate"] = version.release_date.isoformat()
        return shown

    def version_of_project(self, version: Version) -> Json:
        """A version of its own, with the project it belongs to."""
        shown = {**self.version(version), "projectId": int(version.project.id)}
        if version.release_date:
            shown["userReleaseDate"] = f"{version.release_date:%d/%b/%y}"
        return shown

    def project(self, project: Project) -> Json:
        """A project inside an issue."""
        return {
            "self": f"{self.api}/project/{project.id}",
            "id": project.id,
            "key": project.key,
            "name": project.name,
            "projectTypeKey": "service_desk" if project.service else "software",
            **({"simplified": project.team_managed} if self.site.cloud else {}),
            "avatarUrls": {"48x48": f"{self.base}/sandbox/avatar.png?size=48"},
        }

    def issue_type(self, type_id: str) -> Json:
        """An issue type."""
        return {
            "self": f"{self.api}/issuetype/{type_id}",
            "id": type_id,
            "description": "",
            "iconUrl": f"{self.base}/sandbox/avatar.png",
            "name": self.site.issue_types[type_id],
            "subtask": False,
        }

    def comment(self, issue: Issue, comment: Comment) -> Json:
        """A comment."""
        shown: Json = {
            "self": f"{self.api}/issue/{issue.id}/comment/{comment.id}",
            "id": str(comment.id),
            "author": self.person(comment.by),
            "body": comment.body,
            "updateAuthor": self.person(comment.updated_by),
            "created": self.when(comment.at),
            "updated": self.when(comment.updated),
        }
        if comment.visibility:
            shown["visibility"] = dict(comment.visibility)
        if self.site.cloud:
            shown["jsdPublic"] = comment.public
        return shown

    def worklog(self, issue: Issue, worklog: Worklog) -> Json:
        """A worklog."""
        return {
            "self": f"{self.api}/issue/{issue.id}/worklog/{worklog.id}",
            "author": self.person(worklog.by),
            "updateAuthor": self.person(worklog.by),
            "comment": worklog.comment,
            "created": self.when(worklog.at),
            "updated": self.when(worklog.at),
            "started": self.when(worklog.started),
            "timeSpent": _spent(worklog.seconds),
            "timeSpentSeconds": worklog.seconds,
            "id": str(worklog.id),
            "issueId": str(issue.id),
        }

    def history(self, entry: History) -> Json:
        """An entry of the changelog."""
        return {
            "id": str(entry.id),
            "author": self.person(entry.by),
            "created": self.when(entry.at),
            "items": [self.item(item) for item in entry.items],
        }

    def item(self, item: Item) -> Json:
        """An item of a changelog entry."""
        shown: Json = {"field": item.field, "fieldtype": item.type}
        if self.site.cloud:
            shown["fieldId"] = item.field_id
        shown.update(
            {"from": item.before, "fromString": item.before_text, "to": item.after, "toString": item.after_text}
        )
        return shown

    def transition(self, transition: Transition, fields: Json | None) -> Json:
        """A transition that is available now."""
        shown: Json = {"id": transition.id, "name": transition.name, "to": self.status(transition.to)}
        if self.site.cloud:
            shown.update(hasScreen=False, isGlobal=not transition.sources, isInitial=False, isAvailable=True)
            shown.update(isConditional=False, isLooped=False)
        return shown if fields is None else {**shown, "fields": fields}

    def field(self, field: Field) -> Json:
        """A field (GET /field)."""
        shown: Json = {"id": field.id, "name": field.name, "custom": field.custom, "orderable": True}
        if self.site.cloud:
            shown["key"] = field.id
        clauses = [field.clause, *([field.name] if field.custom else [])]
        return {**shown, "navigable": True, "searchable": True, "clauseNames": clauses, "schema": field.schema()}

    def field_meta(self, field: Field, place: Place) -> Json:
        """What editmeta says of a field, somewhere."""
        shown: Json = {"required": field.id == "summary", "schema": field.schema(), "name": field.name}
        shown["fieldId" if not self.site.cloud else "key"] = field.id
        shown["operations"] = ["add", "set", "remove"] if field.kind.many else ["set"]
        if field.kind.chooses:
            shown["allowedValues"] = [self.option(o) for o in place.options(field) if o.enabled]
        elif field.id == "priority":
            shown["allowedValues"] = [self.priority(p) for p in place.priorities.priorities]
        return shown

    def values(self, fields: Iterable[Field], issue: Issue) -> Json:
        """The values of these fields on an issue."""
        shown: Json = {}
        for field in fields:
            value: Any = issue.values.get(field.id)
            shown[field.id] = field.kind.show(value, self) if value not in (None, []) else field.empty
        return shown


def _spent(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return " ".join(part for part in (f"{hours}h" if hours else "", f"{minutes}m" if minutes else "") if part) or "0m"
