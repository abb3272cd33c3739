"""Screens with their tabs, and the schemes that give them to projects, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

PURPOSES = ("create", "edit", "view")
DEFAULT = "default"


@dataclass(eq=False, slots=True)
class Tab:
    """A tab of a screen; ``fields``: ids, in their order."""

    id: str
    name: str
    fields: list[str] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Screen:
    """A screen."""

    id: str
    name: str
    tabs: list[Tab] = field(default_factory=list)
    description: str = ""

    def shows(self, field_id: str) -> bool:
        """Whether a field is on any tab."""
        return any(field_id in tab.fields for tab in self.tabs)

    def take_off(self, field_id: str) -> list[tuple[Tab, int]]:
        """Remove a field from every tab; returns where it was."""
        were = [(tab, tab.fields.index(field_id)) for tab in self.tabs if field_id in tab.fields]
        for tab, _ in were:
            tab.fields.remove(field_id)
        return were


@dataclass(eq=False, slots=True)
class ScreenScheme:
    """Which screen serves which purpose; ``default`` for those that are not named."""

    id: str
    name: str
    screens: dict[str, Screen]
    description: str = ""

    def screen(self, purpose: str) -> Screen:
        """The screen for creating, editing or viewing."""
        return self.screens.get(purpose) or self.screens[DEFAULT]


@dataclass(eq=False, slots=True)
class IssueTypeScreenScheme:
    """Which screen scheme an issue type has; under ``default`` for those that are not named."""

    id: str
    name: str
    schemes: dict[str, ScreenScheme]
    description: str = ""

    def scheme(self, type_id: str) -> ScreenScheme:
        """The screen scheme of an issue type."""
        return self.schemes.get(type_id) or self.schemes[DEFAULT]
