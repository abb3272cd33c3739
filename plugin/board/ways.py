"""The ways from a case page to other moments and parts of the case's life: addresses of the same page."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime

from plugin.board.picture.window import Window
from plugin.board.scrubbing import Wanted, moments
from workflows.decision import Decision


@dataclass(frozen=True, slots=True)
class Scrub:
    """To the event before and the one after, and to every moment: when, what, address."""

    before: str | None
    after: str | None
    now: str
    all: tuple[tuple[datetime, str, str], ...]


def scrub(now: Decision, asked: Wanted, at: datetime) -> Scrub:
    """From the moment ``at``; ``now`` knows all that has happened."""
    known = [(moment, what, asked.seen(moment)) for moment, what in moments(now)]
    when = [moment for moment, _, _ in known]
    earlier, later = bisect_left(when, at) - 1, bisect_right(when, at)
    to_now = asked.seen(None)
    before = known[earlier][2] if earlier >= 0 else None
    after = known[later][2] if later < len(known) else to_now if at < now.at else None
    return Scrub(before, after, to_now, tuple(known))


def zooms(asked: Wanted, window: Window, life: Window, at: datetime) -> list[tuple[str, str]]:
    """Name and address."""
    closer = ("Closer", asked.zoomed(window.zoomed(0.4, at)))
    if window == life:
        return [closer]
    wider = window.zoomed(2.5, at).within(life)
    return [
        closer,
        ("Wider", asked.zoomed(None if wider == life else wider)),
        ("Earlier", asked.zoomed(window.moved(-0.5))),
        ("Later", asked.zoomed(window.moved(0.5))),
        ("Whole life", asked.zoomed(None)),
    ]
