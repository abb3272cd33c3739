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
    """Which priorities projects have. ``projects``: their keys; the default one serves all others."""

    id: str
    name: str
    priorities: list[Priority]
    projects: set[str] = field(default_factory=set)
    default: bool = False
