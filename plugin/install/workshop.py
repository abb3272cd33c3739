"""Where steps are carried out: the session with Jira, and the ids of what has been made on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from plugin.install.ledger import PROPERTY, Ledger
from plugin.jira import RateLimited
from plugin.jira.session import Answer, Session
from workflows.terms import Field

_TRIES = 5
_WAIT = 5.0  # seconds, where Jira does not say how long
_LONGEST = 120.0  # seconds that somebody at a terminal waits for; beyond, apply is run again later


@dataclass
class Workshop:
    """``fields``: ids of our fields, those that were made meanwhile too; ``filters``: of the lists, by the list's id.

    ``home``: the key of the project that bears the ledger; ``secret``: of the webhook.
    """

    session: Session
    home: str
    ledger: Ledger
    fields: dict[Field, str] = field(default_factory=dict)
    filters: dict[str, str] = field(default_factory=dict)
    dashboard: str = ""
    secret: str | None = field(default=None, repr=False)

    def get(self, endpoint: str, params: Mapping[str, Any] | None = None, **places: str) -> Answer:
        """A read. Raises JiraError."""
        return self.session.get(endpoint, params, **places)

    def post(self, endpoint: str, body: Mapping[str, Any] | None = None, **places: str) -> Answer:
        """A POST. Raises JiraError."""
        return self._send("POST", endpoint, body, places)

    def put(self, endpoint: str, body: Mapping[str, Any] | None = None, **places: str) -> Answer:
        """A PUT. Raises JiraError."""
        return self._send("PUT", endpoint, body, places)

    def delete(self, endpoint: str, params: Mapping[str, Any] | None = None, **places: str) -> Answer:
        """A DELETE. Raises JiraError."""
        return self._send("DELETE", endpoint, None, places, params)

    def _send(
        self,
        method: str,
        endpoint: str,
        body: Mapping[str, Any] | None,
        places: Mapping[str, str],
        params: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Sent again only after a 429, which says that nothing was done (FACTS 4), for as long as it asks."""
        for attempt in range(1, _TRIES + 1):
            try:
                return self.session.send(method, endpoint, body, params=params, **places)
            except RateLimited as error:
                wait = error.retry_after or _WAIT
                if attempt == _TRIES or wait > _LONGEST:
                    raise
                time.sleep(wait)
        raise AssertionError("unreachable")

    def write_ledger(self, ledger: Ledger) -> None:
        """Put the ledger down in Jira."""
        self.put("project/{project}/properties/{property}", ledger.as_json(), project=self.home, property=PROPERTY)
        self.ledger = ledger

    def values(
        self, endpoint: str, params: Mapping[str, Any] | None = None, **places: str
    ) -> Iterator[Mapping[str, Any]]:
        """Everything that a paged resource holds."""
        return values(self.session, endpoint, params, **places)


PAGE = 50


def values(
    session: Session, endpoint: str, params: Mapping[str, Any] | None = None, **places: str
) -> Iterator[Mapping[str, Any]]:
    """Everything that a resource of Jira's PageBean form holds: ``startAt``, ``isLast`` and ``values``."""
    at = 0
    while True:
        answer = session.get(endpoint, {"maxResults": PAGE, **(params or {}), "startAt": at}, **places)
        if isinstance(answer.data, list):  # Data Center gives some of them whole
            yield from answer.list()
            return
        page = answer.list("values")
        yield from page
        at += len(page)
        told = answer.object()
        if not page or told.get("isLast") is True or ("total" in told and at >= int(told["total"] or 0)):
            return
