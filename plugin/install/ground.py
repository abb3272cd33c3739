"""What every kind of thing is planned on: what is wanted, what was found, and which fields there are or will be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from plugin.install.found import CustomField, Found, Project
from plugin.install.found import CustomField as FoundField
from plugin.install.found import Status as FoundStatus
from plugin.install.wanted import CATEGORIES, Wanted
from plugin.jira.metadata import located
from workflows.terms import Field, Status


@dataclass(frozen=True)
class Ground:
    """Compared in ``kinds``, one module for each kind of thing."""

    wanted: Wanted
    found: Found

    @cached_property
    def fields(self) -> Mapping[Field, CustomField]:
        """Our fields in this Jira, found as the workers find them: by name and type, the oldest of several."""
        by_id = {custom.id: custom for custom in self.found.fields}
        entries = [(custom.id, custom.name, custom.kind, custom.type) for custom in self.found.fields]
        return {ours: by_id[where.id] for ours, where in located(entries, self.wanted.map).located.items()}

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """The configured projects that can be set up."""
        return tuple(
            found
            for key in self.wanted.projects
            if (found := self.found.projects.get(key)) is not None and not found.team_managed
        )

    @cached_property
    def project_ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(project.id for project in self.projects)

    def named(self, field: Field) -> list[FoundField]:
        """Every custom field that has one of our field's names, whatever its type."""
        return [custom for custom in self.found.fields if self.wanted.map.field_named(custom.name) is field]

    def status_names(self, status: Status) -> tuple[str, ...]:
        """The names of the projects' statuses that mean ``status``; where none does, of the one that would be added."""
        meant = self.wanted.map.status
        names = dict.fromkeys(
            there.name
            for workflow in self.found.workflows
            for there in workflow.statuses
            if self.wanted.map.knows_status(there.name) and meant(there.name) is status
        )
        return tuple(names) or (self.added_status(status).name,)

    def added_status(self, status: Status) -> FoundStatus:
        """What a workflow without such a status gets: the site's own of one of the names, else a new one (no id)."""
        names = self.wanted.statuses[status]
        return self.found.status_named(names) or FoundStatus("", names[0], CATEGORIES[status])
