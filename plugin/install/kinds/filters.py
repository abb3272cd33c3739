"""The saved filters that people work from (``field_maps/worklists.yaml``), shared with whoever sees the projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plugin.install.found import Filter
from plugin.install.ground import Ground
from plugin.install.items import Item, Kind, Refusal, Step, Verb
from plugin.install.kinds.fields import options_key
from plugin.install.mark import mark_in, marked
from plugin.install.workshop import Workshop
from plugin.queries import quoted
from plugin.worklists import Worklist
from workflows.terms import Field, Status


def key_of(worklist: str) -> str:
    """The key of a list's filter in a plan, and its mark."""
    return f"filter {worklist}"


@dataclass(frozen=True, slots=True)
class Jql:
    """How this Jira calls things in a query: ``ids`` of our fields; statuses and options as the ground has them."""

    ground: Ground
    ids: Mapping[Field, str]

    def field(self, field: Field) -> str:
        """``cf[10101]``: a name may stand twice in a Jira, an id does not."""
        return f"cf[{self.ids[field].removeprefix('customfield_')}]"

    def has(self, field: Field, ours: str) -> str:
        """In the spelling that the field has; a text field, which can stand for a select, is searched."""
        there = self.ground.fields.get(field)
        values = {o.value for context in there.contexts for o in context.options} if there else set()
        spellings = self.ground.wanted.map.spellings(field, ours)
        value = next((s for s in spellings if s in values), spellings[0])
        if there is not None and there.kind == "string":
            return f"{self.field(field)} ~ {quoted(quoted(value))}"
        return f"{self.field(field)} = {quoted(value)}"

    def is_in(self, status: Status) -> str:
        """In any of those that the projects have."""
        return f"status in ({', '.join(quoted(name) for name in self.ground.status_names(status))})"

    def unfinished(self) -> str:
        """What is in no status of Jira's category Done."""
        return "statusCategory != Done"


class ByName(Jql):
    """The same for people to read: fields by their names."""

    def field(self, field: Field) -> str:
        """The name, in quotes."""
        there = self.ground.fields.get(field)
        return quoted(there.name if there else self.ground.wanted.map.name_of(field))


@dataclass(frozen=True, kw_only=True)
class MakeFilter(Step):
    """A saved filter."""

    verb = Verb.ADD
    kind = Kind.FILTER

    worklist: Worklist
    description: str
    ground: Ground

    def carry_out(self, shop: Workshop) -> None:
        """POST filter; on Data Center it is shared by further requests, and remembered by its id."""
        query = self.worklist.filled(self.ground.wanted.projects, Jql(self.ground, shop.fields))
        body: dict[str, Any] = {"name": self.name, "description": self.description, "jql": query, "favourite": True}
        at_once = self.ground.found.server.cloud
        if at_once:
            body["sharePermissions"] = shared_with(self.ground.project_ids)
        made = str(shop.post("filter", body).object()["id"])
        shop.filters[self.worklist.id] = made
        if not at_once:
            shop.write_ledger(shop.ledger.with_filter(self.worklist.id, made))
            share(shop, made, self.ground.project_ids)


@dataclass(frozen=True, kw_only=True)
class ChangeFilter(Step):
    """A filter that careflow made gets the query, the name or the sharing that it should have.

    ``rewritten``: more than the sharing is to change.
    """

    verb = Verb.CHANGE
    kind = Kind.FILTER

    filter: Filter
    rewritten: bool
    worklist: Worklist
    description: str
    ground: Ground

    def carry_out(self, shop: Workshop) -> None:
        """PUT filter; Data Center shares by requests of their own."""
        query = self.worklist.filled(self.ground.wanted.projects, Jql(self.ground, shop.fields))
        body: dict[str, Any] = {"name": self.name, "description": self.description, "jql": query}
        cloud = self.ground.found.server.cloud
        if cloud:
            body["sharePermissions"] = shared_with(self.ground.project_ids)
        if cloud or self.rewritten:
            shop.put("filter/{filter}", body, filter=self.filter.id)
        if not cloud:
            share(shop, self.filter.id, [id_ for id_ in self.ground.project_ids if id_ not in self.filter.projects])


def shared_with(projects: tuple[str, ...]) -> list[dict[str, Any]]:
    """Cloud's share permissions: whoever may see the projects."""
    return [{"type": "project", "project": {"id": project}} for project in projects]


def share(shop: Workshop, filter_id: str, projects: tuple[str, ...] | list[str]) -> None:
    """Data Center's, one request each."""
    for project in projects:
        body = {"type": "project", "projectId": project, "view": True, "edit": False}
        shop.post("filter/{filter}/permission", body, filter=filter_id)


def plan(ground: Ground) -> Iterator[Item]:
    """What of the filters is lacking."""
    if not ground.projects:
        return
    for worklist in ground.wanted.worklists:
        yield from _one(ground, worklist)


def made(ground: Ground, worklist: Worklist) -> Filter | None:
    """The filter that careflow made of a list."""
    return next((f for f in ground.found.filters if mark_in(f.description) == key_of(worklist.id)), None)


def _one(ground: Ground, worklist: Worklist) -> Iterator[Item]:
    name = ground.wanted.named(worklist.name)
    there = made(ground, worklist)
    if there is None:
        taken = any(found.name == name and found.own for found in ground.found.filters)
        yield _taken(worklist, name) if taken else _new(ground, worklist, name)
        return
    rewritten, sharing = tuple(_rewritten(ground, worklist, there, name)), tuple(_sharing(ground, there))
    changes = (*rewritten, *sharing)
    if changes and not there.own:
        yield _of_another(worklist, name, changes)
    elif changes:
        yield ChangeFilter(
            key=key_of(worklist.id),
            name=name,
            details=changes,
            needs=_needs(ground, worklist),
            filter=there,
            rewritten=bool(rewritten),
            worklist=worklist,
            description=marked(worklist.description, key_of(worklist.id)),
            ground=ground,
        )


def _new(ground: Ground, worklist: Worklist, name: str) -> MakeFilter:
    return MakeFilter(
        key=key_of(worklist.id),
        name=name,
        details=(worklist.filled(ground.wanted.projects, ByName(ground, {})),),
        needs=_needs(ground, worklist),
        worklist=worklist,
        description=marked(worklist.description, key_of(worklist.id)),
        ground=ground,
    )


def _rewritten(ground: Ground, worklist: Worklist, there: Filter, name: str) -> Iterator[str]:
    ids = {field: custom.id for field, custom in ground.fields.items()}
    if there.name != name:
        yield f"name “{there.name}” → “{name}”"
    if not worklist.fields <= ids.keys() or there.jql != worklist.filled(ground.wanted.projects, Jql(ground, ids)):
        yield f"query → {worklist.filled(ground.wanted.projects, ByName(ground, {}))}"


def _sharing(ground: Ground, there: Filter) -> Iterator[str]:
    if lacking := [project.key for project in ground.projects if project.id not in there.projects]:
        yield f"shared with {', '.join(lacking)}"


def _needs(ground: Ground, worklist: Worklist) -> frozenset[str]:
    """Jira checks a query when it is saved: every name in it must be there by then."""
    fields = {f"field {field}" for field in worklist.fields}
    options = {options_key(Field(p.what)) for p in worklist.places if p.value and p.what != Field.STATUS}
    statuses = {f"workflow {flow.name}" for flow in ground.found.workflows if _lacks_status(ground, worklist)}
    return frozenset(fields | options | statuses)


def _lacks_status(ground: Ground, worklist: Worklist) -> bool:
    named = [Status(p.value) for p in worklist.places if p.what == Field.STATUS]
    there = {status.name for flow in ground.found.workflows for status in flow.statuses}
    return any(not set(ground.status_names(status)) & there for status in named)


def _taken(worklist: Worklist, name: str) -> Refusal:
    return Refusal(
        kind=Kind.FILTER,
        key=key_of(worklist.id),
        name=name,
        reason="name-taken",
        why="the account has a filter of that name which careflow did not make",
        mend=f"rename that filter, or change `{worklist.id}.name` in field_maps/worklists.yaml",
    )


def _of_another(worklist: Worklist, name: str, changes: tuple[str, ...]) -> Refusal:
    return Refusal(
        kind=Kind.FILTER,
        key=key_of(worklist.id),
        name=name,
        reason="not-yours",
        why=f"it belongs to another account, and only its owner can change it ({'; '.join(changes)})",
        mend="run `careflow apply` as the account that made it, or let an administrator change its owner",
    )
