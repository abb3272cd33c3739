"""Which custom fields of the site are ours already: by name, type and options.

A field under one of the field map's own names is taken, whatever options it lacks (the plan adds them). One under
another name is taken only where it cannot mean anything else: it exists in the project, is of the right type, and a
select has an option for each of the policy's. What is close to that is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from plugin.field_map import FieldMap, MappedField
from plugin.field_map import Kind as FieldKind
from plugin.init.matching import meanings, one_of, vocabulary
from plugin.install.found import CustomField, Found, Project
from plugin.jira.metadata import TYPES, custom_fields
from workflows.clauses.dues import DUE_FIELDS
from workflows.terms import Field, Severity, Status

RESERVE = "Customer Care {name}"
"""What a field is called whose name has another type already in this Jira."""


@dataclass(frozen=True, slots=True)
class Match:
    """A field of the site that may be one of ours. ``options``: what its options mean, by their names in Jira."""

    ours: Field
    there: CustomField
    options: Mapping[str, str] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    by_name: bool = False
    here: bool = True

    @property
    def sure(self) -> bool:
        """Whether it can be taken without asking: another's date under a name like ours is not written over."""
        return self.by_name or (self.here and not self.lacking and self.ours not in DUE_FIELDS.values())

    @property
    def why(self) -> str:
        """Where it was found, for the comment in the file and for the question."""
        text = f"found: {self.there.id} “{self.there.name}”"
        if known := len(self.options) + len(self.lacking):
            text += f", {len(self.options)} of {known} options"
        return text if self.here else f"{text}, not yet in the project"


@dataclass(frozen=True, slots=True)
class Choice:
    """What one of our fields is to be called. ``match`` None: a new one is made; ``others``: what was not taken."""

    field: Field
    names: tuple[str, ...]
    why: str
    match: Match | None = None
    others: tuple[Match, ...] = ()

    @property
    def open(self) -> tuple[Match, ...]:
        """What a person may choose instead of a new field."""
        return () if self.match is not None else tuple(match for match in self.others if match.here)


def widened(known: FieldMap) -> FieldMap:
    """The field map with every name that sites give to our fields, so that a reading finds them all."""
    more = vocabulary()["fields"]
    mapped = {
        ours: MappedField(ours, (*known.names_of(ours), *_free(known, more.get(str(ours), ()))), known.kind(ours))
        for ours in custom_fields(known)
    }
    statuses = {status: known.jira_statuses(status) for status in Status}
    return FieldMap(mapped, statuses, {severity: (known.priority(severity),) for severity in Severity})


def _free(known: FieldMap, names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if known.field_named(name) is None)


def choices(known: FieldMap, found: Found) -> list[Choice]:
    """What each of our fields is to be called on this site."""
    wide = widened(known)
    taken: set[str] = set()
    chosen: list[Choice] = []
    for ours in custom_fields(known):
        candidates = [there for there in found.fields if wide.field_named(there.name) is ours and there.id not in taken]
        choice = _choice(known, found, ours, candidates)
        if choice.match is not None:
            taken.add(choice.match.there.id)
        chosen.append(choice)
    return chosen


def _choice(known: FieldMap, found: Found, ours: Field, candidates: Sequence[CustomField]) -> Choice:
    projects = tuple(found.projects.values())
    fitting = [_match(known, projects, ours, there) for there in candidates if there.kind in TYPES[known.kind(ours)]]
    sure = sorted((match for match in fitting if match.sure), key=_order)
    if sure:
        return taking(known, sure[0], tuple(match for match in fitting if match is not sure[0]))
    clash = next((there for there in candidates if known.field_named(there.name) is ours), None)
    name = known.name_of(ours)
    if clash is not None:
        new = RESERVE.format(name=name)
        why = f"new: “{clash.name}” ({clash.id}) is of another type, {clash.kind}"
        return Choice(ours, (new, *_without(known.names_of(ours), clash.name)), why, others=tuple(fitting))
    return Choice(ours, known.names_of(ours), "new: nothing on the site means it", others=tuple(fitting))


def taking(known: FieldMap, match: Match, others: tuple[Match, ...] = ()) -> Choice:
    """A choice for a field of the site: its name first, the others of the map behind it."""
    names = (match.there.name, *_without(known.names_of(match.ours), match.there.name))
    return Choice(match.ours, names, match.why, match, others)


def _without(names: Iterable[str], name: str) -> Iterator[str]:
    return (other for other in names if not one_of(other, (name,)))


def _order(match: Match) -> tuple[bool, int, int]:
    digits = match.there.id.rpartition("_")[2]
    return (not match.by_name, len(match.lacking), int(digits) if digits.isdigit() else 0)


def _match(known: FieldMap, projects: Sequence[Project], ours: Field, there: CustomField) -> Match:
    by_name = known.field_named(there.name) is ours
    contexts = [context for project in projects if (context := there.context_of(project)) is not None]
    if known.kind(ours) is not FieldKind.SELECT or there.kind != "option":
        return Match(ours, there, by_name=by_name, here=bool(contexts))
    names = list(dict.fromkeys(option.value for context in contexts for option in context.options))
    meant = options_meant(known, ours, names)
    lacking = tuple(option for option in known.options(ours) if option not in meant.values())
    return Match(ours, there, meant, lacking, by_name, bool(contexts))


def options_meant(known: FieldMap, ours: Field, names: Sequence[str]) -> dict[str, str]:
    """What the options of a field mean: the map's own spellings first, then the words that sites use."""
    exact = {name: option for name in names if (option := known.to_ours(ours, name)) is not None}
    left = {option: () for option in known.options(ours) if option not in exact.values()}
    words = vocabulary()["options"].get(str(ours), {})
    loose = meanings([n for n in names if n not in exact], {option: tuple(words.get(option, ())) for option in left})
    return {**exact, **_each_once(loose)}


def _each_once(meant: Mapping[str, str]) -> dict[str, str]:
    """Two options that mean the same are not sure to: neither is taken."""
    values = list(meant.values())
    return {name: option for name, option in meant.items() if values.count(option) == 1}
