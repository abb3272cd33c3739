"""The JQL that careflow asks: which issues are cases that may want something."""

from __future__ import annotations

import json
from collections.abc import Iterable

from plugin.field_map import FieldMap
from workflows.terms import Status


def open_cases(projects: Iterable[str], field_map: FieldMap) -> str:
    """Every case that is not closed. Solution Provided may be of Jira's category Done, and is open all the same."""
    return not_closed(projects, field_map.jira_statuses(Status.SOLUTION), "key")


def not_closed(projects: Iterable[str], solved: Iterable[str], order: str) -> str:
    """The same, where ``solved`` are the statuses of Solution Provided that this Jira has; ``order`` as JQL has it."""
    names = ", ".join(quoted(name) for name in solved)
    unfinished = f"(statusCategory != Done OR status in ({names}))" if names else "statusCategory != Done"
    return f"{of_projects(projects)} AND {unfinished} ORDER BY {order}"


def of_projects(projects: Iterable[str]) -> str:
    """The issues of the configured projects."""
    return f"project in ({', '.join(sorted(projects))})"


def quoted(name: str) -> str:
    """A name as JQL takes it, whatever signs it has."""
    return json.dumps(name, ensure_ascii=False)
