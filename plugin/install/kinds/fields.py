"""Custom fields, the contexts in which they exist, and their options (SEV-8: with the definitions where people choose).

A field that the field map names is used as it is: a context or an option that it lacks is added, nothing of it is
renamed, and its description stays its owner's. Jira cannot change a field's type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plugin.configuration_errors import folded
from plugin.field_map import Kind as FieldKind
from plugin.install import wanted
from plugin.install.found import Ability, Context, CustomField, Option, Project
from plugin.install.ground import Ground
from plugin.install.items import ByHand, Hint, Item, Kind, Refusal, Step, Verb
from plugin.install.mark import marked
from plugin.install.workshop import Workshop
from workflows.terms import Field

_TYPES = "com.atlassian.jira.plugin.system.customfieldtypes"
CONTEXT = "context"
"""The mark of a context that careflow added to a field."""
IN_WORDS = {"option": "select list (single choice)", "datetime": "date time picker", "string": "text field"}


def jira_type(field: wanted.CustomField) -> tuple[str, str]:
    """The keys of a new field's type and of its searcher."""
    name, searcher = {
        FieldKind.SELECT: ("select", "multiselectsearcher"),
        FieldKind.DATETIME: ("datetime", "datetimerange"),
        FieldKind.TEXT: ("textarea" if field.paragraph else "textfield", "textsearcher"),
    }[field.kind]
    return f"{_TYPES}:{name}", f"{_TYPES}:{searcher}"


def options_key(field: Field) -> str:
    """The key, in a plan, of what a select's options lack."""
    return f"options {field}"


@dataclass(frozen=True, kw_only=True)
class MakeField(Step):
    """A new field, in the context that Jira gives it (Cloud: all projects), with its options."""

    verb = Verb.ADD
    kind = Kind.FIELD

    field: Field
    type: tuple[str, str]
    description: str
    options: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()  # Data Center: where it exists

    def carry_out(self, shop: Workshop) -> None:
        """POST field, and its options where Jira takes them."""
        type_, searcher = self.type
        body: dict[str, object] = {"name": self.name, "type": type_, "searcherKey": searcher}
        body["description"] = self.description
        if self.projects:
            body["projectIds"] = [int(project) for project in self.projects]
        made = str(shop.post("field", body).object()["id"])
        shop.fields[self.field] = made
        if self.options:
            context = next(iter(shop.values("field/{field}/context", field=made)), None)
            context_id = str(context["id"]) if context else _make_context(shop, made, self.name, ())
            _add_options(shop, made, context_id, self.options)


@dataclass(frozen=True, kw_only=True)
class AddContext(Step):
    """An existing field is made to exist in our projects."""

    verb = Verb.CHANGE
    kind = Kind.FIELD

    field: str
    context: str
    projects: tuple[str, ...]
    options: tuple[str, ...] = ()

    def carry_out(self, shop: Workshop) -> None:
        """POST context, and its options."""
        made = _make_context(shop, self.field, self.context, self.projects)
        if self.options:
            _add_options(shop, self.field, made, self.options)


@dataclass(frozen=True, kw_only=True)
class AddOptions(Step):
    """Options that a select lacks."""

    verb = Verb.CHANGE
    kind = Kind.FIELD

    field: str
    context: str
    options: tuple[str, ...]

    def carry_out(self, shop: Workshop) -> None:
        """POST option."""
        _add_options(shop, self.field, self.context, self.options)


@dataclass(frozen=True, kw_only=True)
class RemoveOption(Step):
    """An option that careflow made, that nobody wants any more and no case has."""

    verb = Verb.REMOVE
    kind = Kind.FIELD

    field: str
    context: str
    option: str

    def carry_out(self, shop: Workshop) -> None:
        """DELETE option."""
        endpoint = "field/{field}/context/{context}/option/{option}"
        shop.delete(endpoint, field=self.field, context=self.context, option=self.option)


def _make_context(shop: Workshop, field_id: str, name: str, projects: Iterable[str]) -> str:
    body = {"name": name, "description": marked("", CONTEXT), "projectIds": list(projects), "issueTypeIds": []}
    return str(shop.post("field/{field}/context", body, field=field_id).object()["id"])


def _add_options(shop: Workshop, field_id: str, context: str, options: Iterable[str]) -> None:
    body = {"options": [{"value": value, "disabled": False} for value in options]}
    shop.post("field/{field}/context/{context}/option", body, field=field_id, context=context)


def plan(ground: Ground) -> Iterator[Item]:
    """What of the fields is lacking."""
    for field_ in ground.wanted.fields:
        there = ground.fields.get(field_.field)
        if there is not None:
            yield from _Existing(ground, field_, there).items()
        else:
            yield from _new(ground, field_)


def _new(ground: Ground, field_: wanted.CustomField) -> Iterator[Item]:
    named = ground.named(field_.field)
    renamed = next((custom for custom in ground.found.fields if custom.mark == field_.key), None)
    if named:
        yield _of_another_type(field_, named[0])
    elif renamed is not None:
        yield Refusal(
            kind=Kind.FIELD,
            key=field_.key,
            name=field_.name,
            reason="renamed",
            why=f"careflow made it, and it is called “{renamed.name}” now ({renamed.id})",
            mend=f"put “{renamed.name}” first at {field_.field} in field_maps/fields.yaml, or rename it back",
        )
    else:
        yield from _made(ground, field_)


def _made(ground: Ground, field_: wanted.CustomField) -> Iterator[Item]:
    by_rest = Ability.OPTIONS in ground.found.can
    options = tuple(option.name for option in field_.options)
    yield MakeField(
        key=field_.key,
        name=field_.name,
        details=(IN_WORDS[field_.types[0]], *_listed(options)),
        field=field_.field,
        type=jira_type(field_),
        description=marked(field_.description, field_.key),
        options=options if by_rest else (),
        projects=() if by_rest else ground.project_ids,
    )
    if options and not by_rest:
        yield _options_by_hand(field_, field_.name, options)


def _of_another_type(field_: wanted.CustomField, there: CustomField) -> Refusal:
    found, needed = IN_WORDS.get(there.kind, there.kind), IN_WORDS[field_.types[0]]
    return Refusal(
        kind=Kind.FIELD,
        key=field_.key,
        name=there.name,
        reason="other-type",
        why=f"{there.id} has that name and is a {found}; a {needed} is needed, and Jira cannot change a field's type",
        mend=f"put another name first at {field_.field} in field_maps/fields.yaml (`careflow init` does), or rename "
        f"{there.id} in Jira",
    )


def _listed(options: Iterable[str]) -> tuple[str, ...]:
    names = ", ".join(options)
    return (f"options: {names}",) if names else ()


def _options_by_hand(field_: wanted.CustomField, name: str, options: Iterable[str]) -> ByHand:
    return ByHand(
        kind=Kind.FIELD,
        key=options_key(field_.field),
        name=f"Options of {name}",
        clicks=(
            f"Jira administration ▸ Issues ▸ Custom fields ▸ {name} ▸ ⋯ ▸ Configure contexts ▸ Edit Options",
            f"add: {', '.join(options)}",
        ),
        check="jira.options",
    )


@dataclass(frozen=True)
class _Existing:
    """A field that is there and fits."""

    ground: Ground
    field: wanted.CustomField
    there: CustomField

    def items(self) -> Iterator[Item]:
        outside = [project for project in self.ground.projects if self.there.context_of(project) is None]
        if outside:
            yield self._context(outside)
        if self.there.kind != "option":
            return
        contexts = (self.there.context_of(project) for project in self.ground.projects)
        for context in {context.id: context for context in contexts if context is not None}.values():
            yield from self._options(context)

    @property
    def _name(self) -> str:
        return self.there.name if self.there.mark else f"{self.there.name} ({self.there.id}, not made by careflow)"

    def _context(self, outside: list[Project]) -> Item:
        keys = ", ".join(project.key for project in outside)
        if Ability.OPTIONS not in self.ground.found.can:
            return ByHand(
                kind=Kind.FIELD,
                key=self.field.key,
                name=f"Context of {self.there.name}",
                clicks=(
                    f"Jira administration ▸ Issues ▸ Custom fields ▸ {self.there.name} ▸ ⋯ ▸ Configure contexts",
                    f"add a context for {keys}, with all issue types",
                ),
                check="jira.screen",
            )
        options = tuple(option.name for option in self.field.options) if self.there.kind == "option" else ()
        return AddContext(
            key=self.field.key,
            name=self._name,
            details=(f"a context for {keys}", *_listed(options)),
            field=self.there.id,
            context=f"careflow: {keys}",
            projects=tuple(project.id for project in outside),
            options=options,
        )

    def _options(self, context: Context) -> Iterator[Item]:
        by_name = {folded(option.value): option for option in context.options}
        lacking: list[str] = []
        for option in self.field.options:
            there = [by_name[folded(name)] for name in option.spellings if folded(name) in by_name]
            if not there:
                lacking.append(option.name)
            elif all(one.disabled for one in there):
                yield self._disabled(there[0])
        if lacking:
            yield self._lacking(context, lacking)
        yield from self._not_wanted(context)

    def _lacking(self, context: Context, options: list[str]) -> Item:
        if Ability.OPTIONS not in self.ground.found.can:
            return _options_by_hand(self.field, self.there.name, options)
        return AddOptions(
            key=options_key(self.field.field),
            name=self._name,
            details=tuple(f"+ {option}" for option in options),
            warnings=self._seen_elsewhere(context),
            field=self.there.id,
            context=context.id,
            options=tuple(options),
        )

    def _seen_elsewhere(self, context: Context) -> tuple[str, ...]:
        if self.there.mark:
            return ()
        if context.projects is None:
            return ("all projects that show this field will see them",)
        others = len(context.projects - set(self.ground.project_ids))
        return (f"{others} other projects that share the context will see them",) if others else ()

    def _disabled(self, option: Option) -> Refusal:
        return Refusal(
            kind=Kind.FIELD,
            key=options_key(self.field.field),
            name=self.there.name,
            reason="option-disabled",
            why=f"its option “{option.value}” is disabled",
            mend=f"enable it (Custom fields ▸ {self.there.name} ▸ Edit options), or map another spelling",
        )

    def _not_wanted(self, context: Context) -> Iterator[Item]:
        """What careflow made goes when nobody wants it and no case has it; what others made is only named."""
        known = {folded(name) for option in self.field.options for name in option.spellings}
        ours = {folded(name) for name in self.ground.found.ledger.options.get(str(self.field.field), ())}
        strange = [option for option in context.options if folded(option.value) not in known and not option.disabled]
        for option in (one for one in strange if folded(one.value) in ours):
            yield self._unwanted(context, option)
        if left := [option.value for option in strange if folded(option.value) not in ours]:
            yield Hint(
                kind=Kind.FIELD,
                what=f"{self.there.name} has options that the field map does not know: {', '.join(left)}",
            )

    def _unwanted(self, context: Context, option: Option) -> Item:
        if option.used:
            return Refusal(
                kind=Kind.FIELD,
                key=f"{options_key(self.field.field)} {option.value}",
                name=f"{self.there.name}: {option.value}",
                reason="option-in-use",
                why=f"the field map wants it no more, and {option.used} cases have it",
                mend="give these cases another value first, or keep the option in the field map",
            )
        return RemoveOption(
            key=f"{options_key(self.field.field)} {option.value}",
            name=self._name,
            details=(f"- {option.value}",),
            field=self.there.id,
            context=context.id,
            option=option.id,
        )
