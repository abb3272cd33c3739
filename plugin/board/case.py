"""``/board/cases/KEY``: a case's life in one picture, and as tables that add up; now or at any moment (``?at=``).

It says what ``careflow explain`` says, of the same decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, request

from plugin.board.clock_words import standing
from plugin.board.desk import Desk
from plugin.board.evidence import Jira
from plugin.board.picture import lanes, svg
from plugin.board.picture.budget import budget
from plugin.board.picture.clock_lanes import NAMES
from plugin.board.picture.legend import legend
from plugin.board.picture.window import life_of
from plugin.board.proof_rows import rows_of
from plugin.board.scrubbing import Wanted, not_too_late, seen_from, wanted
from plugin.board.showing import show
from plugin.board.told import Instead, Words, no_case
from plugin.board.ways import scrub, zooms
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
    """The page on a desk."""
    routes = Blueprint("case", __name__)

    @routes.get("/cases/<key>")
    def case(key: str) -> Response:
        asked = wanted(request.args)
        _may_be_shown(desk, key)
        now = desk.look(key)
        if now.case.key != key:  # it was moved, and has another key
            _may_be_shown(desk, now.case.key)
        zone = ZoneInfo(zone_of(desk.settings.policy(), now.case.text(Field.REGION)))
        asked = asked.in_zone(zone)
        if asked.at:
            not_too_late(asked.at, now.at)
        decision = desk.look(key, asked.at) if asked.at else now
        parts = {**_pictured(now, decision, asked, zone), **_tabled(decision, zone)}
        return show("case.html", zone=zone, asked=asked, jira=Jira(_site(desk), decision.case), **parts)

    return routes


def _may_be_shown(desk: Desk, key: str) -> None:
    """Raises Instead: no key of ours, or none for this viewer, whether there is such a case or not."""
    try:
        known_key(key, desk.settings)
    except UserMistake as mistake:
        raise Instead(Words(HTTPStatus.NOT_FOUND, "There is no such case here", f"{mistake}.")) from mistake
    if key not in desk.access.sees(g.viewer, [key]):
        raise Instead(no_case(key))


def _site(desk: Desk) -> str:
    """Where people see issues; empty where ``jira.url`` is the address of Atlassian's gateway, which shows none."""
    site = desk.settings.jira.url or ""
    return "" if by_gateway(site) else site


def _pictured(now: Decision, decision: Decision, asked: Wanted, zone: ZoneInfo) -> Mapping[str, Any]:
    """The picture, and the ways to other moments and parts of it. Raises Instead."""
    life = life_of(now, asked.at)
    window = asked.window(life)
    picture = lanes.picture_of(decision, window, zone, is_past=asked.at is not None)
    return {
        "window": window,
        "unseen": lanes.unseen(decision, window),
        "names": svg.names(picture),
        "drawn": svg.drawn(picture, zone),
        "legend": legend(picture),
        "zooms": zooms(asked, window, life, decision.at),
        "scrub": scrub(now, asked, decision.at),
        "local": decision.at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S"),
    }


def _tabled(decision: Decision, zone: ZoneInfo) -> Mapping[str, Any]:
    """Everything else on the page."""
    return {
        "decision": decision,
        "case": decision.case,
        "running": [clock for clock in decision.clocks if clock.started_at],
        "waiting": [clock for clock in decision.clocks if not clock.started_at],
        "clock_names": NAMES,
        "standing": partial(standing, zone=zone),
        "budget": budget,
        "rows_of": rows_of,
        "seen_from": partial(seen_from, decision),
        "action_line": partial(action_line, tz=zone),
        "definitions": DEFINITIONS[decision.severity],
        "switched": _switched(decision),
    }


def _switched(decision: Decision) -> list[tuple[Switch, list[str]]]:
    """Which clauses are not on, by how."""
    chosen = [(switch, [c for c, how in decision.switches.items() if how is switch]) for switch in Switch]
    return [(switch, clauses) for switch, clauses in chosen if clauses]
