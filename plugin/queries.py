"""The JQL that careflow asks: which issues are cases that may want something."""

from __future__ import annotations

import json
from collections.abc import Iterable

from plugin.field_map import FieldMap
from workflows.terms import Status


def open_cases(projects: Iterable[str], field_map: FieldMap) -> str:
    """Every case that is not closed. Solution Provided may be of Jira's category Done, and is open all the same."""
    solved = ", ".join(quoted(name) for name in field_map.jira_statuses(Status.SOLUTION))
    return f"{of_projects(projects)} AND (statusCategory != Done OR status in ({solved})) ORDER BY key"


def of_projects(projects: Iterable[str]) -> str:
    """The issues of the configured projects."""
    return f"project in ({', '.join(sorted(projects))})"


def quoted(name: str) -> str:
    """A name as JQL takes it, whatever signs it has."""
    return json.dumps(name, ensure_ascii=False)
