"""Which error an answer of Jira is.

Jira's own words are kept, shortened: they name fields and permissions. Everything else of the answer is let go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

from plugin.jira.errors import (
    Conflict,
    Forbidden,
    JiraError,
    NotFound,
    OutOfScope,
    RateLimited,
    Redirected,
    Refused,
    Retired,
    Unauthorized,
    Unavailable,
    Unexpected,
)
from plugin.jira.moments import http_date, seconds_until
from workflows.terms import Field

_DENIALS: Mapping[int, type[JiraError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: Retired,
    410: Retired,
    501: Retired,
}
# What api.atlassian.com says; there is no status of its own for it (https://github.com/raycast/extensions/issues/11212).
_OUT_OF_SCOPE = "scope does not match"
_FIELD = re.compile(r"customfield_\d+")


def error_in(response: requests.Response, method: str, endpoint: str, path: str) -> JiraError | None:
    """The error that ``response`` is, or None for an answer of success."""
    status = response.status_code
    where: dict[str, Any] = {"method": method, "endpoint": endpoint, "path": path, "status": status}
    login = response.headers.get("X-Seraph-LoginReason", "")
    if "AUTHENTICATED_FAILED" in login or "AUTHENTICATION_DENIED" in login:
        # A wrong token can be answered as if nobody had asked: 200 and nothing found (JRA-41559).
        return Unauthorized(response.headers.get("X-Authentication-Denied-Reason", login)[:200], **where)
    if status < 300:
        return None
    if status < 400:
        return Redirected(urlsplit(response.headers.get("Location", "")).netloc or "on the same host", **where)
    return _failure(response, status, where)


def _failure(response: requests.Response, status: int, where: dict[str, Any]) -> JiraError:
    wait = seconds_until(response.headers.get("Retry-After"), http_date(response.headers.get("Date")))
    if status == 429:
        return RateLimited(response.headers.get("RateLimit-Reason", ""), retry_after=wait, **where)
    errors = _errors(response)
    words = "; ".join(f"{what}: {why}" if what else why for what, why in errors.items())
    if status == 409:
        return Conflict(words, **where)
    if status in (401, 403) and _OUT_OF_SCOPE in words.casefold():
        return OutOfScope(words, **where)
    if denial := _DENIALS.get(status):
        return denial(response.headers.get("X-Authentication-Denied-Reason", "")[:200] or words, **where)
    if status >= 500 or status in (408, 425):
        # Data Center puts "retry-after: 0" on every answer while tokens remain (FACTS 4): it says nothing here.
        return Unavailable(words, retry_after=wait or None, **where)
    if status in (400, 413, 422):
        return Refused(errors or {"": "no reason given"}, **where)
    return Unexpected(words, **where)


def _errors(response: requests.Response) -> dict[Field | str, str]:
    """``errors`` and ``errorMessages`` of Jira's body, by Jira's field id; a message that names a field goes to it."""
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    found: dict[Field | str, str] = {}
    if not isinstance(body, dict):
        return found
    if isinstance(body.get("errors"), dict):
        found.update({str(what): str(why)[:300] for what, why in body["errors"].items()})
    messages = body.get("errorMessages")
    for message in messages if isinstance(messages, list) else [body.get("errorMessage") or body.get("message") or ""]:
        _put(found, str(message)[:300])
    return found


def _put(found: dict[Field | str, str], message: str) -> None:
    if not message:
        return
    named = _FIELD.search(message)
    key = named.group() if named else ""
    found[key] = f"{found[key]}; {message}" if key in found else message
