"""The lines of the board in this process, brought up to date before each page by what has changed since the last."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime

from redis import Redis

from plugin.board.index import Index, Standing
from plugin.board.row import Row


class Mirror:
    """For many threads. ``rows`` raises redis' errors. ``at``: Jira's time at the latest reading of a case."""

    def __init__(self, connection: Redis) -> None:
        self._index = Index(connection)
        self._standing = Standing()
        self._rows: Mapping[str, Row] = {}
        self.at: datetime | None = None
        self._lock = threading.Lock()

    def rows(self) -> Mapping[str, Row]:
        """Every line by its case's key, as of now; never changed afterwards."""
        with self._lock:
            news = self._index.news(self._standing)
            if news.whole:
                self._rows = news.rows
            elif news.rows or news.gone:
                kept = {key: row for key, row in self._rows.items() if key not in news.gone}
                self._rows = {**kept, **news.rows}
            self._standing, self.at = news.standing, news.at
            return self._rows
