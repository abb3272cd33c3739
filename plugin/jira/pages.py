"""The rest of a history or a conversation, where one answer does not hold it all (FACTS 3).

GET issue holds the newest 100 entries of the changelog on Cloud, search 40; comments come in pages of 100. Data Center
has no resource for the rest of a changelog, and as far as is known cuts none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugin.jira.conversation import says_who_reads
from plugin.jira.session import Session

PAGE = 100

Entries = Sequence[Mapping[str, Any]]


def embedded(issue: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], int, list[Mapping[str, Any]], int]:
    """The histories and comments inside an issue, each with the total that Jira has."""
    log = issue.get("changelog") or {}
    conversation = (issue.get("fields") or {}).get("comment") or {}
    histories = list(log.get("histories") or ())
    written = list(conversation.get("comments") or ())
    if not all(isinstance(entry, dict) for entry in (*histories, *written)):
        raise TypeError("a history entry or comment is no object")
    # Where Jira left one out altogether there may be some: asking is the only way to know.
    changed, said = (part.get("total", 0 if part else 1) for part in (log, conversation))
    return histories, int(changed), written, int(said)


class Pages:
    """Fetches what is missing of one issue."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def histories(self, issue: str, have: Entries, total: int, *, cloud: bool) -> tuple[list[Mapping[str, Any]], bool]:
        """The whole changelog, and whether it is whole. ``have``: the newest entries; the resource is oldest first."""
        found = {str(entry["id"]): entry for entry in have}
        if len(found) >= total or not cloud:
            return list(found.values()), len(found) >= total
        at = 0
        while len(found) < total:
            params = {"startAt": at, "maxResults": PAGE}
            answer = self._session.get("issue/{issue}/changelog", params, issue=issue)
            data, values = answer.object(), answer.list("values")
            found.update({str(entry["id"]): entry for entry in values})
            total = int(data.get("total", total))
            at += len(values)
            if not values or data.get("isLast"):
                break
        return list(found.values()), len(found) >= total

    def comments(
        self, issue: str, have: Entries, total: int, *, ask_who_reads: bool
    ) -> tuple[list[Mapping[str, Any]], bool]:
        """The whole conversation, and whether it is whole.

        ``ask_who_reads``: the project has internal comments, so that each must say whether it is one.
        """
        unsure = ask_who_reads and not all(map(says_who_reads, have))
        found = {} if unsure else {str(entry["id"]): entry for entry in have}
        if found and len(found) < total:
            # Which end of a long conversation is embedded is documented nowhere: go on behind it, then from the start.
            total = self._read(issue, found, total, len(found), ask_who_reads)
        if len(found) < total:
            total = self._read(issue, found, total, 0, ask_who_reads)
        return list(found.values()), len(found) >= total

    def _read(self, issue: str, found: dict[str, Mapping[str, Any]], total: int, at: int, who_reads: bool) -> int:
        while len(found) < total:
            params: dict[str, Any] = {"startAt": at, "maxResults": PAGE, "orderBy": "created"}
            if who_reads:
                params["expand"] = "properties"
            answer = self._session.get("issue/{issue}/comment", params, issue=issue)
            data, page = answer.object(), answer.list("comments")
            found.update({str(entry["id"]): entry for entry in page})
            total = int(data.get("total", total))  # a comment may have been deleted meanwhile
            at += len(page)
            if not page or at >= total:
                break
        return total
