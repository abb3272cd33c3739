"""Screens: an API token can write only what is on the edit screen (FACTS 0.3), and people can set only what they see.

Every field goes on the screens for editing and viewing; those asked for when a case is opened, on those for creating.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugin.install.found import Screen
from plugin.install.ground import Ground
from plugin.install.items import Item, Kind, Refusal, Step, Verb
from plugin.install.wanted import ON_OPENING
from plugin.install.workshop import Workshop
from workflows.terms import Field

OF_JIRA = {"priority": "Priority", "assignee": "Assignee", "labels": "Labels"}
"""Jira's own fields that careflow writes (SEV-7, OPN-2, SEV-1)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A field that goes on a screen: one of ours, or Jira's own by its id."""

    name: str
    field: Field | None = None
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class PutOnScreen(Step):
    """Fields onto the first tab of a screen, below what is there."""

    verb = Verb.CHANGE
    kind = Kind.SCREEN

    screen: str
    tab: str
    fields: tuple[Placed, ...]

    def carry_out(self, shop: Workshop) -> None:
        """POST each field."""
        for placed in self.fields:
            field_id = shop.fields.get(placed.field, "") if placed.field else placed.id
            if field_id:  # one that could not be made has been named already
                body = {"fieldId": field_id}
                shop.post("screens/{screen}/tabs/{tab}/fields", body, screen=self.screen, tab=self.tab)


def plan(ground: Ground, coming: frozenset[Field]) -> Iterator[Item]:
    """What the projects' screens lack. ``coming``: the fields that the plan makes."""
    for screen in ground.found.screens:
        placed = tuple(_lacking(ground, screen, coming))
        if placed:
            yield PutOnScreen(
                key=f"screen {screen.id}",
                name=f"{screen.name} ({_purposes(screen)})",
                details=(f"+ {', '.join(one.name for one in placed)}",),
                warnings=_shared(screen),
                screen=screen.id,
                tab=screen.tabs[0].id,
                fields=placed,
            )
    if not ground.found.screens and ground.projects:
        yield _none(ground)


def _lacking(ground: Ground, screen: Screen, coming: frozenset[Field]) -> Iterator[Placed]:
    whole = bool(screen.purposes & {"edit", "view"})
    for wanted in ground.wanted.fields:
        if not whole and wanted.field not in ON_OPENING:
            continue
        there = ground.fields.get(wanted.field)
        if there is not None and not screen.shows(there.id):
            yield Placed(there.name, wanted.field)
        elif there is None and wanted.field in coming:
            yield Placed(wanted.name, wanted.field)
    if "edit" in screen.purposes:
        for field_id, name in OF_JIRA.items():
            if not screen.shows(field_id):
                yield Placed(name, id=field_id)


def _purposes(screen: Screen) -> str:
    return ", ".join(purpose for purpose in ("create", "edit", "view") if purpose in screen.purposes)


def _shared(screen: Screen) -> tuple[str, ...]:
    if not screen.others:
        return ()
    shown = ", ".join(screen.others[:3]) + (f" and {len(screen.others) - 3} more" if len(screen.others) > 3 else "")
    return (f"also used by {shown}: their issues show the fields too",)


def _none(ground: Ground) -> Refusal:
    named = ground.wanted.screens
    return Refusal(
        kind=Kind.SCREEN,
        key="screens",
        name="Screens",
        reason="no-screen",
        why=f"no screen is called {', '.join(named)}" if named else "the screens of the projects cannot be told",
        mend="name the screens for editing and creating cases under `install.screens` in app.yaml",
    )
