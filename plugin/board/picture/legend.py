"""What the signs of a picture mean, of those that are in it."""

from __future__ import annotations

from markupsafe import Markup

from plugin.board.picture.parts import Look, Picture, Sign
from plugin.board.picture.shapes import key

_WORDS: dict[Look | Sign, str] = {
    Look.COUNTED: "counted",
    Look.OUTSIDE: "outside hours",
    Look.HOLIDAY: "holiday",
    Look.PAUSED: "paused",
    Look.LEFT: "left until due",
    Look.LATE: "late",
    Sign.DUE: "due",
    Sign.MET: "met",
    Sign.BREACH: "breached",
    Look.PENDING: "waits for a manager",
    Sign.APPROVED: "approved",
    Sign.REJECTED: "rejected",
    Sign.WITHDRAWN: "withdrawn",
    Sign.CUSTOMER: "customer's comment",
    Sign.STAFF: "staff's public comment",
    Sign.INTERNAL: "internal comment",
    Sign.OURS: "careflow's comment",
    Sign.NEXT: "what comes",
}


def legend(picture: Picture) -> list[tuple[Markup, str]]:
    """A sample of each, and its words."""
    looks = {band.look for lane in picture.lanes for band in lane.bands}
    signs = {mark.sign for lane in picture.lanes for mark in lane.marks}
    return [(key(look), words) for look, words in _WORDS.items() if look in looks or look in signs]
