"""``/board``: the open cases in the order of the work, a page at a time, from the lines that reconciles keep."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request

from plugin import queueing
from plugin.board.access import Viewer
from plugin.board.desk import Desk
from plugin.board.listing import Wanted, choices, counts, in_order, page_of
from plugin.board.row import Row
from plugin.board.showing import show
from plugin.jira.errors import JiraError
from plugin.queueing.units import is_case, project_of
from workflows.terms import Severity

_PARKED = 20  # are shown; `careflow doctor` and /metrics count all
STATES = {
    "late": "Late",
    "soon": "Due within the hour",
    "pending": "Critical to be approved",
    "paused": "Paused",
}
"""The names of ``listing.STATES``."""


def pages(desk: Desk) -> Blueprint:
    """The page on a desk."""
    routes = Blueprint("open_cases", __name__)

    @routes.get("")
    def open_cases() -> Response:
        rows = rows_for(g.viewer, desk)
        now, behind = _now(desk)
        wanted = Wanted.asked(request.args)
        page = page_of(in_order(rows, wanted, now), _number(request.args.get("page", "")))
        seen = desk.access.sees(g.viewer, [row.key for row in page.rows])
        return show(
            "open_cases.html",
            now=now,
            behind=behind,
            zone=desk.zone,
            page=page,
            rows=[row for row in page.rows if row.key in seen],
            parked=parked_for(g.viewer, desk),
            wanted=wanted,
            counts=counts(rows, now),
            choices={"severity": list(Severity), **choices(rows)},
            states=STATES,
            link=_link,
        )

    return routes


def rows_for(viewer: Viewer, desk: Desk) -> list[Row]:
    """The lines of the projects in which the viewer may see any case; which of them are shown, ``sees`` says."""
    rows = desk.mirror.rows().values()
    browsed = desk.access.browses(viewer, desk.settings.projects)
    return [row for row in rows if project_of(row.key) in browsed]


def parked_for(viewer: Viewer, desk: Desk) -> list[queueing.Parked]:
    """The cases that are left alone after failing again and again, as far as the viewer may see them."""
    browsed = desk.access.browses(viewer, desk.settings.projects)
    parked = [entry for entry in queueing.park_list(desk.connection) if is_case(entry.unit)]
    shown = [entry for entry in parked if project_of(entry.unit) in browsed][:_PARKED]
    seen = desk.access.sees(viewer, [entry.unit for entry in shown]) if shown else ()
    return [entry for entry in shown if entry.unit in seen]


def _now(desk: Desk) -> tuple[datetime, bool]:
    """Jira's time, and whether it is only that of the latest reading. Raises JiraError where there is none."""
    try:
        return desk.now(), False
    except JiraError:
        if desk.mirror.at is None:
            raise
        return desk.mirror.at, True


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _link(wanted: Wanted, **other: str) -> str:
    parameters = wanted.parameters(**other)
    return f"/board?{urlencode(parameters)}" if parameters else "/board"
