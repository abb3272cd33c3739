"""All pages on one desk, for Flask: sign-in before each, words where there is nothing to show."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Blueprint, Response, g, redirect, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from plugin.board import approvals, backtest, case, formats, forms, open_cases, report
from plugin.board.access import Viewer
from plugin.board.desk import Desk
from plugin.board.showing import show
from plugin.board.told import Words, in_words

log = logging.getLogger(__name__)


def board(desk: Desk) -> Blueprint:
    """``/board`` and everything under it."""
    pages = Blueprint("board", __name__, url_prefix="/board", template_folder="templates")
    _let_in(pages, desk)
    _secure(pages, desk)
    _add_files(pages)
    pages.register_error_handler(Exception, _instead)
    entrance = desk.access.entrance()
    if entrance is not None:
        pages.register_blueprint(entrance)
    for page in (open_cases, case, approvals, report, backtest):
        pages.register_blueprint(page.pages(desk))
    pages.app_template_filter("coded")(formats.coded)
    pages.app_template_filter("instant")(formats.instant)
    pages.app_template_filter("span")(formats.span)
    pages.app_template_filter("roughly")(formats.roughly)
    return pages


def _let_in(pages: Blueprint, desk: Desk) -> None:
    @pages.before_request
    def who_is_it() -> BaseResponse | None:
        if request.endpoint == "board.file" or request.blueprint == "board.entrance":
            return None
        found = desk.access.viewer()
        if not isinstance(found, Viewer):
            return found
        if request.method not in forms.SAFE:
            forms.must_be_ours(desk.access.origin, g.get("form_token"))
        g.viewer = found
        return None


def _secure(pages: Blueprint, desk: Desk) -> None:
    @pages.after_request
    def headers(answer: Response) -> Response:
        # Not no-referrer: with it, browsers say of a form of our own that it came from nowhere (Fetch, 3.2).
        answer.headers["Referrer-Policy"] = "same-origin"
        if desk.access.origin.startswith("https:"):
            answer.headers["Strict-Transport-Security"] = "max-age=31536000"
        return answer


def _add_files(pages: Blueprint) -> None:
    @pages.get("/static/<name>")
    def file(name: str) -> Response:
        answer = send_from_directory(f"{pages.root_path}/static", name, max_age=3600)
        answer.headers["Cache-Control"] = "public, max-age=3600"
        return answer

    @pages.get("/")
    def slash() -> BaseResponse:
        return redirect("/board", HTTPStatus.PERMANENT_REDIRECT)

    @pages.get("/<path:elsewhere>")
    def nowhere(elsewhere: str) -> Response:
        raise NotFound


def _instead(error: Exception) -> Response:
    words = in_words(error, str((request.view_args or {}).get("key", "")))
    if words.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s: a fault of ours", request.path, exc_info=error)
    elif words.status == HTTPStatus.SERVICE_UNAVAILABLE:
        log.warning("%s: %s: %s", request.path, type(error).__name__, error)
    return told(words)


def told(words: Words) -> Response:
    """A page that is nothing but words."""
    return show("told.html", words.status, words=words)
