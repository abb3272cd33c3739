"""What a picture is made of, before anything is drawn. Instants are in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugin.board.picture.window import Window


class Kind(StrEnum):
    """What a lane shows."""

    STATUS = "status"
    SEVERITY = "severity"
    CLOCK = "clock"
    APPROVAL = "approval"
    COMMENTS = "comments"
    NEXT = "next"


class Look(StrEnum):
    """How a stretch is drawn. Each looks different without its colour too."""

    COUNTED = "counted"
    OUTSIDE = "outside"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    LATE = "late"
    LEFT = "left"
    PENDING = "pending"
    PLAIN = "plain"


class Sign(StrEnum):
    """What a moment is marked by."""

    DUE = "due"
    MET = "met"
    BREACH = "breach"
    CUSTOMER = "customer"
    STAFF = "staff"
    INTERNAL = "internal"
    OURS = "ours"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch ``[start, end)`` of a lane. ``colour``: the name of a status or severity; ``label`` where it fits."""

    start: datetime
    end: datetime
    look: Look
    title: str
    label: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of a lane."""

    at: datetime
    sign: Sign
    title: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the picture.

    ``says``: short, beside its name; ``told``: a sentence, for who cannot see it; ``beyond``: what of it comes later
    than the picture shows.
    """

    kind: Kind
    name: str
    says: tuple[str, ...]
    told: str
    bands: tuple[Band, ...] = ()
    marks: tuple[Mark, ...] = ()
    state: str = ""
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The lanes on one axis. ``at``: the moment that the case is looked at; what lies right of it has not happened."""

    window: Window
    at: datetime
    title: str
    lanes: tuple[Lane, ...]
    is_past: bool = False
