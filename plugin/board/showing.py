"""A page from its template."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, g, render_template, request

NAVIGATION: tuple[tuple[str, str], ...] = (
    ("/board", "Board"),
    ("/board/approvals", "Approvals"),
    ("/board/report", "Report"),
    ("/board/backtest", "What if"),
)
"""Path and name."""


def show(template: str, status: HTTPStatus = HTTPStatus.OK, **facts: Any) -> Response:
    """The page, with what every page has."""
    viewer = g.get("viewer")
    shared = {
        "viewer": viewer,
        "navigation": NAVIGATION if viewer else (),
        "form_token": g.get("form_token"),
        "here": request.path,
    }
    text = render_template(f"board/{template}", **shared, **facts)
    return Response(text, status, content_type="text/html; charset=utf-8")
