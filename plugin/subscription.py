"""What Jira's webhook is to tell careflow of, and where to."""

from __future__ import annotations

EVENTS: tuple[str, ...] = (
    "jira:issue_created",
    "jira:issue_updated",
    "jira:issue_deleted",
    "comment_created",
    "comment_updated",
    "comment_deleted",
    "worklog_created",
    "worklog_updated",
    "worklog_deleted",
    "jira:version_released",
)
"""What a webhook of ours is to be told of. A test holds it to what the receiver uses."""
PATH = "/webhooks/jira"
"""The path of the receiver."""
