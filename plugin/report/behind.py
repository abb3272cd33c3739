"""The cases behind the numbers: every number of a report is a link to a list of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from markupsafe import Markup

from workflows.compliance import Entry
from workflows.report import FollowUp, Review, Solution
from workflows.summary import Summary

Item: TypeAlias = Entry | Review | FollowUp | Solution | Summary


@dataclass(frozen=True, slots=True)
class Listed:
    """What a number counts."""

    id: str
    title: str
    items: tuple[Item, ...]

    @property
    def cases(self) -> tuple[Summary, ...]:
        """The cases, each once."""
        return tuple({case.key: case for case in map(case_of, self.items)}.values())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The clocks that are counted, where it counts clocks."""
        return tuple(item for item in self.items if isinstance(item, Entry))


@dataclass
class Behind:
    """``href`` says where the list of an id is."""

    href: Callable[[str], str]
    lists: dict[str, Listed] = field(default_factory=dict)

    def number(self, title: str, items: Iterable[Item]) -> Markup:
        """How many, as a link to them; ``title`` says what they are. Nothing to link to where there are none."""
        counted = tuple(items)
        if not counted:
            return Markup("0")
        listed = self._listed(title, counted)
        said = f"{len(counted)}: {title}"
        return Markup('<a href="{}" aria-label="{}">{}</a>').format(self.href(listed.id), said, len(counted))

    def _listed(self, title: str, items: tuple[Item, ...]) -> Listed:
        known = next((one for one in self.lists.values() if one.title == title), None)
        if known is None:
            id_ = self._free(re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "cases")
            known = self.lists[id_] = Listed(id_, title, items)
        return known

    def _free(self, wanted: str) -> str:
        """The id, told apart from those of titles that differ in signs alone."""
        number, id_ = 1, wanted
        while id_ in self.lists:
            number += 1
            id_ = f"{wanted}-{number}"
        return id_


def case_of(item: Item) -> Summary:
    """The case that is counted."""
    return item if isinstance(item, Summary) else item.case
