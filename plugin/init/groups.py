"""Which groups of the site stand behind the roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugin.init.matching import one_of, says, vocabulary
from workflows.terms import Role


@dataclass(frozen=True, slots=True)
class Chosen:
    """The groups of a role, and why; ``found`` False: none of the site's, its default stays."""

    role: Role
    names: tuple[str, ...]
    why: str
    found: bool = True


def choices(names: Sequence[str], defaults: Mapping[Role, tuple[str, ...]]) -> list[Chosen]:
    """The default where the site has it; else a group whose name says the role, and says no other one's."""
    chosen: list[Chosen] = []
    for role, default in defaults.items():
        chosen.append(_choice(names, role, default))
    return chosen


def _choice(names: Sequence[str], role: Role, default: tuple[str, ...]) -> Chosen:
    if all(name in names for name in default):
        return Chosen(role, default, "found, by its name")
    phrases: Mapping[str, list[str]] = vocabulary()["groups"]
    exact = [name for name in names if one_of(name, phrases[role.value])]
    saying = exact or [name for name in names if _role_of(name, phrases) == role.value]
    if len(saying) == 1:
        return Chosen(role, (saying[0],), "found, by its name")
    if saying:
        listed = ", ".join(saying[:4])
        return Chosen(role, default, f"not found: several may be meant ({listed}); name one", found=False)
    return Chosen(role, default, "not found: make it, or name another", found=False)


def _role_of(name: str, phrases: Mapping[str, list[str]]) -> str | None:
    """The role whose longest phrase a name says: ``acme-support-managers`` is the managers', though it says support."""
    said = [(len(phrase), role) for role, known in phrases.items() for phrase in known if says(name, phrase)]
    return max(said)[1] if said else None
