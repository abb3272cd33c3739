"""What is examined: the settings, the Jira they name, the Redis and the receiver. Each thing is asked for once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from redis import Redis

from plugin.configuration_errors import folded
from plugin.connecting import connect
from plugin.credentials.accounts import Account, connection_of
from plugin.credentials.atlassian import ATLASSIAN, Atlassian
from plugin.doctor.findings import NotNow
from plugin.embedded import in_use
from plugin.field_map import FieldMap
from plugin.install.reading import Reading
from plugin.install.sites import reading_of
from plugin.install.wanted import wanted
from plugin.jira import Gateway, NotFound
from plugin.jira.session import Session
from plugin.jira.survey import OwnAccount, Server, Survey
from plugin.queries import not_closed, of_projects, quoted
from plugin.settings import Settings
from workflows.terms import Status

PATIENCE = 5.0  # seconds for Redis and for the receiver to answer


@dataclass
class Installation:
    """``receiver``: the base address of the receiver of webhooks.

    ``probe``: a case on which an internal note may be written, and taken back, to see that Jira delivers it.
    """

    settings: Settings
    gateway: Gateway
    receiver: str
    atlassian: Atlassian = ATLASSIAN
    probe: str | None = None
    _screens: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    _statuses: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def jira(self) -> Survey:
        """Questions to Jira."""
        return self.gateway.survey()

    @cached_property
    def map(self) -> FieldMap:
        """The field map."""
        return self.settings.field_map()

    @cached_property
    def reading(self) -> Reading:
        """The site as `careflow plan` reads it, as far as our account may."""
        return reading_of(self.session, wanted(self.settings))

    @cached_property
    def session(self) -> Session:
        """A session of its own, as our account."""
        return Session(connection_of(self.settings, atlassian=self.atlassian))

    @cached_property
    def administrator(self) -> Session:
        """A session as the account that installs, which is our own where no other is set."""
        return Session(connection_of(self.settings, Account.ADMIN, atlassian=self.atlassian))

    @cached_property
    def server(self) -> Server:
        """Which Jira it is."""
        return self.jira.server()

    @cached_property
    def account(self) -> OwnAccount:
        """Who we are there."""
        return self.jira.account()

    @cached_property
    def service(self) -> dict[str, bool | None]:
        """Each configured project, and whether it is a service project; None where our account does not see it."""
        found: dict[str, bool | None] = {}
        for project in self.settings.projects:
            try:
                found[project] = self.jira.is_service_project(project)
            except NotFound:
                found[project] = None
        return found

    @property
    def projects(self) -> list[str]:
        """The projects that our account sees. Raises NotNow where there is none."""
        seen = [project for project, service in self.service.items() if service is not None]
        if not seen:
            raise NotNow("our account sees none of the projects")
        return seen

    def statuses(self, project: str) -> list[str]:
        """The names of a project's statuses."""
        if project not in self._statuses:
            self._statuses[project] = self.jira.statuses(project)
        return self._statuses[project]

    def unfinished(self) -> str:
        """The JQL of all cases that are not closed, the newest change first; with the statuses that there are."""
        known = {folded(name): name for project in self.projects for name in self.statuses(project)}
        solved = (known.get(folded(name)) for name in self.map.jira_statuses(Status.SOLUTION))
        return not_closed(self.projects, filter(None, solved), "updated DESC")

    @cached_property
    def samples(self) -> dict[str, str]:
        """Each project's open case that was changed last; a project without one is left out."""
        found: dict[str, str] = {}
        for project in self.projects:
            key = self.jira.first(f"{of_projects([project])} AND statusCategory != Done ORDER BY updated DESC")
            if key is not None:
                found[project] = key
        return found

    @property
    def cases(self) -> list[str]:
        """An open case of each project. Raises NotNow where no project has one."""
        if not self.samples:
            raise NotNow("there is no open case yet to look at", "open one, and say: careflow doctor")
        return list(self.samples.values())

    def case_in(self, project: str, status: str) -> str | None:
        """The case in a status of Jira's that was changed last."""
        return self.jira.first(f"{of_projects([project])} AND status = {quoted(status)} ORDER BY updated DESC")

    def screen(self, case: str) -> dict[str, tuple[str, ...]]:
        """The ids of the fields on a case's edit screen, each with its options."""
        if case not in self._screens:
            self._screens[case] = dict(self.jira.edit_screen(case))
        return self._screens[case]

    @cached_property
    def redis(self) -> Redis:
        """The configured Redis, or the embedded one of a running ``careflow up``. Raises NotNow without either."""
        try:
            url = in_use(self.settings.redis.url, self.settings.data_dir)
        except OSError as error:
            raise NotNow(f"{self.settings.data_dir} cannot be read: {error.strerror}") from None
        if url is None:
            raise NotNow(
                f"no Redis is configured, and none of careflow's own runs in {self.settings.data_dir}",
                "start `careflow up`, or set CAREFLOW_REDIS__URL to the Redis that the workers use",
            )
        return connect(url, patience=PATIENCE)

    def close(self) -> None:
        """End the connections."""
        self.gateway.close()
        for opened in ("session", "administrator", "redis"):
            if opened in self.__dict__:
                self.__dict__[opened].close()
