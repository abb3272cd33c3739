"""Where an issue stands. Its project and type decide what it has: fields, options, screens, a workflow, priorities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plugin.sandbox.fields import Context, Field, Option
    from plugin.sandbox.priorities import PriorityScheme
    from plugin.sandbox.projects import Project
    from plugin.sandbox.screens import Screen
    from plugin.sandbox.site import Site
    from plugin.sandbox.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Place:
    """A type of issue in a project of a site."""

    site: Site
    project: Project
    type_id: str

    def context(self, spec: Field) -> Context | None:
        """The context of a custom field that holds here."""
        return spec.context_for(self.project.id, self.type_id)

    def options(self, spec: Field) -> list[Option]:
        """The options of a field here, those that are switched off too."""
        context = self.context(spec)
        return context.options if context else []

    @property
    def fields(self) -> list[Field]:
        """The fields that exist here."""
        return [spec for spec in self.site.live_fields if spec.exists_for(self.project.id, self.type_id)]

    def screen(self, purpose: str = "edit") -> Screen:
        """The screen that an issue is created, edited or viewed on."""
        return self.site.type_scheme_of(self.project).scheme(self.type_id).screen(purpose)

    def settable(self, purpose: str = "edit") -> list[Field]:
        """The fields that can be set here: they exist, and are on the screen."""
        screen = self.screen(purpose)
        return [spec for spec in self.fields if screen.shows(spec.id)]

    @property
    def workflow(self) -> Workflow:
        """The workflow of an issue."""
        return self.site.workflow_of(self.project, self.type_id)

    @property
    def priorities(self) -> PriorityScheme:
        """The priorities that an issue may have."""
        return self.site.priority_scheme_of(self.project)
