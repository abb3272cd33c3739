"""Pages as Cloud's newer resources have them: ``startAt``, ``maxResults``, ``total``, ``isLast`` and ``values``."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import answer, whole


def page(values: Sequence[Json], most: int = 50, largest: int | None = None) -> Response:
    """The part of ``values`` that the query asks for; more than ``largest`` is silently cut to it."""
    start, limit = whole("startAt", 0), whole("maxResults", most, largest or most)
    return answer({"self": request.url, **pages(values, start, limit)})


def pages(values: Sequence[Json], start: int = 0, limit: int = 50) -> Json:
    """A page inside something else."""
    total = len(values)
    told: Json = {"maxResults": limit, "startAt": start, "total": total, "isLast": start + limit >= total}
    if start + limit < total:
        told["nextPage"] = f"{request.base_url}?{urlencode({'startAt': start + limit, 'maxResults': limit})}"
    return {**told, "values": list(values[start : start + limit])}
