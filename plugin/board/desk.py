"""What the pages work with: the settings, Redis, and Jira to read from, opened when it is first asked."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from redis import Redis

from plugin.board.access import Access
from plugin.settings import Settings
from workflows.calendars import zone_of
from workflows.decision import Decision

if TYPE_CHECKING:
    from plugin.jira import Gateway
    from plugin.workbench import OnePath


@dataclass
class Desk:
    """One for a process; its methods may be called by many threads. ``reader`` cannot write to Jira."""

    settings: Settings
    connection: Redis
    access: Access
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _opened: tuple[Gateway, OnePath] | None = None

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
