"""Cases in bulk. Cloud: ``search/jql`` with page tokens (``search`` answers 410 there); Data Center: ``search``.

What search gives may be behind by seconds to minutes on Cloud, and its histories are cut at 40 entries: it finds
candidates; decisions are made from a read (FACTS 0.9).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plugin.jira.metadata import Metadata
from plugin.jira.session import Answer, Session

MOST_KEYS = 5000  # in a page of nothing but keys (Cloud, OAS-C searchAndReconsileIssuesUsingJql); a site may give fewer
MOST_STAMPS = 1000  # in a page of one small field each; a site may give fewer
MOST_RECONCILED = 50


class Search:
    """What a JQL query finds, page by page or issue by issue."""

    def __init__(self, session: Session, metadata: Metadata) -> None:
        self._session = session
        self._metadata = metadata

    def issues(
        self, jql: str, *, fields: str, page: int, expand: str = "", properties: str = "", recent: Sequence[str] = ()
    ) -> Iterator[tuple[Mapping[str, Any], Answer]]:
        """Every issue that ``jql`` finds, with the answer it came in; see ``pages``."""
        found = self.pages(jql, fields=fields, page=page, expand=expand, properties=properties, recent=recent)
        return ((issue, answer) for answer in found for issue in answer.list("issues"))

    def pages(
        self, jql: str, *, fields: str, page: int, expand: str = "", properties: str = "", recent: Sequence[str] = ()
    ) -> Iterator[Answer]:
        """The answers, at least one. ``recent``: numeric ids to be found whatever the index says (Cloud, 50)."""
        params: dict[str, Any] = {"jql": jql, "fields": fields, "maxResults": page}
        if expand:
            params["expand"] = expand
        if not self._metadata.cloud():
            yield from self._numbered(params)
            return
        if properties:
            params["properties"] = properties
            params["failFast"] = "true"
        if recent:
            params["reconcileIssues"] = ",".join(recent[:MOST_RECONCILED])
        yield from self._by_token(params)

    def _by_token(self, params: dict[str, Any]) -> Iterator[Answer]:
        while True:
            answer = self._session.get("search/jql", params)
            yield answer
            token = answer.object().get("nextPageToken")
            if not token or token == params.get("nextPageToken"):
                return
            params = {**params, "nextPageToken": token}

    def _numbered(self, params: dict[str, Any]) -> Iterator[Answer]:
        at = 0
        while True:
            answer = self._session.get("search", {**params, "startAt": at})
            yield answer
            issues = answer.list("issues")
            at += len(issues)
            if not issues or at >= int(answer.object().get("total") or 0):
                return
