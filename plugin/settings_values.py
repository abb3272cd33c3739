"""The values of single keys of app.yaml: project keys, addresses, numbers; each with what an editor is told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from plugin.configuration_errors import shown
from plugin.one_or_many import Many, as_many, one_or_list

_PROJECT_KEY = "[A-Z][A-Z0-9_]{1,254}"


def _projects(keys: tuple[str, ...]) -> tuple[str, ...]:
    if not keys:
        raise ValueError("needs at least one project key")
    for key in keys:
        if not re.fullmatch(_PROJECT_KEY, key):
            known = re.fullmatch(_PROJECT_KEY, key.upper())
            hint = f": did you mean `{key.upper()}`?" if known else "; allowed: capitals, digits and _, like CARE"
            raise ValueError(f"`{shown(key)}` is no project key{hint}")
    return keys


_ONE_KEY = {
    "type": "string",
    "pattern": f"^{_PROJECT_KEY}$",
    "patternErrorMessage": "no project key; allowed: capitals, digits and _, like CARE",
    "examples": ["CARE"],
}
_KEYS = {**_ONE_KEY, "pattern": f"^{_PROJECT_KEY}( *, *{_PROJECT_KEY})*$"}
Projects = Annotated[Many, AfterValidator(_projects), WithJsonSchema(one_or_list(_ONE_KEY, alone=_KEYS, at_least=1))]


def _site(url: str) -> str:
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address like https://example.atlassian.net")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold a user or a password: they have keys of their own")
    return url.rstrip("/")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 raises ValueError on a port that is none
    except ValueError:
        raise ValueError("is no address: its host or port cannot be read") from None
    return parts


def _redis(url: str) -> str:
    # Sentinels are several hosts, each with its port: connecting takes them apart.
    if not url.startswith("sentinel://") and _split(url).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must be an address like redis://localhost:6379/0 (rediss:// with TLS)")
    _must_be_understood(url)
    return url


def _must_be_understood(url: str) -> None:
    """What comes after a question mark may be half of a password, so that nothing of it is told."""
    from redis.exceptions import RedisError  # only for whom has one configured: it takes a tenth of a second

    from plugin.connecting import connect

    try:
        connect(url).connection_pool.make_connection()
    except (ValueError, TypeError, AttributeError, RedisError):
        raise ValueError(
            "has a port or an option after the `?` that is none, or whose value is none, as socket_timeout=soon; "
            "in a password write ? as %3F, / as %2F and # as %23"
        ) from None


_PORT = "(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[0-9]{1,4})"
_IPV6 = "([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){0,3})?::([0-9a-fA-F]{1,4})?"
_HOST = rf"([^\s/?#@:\[\]\\]+|\[({_IPV6})\])(:{_PORT})?"
_SITE = {
    "type": "string",
    "pattern": rf"^https?://{_HOST}([/?#][^\s]*)?$",
    "patternErrorMessage": "no address; allowed: like https://example.atlassian.net",
    "examples": ["https://example.atlassian.net"],
}
_SENTINEL = rf"[^\s/?#@:,\[\]\\]+(:{_PORT})?"
_OPTION = "(db=[0-9]{1,2}|protocol=[23]|(socket_timeout|socket_connect_timeout|health_check_interval)=[0-9]{1,3})"
_WHERE = rf"(/[^\s@?#\[\]]*)?(\?{_OPTION}(&{_OPTION})*)?"
_REDIS = {
    "type": "string",
    "pattern": rf"^(rediss?://{_HOST}|unix://|sentinel://{_SENTINEL}(,{_SENTINEL})*){_WHERE}$",
    "patternErrorMessage": "no address without a password; allowed: like redis://localhost:6379/0",
    "examples": ["redis://localhost:6379/0"],
}
Site = Annotated[str, AfterValidator(_site), WithJsonSchema(_SITE)]
RedisUrl = Annotated[str, AfterValidator(_redis), WithJsonSchema(_REDIS)]


def _folder(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(f"`{shown(path)}` begins with the home of nobody on this machine") from None


_FOLDER = {"type": "string", "pattern": r"^([^~\s]|~/)[\s\S]*", "examples": ["/var/lib/careflow"]}
Folder = Annotated[Path, AfterValidator(_folder), WithJsonSchema(_FOLDER)]


def _numbers(value: Any) -> Any:
    numbers = [value] if isinstance(value, (int, float)) else as_many(value)
    if not isinstance(numbers, (list, tuple)):
        raise ValueError(f"must be a list of whole numbers, as in [3, 7]; found `{shown(value)}`")
    return numbers


def _attempts(days: tuple[int, ...]) -> tuple[int, ...]:
    if len(days) < 2:
        raise ValueError("needs at least two attempts: a case is closed only after two (CLO-3)")
    if list(days) != sorted(set(days)) or days[0] < 1:
        raise ValueError(f"must rise and begin with 1 or more, as in [3, 7]; found `{shown(days)}`")
    return days


def _percents(values: tuple[int, ...]) -> tuple[int, ...]:
    if list(values) != sorted(set(values)) or not all(0 < value < 100 for value in values):
        raise ValueError(f"must be rising percentages between 1 and 99, as in [50, 80]; found `{shown(values)}`")
    return values


MOST_DAYS = 366
"""Of a rule that counts days: more is a slip."""
_DAY = {"type": "integer", "minimum": 1}
_PERCENT = {"type": "integer", "minimum": 1, "maximum": 99}
_DAYS = {"type": "array", "items": _DAY, "minItems": 2, "uniqueItems": True, "examples": [[3, 7]]}
Attempts = Annotated[tuple[int, ...], BeforeValidator(_numbers), AfterValidator(_attempts), WithJsonSchema(_DAYS)]
"""CLO-3: business days, rising, at least two."""
Percents = Annotated[
    tuple[int, ...],
    BeforeValidator(_numbers),
    AfterValidator(_percents),
    WithJsonSchema({**one_or_list(_PERCENT), "uniqueItems": True, "examples": [[50, 80]]}),
]
"""Percentages, rising, between 1 and 99."""


@dataclass(frozen=True, slots=True)
class InAnyCase:
    """Annotates an enum whose names may be written in capitals and small letters alike; an editor offers its own."""

    choices: type[StrEnum]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """What stands before validation."""
        known = {member.casefold(): member for member in self.choices}

        def read(value: Any) -> Any:
            return known.get(value.casefold(), value) if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The same for an editor: JSON Schema's patterns have no flag for it."""
        words = ("".join(f"[{sign.upper()}{sign.lower()}]" for sign in member) for member in self.choices)
        return {"anyOf": [handler(schema), {"type": "string", "pattern": f"^({'|'.join(words)})$"}]}
