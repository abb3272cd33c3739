"""Every resource of ``/rest`` but the registration of webhooks, which needs the webhooks as well."""

from __future__ import annotations

from plugin.sandbox.rest.answers import Routes
from plugin.sandbox.rest.comments import CommentRoutes, RequestRoutes
from plugin.sandbox.rest.contexts import ContextRoutes
from plugin.sandbox.rest.custom_fields import CustomFieldRoutes
from plugin.sandbox.rest.dashboards import DashboardRoutes
from plugin.sandbox.rest.fields import FieldRoutes
from plugin.sandbox.rest.filters import FilterRoutes
from plugin.sandbox.rest.gadgets import GadgetRoutes
from plugin.sandbox.rest.groups import GroupRoutes
from plugin.sandbox.rest.issues import IssueRoutes
from plugin.sandbox.rest.options import OptionRoutes
from plugin.sandbox.rest.people import PeopleRoutes
from plugin.sandbox.rest.priorities import PriorityRoutes
from plugin.sandbox.rest.priority_schemes import PrioritySchemeRoutes
from plugin.sandbox.rest.projects import ProjectRoutes
from plugin.sandbox.rest.screen_schemes import ScreenSchemeRoutes
from plugin.sandbox.rest.screens import ScreenRoutes
from plugin.sandbox.rest.search import SearchRoutes
from plugin.sandbox.rest.server import ServerRoutes
from plugin.sandbox.rest.statuses import StatusRoutes
from plugin.sandbox.rest.tasks import TaskRoutes
from plugin.sandbox.rest.versions import VersionRoutes
from plugin.sandbox.rest.workflow_updates import WorkflowUpdateRoutes
from plugin.sandbox.rest.workflows import WorkflowRoutes

ROUTES: tuple[type[Routes], ...] = (
    IssueRoutes,
    CommentRoutes,
    RequestRoutes,
    SearchRoutes,
    PeopleRoutes,
    ServerRoutes,
    ProjectRoutes,
    VersionRoutes,
    FieldRoutes,
    ContextRoutes,
    OptionRoutes,
    CustomFieldRoutes,
    ScreenRoutes,
    ScreenSchemeRoutes,
    StatusRoutes,
    WorkflowRoutes,
    WorkflowUpdateRoutes,
    PriorityRoutes,
    PrioritySchemeRoutes,
    FilterRoutes,
    DashboardRoutes,
    GadgetRoutes,
    GroupRoutes,
    TaskRoutes,
)
