"""Statuses, transitions and the workflows that they make, as plain data.

What a client gives and the sandbox does not act on (conditions, layouts, properties) is kept and given back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_DNS, uuid5


@dataclass(eq=False, slots=True)
class Status:
    """A status. ``category``: ``new``, ``indeterminate`` or ``done``; ``project``: the id of one that owns it."""

    id: str
    name: str
    category: str
    description: str = ""
    project: str = ""


@dataclass(eq=False, slots=True)
class Transition:
    """A transition; ``sources`` empty means from every status but its own target.

    ``ports``: at which sides it is drawn, by the id of a source; ``rest``: what else is only kept.
    """

    id: str
    name: str
    to: Status
    sources: tuple[Status, ...] = ()
    description: str = ""
    rest: dict[str, Any] = field(default_factory=dict)
    ports: dict[str, dict[str, Any]] = field(default_factory=dict)

    def leaves(self, status: Status) -> bool:
        """Whether it is available in ``status``."""
        return status in self.sources if self.sources else status is not self.to


@dataclass(eq=False, slots=True)
class Workflow:
    """A workflow. ``initial``: where issues begin; ``version`` counts changes; ``layouts`` by the id of a status."""

    id: str
    name: str
    statuses: list[Status] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    initial: Status | None = None
    version: int = 1
    editable: bool = True
    layouts: dict[str, dict[str, Any]] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)
    creation: dict[str, Any] = field(default_factory=dict)  # what is kept of the transition that creates issues
    description: str = ""

    @property
    def first(self) -> Status:
        """The status of a new issue."""
        return self.initial or self.statuses[0]

    @property
    def version_id(self) -> str:
        """Which version it is: another id with each change."""
        return str(uuid5(NAMESPACE_DNS, f"{self.id}.{self.version}"))

    def available(self, status: Status) -> list[Transition]:
        """The transitions from a status."""
        return [transition for transition in self.transitions if transition.leaves(status)]
