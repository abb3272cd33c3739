"""Reads app.yaml, the field maps, secret files and the environment, and finds every fault of all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from plugin.configuration_errors import ConfigurationError, Fault, Place
from plugin.field_map_files import FieldMapFiles, FieldMaps
from plugin.settings_names import unknown_names
from plugin.settings_sources import (
    APP_FILE,
    HIDDEN,
    SECRETS_DIR,
    AppFile,
    Origins,
    Variables,
    expanded,
    read_secrets,
    readable_variables,
    unknown_variables,
    variable,
)
from plugin.settings_versions import POLICY_KEYS, Within, doubled, entries, laid_over
from plugin.shipped import shipped_folder
from plugin.validation_faults import faults_of
from plugin.yaml_files import KeyPath, dotted, is_there

S = TypeVar("S", bound=BaseSettings)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[S]):
    """What was read without a fault, and where each key of it stands."""

    settings: S
    maps: FieldMaps
    app_file: Path
    origins: Origins


class Loading(Generic[S]):
    """``app_file`` goes before the one that the environment names."""

    def __init__(self, schema: type[S], environ: Mapping[str, str], app_file: Path | None = None) -> None:
        self.schema = schema
        self.faults: list[Fault] = []
        self.environ, unreadable = readable_variables(environ)
        self.faults.extend(unreadable)
        self.path = app_file or self._app_file()
        secrets: dict[str, str] = {}
        files: dict[str, Path] = {}
        if self.environ.get(SECRETS_DIR):
            secrets, files, faults = read_secrets(Path(self.environ[SECRETS_DIR]))
            self.faults.extend(faults)
        self.app = AppFile(self.path)
        self.faults.extend(self.app.document.faults)
        self.origins = Origins(self.app.document, self.environ, files)
        self.variables = Variables(schema, {**secrets, **self.environ})
        named = {name: Place(f"environment variable {name}") for name in self.environ}
        named |= {name: Place(f"secret file {path}") for name, path in files.items()}
        self.faults.extend(unknown_variables(named, schema))

    def result(self) -> Loaded[S]:
        """Raises ConfigurationError with every fault."""
        said = laid_over(self.app.data, self.variables())
        said.setdefault("data_dir", _default_data_dir(self.environ))
        settings = self._settings(said)
        maps = self._field_maps(said)
        if self.faults or settings is None or maps is None:
            raise ConfigurationError(self.faults)
        return Loaded(settings, maps, self.path, self.origins)

    def _settings(self, said: dict[str, Any]) -> S | None:
        told = {fault.key for fault in self.app.document.faults}
        settings, faults = self._validated(said, self.origins)
        self.faults.extend(fault for fault in faults if fault.key not in told)
        self.faults.extend(self._faults_of_versions(said, {(fault.key, fault.problem) for fault in faults}))
        return settings

    def _validated(self, said: dict[str, Any], places: Origins | Within) -> tuple[S | None, list[Fault]]:
        try:
            return self.schema(**said), []
        except ValidationError as error:
            return None, faults_of(error, self.schema, places, HIDDEN)

    def _faults_of_versions(self, said: dict[str, Any], told: set[tuple[str, str]]) -> Iterator[Fault]:
        """CAL-8: what is wrong with the versions of the policy, each as it lies over the file's own keys."""
        versions = entries(said.get("policy_versions"))
        for path, problem in doubled(versions):
            yield Fault(self.origins.place(path), dotted(path), problem)
        for index, entry in versions:
            prefix: KeyPath = ("policy_versions", index)
            over = {key: value for key, value in entry.items() if key in POLICY_KEYS}
            _, faults = self._validated(laid_over({**said, "policy_versions": ()}, over), Within(self.origins, prefix))
            of_it = (fault for fault in faults if (fault.key, fault.problem) not in told)
            yield from (replace(fault, key=f"{dotted(prefix)}.{fault.key}") for fault in of_it)

    def _app_file(self) -> Path:
        named = self.environ.get(APP_FILE)
        if not named:
            here = Path("app.yaml")
            return here if is_there(here) else shipped_folder() / "app.yaml"
        path = expanded(Path(named))
        if not is_there(path):
            self.faults.append(Fault(Place(f"environment variable {APP_FILE}"), "", f"there is no file {path}"))
            return shipped_folder() / "app.yaml"
        return path

    def _field_maps(self, said: dict[str, Any]) -> FieldMaps | None:
        folder = self._folder(said.get("field_maps"))
        if folder is None:
            return None
        files = FieldMapFiles(folder, shipped_folder() / "field_maps")
        self.faults.extend(unknown_names(said, files.options, self.origins))
        for index, entry in entries(said.get("policy_versions")):
            places = Within(self.origins, ("policy_versions", index))
            found = unknown_names(entry, files.options, places)
            self.faults.extend(replace(fault, key=f"policy_versions[{index + 1}].{fault.key}") for fault in found)
        try:
            return files.result()
        except ConfigurationError as error:
            self.faults.extend(error.faults)
            return None

    def _folder(self, said: Any) -> Path | None:
        """Where the field maps are; None where that is no folder, which is a fault."""
        shipped, beside = shipped_folder() / "field_maps", self.path.parent
        name = said if isinstance(said, str) else "field_maps"
        by_variable = variable(("field_maps",)) in self.environ
        folder = expanded(Path(name)) if by_variable else beside / expanded(Path(name))
        if is_there(folder):
            return folder
        if name == "field_maps":  # left out, or as in a copy of the shipped app.yaml
            return shipped
        problem = f"there is no folder {folder}"
        self.faults.append(Fault(self.origins.place(("field_maps",)), "field_maps", problem))
        return None


def _default_data_dir(environ: Mapping[str, str]) -> Path:
    """``./.careflow`` where it is there, else the XDG data folder (https://specifications.freedesktop.org/basedir)."""
    here = Path(".careflow")
    if here.is_dir():
        return here
    if environ.get("XDG_DATA_HOME"):
        return Path(environ["XDG_DATA_HOME"]) / "careflow"
    return Path(environ["HOME"]) / ".local" / "share" / "careflow" if environ.get("HOME") else here
