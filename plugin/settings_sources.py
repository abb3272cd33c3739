"""Where settings come from: the environment over secret files over app.yaml, and which of them said what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_settings import BaseSettings, EnvSettingsSource

from plugin.configuration_errors import Fault, Place, folded, nearest
from plugin.secret_signs import tokens_in
from plugin.yaml_files import Document, KeyPath, dotted, read

PREFIX = "CAREFLOW_"
DELIMITER = "__"
APP_FILE = f"{PREFIX}APP_FILE"
SECRETS_DIR = f"{PREFIX}SECRETS_DIR"
SECRETS: frozenset[KeyPath] = frozenset(
    {
        ("jira", "token"),
        ("jira", "client_secret"),
        ("admin", "token"),
        ("webhook", "secret"),
        ("board", "oidc", "client_secret"),
    }
)
"""Keys that may not stand in app.yaml."""
ADDRESSES: frozenset[KeyPath] = frozenset({("jira", "url"), ("redis", "url")})
_SURROGATE = re.compile("[\ud800-\udfff]")  # what os.environ makes of such bytes (PEP 383)
HIDDEN: frozenset[KeyPath] = SECRETS | ADDRESSES
"""Keys whose value no message shows; an address may hold a password."""


def variable(path: KeyPath) -> str:
    """The environment variable of the key at ``path``."""
    return PREFIX + DELIMITER.join(str(part) for part in path).upper()


class Variables(EnvSettingsSource):
    """pydantic's environment source over a given mapping; an empty variable counts as not set."""

    def __init__(self, schema: type[BaseSettings], variables: Mapping[str, str]) -> None:
        self._variables = variables  # before super(): its constructor loads them
        super().__init__(schema, env_prefix=PREFIX, env_nested_delimiter=DELIMITER)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._variables.items() if value != ""}


class AppFile:
    """app.yaml, read: ``document`` with the places and faults, ``data`` without what must not stand there.

    Not pydantic's YAML source: ours knows lines, doubled keys and YAML 1.2's scalars, and a file that cannot be read is
    a fault, not as if it were empty.
    """

    def __init__(self, path: Path) -> None:
        self.document = read(path)
        self.document.faults.extend([*_secrets_in(self.document), *tokens_in(self.document)])
        self.data = _without_secrets(self.document.data)


def expanded(path: Path) -> Path:
    """The path with the home that ``~`` names; as it is where nobody bears that name."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def readable_variables(environ: Mapping[str, str]) -> tuple[dict[str, str], list[Fault]]:
    """The variables that say something, and a fault for each of ours that holds bytes which are no UTF-8 text."""
    said = {name: value for name, value in environ.items() if value != ""}
    broken = [name for name, value in said.items() if _SURROGATE.search(value) and name.upper().startswith(PREFIX)]
    faults = [Fault(Place(f"environment variable {name}"), "", "is not UTF-8 text") for name in broken]
    return {name: value for name, value in said.items() if name not in broken}, faults


def read_secrets(folder: Path) -> tuple[dict[str, str], dict[str, Path], list[Fault]]:
    """The secret files of ``folder`` as variables: ``CAREFLOW_JIRA__TOKEN`` or ``jira__token``, in any case.

    Answers the variables, the file of each, and the faults. Trailing newlines are taken off.
    """
    variables: dict[str, str] = {}
    files: dict[str, Path] = {}
    faults: list[Fault] = []
    folder = expanded(folder)
    try:
        # Kubernetes mounts secrets with dotted folders and links beside them.
        found = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        problem = f"names a folder that cannot be read: {folder}: {error.strerror or error}"
        return {}, {}, [Fault(Place(f"environment variable {SECRETS_DIR}"), "", problem)]
    for path in found:
        name = path.name.upper()
        name = name if name.startswith(PREFIX) else PREFIX + name
        try:
            variables[name] = path.read_text(encoding="utf-8").rstrip("\r\n")
            files[name] = path
        except (OSError, UnicodeDecodeError):
            faults.append(Fault(Place(f"secret file {path}"), "", "cannot be read as UTF-8 text"))
    return variables, files, faults


def unknown_variables(names: Mapping[str, Place], schema: type[BaseModel]) -> Iterator[Fault]:
    """Variables that look like a key that was misspelt.

    Others with our prefix are passed over: Kubernetes puts ``CAREFLOW_PORT`` and the like into every pod beside a
    service called careflow (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables).
    """
    known = list(known_variables(schema))
    for name, place in names.items():
        if name.upper() in (APP_FILE, SECRETS_DIR):
            continue
        if not name.upper().startswith(PREFIX):
            if "FLOW_" in name and (guess := nearest(name, known, cutoff=0.93)):
                yield Fault(place, "", f"unknown variable: did you mean `{guess}`?")
            continue
        first = name.upper()[len(PREFIX) :].split(DELIMITER)[0].lower()
        if first in schema.model_fields:
            continue  # what is wrong below it, validation says
        guess = nearest(name, known, cutoff=0.85)
        if guess is not None:
            yield Fault(place, "", f"unknown variable: did you mean `{guess}`?")


def known_variables(schema: Any, path: KeyPath = ()) -> Iterator[str]:
    """The variables that are read: those of the keys below ``path``, and those that name files."""
    yield from (APP_FILE, SECRETS_DIR) if not path else ()
    for key, field in schema.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from known_variables(field.annotation, (*path, key))
        else:
            yield variable((*path, key))


class Origins:
    """Which source said what: for the places of faults."""

    def __init__(self, document: Document, environ: Mapping[str, str], secret_files: Mapping[str, Path]) -> None:
        self.document = document
        self._environ = {name.upper() for name, value in environ.items() if value != ""}
        self._secret_files = secret_files

    def place(self, path: KeyPath, *, of_key: bool = False) -> Place:
        """The variable or secret file that set ``path`` (or a parent of it), else its place in app.yaml."""
        for end in range(len(path), 0, -1):
            name = variable(path[:end])
            if name in self._environ:
                return Place(f"environment variable {name}")
            if name in self._secret_files:
                return Place(f"secret file {self._secret_files[name]}")
            if self.document.holds(path[:end]):
                break
        return self.document.place(path, of_key=of_key)

    def written(self, path: KeyPath) -> KeyPath:
        """As much of ``path`` as stands in app.yaml; all of it where a variable set it."""
        return path if self.place(path).line == 0 else self.document.written(path)


def _secrets_in(document: Document) -> Iterator[Fault]:
    for path in sorted(SECRETS, key=str):
        if _value_at(document.data, path) is not None:
            problem = "a secret must not stand in this file: " + how_to_set(path)
            yield Fault(document.place(path, of_key=True), dotted(path), problem, private=True)
    for path in sorted(ADDRESSES, key=str):
        url = _value_at(document.data, path)
        if isinstance(url, str) and "@" in url.partition("://")[2].partition("/")[0]:
            problem = "an address with a password must not stand in this file: " + how_to_set(path)
            yield Fault(document.place(path, of_key=True), dotted(path), problem, private=True)
    for key in document.data:
        if folded(key) in ("token", "secret", "password", "api_token"):
            problem = "a secret must not stand in this file"
            yield Fault(document.place((key,), of_key=True), key, problem, private=True)


def how_to_set(path: KeyPath) -> str:
    """How to give what may be secret."""
    name = variable(path)
    return f"set the variable {name}, or put it into a file {DELIMITER.join(map(str, path))} in {SECRETS_DIR}"


def _without_secrets(data: Mapping[str, Any], path: KeyPath = ()) -> dict[str, Any]:
    def kept(here: KeyPath, value: Any) -> Any:
        return _without_secrets(value, here) if isinstance(value, dict) else value

    return {key: kept((*path, key), value) for key, value in data.items() if (*path, key) not in SECRETS}


def _value_at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data
