"""What Jira's webhook tells careflow of, and where to."""

from __future__ import annotations

OF_CASES: tuple[str, ...] = (
    "jira:issue_created",
    "jira:issue_updated",
    "jira:issue_deleted",
    "comment_created",
    "comment_updated",
    "comment_deleted",
    "worklog_created",
    "worklog_updated",
    "worklog_deleted",
)
"""The events after which a case may stand otherwise."""
VERSION_RELEASED = "jira:version_released"
EVENTS: tuple[str, ...] = (*OF_CASES, VERSION_RELEASED)
"""What a webhook of ours is told of; the receiver passes over all others."""
PATH = "/webhooks/jira"
"""The path of the receiver."""
