"""Keys of cases as people type them."""

from __future__ import annotations

import re

from plugin.configuration_errors import UserMistake
from plugin.settings import Settings

_KEY = re.compile(r"([A-Z][A-Z0-9_]*)-[1-9][0-9]*")


def known_key(key: str, settings: Settings) -> str:
    """The key, if it is one of a configured project. Raises UserMistake otherwise."""
    found = _KEY.fullmatch(key)
    if not found:
        raise UserMistake(f"{key!r} is no issue key; a key looks like {settings.projects[0]}-123")
    if found[1] not in settings.projects:
        ours = ", ".join(settings.projects)
        raise UserMistake(f"{key}: project {found[1]} is not configured; app.yaml's `project` has {ours}")
    return key
