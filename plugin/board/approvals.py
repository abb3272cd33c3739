"""``/board/approvals``: what waits for a manager, and what was decided (SEV-3 to SEV-6). Deciding is done in Jira."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, g

from plugin.board.desk import Desk
from plugin.board.open_cases import rows_for
from plugin.board.row import Review, Row
from plugin.board.showing import show
from workflows.definitions import DEFINITIONS
from workflows.terms import Severity

MOST = 200
"""How many decided reviews are shown, the newest."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A review with its case. ``took``: from the asking to the decision."""

    row: Row
    review: Review

    @property
    def took(self) -> timedelta | None:
        """None while it waits."""
        return self.review.decided_at - self.review.asked_at if self.review.decided_at else None


def waiting(rows: Iterable[Row]) -> list[Asked]:
    """The reviews that nobody has decided, the oldest first."""
    found = [Asked(row, row.pending) for row in rows if row.is_open and row.pending]
    return sorted(found, key=lambda asked: (asked.review.asked_at, asked.row.key))


def decided(rows: Iterable[Row]) -> list[Asked]:
    """The reviews that have ended, the newest first."""
    found = [(review.decided_at, Asked(row, review)) for row in rows for review in row.reviews if review.decided_at]
    ended: list[tuple[datetime, Asked]] = [(at, asked) for at, asked in found if at is not None]
    return [asked for _, asked in sorted(ended, key=lambda pair: (pair[0], pair[1].row.key), reverse=True)]


def pages(desk: Desk) -> Blueprint:
    """The page on a desk."""
    routes = Blueprint("approvals", __name__)

    @routes.get("/approvals")
    def approvals() -> Response:
        rows = rows_for(g.viewer, desk)
        now = desk.now()
        pending, ended = waiting(rows), decided(rows)[:MOST]
        seen = desk.access.sees(g.viewer, {asked.row.key for asked in (*pending, *ended)})
        return show(
            "approvals.html",
            now=now,
            zone=desk.zone,
            pending=[asked for asked in pending if asked.row.key in seen],
            ended=[asked for asked in ended if asked.row.key in seen],
            criteria=DEFINITIONS[Severity.CRITICAL],
            jira=str(desk.settings.jira.url or "").rstrip("/"),
            most=MOST,
        )

    return routes
