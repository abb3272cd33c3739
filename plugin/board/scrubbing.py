"""The moment and the part of a case's life that somebody asks for, in the page's address.

``at``, ``from`` and ``to`` are instants with their zone, or without one in that of the case's region, as a browser's
field for date and time sends them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from http import HTTPStatus
from urllib.parse import urlencode

from plugin.board.picture.window import SHORTEST, Window
from plugin.board.told import Instead, Words
from workflows.decision import Decision, Event
from workflows.record import to_text

FAR = timedelta(days=366)  # beyond what is shown by itself, nobody looks further


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; None: now, the whole life."""

    at: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None

    def in_zone(self, zone: tzinfo) -> Wanted:
        """With what had no zone read in this one; in UTC."""
        return Wanted(*(_aware(moment, zone) for moment in (self.at, self.start, self.end)))

    def window(self, life: Window) -> Window:
        """The part of the life. Raises Instead where it is none."""
        start, end = self.start or life.start, self.end or life.end
        if end - start < SHORTEST:
            raise Instead(_refused("`to` must be a minute later than `from`, or more"))
        return Window(start, end).within(Window(life.start - FAR, life.end + FAR))

    def seen(self, at: datetime | None) -> str:
        """The address of the same part at another moment; None: now."""
        return replace(self, at=at).address()

    def zoomed(self, window: Window | None) -> str:
        """The address of the same moment in another part; None: the whole life."""
        start, end = (window.start, window.end) if window else (None, None)
        return replace(self, start=start, end=end).address()

    def address(self) -> str:
        """As a query."""
        parts = {"at": self.at, "from": self.start, "to": self.end}
        return "?" + urlencode({name: to_text(moment) for name, moment in parts.items() if moment})


def wanted(query: Mapping[str, str]) -> Wanted:
    """What a query asks for. Raises Instead where a moment in it is none."""
    return Wanted(*(_read(name, query.get(name, "")) for name in ("at", "from", "to")))


def not_too_late(at: datetime, now: datetime) -> None:
    """Raises Instead for a moment of which nothing can be said."""
    if at > now + FAR:
        raise Instead(_refused("`at` lies more than a year ahead; what a case will be then cannot be told"))


def moments(decision: Decision) -> Iterator[tuple[datetime, str]]:
    """When something happened, and what; each moment once, oldest first."""
    found: dict[datetime, list[str]] = {}
    for event in decision.timeline:
        found.setdefault(seen_from(decision, event), []).append(event.what)
    return ((at, "; ".join(whats)) for at, whats in sorted(found.items()) if at <= decision.at)


def seen_from(decision: Decision, event: Event) -> datetime:
    """From when on a line of the timeline holds.

    A breach does a second after its date: at the due instant itself a clock is not breached (CAL-1).
    """
    is_breach = event.what.endswith("breached") and event.at in {clock.breached_at for clock in decision.clocks}
    return event.at + timedelta(seconds=is_breach)


def _read(name: str, text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "+"))  # a plus in an address that was typed
        # A zone's offset must not carry it out of the calendar.
        if not 1970 < moment.year < 9000:
            raise ValueError
    except ValueError:
        raise Instead(
            _refused(
                f"`{name}` is {text!r}, which is no moment; write it as 2026-11-23T10:00:00Z or 2026-11-23T11:00+01:00"
            )
        ) from None
    return moment


def _aware(moment: datetime | None, zone: tzinfo) -> datetime | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _refused(why: str) -> Words:
    return Words(HTTPStatus.BAD_REQUEST, "That moment cannot be shown", f"{why}.")
