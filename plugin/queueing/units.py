"""What can be woken, and under which names it stands in Redis."""

from __future__ import annotations

import re

CRITICAL_QUEUE = "careflow-critical"  # all that concerns a case that is Critical, whoever wakes it (SEV-7)
URGENT_QUEUE = "careflow-urgent"  # what Jira delivered
BULK_QUEUE = "careflow"  # timers, sweeps, what waits for another case
QUEUES = (CRITICAL_QUEUE, URGENT_QUEUE, BULK_QUEUE)  # in the order in which a worker takes from them (plugin.worker)

SWEEP = "sweep"
_VERSION = "version:"
_ID = "#"

# Jira's rule for project keys: a capital, then capitals, digits or underscores; no issue number begins with 0.
# https://support.atlassian.com/jira-cloud-administration/docs/configure-the-project-key-format (Data Center's pattern
# may be widened by the admin to the same letters).
_KEY = re.compile(r"[A-Z][A-Z0-9_]{0,254}-[1-9][0-9]{0,18}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)


def is_key(text: str) -> bool:
    """Whether ``text`` has the form of an issue's key."""
    return _KEY.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """Whether ``text`` has the form of Jira's numeric ids."""
    return _NUMBER.fullmatch(text) is not None


def project_of(key: str) -> str:
    """The project's key in an issue's key."""
    return key.rpartition("-")[0]


def case_id_unit(issue_id: str) -> str:
    """The unit of an issue of which only the id is known (FACTS 0.7)."""
    return f"{_ID}{issue_id}"


def version_unit(version_id: str) -> str:
    """The unit of a released version."""
    return f"{_VERSION}{version_id}"


def issue_id_in(unit: str) -> str | None:
    """The issue's id, if ``unit`` is an issue without a known key."""
    return unit.removeprefix(_ID) if unit.startswith(_ID) else None


def version_id_in(unit: str) -> str:
    """The version's id in the unit of a version."""
    return unit.removeprefix(_VERSION)


def subject(unit: str) -> dict[str, str]:
    """What a line of the log about ``unit`` is about, as ``plugin.logs.about`` takes it."""
    issue_id = issue_id_in(unit)
    return {"case": issue_id or unit} if issue_id or is_case(unit) else {"job": unit}


def is_case(unit: str) -> bool:
    """Whether the unit is a case with a known key."""
    return is_key(unit)
