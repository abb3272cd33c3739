"""What the admin has set: the environment over secret files over app.yaml over the defaults of the policy.

``load`` is the one way in for a command. It finds all faults at once and raises them as one ConfigurationError.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from functools import reduce
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, PrivateAttr, WithJsonSchema
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from plugin.configuration_errors import ConfigurationError, Fault, Place, choice_problem
from plugin.field_map import FieldMap
from plugin.field_map_files import FieldMaps, read_field_maps
from plugin.one_or_many import Many
from plugin.policy_choice import policy_from
from plugin.settings_approval import ApprovalSection
from plugin.settings_board import BoardSection, SignIn
from plugin.settings_loading import Loading
from plugin.settings_reporters import Reporters
from plugin.settings_sections import (
    AdminSection,
    AllowanceSection,
    Auth,
    ClocksSection,
    FollowUpsSection,
    GroupsSection,
    InstallSection,
    JiraSection,
    NotesSection,
    RedisSection,
    SweepSection,
    TargetTables,
    WebhookSection,
)
from plugin.settings_sources import Origins, how_to_set
from plugin.settings_values import MOST_DAYS, Folder, InAnyCase, Percents, Projects, Site
from plugin.settings_versions import POLICY_KEYS, Clauses, PolicyVersion, Versions, laid_over
from plugin.shipped import shipped_folder
from plugin.texts.languages import languages
from plugin.yaml_files import Document, KeyPath, dotted
from workflows.policy import PREMIUM_TIERS, Policy
from workflows.policy_versions import Dated, Policies
from workflows.terms import Role, Severity

REQUIREMENTS: Mapping[str, tuple[KeyPath, ...]] = {
    "jira": (("jira", "url"),),  # and what its way to show who it is needs
    "webhook": (("webhook", "secret"),),
    "redis": (("redis", "url"),),
}
"""What ``Settings.require`` can ask for.

Also ``install``, which is ``jira`` with the account that installs, and ``board``: what the pages need, where they are
open.
"""


class Mode(StrEnum):
    """Whether careflow acts on cases (``live``), or only says what it would do (``shadow``)."""

    LIVE = "live"
    SHADOW = "shadow"


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


def _shipped_language(name: str) -> str:
    if name not in languages():
        raise ValueError(choice_problem(name, languages()))
    return name


Language = Annotated[str, AfterValidator(_shipped_language), WithJsonSchema({"enum": list(languages())})]


class Settings(BaseSettings):
    """Every key of app.yaml; the file itself documents each. Built directly, it reads neither files nor environment."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, enable_decoding=False)

    mode: Annotated[Mode, InAnyCase(Mode)] = Mode.LIVE
    project: Projects = ("CARE",)
    jira: JiraSection = JiraSection()
    admin: AdminSection = AdminSection()
    webhook: WebhookSection = WebhookSection()
    redis: RedisSection = RedisSection()
    data_dir: Folder = Path(".careflow")
    groups: GroupsSection = GroupsSection()
    field_maps: str = "field_maps"
    language: Language = "en"
    status_page: Site | None = Policy().status_page
    support_portal: Site = Policy().support_portal
    authorized_reporters: Reporters = {}
    default_severity: Severity = Severity.MODERATE
    premium_tiers: Many = tuple(sorted(PREMIUM_TIERS))
    approval: ApprovalSection = ApprovalSection()
    targets: TargetTables = {}
    clocks: ClocksSection = ClocksSection()
    warn_at: Percents = Policy().warn_at
    root_cause_remind_days: int = Field(default=Policy().root_cause_remind_days, ge=0, le=MOST_DAYS)
    follow_ups: FollowUpsSection = FollowUpsSection()
    allowance: AllowanceSection = AllowanceSection()
    notes: NotesSection = NotesSection()
    sweep: SweepSection = SweepSection()
    install: InstallSection = InstallSection()
    board: BoardSection = BoardSection()
    policy_versions: Versions = ()
    clauses: Clauses = {}
    log_level: Annotated[LogLevel, InAnyCase(LogLevel)] = LogLevel.INFO
    log_format: Annotated[LogFormat, InAnyCase(LogFormat)] = LogFormat.TEXT

    _app_file: Path = PrivateAttr(default_factory=lambda: shipped_folder() / "app.yaml")
    _maps: FieldMaps | None = PrivateAttr(default=None)
    _origins: Origins = PrivateAttr(default_factory=lambda: Origins(Document("not read from a file"), {}, {}))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what it is given: ``load`` brings the sources, so that each value's origin is known."""
        return (init_settings,)

    @property
    def projects(self) -> tuple[str, ...]:
        """The keys of the projects whose issues are cases."""
        return self.project

    @property
    def app_file(self) -> Path:
        """The app.yaml that was read."""
        return self._app_file

    @property
    def groups_by_role(self) -> Mapping[Role, tuple[str, ...]]:
        """The Jira groups of each role."""
        return self.groups.by_role()

    @property
    def maps(self) -> FieldMaps:
        """Everything that the field maps say."""
        if self._maps is None:
            shipped = shipped_folder() / "field_maps"
            self._maps = read_field_maps(shipped, shipped)
        return self._maps

    @property
    def origins(self) -> Origins:
        """Where each key was read."""
        return self._origins

    def field_map(self) -> FieldMap:
        """Planview's terms ↔ this Jira's names."""
        return self.maps.field_map

    def policy(self) -> Policy:
        """The policy that the keys of app.yaml itself choose (``Policies.base``)."""
        return policy_from(self, self.maps)

    def policies(self) -> Policies:
        """CAL-8: that policy and its dated versions."""
        dated = (
            Dated(version.since, replace(policy_from(self.under(version), self.maps), version=version.name))
            for version in self.policy_versions
        )
        return Policies(self.policy(), tuple(dated))

    def under(self, version: PolicyVersion) -> Settings:
        """The settings of the policy with a version laid over them. Raises ValidationError."""
        said = self.model_dump(include={*POLICY_KEYS, "clauses"}, exclude_unset=True, by_alias=True)
        return Settings(**laid_over(said, version.said))

    def require(self, *needs: str) -> None:
        """Raise ConfigurationError unless what a command needs is set: a key of ``REQUIREMENTS``, or ``install``."""
        paths = dict.fromkeys(path for need in needs for path in self._paths(need))
        missing = [path for path in paths if reduce(getattr, map(str, path), self) is None]
        if missing:
            raise ConfigurationError(Fault(Place("not set"), dotted(path), how_to_set(path)) for path in missing)

    def _paths(self, need: str) -> tuple[KeyPath, ...]:
        if need == "board":
            secret = ("board", "oidc", "client_secret")
            of_provider = (secret,) if self.board.sign_in is SignIn.OIDC else ()
            return (*self._paths("jira"), *of_provider) if self.board.is_open else ()
        if need not in ("jira", "install"):
            return REQUIREMENTS[need]
        section, account = ("admin", self.admin) if need == "install" and self.admin.is_set else ("jira", self.jira)
        oauth = (("jira", "client_id"), ("jira", "client_secret"))
        return (*REQUIREMENTS["jira"], *(oauth if account.auth is Auth.OAUTH else ((section, "token"),)))


def load(environ: Mapping[str, str] | None = None, app_file: Path | None = None) -> Settings:
    """The settings of ``environ`` (by default the process's), the secret files and app.yaml that it names.

    ``app_file``: another app.yaml than that one.

    Raises ConfigurationError with every fault. Secrets are not needed here: see ``Settings.require``.
    """
    loaded = Loading(Settings, os.environ if environ is None else environ, app_file).result()
    settings = loaded.settings
    settings._app_file, settings._maps, settings._origins = loaded.app_file, loaded.maps, loaded.origins
    return settings
