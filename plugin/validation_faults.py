"""Turns pydantic's errors into faults that name the place, the key, what was found and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Protocol

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from plugin.annotations import choices_at, homes, keys_at
from plugin.configuration_errors import Fault, Place, WrongAt, choice_problem, nearest, shown
from plugin.secret_signs import may_hold_a_secret
from plugin.yaml_files import KeyPath, dotted

_HINTS = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text (put it in quotes if it looks like something else)",
    "string_too_short": "must not be empty",
    "tuple_type": "must be a list, as in [a, b]",
    "list_type": "must be a list, as in [a, b]",
    "path_type": "must be the path of a folder",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
}
_HOW_SECRETS_COME = "; secrets come only by variables like CAREFLOW_JIRA__TOKEN, or from files in CAREFLOW_SECRETS_DIR"
_UNSAID = object()
"""In place of a value that no message shows."""


class Places(Protocol):
    """Where a value was read: a YAML document, or the environment lying over one."""

    def place(self, path: KeyPath, *, of_key: bool = False) -> Place:
        """The place of the value, or of the key, at ``path``."""
        ...

    def written(self, path: KeyPath) -> KeyPath:
        """As much of ``path`` as was written there."""
        ...


def faults_of(error: ValidationError, schema: Any, places: Places, hidden: frozenset[KeyPath]) -> list[Fault]:
    """All faults of ``error``. ``schema``: the annotation that was validated; values at ``hidden`` are not shown.

    A key that is missing because it was misspelt is one fault, not two.
    """
    all_details = error.errors(include_url=False)
    meant = set(_meant(all_details, schema))
    told = [details for details in all_details if details["type"] != "missing" or details["loc"] not in meant]
    return [_fault(details, schema, places, hidden) for details in told]


def _meant(all_details: list[ErrorDetails], schema: Any) -> Iterator[KeyPath]:
    for details in all_details:
        *parent, key = details["loc"] or ("",)
        if details["type"] == "extra_forbidden":
            guess = nearest(str(key), keys_at(schema, tuple(parent)))
            yield (*parent, *([guess] if guess else []))


def _fault(details: ErrorDetails, schema: Any, places: Places, hidden: frozenset[KeyPath]) -> Fault:
    loc: KeyPath = details["loc"]
    of_key = bool(loc) and loc[-1] == "[key]"
    path = loc[:-1] if of_key else loc
    kind = details["type"]
    if kind == "extra_forbidden":
        problem = unknown_key_problem(path, schema)
        return Fault(places.place(path, of_key=True), dotted(path), problem, private=True)
    if kind == "missing":
        allowed = choices_at(schema, path)
        hint = f"; allowed: {', '.join(allowed)}" if allowed else ""
        return Fault(places.place(path[:-1], of_key=True), dotted(path), f"is missing{hint}")
    if isinstance(wrong := _value_error(details), WrongAt):
        path = (*path, *wrong.path)
    is_hidden = any(_touches(path, secret) for secret in hidden)
    found = _UNSAID if is_hidden else details["input"]
    written = places.written(path)
    place = places.place(written, of_key=of_key)
    return Fault(place, dotted(written), _problem(details, found, schema, path), private=is_hidden)


def unknown_key_problem(path: KeyPath, schema: Any) -> str:
    """Why there is no such key, in one sentence; its value is not shown, it may be a secret."""
    key, allowed = str(path[-1]), keys_at(schema, path[:-1])
    secret = _HOW_SECRETS_COME if may_hold_a_secret(key) else ""
    if elsewhere := homes(schema, key):
        where = " or ".join(f"`{home}`" if home else "the top level" for home in elsewhere)
        return f"unknown key `{key}`: it belongs to {where}; is the line indented as it should be?{secret}"
    if guess := nearest(key, allowed):
        return f"unknown key `{key}`: did you mean `{guess}`?{secret}"
    known = f"known here: {', '.join(allowed)}" if allowed else "no keys are known here"
    return f"unknown key `{key}`; {known}{secret}"


def _touches(path: KeyPath, secret: KeyPath) -> bool:
    """Whether the value at ``path`` is the secret, lies in it, or may hold it."""
    shorter = min(len(path), len(secret))
    return path[:shorter] == secret[:shorter]


def _value_error(details: ErrorDetails) -> Any:
    return details["ctx"]["error"] if details["type"] == "value_error" else None


def _problem(details: ErrorDetails, found: Any, schema: Any, path: KeyPath) -> str:
    kind = details["type"]
    if kind == "value_error":
        return str(_value_error(details))
    if kind in ("enum", "literal_error") and found is not _UNSAID:
        return choice_problem(shown(found), re.findall(r"'([^']*)'", str(details["ctx"]["expected"])))
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        known = ", ".join(keys_at(schema, path))
        return (f"must hold keys with values ({known})" if known else "must hold keys with values") + _but_found(found)
    hint = _HINTS.get(kind, details["msg"][:1].lower() + details["msg"][1:])
    return hint.format(**details.get("ctx", {})) + _but_found(found)


def _but_found(found: Any) -> str:
    return "" if found is _UNSAID else "; nothing stands here" if found is None else f"; found `{shown(found)}`"
