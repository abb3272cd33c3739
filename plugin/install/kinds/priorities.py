"""SEV-7: the priority of each severity, in the priority scheme of the projects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugin.configuration_errors import folded
from plugin.install.found import Ability, Project
from plugin.install.ground import Ground
from plugin.install.items import ByHand, Item, Kind, Refusal, Step, Verb
from plugin.install.mark import marked
from plugin.install.wanted import Priority
from plugin.install.workshop import Workshop

_LONGEST = 255  # of a description (OpenAPI document, CreatePriorityDetails)


@dataclass(frozen=True, kw_only=True)
class MakePriority(Step):
    """A priority that the site lacks, put into the schemes of the projects. ``schemes``: their ids."""

    verb = Verb.ADD
    kind = Kind.PRIORITY

    colour: str
    description: str
    schemes: tuple[str, ...]

    def carry_out(self, shop: Workshop) -> None:
        """POST priority, PUT priorityscheme."""
        icon = "/images/icons/priorities/medium.png"
        body = {"name": self.name, "description": self.description, "statusColor": self.colour, "iconUrl": icon}
        made = str(shop.post("priority", body).object()["id"])
        for scheme in self.schemes:
            _put_into(shop, scheme, made)


@dataclass(frozen=True, kw_only=True)
class UsePriority(Step):
    """A priority of the site is put into a project's scheme."""

    verb = Verb.CHANGE
    kind = Kind.PRIORITY

    scheme: str
    priority: str

    def carry_out(self, shop: Workshop) -> None:
        """PUT priorityscheme."""
        _put_into(shop, self.scheme, self.priority)


def _put_into(shop: Workshop, scheme: str, priority: str) -> None:
    body = {"priorities": {"add": {"ids": [int(priority)]}}}
    shop.put("priorityscheme/{scheme}", body, scheme=scheme)


def plan(ground: Ground) -> Iterator[Item]:
    """What of the priorities is lacking."""
    by_name = {folded(name): id_ for id_, name in ground.found.priorities.items()}
    for priority in ground.wanted.priorities:
        there = by_name.get(folded(priority.name))
        if there is None:
            yield _new(ground, priority)
            continue
        for project in ground.projects:
            yield from _in_scheme(ground, project, priority, there)


def _of(priority: Priority) -> str:
    return f"for {', '.join(priority.severities)}"


def _new(ground: Ground, priority: Priority) -> Item:
    key = f"priority {priority.name}"
    if Ability.PRIORITIES not in ground.found.can:
        return ByHand(
            kind=Kind.PRIORITY,
            key=key,
            name=f"Priority {priority.name}",
            clicks=(
                f"Jira administration ▸ Issues ▸ Priorities ▸ Add priority: {priority.name} ({_of(priority)}), and put "
                "it into the projects' priority scheme",
                "or put a name that this Jira has first in field_maps/priorities.yaml",
            ),
            check="jira.priorities",
        )
    schemes = (ground.found.priority_schemes.get(project.key) for project in ground.projects)
    return MakePriority(
        key=key,
        name=priority.name,
        details=(_of(priority),),
        colour=priority.colour,
        description=marked(f"Cases of severity {', '.join(priority.severities)}.", key, _LONGEST),
        schemes=tuple(dict.fromkeys(scheme.id for scheme in schemes if scheme is not None)),
    )


def _in_scheme(ground: Ground, project: Project, priority: Priority, there: str) -> Iterator[Item]:
    scheme = ground.found.priority_schemes.get(project.key)
    if scheme is None or there in scheme.priorities:
        return
    key = f"priority {priority.name} {project.key}"
    name = f"{priority.name} in the scheme “{scheme.name}”"
    if scheme.others:
        yield Refusal(
            kind=Kind.PRIORITY,
            key=key,
            name=name,
            reason="scheme-shared",
            why=f"{', '.join(scheme.others[:3])} use it too",
            mend=f"give {project.key} a priority scheme of its own, or put a priority that it has first in "
            "field_maps/priorities.yaml",
        )
    elif Ability.PRIORITIES in ground.found.can:
        yield UsePriority(key=key, name=name, details=(_of(priority),), scheme=scheme.id, priority=there)
    else:
        clicks = (f"Jira administration ▸ Issues ▸ Priority schemes ▸ {scheme.name} ▸ Edit: add {priority.name}",)
        yield ByHand(kind=Kind.PRIORITY, key=key, name=name, clicks=clicks, check="jira.priorities")
