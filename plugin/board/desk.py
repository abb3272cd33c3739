"""What the pages work with: the settings, the lines of the board, and Jira, opened when it is first asked."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from redis import Redis

from plugin.board.access import Access
from plugin.board.mirror import Mirror
from plugin.jira.errors import Malformed
from plugin.settings import Settings
from workflows.calendars import zone_of
from workflows.decision import Decision

if TYPE_CHECKING:
    from plugin.jira import Gateway
    from plugin.workbench import OnePath

_TOLD_FOR = 10.0  # seconds for which Jira is not asked again what time it is


@dataclass
class Desk:
    """One for a process; its methods may be called by many threads. ``reader`` cannot write to Jira."""

    settings: Settings
    connection: Redis
    access: Access
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _opened: tuple[Gateway, OnePath] | None = None
    _told: tuple[datetime, float] | None = None

    @cached_property
    def mirror(self) -> Mirror:
        """The lines of the board."""
        return Mirror(self.connection)

    @property
    def reader(self) -> Gateway:
        """The gateway, for reading."""
        return self._at_hand()[0]

    @property
    def path(self) -> OnePath:
        """What ``careflow explain`` asks: by ``mode``."""
        return self._at_hand()[1]

    @property
    def zone(self) -> ZoneInfo:
        """The zone of instants that belong to no case's region."""
        return ZoneInfo(zone_of(self.settings.policy(), None))

    def look(self, key: str, at: datetime | None = None) -> Decision:
        """How a case stands, now or at a moment of its life. Raises JiraError and NotYetOpened."""
        return self.path.look(key, at)

    def now(self) -> datetime:
        """Jira's time, by its latest answer and the seconds since. Raises JiraError."""
        if self._told is None or monotonic() - self._told[1] > _TOLD_FOR:
            date = self.reader.survey().server().date
            if date is not None:
                self._told = date, monotonic()
        if self._told is None:
            raise Malformed("no Date in its answers", method="GET", endpoint="serverInfo", path="serverInfo")
        at, told = self._told
        return at + timedelta(seconds=int(monotonic() - told))

    def close(self) -> None:
        """End the connections to Jira."""
        self.access.close()
        with self._lock:
            if self._opened is not None:
                self._opened[0].close()
                self._opened = None

    def _at_hand(self) -> tuple[Gateway, OnePath]:
        # Imported here: a receiver whose pages nobody opens does not pay for it.
        from plugin.jira import ReadOnly, RedisCache
        from plugin.workbench import gateway, one_path

        with self._lock:
            if self._opened is None:
                reader = gateway(self.settings, RedisCache(self.connection), opens=ReadOnly)
                self._opened = reader, one_path(self.settings, reader)
            return self._opened
