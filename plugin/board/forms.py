"""Whether a form that was sent is one of our pages': by its token, and by what the browser says of where it came from.

Every form that is sent by POST has ``<input type="hidden" name="token" value="{{ form_token }}">`` in it.
"""

from __future__ import annotations

import hmac
from http import HTTPStatus

from flask import request

from plugin.board.told import Instead, Words

NOT_FROM_HERE = Words(
    HTTPStatus.FORBIDDEN,
    "That did not come from this page",
    "Nothing was done. Your browser did not show that the form was one of ours: go back, load the page anew and try "
    "again.",
)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


def must_be_ours(origin: str, token: str | None) -> None:
    """Raises Instead unless the request came from ``origin`` and bears ``token`` (None: of the demo, which has none).

    The browser says where from: Sec-Fetch-Site, or Origin where it does not know that header (OWASP, Cross-Site Request
    Forgery Prevention). Who says neither is no browser of today.
    """
    site, said = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = site == "same-origin" if site is not None else said == origin
    if said is not None and said != origin:
        ours = False
    sent = request.form.get("token", "")
    if not ours or (token is not None and not hmac.compare_digest(sent.encode(), token.encode())):
        raise Instead(NOT_FROM_HERE)
