"""What the admin has set: the environment over secret files over app.yaml over the defaults of the policy.

``load`` is the one way in for a command. It finds all faults at once and raises them as one ConfigurationError.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from plugin.configuration_errors import ConfigurationError, Fault, Place, choice_problem
from plugin.field_map import FieldMap
from plugin.field_map_files import FieldMaps, read_field_maps
from plugin.policy_choice import policy_from
from plugin.settings_approval import ApprovalSection
from plugin.settings_names import unknown_names
from plugin.settings_reporters import Reporters
from plugin.settings_sections import (
    AllowanceSection,
    ClocksSection,
    FollowUpsSection,
    GroupsSection,
    InstallSection,
    JiraSection,
    Many,
    NotesSection,
    Percents,
    Projects,
    RedisSection,
    Site,
    SweepSection,
    TargetTables,
    WebhookSection,
)
from plugin.settings_sources import (
    APP_FILE,
    HIDDEN,
    SECRETS_DIR,
    AppFile,
    Origins,
    Variables,
    how_to_set,
    read_secrets,
    unknown_variables,
    variable,
)
from plugin.settings_versions import POLICY_KEYS, Clauses, PolicyVersion, Versions, Within, doubled, laid_over
from plugin.shipped import shipped_folder
from plugin.texts.languages import languages
from plugin.validation_faults import faults_of
from plugin.yaml_files import KeyPath, dotted
from workflows.policy import PREMIUM_TIERS, Policy
from workflows.policy_versions import Dated, Policies
from workflows.terms import Role, Severity

REQUIREMENTS: Mapping[str, tuple[KeyPath, ...]] = {
    "jira": (("jira", "url"), ("jira", "token")),
    "webhook": (("webhook", "secret"),),
    "redis": (("redis", "url"),),
}
"""What ``Settings.require`` can ask for."""


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


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _shipped_language(name: str) -> str:
    if name not in languages():
        raise ValueError(choice_problem(name, languages()))
    return name


class Settings(BaseSettings):
    """Every key of app.yaml; the file itself documents each. Built directly, it reads neither files nor environment."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, enable_decoding=False)

    mode: Annotated[Mode, BeforeValidator(_lower)] = Mode.LIVE
    project: Projects = ("CARE",)
    jira: JiraSection = JiraSection()
    webhook: WebhookSection = WebhookSection()
    redis: RedisSection = RedisSection()
    data_dir: Annotated[Path, AfterValidator(Path.expanduser)] = Path(".careflow")
    groups: GroupsSection = GroupsSection()
    field_maps: str = "field_maps"
    language: Annotated[str, AfterValidator(_shipped_language)] = "en"
    status_page: Site | None = Policy().status_page
    support_portal: Site = Policy().support_portal
    authorized_reporters: Reporters = {}
    default_severity: Severity = Severity.MODERATE
    premium_tiers: Many = tuple(sorted(PREMIUM_TIERS))
    approval: ApprovalSection = ApprovalSection()
    targets: TargetTables = {}
    clocks: ClocksSection = ClocksSection()
    warn_at: Percents = Policy().warn_at
    root_cause_remind_days: int = Field(default=Policy().root_cause_remind_days, ge=0)
    follow_ups: FollowUpsSection = FollowUpsSection()
    allowance: AllowanceSection = AllowanceSection()
    notes: NotesSection = NotesSection()
    sweep: SweepSection = SweepSection()
    install: InstallSection = InstallSection()
    policy_versions: Versions = ()
    clauses: Clauses = {}
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = LogLevel.INFO

    _app_file: Path = PrivateAttr(default_factory=lambda: shipped_folder() / "app.yaml")
    _maps: FieldMaps | None = PrivateAttr(default=None)

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
        """Raise ConfigurationError unless what a command needs is set: ``jira``, ``webhook``, ``redis``."""
        paths = [path for need in needs for path in REQUIREMENTS[need]]
        missing = [path for path in paths if getattr(getattr(self, str(path[0])), str(path[1])) is None]
        if missing:
            raise ConfigurationError(Fault(Place("not set"), dotted(path), how_to_set(path)) for path in missing)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of ``environ`` (by default the process's), the secret files and app.yaml that it names.

    Raises ConfigurationError with every fault. Secrets are not needed here: see ``Settings.require``.
    """
    environ = os.environ if environ is None else environ
    return _Loading(environ).settings()


class _Loading:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[Fault] = []
        self.path = self._app_file()
        secrets: dict[str, str] = {}
        files: dict[str, Path] = {}
        if environ.get(SECRETS_DIR):
            secrets, files, faults = read_secrets(Path(environ[SECRETS_DIR]).expanduser())
            self.faults.extend(faults)
        self.app = AppFile(Settings, yaml_file=self.path)
        self.document = self.app.document
        self.faults.extend(self.document.faults)
        self.origins = Origins(self.document, environ, files)
        self.variables = Variables(Settings, {**secrets, **{k: v for k, v in environ.items() if v != ""}})
        named = {name: Place(f"environment variable {name}") for name in environ}
        named |= {name: Place(f"secret file {path}") for name, path in files.items()}
        self.faults.extend(unknown_variables(named, Settings))

    def settings(self) -> Settings:
        settings: Settings | None = None
        maps: FieldMaps | None = None
        said = laid_over(self.app.yaml_data, self.variables())
        said.setdefault("data_dir", _default_data_dir(self.environ))
        try:
            settings = Settings(**said)
        except ValidationError as error:
            self.faults.extend(faults_of(error, Settings, self.origins, HIDDEN))
        try:
            maps = self._field_maps(said.get("field_maps"))
            self.faults.extend(unknown_names(said, maps.field_map, self.origins))
        except ConfigurationError as error:
            self.faults.extend(error.faults)
        if settings is not None and maps is not None:
            self.faults.extend(self._faults_of_versions(settings, maps.field_map))
        if self.faults or settings is None:
            raise ConfigurationError(self.faults)
        settings._app_file = self.path
        settings._maps = maps
        return settings

    def _faults_of_versions(self, settings: Settings, field_map: FieldMap) -> Iterator[Fault]:
        """CAL-8: what is wrong with the versions of the policy, each as it lies over the file's own keys."""
        for path, problem in doubled(settings.policy_versions):
            yield Fault(self.origins.place(path), dotted(path), problem)
        for index, version in enumerate(settings.policy_versions):
            prefix: KeyPath = ("policy_versions", index)
            places = Within(self.origins, prefix)
            found = list(unknown_names(version.said, field_map, places))
            try:
                settings.under(version)
            except ValidationError as error:
                found += faults_of(error, Settings, places, HIDDEN)
            yield from (replace(fault, key=f"{dotted(prefix)}.{fault.key}") for fault in found)

    def _app_file(self) -> Path:
        named = self.environ.get(APP_FILE)
        if named:
            path = Path(named).expanduser()
            if not path.is_file():
                self.faults.append(Fault(Place(f"environment variable {APP_FILE}"), "", f"there is no file {path}"))
                return shipped_folder() / "app.yaml"
            return path
        here = Path("app.yaml")
        return here if here.is_file() else shipped_folder() / "app.yaml"

    def _field_maps(self, said: Any) -> FieldMaps:
        shipped = shipped_folder() / "field_maps"
        beside = self.path.parent
        if not isinstance(said, str):
            folder = beside / "field_maps"
            return read_field_maps(folder if folder.is_dir() else shipped, shipped)
        folder = Path(said).expanduser()
        if variable(("field_maps",)) not in self.environ:
            folder = beside / folder
        if not folder.is_dir():
            if said == "field_maps":  # as in a copy of the shipped app.yaml
                return read_field_maps(shipped, shipped)
            raise ConfigurationError(
                [Fault(self.origins.place(("field_maps",)), "field_maps", f"there is no folder {folder}")]
            )
        return read_field_maps(folder, shipped)


def _default_data_dir(environ: Mapping[str, str]) -> Path:
    """``./.careflow`` where it is there, else the XDG data folder (https://specifications.freedesktop.org/basedir)."""
    here = Path(".careflow")
    if here.is_dir():
        return here
    if environ.get("XDG_DATA_HOME"):
        return Path(environ["XDG_DATA_HOME"]) / "careflow"
    return Path(environ["HOME"]) / ".local" / "share" / "careflow" if environ.get("HOME") else here
