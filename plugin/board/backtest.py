"""``/board/backtest``: what other targets would have made of the cases whose histories are on this machine's disk.

Read from there alone: nothing is asked of Jira but what the viewer may see. Few cases are judged while somebody waits;
for more, and for another app.yaml, the page names the command.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, request

from plugin.board.desk import Desk
from plugin.board.showing import show
from plugin.configuration_errors import UserMistake
from workflows.terms import ClockName, Severity, Table

if TYPE_CHECKING:
    from plugin.backtest.candidates import Candidate
    from plugin.backtest.sums import Sums
    from plugin.histories.codec import History

MOST = 500
"""How many cases are judged while somebody waits: a second of a core, and as many questions about the viewer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The form."""

    severity: str = ""
    clock: str = ""
    within: str = ""
    table: str = ""

    @property
    def what_if(self) -> str:
        """As ``--what-if`` takes it; empty while nothing is asked."""
        return f"{self.table} {self.severity} {self.clock} {self.within}".strip() if self.within else ""


def pages(desk: Desk) -> Blueprint:
    """The page on a desk."""
    routes = Blueprint("backtest", __name__)

    @routes.get("/backtest")
    def backtest() -> Response:
        asked = Asked(*(request.args.get(name, "").strip() for name in Asked.__slots__))
        problem, facts = "", dict[str, object]()
        try:
            facts = _tried(desk, asked.what_if) if asked.what_if else {"stored": _stored(desk)}
        except UserMistake as mistake:
            problem = str(mistake)
        status = HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK
        offered = {"severity": list(Severity), "clock": list(ClockName), "table": list(Table)}
        command = f"careflow backtest --offline --what-if {shlex.quote(asked.what_if or 'Major respond 45m')}"
        return show(
            "backtest.html", status, asked=asked, problem=problem, offered=offered, command=command, most=MOST, **facts
        )

    return routes


def _stored(desk: Desk) -> int:
    from plugin.histories.store import of_settings

    with of_settings(desk.settings) as store:
        return len(store.found_by(None))


def _tried(desk: Desk, what_if: str) -> dict[str, object]:
    """What the page shows of a what-if. Raises UserMistake."""
    from plugin.backtest.candidates import what_ifs
    from plugin.histories.store import of_settings

    present = desk.settings.policies()
    candidates = what_ifs(what_if, present)
    with of_settings(desk.settings) as store:
        keys = store.found_by(None)
        if not 0 < len(keys) <= MOST:
            return {"stored": len(keys)}
        seen = desk.access.sees(g.viewer, keys)
        shown = [key for key in keys if key in seen]
        return {"stored": len(keys), "tried": _added(desk, candidates, store.of(shown))}


def _added(desk: Desk, candidates: list[Candidate], histories: Iterable[History]) -> list[tuple[str, Sums]]:
    from plugin.backtest.running import Backtest
    from plugin.backtest.sums import Sums
    from plugin.backtest.tables import headline

    present = desk.settings.policies()
    sums = [Sums() for _ in candidates]
    for found in Backtest(present, candidates).over(histories):
        for added, case in zip(sums, found, strict=True):
            added.add(case)
    return [(headline(one, added, present), added) for one, added in zip(candidates, sums, strict=True)]
