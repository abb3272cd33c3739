"""All pages on one desk, for Flask: sign-in before each, words where there is nothing to show."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, send_from_directory
from werkzeug.wrappers import Response as BaseResponse

from plugin.board import formats
from plugin.board.access import Viewer
from plugin.board.desk import Desk
from plugin.board.told import Instead, Words, in_words

log = logging.getLogger(__name__)

Page = Callable[[Desk], Blueprint]
"""A page, or several that belong together: ``pages(desk)`` of its module."""

PAGES: tuple[tuple[str, str], ...] = ()
"""The modules of the pages, in the order of the navigation: path and name."""


def board(desk: Desk) -> Blueprint:
    """``/board`` and everything under it."""
    pages = Blueprint("board", __name__, url_prefix="/board", template_folder="templates")
    _let_in(pages, desk)
    _add_files(pages)
    pages.register_error_handler(Exception, _instead)
    pages.app_template_filter("instant")(formats.instant)
    pages.app_template_filter("span")(formats.span)
    pages.app_template_filter("roughly")(formats.roughly)
    for page in _every_page():
        pages.register_blueprint(page(desk))
    return pages


def _every_page() -> tuple[Page, ...]:
    """Imported here, since they show themselves by this module."""
    from plugin.board import case

    return (case.pages,)


def show(template: str, status: HTTPStatus = HTTPStatus.OK, **facts: Any) -> Response:
    """A page from its template."""
    text = render_template(f"board/{template}", viewer=g.get("viewer"), navigation=PAGES, here=request.path, **facts)
    return Response(text, status, content_type="text/html; charset=utf-8")


def _let_in(pages: Blueprint, desk: Desk) -> None:
    @pages.before_request
    def who_is_it() -> BaseResponse | None:
        if request.endpoint == "board.file":
            return None
        found = desk.access.viewer()
        if isinstance(found, Viewer):
            g.viewer = found
            return None
        return found


def _add_files(pages: Blueprint) -> None:
    @pages.get("/static/<name>")
    def file(name: str) -> Response:
        answer = send_from_directory(f"{pages.root_path}/static", name, max_age=3600)
        answer.headers["Cache-Control"] = "public, max-age=3600"
        return answer

    @pages.get("/")
    def slash() -> BaseResponse:
        return redirect("/board", HTTPStatus.PERMANENT_REDIRECT)


def _instead(error: Exception) -> Response:
    """In words. Raises what is a fault of ours, for the application to answer."""
    words = in_words(error, str((request.view_args or {}).get("key", "")))
    if words is None:
        raise error
    if not isinstance(error, Instead):
        log.warning("%s: %s: %s", request.path, type(error).__name__, error)
    return told(words)


def told(words: Words) -> Response:
    """A page that is nothing but words."""
    return show("told.html", words.status, words=words)
