"""Taking away what careflow made, and nothing else: ``careflow uninstall``.

What holds data of cases is kept unless ``with_data``: a field with values, an option or version that cases have, a
status that cases are in. On Cloud a field goes into Jira's trash, from where it can be brought back for 60 days
(https://support.atlassian.com/jira-cloud-administration/docs/edit-or-delete-a-custom-field/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from plugin.configuration_errors import folded
from plugin.install.found import Context, CustomField, Option, Workflow
from plugin.install.ground import Ground
from plugin.install.items import Item, Kind, Refusal, Step, Verb
from plugin.install.kinds import dashboard, fields, filters, versions, webhook
from plugin.install.kinds.fields import RemoveOption
from plugin.install.kinds.workflow import given_back, kept
from plugin.install.ledger import PROPERTY
from plugin.install.mark import mark_in
from plugin.install.plan import Plan
from plugin.install.workshop import Workshop
from plugin.queries import of_projects, quoted

Count = Callable[[str], int]


@dataclass(frozen=True, kw_only=True)
class Delete(Step):
    """One DELETE of one resource. ``places`` fill the endpoint, ``params`` its query."""

    verb = Verb.REMOVE

    endpoint: str
    places: tuple[tuple[str, str], ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    of: Kind

    @property
    def kind(self) -> Kind:  # type: ignore[override]
        """As it was given."""
        return self.of

    def carry_out(self, shop: Workshop) -> None:
        """DELETE it."""
        shop.delete(self.endpoint, dict(self.params) or None, **dict(self.places))


@dataclass(frozen=True, kw_only=True)
class TrashField(Step):
    """A field goes into Cloud's trash."""

    verb = Verb.REMOVE
    kind = Kind.FIELD

    field: str

    def carry_out(self, shop: Workshop) -> None:
        """POST trash."""
        shop.post("field/{field}/trash", field=self.field)


@dataclass(frozen=True, kw_only=True)
class RemoveVersion(Step):
    """A version that no case has, or that is cleared from those that do."""

    verb = Verb.REMOVE
    kind = Kind.VERSION

    version: str

    def carry_out(self, shop: Workshop) -> None:
        """POST removeAndSwap, with nothing in its place."""
        shop.post("version/{version}/removeAndSwap", {}, version=self.version)


@dataclass(frozen=True, kw_only=True)
class ShrinkWorkflow(Step):
    """What careflow added to a workflow is taken out of it, in one request."""

    verb = Verb.CHANGE
    kind = Kind.WORKFLOW

    workflow: Workflow
    without: frozenset[str]  # references of statuses

    def carry_out(self, shop: Workshop) -> None:
        """POST workflows/update."""
        raw = self.workflow.raw
        layouts = ("statusReference", "layout", "properties", "approvalConfiguration")
        staying = [s for s in self.workflow.raw_statuses if str(s["statusReference"]) not in self.without]
        body: dict[str, Any] = {
            **kept(raw, ("id", "description", "version", "startPointLayout", "loopedTransitionContainerLayout")),
            "statuses": [
                {"properties": {}, **kept(status, layouts)}
                for status in raw["statuses"]
                if str(status["statusReference"]) not in self.without
            ],
            "transitions": [given_back(t) for t in self.workflow.transitions if not _is_ours(t)],
        }
        keys = ("id", "name", "statusCategory", "statusReference", "description")
        shop.post("workflows/update", {"statuses": [kept(s, keys) for s in staying], "workflows": [body]})


def plan_removal(ground: Ground, count: Count, *, with_data: bool) -> Plan:
    """What careflow made and what of it goes. ``count`` says how many cases a query finds. Raises JiraError."""
    removal = _Removal(ground, count, with_data)
    return Plan(ground, tuple(removal.items()))


def _is_ours(transition: Any) -> bool:
    return mark_in(transition.get("description")) == "transition"


@dataclass(frozen=True)
class _Removal:
    ground: Ground
    count: Count
    with_data: bool

    def items(self) -> Iterator[Item]:
        """The webhook first: nothing is delivered any more. The ledger last: until then it says what is ours."""
        yield from self._hooks()
        yield from self._lists()
        yield from self._versions()
        yield from self._places()
        yield from self._contexts()
        yield from self._fields()
        yield from self._workflows()
        if self.ground.found.ledger.there:
            for project in self.ground.projects:
                yield self._delete(
                    Kind.LEDGER,
                    f"ledger {project.key}",
                    f"careflow's ledger in {project.key}",
                    "project/{project}/properties/{property}",
                    project=project.key,
                    property=PROPERTY,
                )
                break

    def _delete(self, kind: Kind, key: str, name: str, endpoint: str, **places: str) -> Delete:
        return Delete(key=key, name=name, of=kind, endpoint=endpoint, places=tuple(places.items()))

    def _hooks(self) -> Iterator[Item]:
        endpoint = webhook.CLOUD if self.ground.found.server.cloud else webhook.SINCE_TEN
        for hook in self.ground.found.hooks:
            if webhook.is_ours(hook):
                name = f"{hook.name}, to {hook.url}"
                yield self._delete(Kind.WEBHOOK, f"webhook {hook.id}", name, endpoint + "/{hook}", hook=hook.id)

    def _lists(self) -> Iterator[Item]:
        board = dashboard.made(self.ground)
        if board is not None:
            key = dashboard.KEY
            yield self._delete(Kind.DASHBOARD, key, board.name, "dashboard/{dashboard}", dashboard=board.id)
        for found in self.ground.found.filters:
            mark = mark_in(found.description)
            if mark and mark.startswith(filters.key_of("")):
                yield self._delete(Kind.FILTER, mark, found.name, "filter/{filter}", filter=found.id)

    def _versions(self) -> Iterator[Item]:
        for version in self.ground.found.versions:
            if mark_in(version.description) != versions.MARK:
                continue
            key, name = f"version {version.id}", f"{version.name} in {version.project}"
            used = self.count(f"fixVersion = {version.id} OR affectedVersion = {version.id}")
            yield self._unless(used, RemoveVersion(key=key, name=name, version=version.id), f"{used} cases have it")

    def _places(self) -> Iterator[Item]:
        """Fields that careflow put on screens; those that it made go from there by themselves."""
        ids = {str(field): custom.id for field, custom in self.ground.fields.items() if not custom.mark}
        for screen in self.ground.found.screens:
            for name in sorted(self.ground.found.ledger.screens.get(screen.id, ())):
                field_id = ids.get(name, name)
                tab = next((tab for tab in screen.tabs if field_id in tab.fields), None)
                if tab is not None and not self._made(field_id):
                    yield self._delete(
                        Kind.SCREEN,
                        f"screen {screen.id} {name}",
                        f"{name} on {screen.name}",
                        "screens/{screen}/tabs/{tab}/fields/{field}",
                        screen=screen.id,
                        tab=tab.id,
                        field=field_id,
                    )

    def _made(self, field_id: str) -> bool:
        return any(custom.id == field_id and custom.mark for custom in self.ground.found.fields)

    def _contexts(self) -> Iterator[Item]:
        """What careflow added to fields of others: a context of its own, or options in theirs."""
        for field, custom in self.ground.fields.items():
            ours = {folded(value) for value in self.ground.found.ledger.options.get(str(field), ())}
            for context in custom.contexts if not custom.mark else ():
                if mark_in(context.description) == fields.CONTEXT:
                    yield self._context(custom, context)
                else:
                    yield from (self._option(custom, context, o) for o in context.options if folded(o.value) in ours)

    def _context(self, custom: CustomField, context: Context) -> Item:
        places = {"field": custom.id, "context": context.id}
        name, key = f"{custom.name}: context {context.name}", f"context {context.id}"
        step = self._delete(Kind.FIELD, key, name, "field/{field}/context/{context}", **places)
        where = of_projects(self.ground.wanted.projects)
        used = self.count(f"{_cf(custom)} is not EMPTY AND {where}")
        return self._unless(used, step, f"{used} cases have a value in it")

    def _option(self, custom: CustomField, context: Context, option: Option) -> Item:
        used = self.count(f"{_cf(custom)} = {quoted(option.value)}")
        step = RemoveOption(
            key=f"option {option.id}",
            name=f"{custom.name}: {option.value}",
            field=custom.id,
            context=context.id,
            option=option.id,
        )
        return self._unless(used, step, f"{used} cases have it")

    def _fields(self) -> Iterator[Item]:
        for custom in self.ground.found.fields:
            if not custom.mark or not custom.mark.startswith("field "):
                continue
            used = self.count(f"{_cf(custom)} is not EMPTY")
            yield self._unless(used, self._field(custom), f"{used} cases have a value in it")

    def _field(self, custom: CustomField) -> Step:
        key, name = f"field {custom.id}", f"{custom.name} ({custom.id})"
        if self.ground.found.server.cloud:
            details = ("into Jira's trash, for 60 days",)
            return TrashField(key=key, name=name, details=details, field=custom.id)
        return Delete(key=key, name=name, of=Kind.FIELD, endpoint="customFields", params=(("ids", custom.id),))

    def _workflows(self) -> Iterator[Item]:
        for workflow in self.ground.found.workflows:
            ours = [t for t in workflow.transitions if _is_ours(t)]
            added = self.ground.found.ledger.statuses.get(workflow.id, frozenset())
            statuses = [status for status in workflow.raw_statuses if str(status["name"]) in added]
            used = {str(s["name"]): n for s in statuses if (n := self.count(f"status = {quoted(str(s['name']))}"))}
            if not ours and not statuses:
                continue
            for name, number in used.items():
                yield self._kept(Kind.WORKFLOW, f"status {name}", f"Status {name}", f"{number} cases are in it")
            if not used:
                yield self._shrunk(workflow, ours, statuses)

    def _shrunk(self, workflow: Workflow, ours: list[Any], statuses: list[Any]) -> Step:
        lines = [*(f"- status {s['name']}" for s in statuses), *(f"- transition “{t['name']}”" for t in ours)]
        return ShrinkWorkflow(
            key=f"workflow {workflow.name}",
            name=f"Workflow “{workflow.name}”",
            details=tuple(lines),
            workflow=workflow,
            without=frozenset(str(s["statusReference"]) for s in statuses),
        )

    def _unless(self, used: int, step: Step, why: str) -> Item:
        if not used:
            return step
        if self.with_data:
            return _with_warning(step, f"{why}: that is lost")
        return self._kept(step.kind, step.key, step.name, why)

    def _kept(self, kind: Kind, key: str, name: str, why: str) -> Refusal:
        mend = "empty it first, or say --with-data" if kind is not Kind.WORKFLOW else "move these cases first"
        return Refusal(kind=kind, key=key, name=name, reason="in-use", why=why, mend=mend)


def _with_warning(step: Step, warning: str) -> Step:
    return replace(step, warnings=(*step.warnings, warning))


def _cf(custom: CustomField) -> str:
    return f"cf[{custom.id.removeprefix('customfield_')}]"
