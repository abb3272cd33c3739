"""Pages as Cloud's newer resources have them: ``startAt``, ``maxResults``, ``total``, ``isLast`` and ``values``."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import answer, whole


def page(values: Sequence[Json], most: int = 50, largest: int | None = None) -> Response:
    """The part of ``values`` that the query asks for; more than ``largest`` is silently cut to it."""
    start, limit = whole("startAt", 0), whole("maxResults", most, largest or most)
    shown = list(values[start : start + limit])
    total = len(values)
    told: Json = {"self": request.url, "maxResults": limit, "startAt": start, "total": total}
    return answer({**told, "isLast": start + limit >= total, "values": shown})
