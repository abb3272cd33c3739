"""UPD-2: the planned releases that products.yaml names, as versions of the projects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugin.configuration_errors import folded
from plugin.install.found import Project, Version
from plugin.install.ground import Ground
from plugin.install.items import Hint, Item, Kind, Step, Verb
from plugin.install.mark import mark_in, marked
from plugin.install.workshop import Workshop

MARK = "version"


@dataclass(frozen=True, kw_only=True)
class MakeVersion(Step):
    """A version of a project."""

    verb = Verb.ADD
    kind = Kind.VERSION

    project: str
    version: str
    date: str

    def carry_out(self, shop: Workshop) -> None:
        """POST version."""
        body = {
            "projectId": int(self.project),
            "name": self.version,
            "releaseDate": self.date,
            "description": marked("A planned release.", MARK),
        }
        shop.post("version", body)


@dataclass(frozen=True, kw_only=True)
class MoveRelease(Step):
    """Another date for a version that careflow made."""

    verb = Verb.CHANGE
    kind = Kind.VERSION

    version: str
    date: str

    def carry_out(self, shop: Workshop) -> None:
        """PUT version."""
        shop.put("version/{version}", {"releaseDate": self.date}, version=self.version)


def plan(ground: Ground) -> Iterator[Item]:
    """What of the versions is lacking."""
    for project in ground.projects:
        there = {folded(v.name): v for v in ground.found.versions if v.project == project.key}
        for name, day in ground.wanted.versions.items():
            version = there.get(folded(name))
            if version is None:
                yield _new(project, name, day.isoformat())
            elif version.date != day.isoformat() and not version.released:
                yield _moved(project, version, day.isoformat())


def _new(project: Project, name: str, day: str) -> Step:
    key, shown = f"version {project.key} {name}", f"{name} in {project.key}"
    return MakeVersion(key=key, name=shown, details=(f"release {day}",), project=project.id, version=name, date=day)


def _moved(project: Project, version: Version, day: str) -> Item:
    if mark_in(version.description) != MARK:
        what = f"{version.name} is to be released on {version.date or 'no date'}; products.yaml says {day}"
        return Hint(kind=Kind.VERSION, what=what)
    return MoveRelease(
        key=f"version {project.key} {version.name}",
        name=f"{version.name} in {project.key}",
        details=(f"release {version.date or 'without a date'} → {day}",),
        version=version.id,
        date=day,
    )
