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

    def take_off(self, field_id: str) -> None:
        """Remove a field from every tab."""
        for tab in self.tabs:
            tab.fields[:] = [other for other in tab.fields if other != field_id]


@dataclass(eq=False, slots=True)
class ScreenScheme:
    """Which screen serves which purpose; ``default`` for those that are not named."""

    id: str
    name: str
    screens: dict[str, Screen]

    def screen(self, purpose: str) -> Screen:
        """The screen for creating, editing or viewing."""
        return self.screens.get(purpose) or self.screens[DEFAULT]


@dataclass(eq=False, slots=True)
class IssueTypeScreenScheme:
    """Which screen scheme an issue type has; under ``default`` for those that are not named."""

    id: str
    name: str
    schemes: dict[str, ScreenScheme]

    def scheme(self, type_id: str) -> ScreenScheme:
        """The screen scheme of an issue type."""
        return self.schemes.get(type_id) or self.schemes[DEFAULT]
