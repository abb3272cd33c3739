"""What cannot be found is asked, at a terminal; with ``--yes`` nothing is, and only what is sure is taken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

import click

from plugin.configuration_errors import UserMistake, nearest
from plugin.field_map import FieldMap
from plugin.init.fields import Choice, Match, taking
from plugin.init.groups import Chosen
from plugin.init.survey import Project

_MOST = 20  # names that a question lists


class Questions(ABC):
    """Who answers."""

    @abstractmethod
    def project(self, known: Sequence[Project]) -> str:
        """Which of several projects."""

    @abstractmethod
    def is_it(self, match: Match) -> bool:
        """Whether a field of the site is one of ours."""

    @abstractmethod
    def groups(self, chosen: Chosen, known: Sequence[str]) -> tuple[str, ...]:
        """The groups behind a role."""


class Nobody(Questions):
    """``--yes``."""

    def project(self, known: Sequence[Project]) -> str:
        """The one service project, if there is just one. Raises UserMistake."""
        services = [project for project in known if project.service]
        if len(services) == 1:
            return services[0].key
        listed = ", ".join(f"{project.key} ({project.name})" for project in known[:_MOST])
        raise UserMistake(f"several projects may be meant: say --project KEY, with one of {listed}")

    def is_it(self, match: Match) -> bool:
        """Not without somebody who says so."""
        return False

    def groups(self, chosen: Chosen, known: Sequence[str]) -> tuple[str, ...]:
        """The default."""
        return chosen.names


class Somebody(Questions):
    """A person at a terminal."""

    def project(self, known: Sequence[Project]) -> str:
        """One of the keys."""
        for project in known[:_MOST]:
            kind = "service" if project.service else "software or business"
            click.echo(f"  {project.key:<12} {project.name} ({kind})")
        keys, services = [project.key for project in known], [project.key for project in known if project.service]
        likely = services[0] if len(services) == 1 else None
        choice = click.Choice(keys)
        return str(click.prompt("Which project holds the cases?", type=choice, show_choices=False, default=likely))

    def is_it(self, match: Match) -> bool:
        """Yes or no."""
        lacks = f"; no option for {', '.join(match.lacking)}" if match.lacking else ""
        return click.confirm(f"Is it {match.ours}? ({match.why}{lacks})", default=False)

    def groups(self, chosen: Chosen, known: Sequence[str]) -> tuple[str, ...]:
        """Names with commas between; Enter keeps the default, which is to be made."""
        listed = ", ".join(known[:_MOST]) + (" …" if len(known) > _MOST else "")
        while True:
            said = click.prompt(
                f"Which group is {chosen.role.value.replace('_', ' ')}? ({listed})", default=", ".join(chosen.names)
            )
            names = tuple(name.strip() for name in str(said).split(",") if name.strip())
            unknown = [name for name in names if name not in known and name not in chosen.names]
            if not unknown:
                return names
            guess = nearest(unknown[0], known)
            click.echo(f"There is no group {unknown[0]}." + (f" Did you mean {guess}?" if guess else ""))


def fields_asked(known: FieldMap, choices: Sequence[Choice], questions: Questions) -> list[Choice]:
    """The choices, with those that a person made."""
    return [_field_asked(known, choice, questions) for choice in choices]


def _field_asked(known: FieldMap, choice: Choice, questions: Questions) -> Choice:
    said = next((match for match in choice.open if questions.is_it(match)), None)
    if said is None:
        return choice
    taken = taking(known, said)
    return replace(taken, why=f"{taken.why}; you said so")


def groups_asked(choices: Sequence[Chosen], known: Sequence[str], questions: Questions) -> list[Chosen]:
    """The same for the roles of which no group was found."""
    asked: list[Chosen] = []
    for chosen in choices:
        names = chosen.names if chosen.found else questions.groups(chosen, known)
        changed = names != chosen.names
        asked.append(replace(chosen, names=names, why="you said so", found=True) if changed else chosen)
    return asked
