"""A delivery, parsed at the door into a small type: which event, about which issue or version. Nothing else is kept.

Lenient about everything that is not needed, since payloads differ between Cloud and Server, old and new (FACTS 1.2):
a comment's event on Data Center bears only ``comment.self``, a worklog's only ``issueId``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypedDict

import msgspec

from plugin.queueing.units import case_id_unit, is_id, is_key, project_of, subject, version_unit
from plugin.subscription import EVENTS, VERSION_RELEASED

_COMMENT_OF = re.compile(r"/issue/([1-9][0-9]{0,18})/comment/", re.ASCII)
_LONGEST_NAME = 255  # of an account, by far
_EVENT = re.compile(r"[A-Za-z][A-Za-z0-9_:.\-]{0,99}", re.ASCII)


class NotADelivery(ValueError):
    """The body is no JSON object, or names neither issue, issue id nor version. Its text is safe to answer with."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a delivery says. ``event`` is empty where it says none (very old servers): then it counts as an issue's.

    ``by``: the account that did it, where a delivery of this event tells that without doubt, else empty.
    """

    event: str
    key: str | None = None
    issue_id: str | None = None
    version_id: str | None = None
    by: str = ""

    @property
    def project(self) -> str | None:
        """The project's key, as the issue's key says."""
        return project_of(self.key) if self.key else None

    @property
    def subject(self) -> dict[str, str]:
        """What a line of the log about it is about, as ``plugin.logs.about`` takes it; empty where it names nothing."""
        if self.version_id is not None:
            return subject(version_unit(self.version_id))
        unit = self.key or (case_id_unit(self.issue_id) if self.issue_id else "")
        return subject(unit) if unit else {}

    @property
    def is_used(self) -> bool:
        """Whether the event is one that a case may stand otherwise after."""
        return not self.event or self.event in EVENTS


def parse(body: bytes) -> Delivery:
    """The delivery in ``body``. Raises NotADelivery; an event that is not used need not name anything."""
    payload = _object(body)
    event = _event(payload.get("webhookEvent"))
    if event == VERSION_RELEASED:
        version = _number(_within(payload, "version").get("id"))
        if version is None:
            raise NotADelivery("names no version")
        return Delivery(event, version_id=version)
    issue = _within(payload, "issue")
    found = Delivery(event, _key(issue.get("key")), _issue_id(payload, issue), by=_doer(event, payload))
    if found.is_used and issue.get("key") is not None and found.key is None:
        raise NotADelivery("names an issue by a key that is none")
    if found.is_used and found.key is None and found.issue_id is None:
        raise NotADelivery("names neither an issue, an issue's id nor a version")
    return found


class _User(TypedDict, total=False):
    accountId: Any
    name: Any
    key: Any


class _Issue(TypedDict, total=False):
    id: Any
    key: Any


class _Comment(TypedDict, total=False):
    self: Any
    author: _User


class _Worklog(TypedDict, total=False):
    issueId: Any


class _Version(TypedDict, total=False):
    id: Any


class _Payload(TypedDict, total=False):
    """What of a payload is read here; all that stands beside it is checked to be JSON, and passed over."""

    webhookEvent: Any
    issue: _Issue
    comment: _Comment
    worklog: _Worklog
    version: _Version
    user: _User


_USUAL = msgspec.json.Decoder(_Payload)


def _object(body: bytes) -> Mapping[str, object]:
    """JSON is UTF-8 (RFC 8259, 8.1, which allows to ignore a byte order mark) and knows neither NaN nor Infinity.

    msgspec reads the usual payload in an eighth of the time. It refuses what it need not: a part that is no object,
    half of a surrogate pair in a text that Jira has cut. The standard library has the last word on those.
    """
    try:
        text = body.decode("utf-8-sig")  # msgspec does not look into the texts that it passes over
        try:
            return _USUAL.decode(text)
        except (msgspec.DecodeError, RecursionError):
            payload = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):  # also bytes that are no UTF-8, numbers beyond Python's limit, deep nesting
        raise NotADelivery("is not JSON") from None
    if not isinstance(payload, dict):
        raise NotADelivery("is not a JSON object")
    return payload


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _key(value: object) -> str | None:
    key = _text(value)
    return key if is_key(key) else None


def _event(value: object) -> str:
    """The event's name, safe to log and to answer with; empty where there is none."""
    if value is None:
        return ""
    return value if isinstance(value, str) and _EVENT.fullmatch(value) else "unknown"


def _issue_id(payload: Mapping[str, object], issue: Mapping[str, object]) -> str | None:
    address = _COMMENT_OF.search(_text(_within(payload, "comment").get("self")))
    return (
        _number(issue.get("id"))
        or _number(_within(payload, "worklog").get("issueId"))
        or (address.group(1) if address else None)
    )


def _doer(event: str, payload: Mapping[str, object]) -> str:
    """Who deleted a comment, or edited one on an older server, no delivery says (FACTS 1.2): those have none."""
    if event == "jira:issue_updated":
        user = _within(payload, "user")
    elif event == "comment_created":
        user = _within(_within(payload, "comment"), "author")
    else:
        return ""
    name = _text(user.get("accountId")) or _text(user.get("name")) or _text(user.get("key"))
    return name if len(name) <= _LONGEST_NAME and name.isprintable() else ""


def _within(payload: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = payload.get(name)
    return part if isinstance(part, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> str | None:
    """An id, which Jira writes as text and now and then as a number."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)
    return text if is_id(text) else None
