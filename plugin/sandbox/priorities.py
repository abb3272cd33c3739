"""Priorities and the schemes that give them to projects, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Priority:
    """A priority, most urgent first by id."""

    id: str
    name: str
    description: str = ""
    colour: str = "#777777"


@dataclass(eq=False, slots=True)
class PriorityScheme:
    """Which priorities projects have. ``projects``: their keys; the default one serves all others.

    ``standard``: what a new issue gets; the one in the middle where none is named.
    """

    id: str
    name: str
    priorities: list[Priority]
    projects: set[str] = field(default_factory=set)
    default: bool = False
    description: str = ""
    standard: Priority | None = None

    @property
    def first(self) -> Priority | None:
        """What a new issue gets."""
        middle = self.priorities[len(self.priorities) // 2] if self.priorities else None
        return self.standard if self.standard in self.priorities else middle
