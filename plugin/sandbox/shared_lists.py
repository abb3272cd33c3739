"""Saved filters and dashboards, as plain data. ``shares`` are share permissions in Jira's own form, by ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from plugin.sandbox.people import Person

Share = dict[str, Any]


@dataclass(eq=False, slots=True)
class SavedFilter:
    """A filter; ``favourites``: names of the people who marked it."""

    id: str
    name: str
    owner: Person
    jql: str
    description: str = ""
    shares: list[Share] = field(default_factory=list)
    favourites: set[str] = field(default_factory=set)
    edit_shares: list[Share] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Gadget:
    """A gadget with its item properties. ``uri`` or ``module``: what it is; ``column``: where it stands."""

    id: int
    title: str
    color: str
    uri: str = ""
    module: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    column: int = 0


@dataclass(eq=False, slots=True)
class Dashboard:
    """A dashboard; ``gadgets`` of a column in their order from above. ``favourites``: names of people."""

    id: str
    name: str
    owner: Person
    description: str = ""
    shares: list[Share] = field(default_factory=list)
    edit_shares: list[Share] = field(default_factory=list)
    gadgets: list[Gadget] = field(default_factory=list)
    favourites: set[str] = field(default_factory=set)

    def row(self, gadget: Gadget) -> int:
        """How many gadgets stand above it."""
        return [one for one in self.gadgets if one.column == gadget.column].index(gadget)

    def put(self, gadget: Gadget, row: int, column: int) -> None:
        """Place a gadget, moving those below it down."""
        if gadget in self.gadgets:
            self.gadgets.remove(gadget)
        gadget.column = column
        below = [one for one in self.gadgets if one.column == column][row:]
        self.gadgets.insert(self.gadgets.index(below[0]) if below else len(self.gadgets), gadget)
