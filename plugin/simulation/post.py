"""The way from Jira to the receiver: deliveries leave at once, or meet the fate that the plan has for them."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from plugin.sandbox import Sandbox
from plugin.sandbox.webhooks import Delivery
from plugin.simulation.plan import Kind, Thing
from plugin.simulation.strikes import Strikes

LATE = timedelta(minutes=30)
_NEXT = timedelta(minutes=1)  # after which one that was to go after the next one goes, if no next one came


class Post:
    """``receive`` takes a delivery, as the receiver's door does."""

    def __init__(self, jira: Sandbox, strikes: Strikes, receive: Callable[[Delivery], None]) -> None:
        self._jira = jira
        self._strikes = strikes
        self._receive = receive
        self._on_the_way: list[tuple[datetime, int, Delivery]] = []
        self._numbers = count()

    @property
    def next_at(self) -> datetime | None:
        """When the next one arrives."""
        return self._on_the_way[0][0] if self._on_the_way else None

    def carry(self) -> None:
        """Take what Jira has to tell, and deliver what is due by now."""
        behind: list[Delivery] = []
        for delivery in self._jira.webhooks.take():
            fate = self._strikes.next(Thing.DELIVERY)
            if fate is Kind.REORDERED:
                behind.append(delivery)
                continue
            self._send(delivery, fate)
            self._post(*behind)
            behind = []
        self._post(*behind, after=_NEXT)
        while (at := self.next_at) is not None and at <= self._jira.now():
            self._receive(heapq.heappop(self._on_the_way)[2])

    def _send(self, delivery: Delivery, fate: Kind | None) -> None:
        if fate is Kind.LOST:
            delivery.lost = True
        elif fate is Kind.DOUBLED:
            self._post(delivery, delivery)
        else:
            self._post(delivery, after=LATE if fate is Kind.LATE else timedelta(0))

    def _post(self, *leaving: Delivery, after: timedelta = timedelta(0)) -> None:
        for delivery in leaving:
            heapq.heappush(self._on_the_way, (self._jira.now() + after, next(self._numbers), delivery))
