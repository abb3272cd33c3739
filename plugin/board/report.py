"""``/board/report``: SLO compliance of a period, of the cases that the viewer may see in Jira."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request

from plugin.board.desk import Desk
from plugin.board.showing import show
from plugin.board.told import Instead, Words
from plugin.configuration_errors import UserMistake
from plugin.queueing.units import project_of
from plugin.report.background import Standing
from plugin.report.behind import Behind, case_of
from plugin.report.figures import hours, percent
from plugin.report.gathering import Gatherer, period_of, zones
from plugin.settings import Mode
from workflows import period as periods
from workflows.compliance import NO_PRODUCT
from workflows.period import Period
from workflows.report import Report
from workflows.report import report as added_up
from workflows.summary import Summary

MOST_NAMED = 500
"""Cases of which Jira is asked whether the viewer may see them; further ones are counted and not named."""


class ReportPage:
    """The page on one desk. What is heavy is imported and worked out when somebody first opens it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._zone_of = zones(desk.settings)

    @cached_property
    def _rules(self) -> str:
        from plugin.workbench import rules_of

        return rules_of(self._desk.settings)[:16]

    def answer(self) -> Response:
        """The report, or how far it has been read."""
        from plugin.report.background import look
        from plugin.report.kept import Kept

        period = self._period()
        standing = look(Kept(self._desk.connection, self._rules, period), lambda: self._gatherer(period))
        if standing.cases is None:
            return show("report_to_come.html", period=period, read=standing.reading, here_again=request.full_path)
        browsed = self._desk.access.browses(g.viewer, self._desk.settings.projects)
        cases = [case for case in standing.cases if project_of(case.key) in browsed]
        return self._shown(period, cases, [key for key in standing.unread if project_of(key) in browsed], standing)

    def _shown(self, period: Period, cases: list[Summary], unread: list[str], standing: Standing) -> Response:
        from plugin.report.view import view_of

        product, tier = request.args.get("product", ""), request.args.get("tier", "")
        chosen = [case for case in cases if product in ("", _product(case)) and tier in ("", case.tier)]
        show_list = request.args.get("show", "")
        seen = self._seen(added_up(chosen, period, self._zone_of), show_list, unread)
        named = [case if case.key in seen else unnamed(case) for case in chosen]
        made = added_up(named, period, self._zone_of, [key for key in unread if key in seen])
        facts = view_of(made, Behind(_address))
        return show(
            "report.html",
            **facts,
            link=lambda key: f"/board/cases/{key}",
            zone=lambda case: self._zone_of(case.region),
            general=self._desk.zone,
            projects=self._desk.settings.projects,
            shadow=self._desk.settings.mode is Mode.SHADOW,
            reading=standing.reading,
            listed=facts["behind"].lists.get(show_list),
            closed=f"?{urlencode(_asked())}",
            products=_values(map(_product, cases), product),
            tiers=_values((case.tier for case in cases), tier),
            chosen={"product": product, "tier": tier, "month": request.args.get("month", "")},
        )

    def _seen(self, report: Report, show_list: str, unread: list[str]) -> frozenset[str]:
        """Those that the page would name and the viewer may see: each is a question to Jira, so not of all of them."""
        from plugin.report.view import view_of

        listed = view_of(report, behind := Behind(_address)) and behind.lists.get(show_list)
        items = (*report.breaches, *report.reviews, *report.root_causes, *(listed.items if listed else ()))
        keys = dict.fromkeys([*unread, *(case_of(item).key for item in items)])
        return self._desk.access.sees(g.viewer, list(keys)[:MOST_NAMED])

    def _period(self) -> Period:
        """That of the query: ``month``, or ``from`` and ``to``."""
        try:
            if month := request.args.get("month"):
                return periods.month(month)
            first, last = (_day(request.args.get(name, "")) for name in ("from", "to"))
            return period_of(first, last, self._desk.settings, self._desk.reader)
        except ValueError as error:
            text = "Write days as 2026-11-23 and months as 2026-11."
            raise Instead(Words(HTTPStatus.BAD_REQUEST, "That is no day", text)) from error
        except UserMistake as mistake:
            raise Instead(Words(HTTPStatus.BAD_REQUEST, "That is no period", f"{mistake}.")) from mistake

    def _gatherer(self, period: Period) -> Gatherer:
        desk = self._desk
        return Gatherer(desk.settings, desk.reader, desk.path, self._zone_of, period)


def pages(desk: Desk) -> Blueprint:
    """The page, for the board."""
    found = Blueprint("report", __name__)
    page = ReportPage(desk)
    found.add_url_rule("/report", view_func=page.answer, endpoint="report")
    found.app_template_filter("percent")(percent)
    found.app_template_filter("hours")(hours)
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _address(id_: str) -> str:
    """The same page, with the cases behind one number."""
    return f"?{urlencode({**_asked(), 'show': id_})}#cases"


def _asked() -> dict[str, str]:
    """The query, but for a list of cases."""
    return {key: value for key, value in request.args.items() if key != "show" and value}


def unnamed(case: Summary) -> Summary:
    """The case as a number only."""
    return replace(case, key="", title="", reporter=None, assignee=None, instance=None, names={})


def _product(case: Summary) -> str:
    return case.product or NO_PRODUCT


def _values(found: Iterable[str], chosen: str) -> list[str]:
    return sorted({*found, *([chosen] if chosen else [])})
