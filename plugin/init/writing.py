"""The files: the shipped ones with this site's names in them, and a comment on each that says where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugin.configuration_errors import UserMistake, folded
from plugin.field_map_checks import ELSEWHERE
from plugin.init import fields, groups, priorities, statuses
from plugin.init.splicing import Spliced
from plugin.shipped import shipped_folder
from workflows.terms import Field, Role

APP, FIELDS, STATUSES, PRIORITIES = (
    "app.yaml",
    "field_maps/fields.yaml",
    "field_maps/statuses.yaml",
    "field_maps/priorities.yaml",
)


@dataclass
class Draft:
    """The files that are to be written, by their path below the folder; a shipped one that nothing changes is not."""

    shipped: Path = field(default_factory=shipped_folder)
    texts: dict[str, Spliced] = field(default_factory=dict)

    def text(self, name: str) -> Spliced:
        """A shipped file, to be changed."""
        if name not in self.texts:
            self.texts[name] = Spliced((self.shipped / name).read_text(encoding="utf-8"))
        return self.texts[name]

    def put(self, name: str, path: Sequence[str], value: str | Sequence[str], why: str) -> None:
        """Set a value, with a comment on where it came from."""
        self.text(name).put(path, value, why)

    def write(self, folder: Path, *, force: bool) -> list[Path]:
        """Write them. Raises UserMistake where one is there already, unless ``force``."""
        paths = {folder / name: spliced.text for name, spliced in self.texts.items()}
        there = [str(path) for path in paths if path.exists()]
        if there and not force:
            raise UserMistake(f"already there: {', '.join(there)}; say --force to replace, or --dir for another folder")
        for path, text in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return list(paths)


def put_fields(draft: Draft, choices: Iterable[fields.Choice]) -> None:
    """``fields.yaml``, and the files that hold the options of Case Type, Product and Support Region."""
    for choice in choices:
        draft.put(FIELDS, (str(choice.field), "name"), choice.names, choice.why)
        if choice.match is not None:
            _put_options(draft, choice.match)


def _put_options(draft: Draft, match: fields.Match) -> None:
    elsewhere = ELSEWHERE.get(match.ours)
    name = f"field_maps/{elsewhere}" if elsewhere else FIELDS
    text = Spliced((draft.shipped / name).read_text(encoding="utf-8"))
    holder = _holder(match.ours)
    for theirs, ours in match.options.items():
        path = (*holder, ours)
        known = text.value(path)
        if isinstance(known, dict):
            path, known = (*path, "names"), known["names"]
        shipped = _listed(known)
        if shipped[0] != theirs:
            draft.put(name, path, _first(theirs, shipped), f"found: an option of {match.there.id}")


def _holder(ours: Field) -> tuple[str, ...]:
    """The path of the mapping that holds a field's options in its file."""
    if ours not in ELSEWHERE:
        return (str(ours), "options")
    return ("regions",) if ours is Field.REGION else ()


def _listed(spellings: Any) -> list[str]:
    return spellings if isinstance(spellings, list) else [str(spellings)]


def _first(name: str, others: Iterable[str]) -> list[str]:
    return [name, *(other for other in others if folded(other) != folded(name))]


def put_statuses(draft: Draft, meanings: Sequence[statuses.Meaning]) -> None:
    """``statuses.yaml``: the site's own first, and of these the surest, since careflow moves cases to the first."""
    text = draft.text(STATUSES)
    for status in text.keys():  # noqa: SIM118 a Spliced is no mapping
        shipped = _listed(text.value((status,)))
        of_it = sorted((m for m in meanings if m.status == status), key=lambda m: _doubt(m, shipped))
        if of_it:
            names = [m.name for m in of_it]
            rest = [name for name in shipped if folded(name) not in {folded(one) for one in names}]
            why = "; ".join(f"{m.name}: {m.why}" for m in of_it)
            text.put((status,), [*names, *rest], why)


def _doubt(meaning: statuses.Meaning, shipped: Sequence[str]) -> tuple[bool, bool]:
    known = {folded(name) for name in shipped}
    return folded(meaning.name) not in known, meaning.why != statuses.BY_NAME


def put_priorities(draft: Draft, chosen: Iterable[priorities.Chosen]) -> None:
    """``priorities.yaml``."""
    text = draft.text(PRIORITIES)
    for one in chosen:
        path = (str(one.severity),)
        text.put(path, _first(one.name, _listed(text.value(path))), one.why)


def put_groups(draft: Draft, chosen: Iterable[groups.Chosen]) -> None:
    """``groups`` in app.yaml, and who reads internal notes."""
    for one in chosen:
        draft.put(APP, ("groups", one.role.value), one.names, one.why)
        if one.role is Role.AGENT and one.found:
            draft.put(APP, ("notes", "visibility", "value"), one.names[0], "the agents' group")
