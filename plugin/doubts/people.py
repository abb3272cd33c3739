"""Groups and people who cannot do what their role is for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from plugin.doubts.doubt import Doubt
from plugin.settings import Settings
from plugin.settings_sections import VisibilityType
from workflows.terms import Role

_UNDO = {
    (Role.MANAGER, Role.AGENT): "every agent could approve Critical (SEV-4)",
    (Role.SECOND_LINE, Role.MANAGER): "an approval that nobody decides would be told to the same people again (SEV-6)",
}


def roles_that_undo_each_other(settings: Settings, today: date) -> Iterator[Doubt]:
    """One group behind two roles of which one is there to look at the other."""
    groups = settings.groups_by_role
    for (role, other), what in _UNDO.items():
        for group in groups[role]:
            if group in groups[other]:
                yield Doubt(("groups", role.value), f"`{group}` stands behind {other} too: {what}")


def roles_of_nobody(settings: Settings, today: date) -> Iterator[Doubt]:
    """A role without a group."""
    for role, groups in settings.groups_by_role.items():
        if not groups:
            yield Doubt(("groups", role.value), "no group: nobody has this role")


def notes_that_staff_cannot_read(settings: Settings, today: date) -> Iterator[Doubt]:
    """Internal notes are kept to a group behind no role."""
    visibility = settings.notes.visibility
    known = {group for groups in settings.groups_by_role.values() for group in groups}
    if visibility.type is VisibilityType.GROUP and visibility.value not in known:
        problem = f"`{visibility.value}` is none of the groups of app.yaml: staff outside it would not see the notes"
        yield Doubt(("notes", "visibility", "value"), problem)


def stand_ins_of_the_past(settings: Settings, today: date) -> Iterator[Doubt]:
    """SEV-9: over and done with."""
    for index, entry in enumerate(settings.approval.stand_ins):
        if entry.last < today:
            problem = f"is over since {entry.last}: it holds for what was decided then, and may be taken out when no "
            yield Doubt(("approval", "stand_ins", index), problem + "case of that time is open")


def products_without_a_contact(settings: Settings, today: date) -> Iterator[Doubt]:
    """CON-1: nobody is named in the texts to its customers."""
    documents = settings.maps.documents
    if Path(documents["products.yaml"].file).parent != Path(documents["contacts.yaml"].file).parent:
        return  # the directory that ships goes with the products that ship
    for name, product in settings.maps.products.items():
        if not product.contacts:
            problem = (
                "contacts.yaml names no way to reach Customer Care for it: texts to its customers name none (CON-1)"
            )
            yield Doubt((name,), problem, "products.yaml")
