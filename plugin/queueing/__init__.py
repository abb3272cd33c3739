"""Wake-ups that coalesce by case and lose none while one runs; one timer per case; nothing here reads Jira.

What runs is a *unit*: a case by its key (``CARE-1``), an issue of which only the id is known (``#10040``), a released
version (``version:10000``) or ``sweep``. A unit with work to do is *dirty*, and at any moment stands in one of::

    queued ──begin──▶ running ──finish──▶ (nothing: clean)
      ▲                 │  └── finish, but woken meanwhile ──▶ queued
      │                 ├── hold (Retry-After, backoff) ──▶ held ──revive──▶ queued
      └── wake          └── park ──▶ parked (until it is woken again)

Every arrow is one Lua script, so a process that is killed between two of them leaves the unit in a state that
``revive`` knows how to leave: an expired lease, a hold that is over, a queued mark whose job is in no queue.
RQ's own recovery (13 minutes, PERF.md) is not relied upon, nor its ``unique`` (it loses wake-ups).
"""

from plugin.queueing.claims import Claim
from plugin.queueing.critical import remember_critical
from plugin.queueing.deliveries import Delivered, last_delivery
from plugin.queueing.instances import tell_former_instance, tell_instance
from plugin.queueing.own_writes import remember_written
from plugin.queueing.pause import Pause, pause_everything, paused
from plugin.queueing.rehearsed import rehearsed, remember_rehearsed
from plugin.queueing.rules import bind_rules
from plugin.queueing.settled import (
    LIVE,
    SHADOW,
    Settled,
    forget_settled,
    forget_shadow,
    remember_settled,
    settled,
    settled_among,
)
from plugin.queueing.site import bind_site
from plugin.queueing.timers import Timer, arm, disarm, fire_until, next_timer, ring_due, timers
from plugin.queueing.turn import Turn
from plugin.queueing.units import BULK_QUEUE, CRITICAL_QUEUE, URGENT_QUEUE, case_id_unit, version_unit
from plugin.queueing.wakes import (
    Parked,
    Standing,
    forget_key,
    learn_key,
    park_list,
    revive,
    standing,
    wake,
    wake_version,
    went_well_lately,
)
from plugin.queueing.workers import workers

__all__ = [
    "BULK_QUEUE",
    "CRITICAL_QUEUE",
    "LIVE",
    "SHADOW",
    "URGENT_QUEUE",
    "Claim",
    "Delivered",
    "Parked",
    "Pause",
    "Settled",
    "Standing",
    "Timer",
    "Turn",
    "arm",
    "bind_rules",
    "bind_site",
    "case_id_unit",
    "disarm",
    "fire_until",
    "forget_key",
    "forget_settled",
    "forget_shadow",
    "last_delivery",
    "learn_key",
    "next_timer",
    "park_list",
    "pause_everything",
    "paused",
    "rehearsed",
    "remember_critical",
    "remember_rehearsed",
    "remember_settled",
    "remember_written",
    "revive",
    "ring_due",
    "settled",
    "settled_among",
    "standing",
    "tell_former_instance",
    "tell_instance",
    "timers",
    "version_unit",
    "wake",
    "wake_version",
    "went_well_lately",
    "workers",
]
