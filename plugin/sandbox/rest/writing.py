"""From the body of a PUT or POST to values: all of them are right, or none is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plugin.sandbox.fields import Field, Json
from plugin.sandbox.issue import Issue
from plugin.sandbox.people import Person
from plugin.sandbox.place import Place
from plugin.sandbox.projects import Project
from plugin.sandbox.rest.answers import Problem, parsed_json, part
from plugin.sandbox.site import Site
from plugin.sandbox.tracker import Draft
from plugin.sandbox.values import TEXT_LIMIT, Refused

PROPERTY_LIMIT = 32768


@dataclass(slots=True)
class Edit:
    """What a body asks for, or ``errors`` by field."""

    values: dict[str, Any] = field(default_factory=dict)
    comment: Draft | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def checked(self) -> Edit:
        """Itself. Raises Problem 400 with every error at once, as Jira gives them."""
        if self.errors:
            raise Problem(400, errors=self.errors)
        return self


def off_screen(name: str) -> str:
    """Jira's words for a field that cannot be set, whatever the reason (JRASERVER-67013)."""
    return f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."


def read_edit(place: Place, body: Mapping[str, Any], by: Person, issue: Issue | None = None) -> Edit:
    """The edit in a body with ``fields``, ``update`` and ``properties``. Raises Problem 400.

    Without an issue it is for one that is to be made: what is on the screen for creating can be set.
    """
    edit, site = Edit(), place.site
    settable = {spec.id: spec for spec in place.settable("edit" if issue else "create")}
    fields, update = _object(body, "fields"), _object(body, "update")
    for name, raw in fields.items():
        if name in update:
            edit.errors[name] = f"Field '{name}' cannot appear in both 'fields' and 'update'"
        else:
            _put(edit, settable, name, lambda spec, raw=raw: spec.kind.parse(raw, spec, place))
    for name, operations in update.items():
        if name == "comment":
            _put_comment(edit, operations)
        elif name not in edit.errors:
            _put(edit, settable, name, lambda spec, ops=operations: _operated(place, spec, ops, issue))
    for item in part(body, "properties", list, []):
        _put_property(edit, item)
    if issue and not site.may(by, "EDIT_ISSUES"):
        edit.errors.update({name: off_screen(name) for name in [*fields, *update] or ["summary"]})
    return edit.checked()


def read_comment(site: Site, project: Project, body: Mapping[str, Any], by: Person) -> Draft:
    """The comment in a body of POST comment. Public unless it says otherwise. Raises Problem 400."""
    text = _comment_text(body.get("body"))
    visibility = _visibility(site, body.get("visibility"), by)
    properties: dict[str, Any] = {}
    for item in part(body, "properties", list, []):
        if not isinstance(item, dict) or not isinstance(item.get("key"), str):
            raise Problem(400, "Entity property needs a key and a value.")
        properties[item["key"]] = item.get("value")
    said = properties.get("sd.public.comment")
    internal = project.service and isinstance(said, dict) and said.get("internal") in (True, "true")
    return Draft(text, not internal, visibility, properties)


def property_value(raw: bytes) -> Any:
    """The JSON of an entity property. Raises Problem 400 for what is none or too long."""
    value = parsed_json(raw)
    if len(raw.decode()) > PROPERTY_LIMIT:
        raise Problem(400, f"The property value cannot be longer than {PROPERTY_LIMIT} characters.")
    return value


def _object(body: Mapping[str, Any], name: str) -> Json:
    found: Json = part(body, name, dict, {})
    return found


def _put(edit: Edit, settable: Mapping[str, Field], name: str, parse: Any) -> None:
    if name not in settable:
        edit.errors[name] = off_screen(name)
        return
    try:
        value = parse(settable[name])
        if name == "summary" and not value:
            raise Refused("You must specify a summary of the issue.")
    except Refused as refused:
        edit.errors[name] = str(refused)
    else:
        edit.values[name] = value


def _operated(place: Place, spec: Field, operations: Any, issue: Issue | None) -> Any:
    if not isinstance(operations, list) or not all(isinstance(o, dict) and len(o) == 1 for o in operations):
        raise Refused("a list of operations with one verb each is needed")
    value = issue.values.get(spec.id) if issue else None
    for operation in operations:
        verb, raw = next(iter(operation.items()))
        if verb == "set":
            value = spec.kind.parse(raw, spec, place)
        elif verb in ("add", "remove") and spec.kind.many:
            given = spec.kind.parse([raw], spec, place)
            kept = [v for v in value or [] if v not in given]
            value = [*kept, *given] if verb == "add" else kept
        else:
            raise Refused(f"Field with id '{spec.id}' does not support operation '{verb}'")
    return value


def _put_comment(edit: Edit, operations: Any) -> None:
    """A comment inside an edit. Its ``properties`` are passed over.

    Whether Jira honours them there is stated nowhere; the sandbox plays the worse case, a public comment.
    """
    if not isinstance(operations, list) or len(operations) != 1 or not isinstance(operations[0], dict):
        edit.errors["comment"] = "one operation 'add' is needed"
        return
    added = operations[0].get("add")
    try:
        edit.comment = Draft(_comment_text(added.get("body") if isinstance(added, dict) else None))
    except Problem as problem:
        edit.errors.update(problem.body["errors"])


def _comment_text(text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise Problem(400, errors={"comment": "Comment body can not be empty!"})
    if len(text) > TEXT_LIMIT:
        limit = f"The entered text is too long. It exceeds the allowed limit of {TEXT_LIMIT:,} characters."
        raise Problem(400, errors={"comment": limit})
    return text


def _visibility(site: Site, raw: Any, by: Person) -> dict[str, str] | None:
    if not raw:
        return None
    kind = raw.get("type") if isinstance(raw, dict) else None
    value = str(raw.get("value") or raw.get("identifier") or "") if isinstance(raw, dict) else ""
    if kind == "group":
        group = site.people.groups.get(value)
        if group is None or by not in group.members:
            raise Problem(400, errors={"commentLevel": f"You are currently not a member of the group: {value}."})
    elif kind != "role" or value not in site.roles:
        raise Problem(400, errors={"commentLevel": f"You are currently not a member of the project role: {value}."})
    return {"type": kind, "value": value}


def _put_property(edit: Edit, item: Any) -> None:
    if not isinstance(item, dict) or not isinstance(item.get("key"), str) or "value" not in item:
        raise Problem(400, "Entity property needs a key and a value.")
    edit.properties[item["key"]] = property_value(json.dumps(item["value"], ensure_ascii=False).encode())
