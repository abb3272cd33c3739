"""Webhooks: who is registered, and the thread that delivers with Jira's headers, signature and retries.

Cloud tries five times more after 408, 409, 425, 429, 5xx or a failed connection, five to fifteen minutes apart; here
the gap is ``retry_seconds`` of real time. Data Center never tries again and sends no delivery id (DAC, "Webhooks").
"""

from __future__ import annotations

import hashlib
import heapq
import hmac
import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import requests

from plugin.sandbox.events import deliveries
from plugin.sandbox.faults import Faults, WebhookFault
from plugin.sandbox.jql import parse
from plugin.sandbox.jql_fields import JqlError, Searcher
from plugin.sandbox.shapes import Shapes
from plugin.sandbox.tracker import Event, Tracker

RETRIES = 5
RETRIED = frozenset({408, 409, 425, 429})
_AGENTS = {
    True: "Atlassian HttpClient unknown / JIRA-1001.0.0-SNAPSHOT (100283) / Default",
    False: "Atlassian HttpClient 4.1.2 / JIRA-10.3.12 (10030012) / Default",
}


@dataclass(eq=False, slots=True)
class Hook:
    """A registered webhook. ``events`` empty means every event; ``jql`` filters those that are about an issue."""

    id: int
    name: str
    url: str
    events: tuple[str, ...] = ()
    secret: str = ""
    jql: str = ""
    exclude_body: bool = False
    active: bool = True


@dataclass(eq=False, slots=True)
class Delivery:
    """One body on its way to one hook. ``statuses``: what each attempt got; None is no answer at all."""

    hook: Hook
    event: str
    body: bytes
    at: datetime
    identifier: str = field(default_factory=lambda: str(uuid4()))
    statuses: list[int | None] = field(default_factory=list)
    lost: bool = False


class Webhooks:
    """The registered webhooks of a site and their deliveries. ``base`` is the site's URL, once it is served."""

    def __init__(self, tracker: Tracker, faults: Faults, retry_seconds: float = 0.25) -> None:
        self.tracker = tracker
        self.faults = faults
        self.retry_seconds = retry_seconds
        self.base = ""
        self.hooks: dict[int, Hook] = {}
        self.log: deque[Delivery] = deque(maxlen=10_000)
        self._numbers = itertools.count(1)
        self._waiting: list[tuple[float, int, Delivery]] = []
        self._held: list[Delivery] = []
        self._sending = 0
        self._changed = threading.Condition()
        self._stopped = True
        self._thread: threading.Thread | None = None
        tracker.listeners.append(self.hear)

    def register(self, hook: Hook) -> Hook:
        """Add a webhook; its id is given here."""
        hook.id = next(self._numbers)
        self.hooks[hook.id] = hook
        return hook

    def hear(self, event: Event) -> None:
        """An event of the tracker: queue its deliveries. Rendered now, so that a body shows the moment it is about."""
        hooks = [h for h in self.hooks.values() if h.active and self._passes(h, event)]
        if not hooks:
            return
        shapes = Shapes(self.tracker.site, self.base)
        for kind, body in deliveries(event, shapes):
            raw = json.dumps(body, ensure_ascii=False).encode()
            for hook in hooks:
                if not hook.events or kind in hook.events:
                    self._queue(Delivery(hook, kind, b"" if hook.exclude_body else raw, event.at))

    def _passes(self, hook: Hook, event: Event) -> bool:
        if not hook.jql or event.issue is None:
            return True
        account = self.tracker.site.people.the(self.tracker.site.own_account)
        try:
            return parse(hook.jql, Searcher(self.tracker, account)).test(event.issue)
        except JqlError:  # Jira delivers nothing on a filter that it cannot read
            return False

    def _queue(self, delivery: Delivery) -> None:
        self.log.append(delivery)
        planned = self.faults.next_webhook()
        if planned is None:
            self._put([(0.0, delivery)])
            return
        plan, last = planned
        match plan.kind:
            case WebhookFault.LOST:
                delivery.lost = True
            case WebhookFault.DOUBLED:
                self._put([(0.0, delivery), (0.0, delivery)])
            case WebhookFault.DELAYED:
                self._put([(plan.seconds, delivery)])
            case WebhookFault.REORDERED:
                self._held.append(delivery)
                if last:
                    self._release()

    def _release(self) -> None:
        held, self._held = self._held[::-1], []
        self._put((0.0, delivery) for delivery in held)

    def _put(self, leaving: Iterable[tuple[float, Delivery]]) -> None:
        with self._changed:
            for after, delivery in leaving:
                entry = (time.monotonic() + after, next(self._numbers), delivery)
                heapq.heappush(self._waiting, entry)
            self._changed.notify_all()

    def start(self) -> None:
        """Begin to deliver."""
        self._stopped = False
        self._thread = threading.Thread(target=self._deliver, name="sandbox-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop delivering; what waits is forgotten."""
        with self._changed:
            self._stopped = True
            self._waiting.clear()
            self._changed.notify_all()
        if self._thread:
            self._thread.join(timeout=5)

    def settle(self, timeout: float = 10.0) -> bool:
        """Wait until every delivery is out, retries too. False if ``timeout`` real seconds did not suffice."""
        self._release()
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._sending, timeout)

    def take(self) -> list[Delivery]:
        """All deliveries that wait, for whoever carries them himself, on his own time (never with ``start``)."""
        with self._changed:
            taken = [delivery for _, _, delivery in sorted(self._waiting, key=lambda entry: entry[:2])]
            self._waiting.clear()
        return taken

    def _deliver(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            while (delivery := self._next()) is not None:
                status = self._send(session, delivery)
                delivery.statuses.append(status)
                again = self.tracker.site.cloud and _is_retried(status) and len(delivery.statuses) <= RETRIES
                with self._changed:
                    self._sending -= 1
                    if again and not self._stopped:
                        due = time.monotonic() + self.retry_seconds
                        heapq.heappush(self._waiting, (due, next(self._numbers), delivery))
                    self._changed.notify_all()

    def _next(self) -> Delivery | None:
        with self._changed:
            while not self._stopped:
                wait = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if wait is not None and wait <= 0:
                    self._sending += 1
                    return heapq.heappop(self._waiting)[2]
                self._changed.wait(wait)
        return None

    def _send(self, session: requests.Session, delivery: Delivery) -> int | None:
        try:
            answer = session.post(
                delivery.hook.url, data=delivery.body, headers=self.headers(delivery), timeout=(5, 20)
            )
        except requests.RequestException:
            return None
        return answer.status_code

    def headers(self, delivery: Delivery) -> dict[str, str]:
        """What Jira sends beside the body: its signature, and on Cloud which delivery and which attempt it is."""
        cloud = self.tracker.site.cloud
        headers = {"Content-Type": "application/json; charset=UTF-8", "User-Agent": _AGENTS[cloud]}
        if delivery.hook.secret:
            headers["X-Hub-Signature"] = signature(delivery.hook.secret, delivery.body)
        if cloud:
            headers["X-Atlassian-Webhook-Identifier"] = delivery.identifier
            headers["X-Atlassian-Webhook-Flow"] = "Primary"
            if delivery.statuses:
                headers["X-Atlassian-Webhook-Retry"] = str(len(delivery.statuses))
        return headers


def signature(secret: str, body: bytes) -> str:
    """The value of X-Hub-Signature (WebSub): HMAC-SHA256 of the raw body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _is_retried(status: int | None) -> bool:
    return status is None or status in RETRIED or status >= 500
