"""Misbehaviour on demand: planned faults for requests and for webhook deliveries.

A plan matches by method and path and is used up after ``count`` requests. ``before``: nothing of the request is
carried out; ``after``: it is carried out and only the answer is lost or spoiled.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from fnmatch import fnmatchcase


class When(StrEnum):
    """When a fault strikes: before or after the request takes effect."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(slots=True)
class Fault:
    """One planned fault. ``path`` is a shell pattern over the path (``/rest/api/2/issue/*/comment``).

    ``skip``: so many matching requests pass first. With ``hang`` alone the request is answered late. ``reset``: the
    connection is cut in the middle of the answer.
    """

    method: str = "*"
    path: str = "*"
    count: int = 1
    skip: int = 0
    when: When = When.BEFORE
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    hang: float = 0.0
    reset: bool = False

    def meets(self, method: str, path: str) -> bool:
        """Whether a request is of the kind that this fault waits for."""
        return self.method in ("*", method) and fnmatchcase(path, self.path)


class WebhookFault(StrEnum):
    """What can happen to a delivery."""

    LOST = "lost"
    DOUBLED = "doubled"
    DELAYED = "delayed"
    REORDERED = "reordered"


@dataclass(slots=True)
class WebhookPlan:
    """The next ``count`` deliveries are lost, doubled, delayed by ``seconds``, or sent in reverse order."""

    kind: WebhookFault
    count: int
    seconds: float = 0.0


class Faults:
    """The queue of planned faults. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: list[Fault] = []
        self._webhooks: deque[WebhookPlan] = deque()

    def add(self, fault: Fault) -> Fault:
        """Plan a fault; earlier plans go first."""
        with self._lock:
            self._requests.append(fault)
        return fault

    def fail(
        self, status: int, method: str = "*", path: str = "*", count: int = 1, when: str = "before", skip: int = 0
    ) -> Fault:
        """Answer with this status (401, 403, 404, 409, 5xx …)."""
        messages = (f"The sandbox was asked to answer {status}.",)
        return self.add(Fault(method, path, count, skip, When(when), status, messages=messages))

    def rate_limit(
        self,
        retry_after: int | datetime | None = None,
        reason: str | None = None,
        method: str = "*",
        path: str = "*",
        count: int = 1,
    ) -> Fault:
        """Answer 429: Retry-After in seconds, as an HTTP date, or none; with or without RateLimit-Reason."""
        headers = {"RateLimit-Reason": reason} if reason else {}
        if isinstance(retry_after, datetime):
            headers["Retry-After"] = format_datetime(retry_after.replace(microsecond=0), usegmt=True)
        elif retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        messages = ("Rate limit exceeded.",)
        return self.add(Fault(method, path, count, status=429, headers=headers, messages=messages))

    def hang(self, seconds: float, method: str = "*", path: str = "*", count: int = 1, when: str = "before") -> Fault:
        """Be silent for so many real seconds, then answer."""
        return self.add(Fault(method, path, count, when=When(when), hang=seconds))

    def reset(self, method: str = "*", path: str = "*", count: int = 1, when: str = "before", skip: int = 0) -> Fault:
        """Cut the connection in the middle of the answer."""
        return self.add(Fault(method, path, count, skip, When(when), reset=True))

    def strike(self, method: str, path: str, when: When) -> Fault | None:
        """The fault that hits this request now, if any; it is used up."""
        with self._lock:
            for fault in self._requests:
                if fault.when is when and fault.meets(method, path):
                    if fault.skip:
                        fault.skip -= 1
                        continue
                    fault.count -= 1
                    if fault.count <= 0:
                        self._requests.remove(fault)
                    return fault
        return None

    def webhooks(self, kind: str, count: int = 1, seconds: float = 0.0) -> None:
        """Plan what happens to the next deliveries: ``lost``, ``doubled``, ``delayed`` or ``reordered``."""
        with self._lock:
            self._webhooks.append(WebhookPlan(WebhookFault(kind), count, seconds))

    def next_webhook(self) -> tuple[WebhookPlan, bool] | None:
        """What happens to the delivery that is about to leave, and whether it is the last of its plan."""
        with self._lock:
            if not self._webhooks:
                return None
            plan = self._webhooks[0]
            plan.count -= 1
            if plan.count <= 0:
                self._webhooks.popleft()
            return plan, plan.count <= 0

    def clear(self) -> None:
        """Forget every plan."""
        with self._lock:
            self._requests.clear()
            self._webhooks.clear()

    @property
    def planned(self) -> list[Fault]:
        """Faults of requests that have not struck yet."""
        with self._lock:
            return list(self._requests)
