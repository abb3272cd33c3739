"""The JQL that careflow asks: which issues are cases that may want something."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from plugin.field_map import FieldMap
from plugin.jira import Gateway, Reading, Refused
from workflows.terms import Status


def find_open(gateway: Gateway, projects: Iterable[str], field_map: FieldMap) -> Iterator[Reading]:
    """Every case that is not closed. Solution Provided may be of Jira's category Done, and is open all the same.

    Jira refuses a whole query for one name that it does not know: then it is asked without.
    """
    known = tuple(projects)
    try:
        yield from gateway.search(not_closed(known, field_map.jira_statuses(Status.SOLUTION)[:1], "key"))
    except Refused:
        yield from gateway.search(not_closed(known, (), "key"))


def not_closed(projects: Iterable[str], solved: Iterable[str], order: str) -> str:
    """The same, where ``solved`` are the statuses of Solution Provided that this Jira has; ``order`` as JQL has it."""
    names = ", ".join(quoted(name) for name in solved)
    unfinished = f"(statusCategory != Done OR status in ({names}))" if names else "statusCategory != Done"
    return f"{of_projects(projects)} AND {unfinished} ORDER BY {order}"


def updated_since(projects: Iterable[str], day: date) -> str:
    """What changed on ``day`` or after it, whatever zone JQL reads it in: that of our account's profile."""
    eve = day - timedelta(days=1) if day > date.min else day
    return f'{of_projects(projects)} AND updated >= "{eve.isoformat()}" ORDER BY key'


def open_within(projects: Iterable[str], first: date, last: date, root_cause: tuple[str, str] | None) -> str:
    """What was open at any time from one day to another, in whatever zone: perhaps somewhat more, never less.

    ``root_cause``: Jira's names of Root Cause Due and Root Cause; a closed case that still owes its report is open.
    """
    owed = "({} is not EMPTY AND {} is EMPTY)".format(*map(quoted, root_cause)) if root_cause else ""
    going_on = " OR ".join(filter(None, ("statusCategory != Done", f'updated >= "{_moved(first, -1)}"', owed)))
    return f'{of_projects(projects)} AND created < "{_moved(last, 2)}" AND ({going_on}) ORDER BY key'


def _moved(day: date, by: int) -> str:
    return date.fromordinal(min(max(day.toordinal() + by, 1), date.max.toordinal())).isoformat()


def of_projects(projects: Iterable[str]) -> str:
    """The issues of the configured projects."""
    return f"project in ({', '.join(sorted(projects))})"


def quoted(name: str) -> str:
    """A name as JQL takes it, whatever signs it has."""
    return json.dumps(name, ensure_ascii=False)
