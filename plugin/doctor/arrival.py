"""What Jira delivers arrives: seen by what has come, or tried with a note of our own where somebody asks for that."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from plugin.doctor.findings import Finding, NotNow, fails, ok, skipped, warning
from plugin.doctor.installation import Installation
from plugin.durations import written
from plugin.jira import InShadow, NotFound
from plugin.queries import of_projects
from plugin.queueing import case_id_unit, last_delivery
from workflows.case import Case

LONGEST = 60.0  # seconds: Jira Cloud delivers within 30 (FACTS 1.1)
_LOOKS = 0.2  # seconds between two looks
_WHERE = "see webhook.registered, and that Jira reaches its address: through DNS, firewall and the proxy in front"
NOTE = "careflow doctor looks whether what happens here arrives at careflow, and takes this note back at once."


def arrival(it: Installation) -> Iterator[Finding]:
    """By the clocks of Redis and Jira, each compared with itself only."""
    yield _tried(it, it.probe) if it.probe else _seen(it)


def _seen(it: Installation) -> Finding:
    """The last delivery is not older than the last change."""
    change = it.jira.last_change(f"{of_projects(it.projects)} ORDER BY updated DESC")
    now = it.jira.server().date
    if change is None or now is None:
        return skipped("no case was ever changed", "open one, and say: careflow doctor")
    case, at = change
    since = max(0.0, (now - at).total_seconds())
    try_it = f"comment on a case, or say: careflow doctor --deliver {case}; if nothing comes: {_WHERE}"
    last = last_delivery(it.redis)
    if last is None:
        return warning(f"nothing has come yet; Jira's last change is {case}'s, {_ago(since)}", try_it)
    came = f"the last delivery ({last.unit}) came {_ago(last.ago)}, Jira's last change is {case}'s, {_ago(since)}"
    if since > LONGEST and last.ago > since + LONGEST:
        return warning(came, try_it)
    return ok(came)


def _tried(it: Installation, key: str) -> Finding:
    """Jira's delivery about a note of ours comes."""
    try:
        case = it.gateway.read(key).case
    except NotFound:
        raise NotNow(f"our account does not see {key}", "name a case that it sees: --deliver") from None
    began = time.monotonic()
    try:
        note = it.gateway.note(case, NOTE)
    except InShadow:
        raise NotNow("in shadow nothing is written", "say so without --deliver") from None
    try:
        arrived = _wait_for(it, case, began)
    finally:
        it.gateway.take_back(case, note)
    if arrived is None:
        return fails(f"Jira was told of a note on {key}, and no delivery came within {LONGEST:.0f} s", _WHERE)
    return ok(f"Jira's delivery about a note on {key} came after {arrived:.1f} s; the note is taken back")


def _wait_for(it: Installation, case: Case, began: float) -> float | None:
    """Seconds from the beginning until a delivery about the case came; None where none does."""
    while (waited := time.monotonic() - began) < LONGEST:
        for unit in (case.key, case_id_unit(case.id)):
            last = last_delivery(it.redis, unit)
            if last is not None and last.ago < waited:
                return waited - last.ago
        time.sleep(_LOOKS)
    return None


def _ago(seconds: float) -> str:
    if seconds < 1:
        return "just now"
    largest = next((size for size in (86400, 3600, 60) if seconds >= 2 * size), 1)
    return f"{written(timedelta(seconds=seconds // largest * largest))} ago"
