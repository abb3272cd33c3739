"""``/board/cases/KEY``: a case's life in one picture, and as tables that add up; now or at any moment (``?at=``).

It says what ``careflow explain`` says, of the same decision.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, request

from plugin.board.access import Viewer
from plugin.board.blueprint import show
from plugin.board.clock_words import standing
from plugin.board.desk import Desk
from plugin.board.evidence import Jira
from plugin.board.picture import lanes, svg
from plugin.board.picture.budget import budget
from plugin.board.picture.clock_lanes import NAMES
from plugin.board.picture.parts import Look, Picture, Sign
from plugin.board.picture.shapes import key as sample
from plugin.board.picture.window import Window, life_of
from plugin.board.proof_rows import rows_of
from plugin.board.scrubbing import Wanted, moments, not_too_late, seen_from, wanted
from plugin.board.told import Instead, Words, no_case
from plugin.case_keys import known_key
from plugin.configuration_errors import UserMistake
from plugin.credentials.accounts import by_gateway
from workflows.calendars import zone_of
from workflows.decision import Decision
from workflows.definitions import DEFINITIONS
from workflows.explain import action_line
from workflows.switches import Switch
from workflows.terms import Field


def pages(desk: Desk) -> Blueprint:
    """The page of a case."""
    page = Blueprint("case", __name__)

    @page.get("/cases/<key>")
    def case(key: str) -> Response:
        return _page(desk, key, g.viewer)

    return page


@dataclass(frozen=True, slots=True)
class Scrub:
    """The ways from one moment of the case's life to another; addresses of the same page."""

    before: str | None
    after: str | None
    now: str
    all: tuple[tuple[datetime, str, str], ...]  # every moment: when, what, address


def _page(desk: Desk, key: str, viewer: Viewer) -> Response:
    asked = wanted(request.args)
    _may_be_shown(desk, key, viewer)
    now = desk.look(key)
    if now.case.key != key:  # it was moved, and has another key
        _may_be_shown(desk, now.case.key, viewer)
    zone = ZoneInfo(zone_of(desk.settings.policy(), now.case.text(Field.REGION)))
    asked = asked.in_zone(zone)
    if asked.at:
        not_too_late(asked.at, now.at)
    decision = desk.look(key, asked.at) if asked.at else now
    life = life_of(now, asked.at)
    window = asked.window(life)
    picture = lanes.picture_of(decision, window, zone, is_past=asked.at is not None)
    return show(
        "case.html",
        decision=decision,
        case=decision.case,
        zone=zone,
        asked=asked,
        local=decision.at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S"),
        jira=Jira(_site(desk), decision.case),
        scrub=_scrub(now, asked, decision.at),
        window=window,
        zooms=_zooms(asked, window, life, decision.at),
        unseen=lanes.unseen(decision, window),
        names=svg.names(picture),
        drawn=svg.drawn(picture, zone),
        legend=_legend(picture),
        running=[clock for clock in decision.clocks if clock.started_at],
        waiting=[clock for clock in decision.clocks if not clock.started_at],
        clock_names=NAMES,
        standing=partial(standing, zone=zone),
        budget=budget,
        rows_of=rows_of,
        seen_from=partial(seen_from, decision),
        action_line=partial(action_line, tz=zone),
        definitions=DEFINITIONS[decision.severity],
        switched=_switched(decision),
    )


def _may_be_shown(desk: Desk, key: str, viewer: Viewer) -> None:
    """Raises Instead: no key of ours, or none for this viewer, whether there is such a case or not."""
    try:
        known_key(key, desk.settings)
    except UserMistake as mistake:
        raise Instead(Words(HTTPStatus.NOT_FOUND, "There is no such case here", f"{mistake}.")) from mistake
    if key not in desk.access.sees(viewer, [key]):
        raise Instead(no_case(key))


def _site(desk: Desk) -> str:
    """Where people see issues; empty where ``jira.url`` is the address of Atlassian's gateway, which shows none."""
    site = desk.settings.jira.url or ""
    return "" if by_gateway(site) else site


def _scrub(now: Decision, asked: Wanted, at: datetime) -> Scrub:
    known = [(moment, what, asked.seen(moment)) for moment, what in moments(now)]
    when = [moment for moment, _, _ in known]
    earlier, later = bisect_left(when, at) - 1, bisect_right(when, at)
    before = known[earlier][2] if earlier >= 0 else None
    after = known[later][2] if later < len(known) else asked.seen(None) if asked.at and asked.at < now.at else None
    return Scrub(before, after, asked.seen(None), tuple(known))


def _zooms(asked: Wanted, window: Window, life: Window, at: datetime) -> list[tuple[str, str]]:
    """The ways to other parts of the life: name and address."""
    around = window.zoomed(0.4, at)
    wider = window.zoomed(2.5, at).within(life)
    found = [("Closer", asked.zoomed(around))]
    if window != life:
        found += [
            ("Wider", asked.zoomed(None if wider == life else wider)),
            ("Earlier", asked.zoomed(window.moved(-0.5))),
            ("Later", asked.zoomed(window.moved(0.5))),
            ("Whole life", asked.zoomed(None)),
        ]
    return found


_LEGEND: dict[Look | Sign, str] = {
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


def _legend(picture: Picture) -> list[tuple[object, str]]:
    """Of what is in the picture: a sample and its words."""
    looks = {band.look for lane in picture.lanes for band in lane.bands}
    signs = {mark.sign for lane in picture.lanes for mark in lane.marks}
    return [(sample(look), words) for look, words in _LEGEND.items() if look in looks or look in signs]


def _switched(decision: Decision) -> list[tuple[Switch, list[str]]]:
    """Which clauses are not on, by how."""
    chosen = [(switch, [c for c, how in decision.switches.items() if how is switch]) for switch in Switch]
    return [(switch, clauses) for switch, clauses in chosen if clauses]
